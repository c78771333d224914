"""How dates are written in English: day, short month, year."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "j M, H:i"
YEAR_MONTH_FORMAT = "M Y"
TIME_FORMAT = "H:i"
