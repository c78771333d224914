"""Dates of publication as people write them: sorted, shown and given to others as CSL dates, the text kept as it is.

What is understood: ISO 8601 and the parts of EDTF that bibliographies use (Library of Congress, levels 0 and 1:
`1959?`, `1959~`, `195X`, `1959/1960`, seasons 21 to 24), English and Chinese dates, decades, and years BC.
What is not understood is kept verbatim and sorts last; nothing raises, whatever the text.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from typing import Any, NamedTuple

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS = ("Spring", "Summer", "Autumn", "Winter")
SORTS_LAST = 99_999_999
UNDATED = "undated"

LONGEST = 100  # characters of a text that is looked at
_MONTH_NUMBERS = {form: i for i, name in enumerate(MONTHS, 1) for form in (name.lower(), name[:3].lower())}
_MONTH_NUMBERS["sept"] = 9
_SEASON_NUMBERS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_NO_DATE = {"", "n.d", "n.d.", "nd", "n. d.", "undated", "no date", "s.d.", "s. d.", "无日期", "無日期"}


class Point(NamedTuple):
    """One date: a year as astronomers count it (0 is 1 BC), what is known of the rest, else 0.

    `span` is 10 for a decade and 100 for a century that begin with the year.
    """

    year: int
    month: int = 0
    day: int = 0
    season: int = 0
    span: int = 1


@dataclass(frozen=True, slots=True)
class Issued:
    """A date that was understood.

    `start` and `end` are integers yyyymmdd, zero where the start has no month or day, so that 2025 sorts
    before 2025-01; the end is the last day that belongs to it. Years BC are negative. `approximate` is
    true for "c." and "?" alike. `shown` is the site's form: "15 January 2025", "c. 1959", "1959–1960".
    """

    text: str
    first: Point
    last: Point
    circa: bool
    uncertain: bool

    @property
    def approximate(self) -> bool:
        """Whether the date is about right or doubted."""
        return self.circa or self.uncertain

    @property
    def start(self) -> int:
        """The first day, as it sorts."""
        month = self.first.month or 3 * self.first.season
        return self.first.year * 10_000 + month * 100 + self.first.day

    @property
    def end(self) -> int:
        """The last day that belongs to it."""
        return _last_day(self.last)

    @property
    def shown(self) -> str:
        """The date as the site writes it."""
        words = _range_shown(self.first, self.last) if self.last != self.first else _shown(self.first)
        return f"{'c. ' if self.circa else ''}{words}{'?' if self.uncertain else ''}"

    @property
    def iso(self) -> str:
        """The first date in ISO 8601, as exact as it is known: "2025-01-15", "2025-01", "2025"."""
        return _iso(self.first)


def parse_issued(text: str) -> Issued | None:
    """Return the date that `text` gives, or None: no date, an impossible one, or one not understood."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    plain = plain.removeprefix("[").removesuffix("]").strip()
    rest, circa, uncertain = _without_doubt(plain)
    if point := _point(rest):
        return Issued(text, point, point, circa, uncertain)
    for left, right in [] if _MONTH_OR_YEAR.fullmatch(rest) else _halves(rest):
        (left, circa1, doubt1), (right, circa2, doubt2) = _without_doubt(left), _without_doubt(right)
        ends = _ends(left, right)
        if ends and _last_day(ends[1]) >= Issued(text, ends[0], ends[0], False, False).start:
            return Issued(text, *ends, circa or circa1 or circa2, uncertain or doubt1 or doubt2)
    return None


def sort_key(text: str) -> int:
    """Return the integer that a date sorts by; what is not understood, or no date, comes last."""
    issued = parse_issued(text)
    return issued.start if issued else SORTS_LAST


def date_shown(text: str) -> str:
    """Return a date as the site writes it: verbatim when not understood, "undated" when there is none."""
    if is_undated(text):
        return UNDATED
    issued = parse_issued(text)
    return issued.shown if issued else text.strip()


def is_undated(text: str) -> bool:
    """Tell whether `text` says that there is no date: empty, "n.d.", "undated"."""
    return text.strip().strip("[]()").casefold() in _NO_DATE


def to_csl_date(text: str) -> dict[str, Any]:
    """Return the CSL-JSON date of a text: date-parts, or `literal` when not understood; {} for no date."""
    if is_undated(text):
        return {}
    issued = parse_issued(text)
    if issued is None:
        return {"literal": text.strip()}
    first, last = issued.first, issued.last
    is_range = first != last
    if first.span > 1 or last.span > 1 or (is_range and (first.season or last.season)):
        return {"literal": issued.shown}
    date: dict[str, Any] = {"date-parts": [_parts(first), _parts(last)] if is_range else [_parts(first)]}
    if first.season:
        date["season"] = first.season
    if issued.approximate:
        date["circa"] = True
    return date


def from_csl_date(value: Any) -> str:
    """Return the text of a CSL-JSON date: ISO where it is a date, `literal` or `raw` as given, else ""."""
    if isinstance(value, str):
        return value.strip()
    if not isinstance(value, dict):
        return ""
    parts = value.get("date-parts")
    dates = [part for part in map(_whole_numbers, parts if isinstance(parts, list) else []) if part]
    if not dates:
        words = value.get("literal") or value.get("raw") or ""
        return words.strip() if isinstance(words, str) else ""
    season = _whole_numbers([value.get("season")])
    texts = [_text_of(date, season[0] if season else 0) for date in dates[:2]]
    circa = "c. " if value.get("circa") not in (None, False, 0, "", "false", "0") else ""
    return circa + "/".join(texts)


def normal_issued(text: str) -> str:
    """Return the text that a date has after a round trip through CSL: "January 2025" becomes "2025-01"."""
    return from_csl_date(to_csl_date(text))


# ------------------------------------------------------------------------------------------- one point in time

_YEAR = r"(?P<y>\d{3,4})"
_MONTH_NAME = rf"(?P<m>{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        _YEAR,
        r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?:T[\d:.,Z+-]{2,30})?",
        r"(?P<y>\d{4})-(?P<m>\d{1,2})",
        rf"{_MONTH_NAME},? {_YEAR}",
        rf"{_DAY} {_MONTH_NAME},? {_YEAR}",
        rf"{_MONTH_NAME} {_DAY},? {_YEAR}",
        rf"{_YEAR},? {_MONTH_NAME}(?: {_DAY})?",
        rf"(?P<s>{'|'.join(_SEASON_NUMBERS)}),? {_YEAR}",
        r"(?:公元)?(?P<y>\d{1,4}) ?[年년](?: ?(?P<m>\d{1,2}) ?[月월](?: ?(?P<d>\d{1,2}) ?[日号號일])?)?",
        r"(?:AD|CE) ?(?P<y>\d{1,4})|(?P<yy>\d{1,4}) ?(?:AD|CE|A\.D\.|C\.E\.)",
    )
)
_SPANS = re.compile(r"(?:the )?(?P<start>\d{3}0)['’]?s|(?P<stem>\d{2,3})(?P<x>[Xxu]{1,2})", re.ASCII)
_BEFORE_CHRIST = re.compile(
    r"(?P<y>\d{1,5}) ?(?:BCE?|B\.C\.(?:E\.)?)|公元前 ?(?P<yy>\d{1,5}) ?年?", re.IGNORECASE
)
_ASTRONOMICAL = re.compile(r"-(\d{4})", re.ASCII)


def _point(text: str) -> Point | None:
    """Return the one date that `text` is, if it is one and can be."""
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _checked(found.groupdict())
    if found := _SPANS.fullmatch(text):
        return _span(found["start"], found["stem"], len(found["x"] or ""))
    if found := _BEFORE_CHRIST.fullmatch(text):
        return Point(1 - int(found["y"] or found["yy"]))
    if found := _ASTRONOMICAL.fullmatch(text):
        return Point(-int(found[1]))
    return None


def _checked(found: dict[str, str | None]) -> Point | None:
    """Return the date of what a form found, or None where the calendar has no such day."""
    year = int(found["y"] or found.get("yy") or 0)
    month = _month(found.get("m") or "")
    day = int(found.get("d") or 0)
    season = _SEASON_NUMBERS.get((found.get("s") or "").lower(), 0)
    if 21 <= month <= 24 and not day and month <= year % 100:  # EDTF's seasons; 1921-24 is four years
        month, season = 0, month - 20
    known = year >= 1 and (not found.get("m") or 1 <= month <= 12 or season)
    if not known or (found.get("d") and not 1 <= day <= monthrange(year, month)[1]):
        return None
    return Point(year, month, day, season)


def _month(text: str) -> int:
    """Return a month's number from its name or digits, or 0."""
    return int(text) if text.isdigit() else _MONTH_NUMBERS.get(text.lower(), 0)


def _span(start: str | None, stem: str | None, unknown: int) -> Point | None:
    """Return a decade ("1950s", "195X") or a century ("1900s", "19XX")."""
    if start and not unknown:
        unknown = 2 if start.endswith("00") else 1
    if stem and len(stem) + unknown == 4:
        start = stem + "0" * unknown
    return Point(int(start), span=10**unknown) if start and int(start) else None


# -------------------------------------------------------------------------------------------- doubt and ranges

_CIRCA = re.compile(
    r"(?:c\.|ca\.?(?![a-z])|c(?=\d)|circa\b|about\b|approx\.|approximately\b|约|約|~) ?", re.IGNORECASE
)
_STRONG = re.compile(r" ?(?:[/–—至到]|\.\.| - | to ) ?")
_MONTH_OR_YEAR = re.compile(r"\d{4}/(?:0[1-9]|1[0-2])", re.ASCII)  # 2005/06: June, or two years?
_US_DAYS = re.compile(r"(?P<d>\d{1,2}),? (?P<y>\d{4})", re.ASCII)


def _without_doubt(text: str) -> tuple[str, bool, bool]:
    """Return `text` without its marks of doubt, whether it is about right, and whether it is doubted."""
    circa = uncertain = False
    if found := _CIRCA.match(text):
        text, circa = text[found.end() :], True
    if text.endswith(("?", "~", "%")):
        circa, uncertain = circa or text[-1] in "~%", text[-1] in "?%"
        text = text[:-1].rstrip()
    return text, circa, uncertain


def _halves(text: str) -> list[tuple[str, str]]:
    """Return where `text` may be two dates; a hyphen divides only where it is the only one."""
    cuts = [found.span() for found in _STRONG.finditer(text)]
    if not cuts and text.count("-") == 1:
        cuts = [(text.index("-"), text.index("-") + 1)]
    return [(text[:start].strip(), text[end:].strip()) for start, end in cuts]


def _ends(left: str, right: str) -> tuple[Point, Point] | None:
    """Return both ends of a range; either side may leave to the other what they share."""
    if us := _US_DAYS.fullmatch(right):  # January 15–20, 2025
        right = f"{left.split(' ')[0]} {us['d']}, {us['y']}"
    first, last = _point(left), _point(right)
    if first and not last and right.isdigit() and len(right) == 2 and not first.month:  # 1959–60
        last = _point(f"{first.year // 100}{right}")
        return (first, last) if last and last.year > first.year else None
    if last and last.year <= 0 and left.isdigit():  # 400–390 BC
        first = _point(f"{left} BC")
    elif last and not first:
        month = MONTHS[last.month - 1] if last.month else ""
        season = SEASONS[last.season - 1] if last.season and left.lower() in _SEASON_NUMBERS else ""
        shared = (f"{left}, {last.year:04}", f"{left} {month} {last.year:04}", f"{left} {season}")
        first = next((point for point in map(_point, shared) if point), None)
    return (first, last) if first and last else None


def _last_day(point: Point) -> int:
    """Return the last day of a date as yyyymmdd."""
    year = point.year + point.span - 1
    month = point.month or (min(3 * point.season + 2, 12) if point.season else 12)
    day = point.day or monthrange(year, month)[1] if year > 0 else point.day or 31
    return year * 10_000 + month * 100 + day


# ------------------------------------------------------------------------------------------------- as others write it


def _shown(point: Point) -> str:
    """Return one date in the site's words."""
    year = _year_shown(point)
    if point.span > 1:
        return f"{year}s"
    month = MONTHS[point.month - 1] if point.month else SEASONS[point.season - 1] if point.season else ""
    return " ".join(part for part in (str(point.day or ""), month, year) if part)


def _year_shown(point: Point) -> str:
    """Return a year in the site's words; one of two digits is marked, lest it be taken for another."""
    if point.year <= 0:
        return f"{1 - point.year} BC"
    if point.year >= 100:
        return str(point.year)
    return f"{point.year:04}" if point.month or point.season or point.span > 1 else f"AD {point.year}"


def _range_shown(first: Point, last: Point) -> str:
    """Return two dates in the site's words, what they share said once."""
    begin, end = _shown(first), _shown(last)
    if first.year == last.year and first.span == last.span == 1:
        begin = begin.removesuffix(f" {_year_shown(first)}")
        if first.day and last.day and first.month == last.month:
            begin = str(first.day)
    elif first.year <= 0 and last.year <= 0:
        begin = begin.removesuffix(" BC")
    return f"{begin} – {end}" if " " in begin else f"{begin}–{end}"


def _iso(point: Point) -> str:
    """Return one date in ISO 8601, as exact as it is known."""
    year = f"{point.year:05}" if point.year < 0 else f"{point.year:04}"
    return "-".join([year, *(f"{part:02}" for part in (point.month, point.day) if part)])


def _parts(point: Point) -> list[int]:
    """Return CSL's date-parts, which count 1 BC as -1."""
    year = point.year if point.year > 0 else point.year - 1
    return [year, *(part for part in (point.month, point.day) if part)]


def _whole_numbers(parts: Any) -> list[int]:
    """Return the leading whole numbers of date-parts, which some programs write as strings."""
    numbers: list[int] = []
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, bool) or not re.fullmatch(r"-?\d{1,5}", str(part).strip(), re.ASCII):
            break
        numbers.append(int(part))
    return numbers[:3]


def _text_of(parts: list[int], season: int) -> str:
    """Return the text of one CSL date; parts that make no date stay as they are, joined by hyphens."""
    year, *rest = parts
    if rest and rest[0] in (13, 14, 15, 16, 21, 22, 23, 24):  # CSL 1.0.2 allows seasons as months
        season, rest = rest[0] - (12 if rest[0] < 20 else 20), []
    if year < 0:
        return f"{-year} BC" if not rest else "-".join(map(str, parts))
    if not rest and 1 <= season <= 4:
        return f"{SEASONS[season - 1]} {year:04}"
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])
