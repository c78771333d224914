"""Geometry of the map: shares of a circle in, SVG path data out; pure arithmetic, no styling.

Angles are in radians, clockwise from twelve o'clock; lengths in the user units of the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

TURN = 2 * pi
CENTRE = 60  # the radius of the circle in the middle
EDGE = 282  # the outermost radius
THICKEST = 5  # the least that a ring is a part of the whole radius
NARROW = 24
GAP = 1.5  # left free between neighbours, at every radius
GREATEST_REST = 0.5  # of its ring, that what is merged may take beside what is shown
DIGIT = 7  # the width of a figure in a label


@dataclass(frozen=True, slots=True)
class Ring:
    """The inner and outer radius of one level."""

    inner: float
    outer: float


@dataclass(frozen=True, slots=True)
class Arc:
    """One segment of a ring: its path, the middle for a label, how wide it is there, and how far a line of it goes."""

    path: str
    x: float
    y: float
    room: float
    reach: float

    def holds(self, label: str, size: float = 1) -> bool:
        """Return whether a label of so many figures fits in it, drawn that many times as large."""
        return min(self.room, self.reach + DIGIT) >= size * (DIGIT * len(label) + 6)


def rings(count: int, *, centre: float, edge: float) -> list[Ring]:
    """Return `count` rings round the centre, all alike, and a narrow one outside for what is beyond them."""
    narrow = edge / NARROW
    thick = min(edge / THICKEST, (edge - narrow - centre) / max(1, count))
    outer = [centre + level * thick for level in range(count + 1)]
    all_alike = [Ring(inner + 2, inner + thick) for inner in outer[:-1]]
    return [*all_alike, Ring(outer[-1] + 2, outer[-1] + narrow)]


def spread(units: Sequence[int], rest: int, start: float, end: float) -> list[tuple[float, float]]:
    """Return where each lies between two angles, by its units; `rest` units stay free at the end.

    The rest takes at most half, so that what is shown can be seen beside thousands that are not.
    """
    shown = sum(units)
    if not shown:
        return []
    width = (end - start) * max(shown / (shown + rest), 1 - GREATEST_REST)
    places, at = [], start
    for each in units:
        places.append((at, at + width * each / shown))
        at = places[-1][1]
    return places


def arc(ring: Ring, start: float, end: float, *, half: bool = False) -> Arc:
    """Return the segment of a ring between two angles; `half` leaves its inner half free."""
    inner = (ring.inner + ring.outer) / 2 if half else ring.inner
    middle, radius = (start + end) / 2, (inner + ring.outer) / 2
    return Arc(
        path=segment(inner, ring.outer, start, end),
        x=round(radius * sin(middle), 1),
        y=round(-radius * cos(middle), 1),
        room=(end - start) * radius,
        reach=(ring.outer - inner) / max(abs(sin(middle)), 0.1),  # level lines cross a ring at its sides
    )


def segment(inner: float, outer: float, start: float, end: float) -> str:
    """Return the path of a segment, a little narrower than its angles so that neighbours stay apart.

    The gap is a fixed distance, so it takes a larger angle near the centre; a thin segment gives up a
    quarter of itself at most.
    """
    width = end - start
    a, b = min(GAP / outer, width / 4) / 2, min(GAP / inner, width / 4) / 2
    large = int(width > pi)
    return (
        f"M{point(outer, start + a)}A{outer:g} {outer:g} 0 {large} 1 {point(outer, end - a)}"
        f"L{point(inner, end - b)}A{inner:g} {inner:g} 0 {large} 0 {point(inner, start + b)}Z"
    )


def point(radius: float, angle: float) -> str:
    """Return the point at this distance and angle."""
    return f"{radius * sin(angle):.1f} {-radius * cos(angle):.1f}"
