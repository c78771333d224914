"""Numbers from an address: wrong ones count as none, so that no address can break a page."""

from collections.abc import Mapping

FARTHEST = 1_000_000


def number_from(query: Mapping[str, str], name: str, most: int = FARTHEST) -> int:
    """Return the whole number at `name` from 0 to a million or `most`, or 0."""
    text = query.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else 0
