"""Geometry of the charts: numbers in, places in a drawing out; pure arithmetic, no styling.

Lengths are whole user units of a drawing that is `WIDTH` wide, so that no language's decimal comma gets into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 400
ROW = 36  # of a bar, with the words above it
BAR = 12
WORDS = 14  # from the top of a row to the line that its words stand on
TALL = 120  # of the highest column
HEAD = 22  # above it, for the greatest number
FOOT = 22  # below the columns, for the first and the last period
WIDEST = 50
SHORTEST = 200  # the line under few columns, so that two dates have room below it
GAP = 2
LEAST = 2  # what one of a million is still drawn as
PERIODS = 24
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its corner, how long and thick it is, and where the words above or below it stand."""

    x: int
    y: int
    width: int
    height: int
    words: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars in the order of their values, and the size of what they are drawn in."""

    bars: list[Bar]
    width: int
    height: int
    greatest: int
    base: int = 0  # how far down is the line that columns stand on, and how long it is
    end: int = WIDTH


def bars(values: Sequence[int]) -> Drawing:
    """Return one bar below the other from the left edge; the greatest value takes the whole width."""
    greatest = max(values, default=0)
    drawn = [
        Bar(
            x=0,
            y=at * ROW + WORDS + 6,
            width=scaled(value, greatest, WIDTH),
            height=BAR,
            words=at * ROW + WORDS,
        )
        for at, value in enumerate(values)
    ]
    return Drawing(drawn, WIDTH, ROW * len(drawn), greatest)


def columns(values: Sequence[int]) -> Drawing:
    """Return one column beside the other on a line; the greatest value is the highest."""
    greatest, base = max(values, default=0), HEAD + TALL
    slot = min(WIDEST, WIDTH // max(1, len(values)))
    drawn = []
    for at, value in enumerate(values):
        height = scaled(value, greatest, TALL)
        drawn.append(
            Bar(x=at * slot, y=base - height, width=max(1, slot - GAP), height=height, words=base + FOOT - 6)
        )
    return Drawing(drawn, WIDTH, base + FOOT, greatest, base, max(SHORTEST, slot * len(drawn)))


def scaled(value: int, greatest: int, whole: int) -> int:
    """Return how much of `whole` a value takes; nothing for 0, and enough to be seen for anything else."""
    return max(LEAST, round(whole * value / greatest)) if value > 0 and greatest > 0 else 0


def periods(first: date, today: date) -> tuple[str, list[date]]:
    """Return "week" or "month", and the days on which the periods begin from `first` until today.

    Weeks, which begin on Mondays, while 24 are enough; else months, the last 24 of them.
    """
    monday, now = (day - timedelta(days=day.weekday()) for day in (min(first, today), today))
    weeks = (now - monday).days // 7 + 1
    if weeks <= PERIODS:
        return "week", [monday + WEEK * at for at in range(weeks)]
    last = today.year * 12 + today.month - 1
    months = range(max(first.year * 12 + first.month - 1, last - PERIODS + 1), last + 1)
    return "month", [date(month // 12, month % 12 + 1, 1) for month in months]
