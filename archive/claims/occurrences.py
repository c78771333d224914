"""Which of several places of a quote is meant, when it is written and after each new text; pure arithmetic."""

from collections.abc import Mapping, Sequence
from typing import Any

from archive.sources.quoting import QuoteCheck

PLACES_KEPT = 20
DIFFERENCES_KEPT = 50
SEVERAL = ("exact", "reflowed")  # states whose positions are places of the whole quote


def detail_of(
    found: QuoteCheck, *, start: int | None = None, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what is stored of a check: the place that is meant, all places, and the words that differ.

    `start` is where its author says that the quote stands; `before` is what was stored of the check
    against the last text. `nth` counts from 0 among `count` places; a quote that cannot be found keeps
    where it stood last in `at`.
    """
    before = before or {}
    detail: dict[str, Any] = {
        "start": found.start,
        "end": found.end,
        "positions": [list(span) for span in found.positions][:PLACES_KEPT],
        "differing": [[d.operation, d.quote, d.text] for d in found.differing][:DIFFERENCES_KEPT],
    }
    if found.state in SEVERAL:
        nth = place_meant(found.positions, start=start, before=before)
        detail["start"], detail["end"] = found.positions[nth]
        detail |= {"nth": nth, "count": len(found.positions)}
    elif found.start is None and (at := before.get("start", before.get("at"))) is not None:
        detail["at"] = at
    return detail


def place_meant(positions: Sequence[tuple[int, int]], *, start: int | None, before: Mapping[str, Any]) -> int:
    """Return which of the places is meant, from 0.

    The one that begins at `start` or is nearest to it; without it the same in order as before if there
    are as many as before, else the one nearest to where it stood; else the first.
    """
    if start is None and before.get("count") == len(positions):
        return int(before["nth"])
    near = before.get("start") if start is None else start
    near = before.get("at") if near is None else near
    if near is None:
        return 0
    return min(range(len(positions)), key=lambda nth: abs(positions[nth][0] - near))
