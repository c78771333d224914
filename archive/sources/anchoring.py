"""W3C text selectors: the words of a passage, what stands around them, and finding them again.

Source of the model: W3C Web Annotation Data Model, TextPositionSelector and TextQuoteSelector.
Offsets count characters (Unicode code points) of the stored text.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Postfix, Prefix

from archive.sources.folding import Folded, fold, places, span_of
from archive.sources.quoting import occurrences as _occurrences
from archive.sources.refinding import Anchor, Found, find_all

__all__ = ["Anchor", "Found", "Selector", "describe", "find", "find_all", "occurrences"]

CONTEXT = 32


@dataclass(frozen=True, slots=True)
class Selector:
    """A passage: its words, up to so many characters before and after them, and where it stands."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def describe(text: str, start: int, end: int, context: int = CONTEXT) -> Selector:
    """Return the selector of `text[start:end]`; ValueError when that is no words of the text."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{start} to {end} is not a passage of a text of {len(text)} characters.")
    return Selector(
        text[start:end], text[max(0, start - context) : start], text[end : end + context], start, end
    )


def occurrences(text: str, exact: str) -> list[tuple[int, int]]:
    """Return every span of `text` that holds `exact` to the letter, in order, not overlapping."""
    return list(_occurrences(text, exact))


def find(
    text: str | Folded, exact: str, prefix: str = "", suffix: str = "", start: int | None = None
) -> tuple[int, int] | None:
    """Return where a passage stands in `text`, or None when its words are not there.

    Its old position first, if its words and the context stand there; then the same words to the
    letter, then reflowed (see `check_quote`). Where they stand more than once the place whose
    context agrees for longest is taken, and of equal ones the nearest to `start` (without `start`
    the first). Give `fold(text)` to look for many passages in one text.
    """
    raw = text.text if isinstance(text, Folded) else text
    at = -1 if start is None else start - len(prefix)
    if at >= 0 and exact and raw.startswith(prefix + exact + suffix, at):
        return at + len(prefix), at + len(prefix) + len(exact)
    if spans := _occurrences(raw, exact):
        return _likeliest(raw, spans, prefix, suffix, start)
    whole = text if isinstance(text, Folded) else fold(text)
    quote = fold(exact)
    spans = tuple(span_of(quote, whole, place) for place in places(quote, whole))
    return _likeliest(raw, spans, prefix, suffix, start)


def _likeliest(
    text: str, spans: Iterable[tuple[int, int]], prefix: str, suffix: str, start: int | None
) -> tuple[int, int] | None:
    """Return the span whose context agrees for longest, then the nearest to `start`."""
    return max(
        spans,
        key=lambda span: (_agreement(text, span, prefix, suffix), -abs(span[0] - (start or 0))),
        default=None,
    )


def _agreement(text: str, span: tuple[int, int], prefix: str, suffix: str) -> int:
    """Return how many characters of the context stand right before and right after the span."""
    before, after = _around(text, span, len(prefix), len(suffix))
    return Postfix.similarity(before, prefix) + Prefix.similarity(after, suffix)


def _around(text: str, span: tuple[int, int], before: int, after: int) -> tuple[str, str]:
    return text[max(0, span[0] - before) : span[0]], text[span[1] : span[1] + after]
