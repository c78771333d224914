"""W3C text selectors: the words of a passage, what stands around them, and finding them again.

Source of the model: W3C Web Annotation Data Model, TextPositionSelector and TextQuoteSelector.
Offsets count characters (Unicode code points) of the stored text.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from archive.sources.folding import Folded, fold, places, span_of
from archive.sources.nearest import nearest
from archive.sources.quoting import EDITS_AT_MOST, ONE_EDIT_IN
from archive.sources.quoting import occurrences as _occurrences

CONTEXT = 32

# How near a changed passage is, in the shares that Hypothesis gives its parts.
QUOTE_SHARE, PREFIX_SHARE, SUFFIX_SHARE, POSITION_SHARE = 50, 20, 20, 2


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


def find_changed(
    text: str | Folded, exact: str, prefix: str = "", suffix: str = "", start: int | None = None
) -> tuple[int, int] | None:
    """Return where a passage stands whose own words may have changed, or None.

    Tries `find` first. Otherwise the words may differ by at most 256 edits and one in four
    characters; of several places the best by quote 50, prefix 20, suffix 20 and position 2.
    """
    whole = text if isinstance(text, Folded) else fold(text)
    if found := find(whole, exact, prefix, suffix, start):
        return found
    quote = fold(exact)
    limit = min(EDITS_AT_MOST, len(exact) // ONE_EDIT_IN)
    scored = []
    for near in nearest(quote.skeleton, whole.skeleton, limit):
        span = span_of(quote, whole, (near.start, near.end))
        score = QUOTE_SHARE * (1 - near.edits / len(quote.skeleton)) + _surroundings(
            whole.text, span, prefix, suffix
        )
        scored.append((score + _position(whole.text, span, start), span))
    return max(scored)[1] if scored else None


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
    return _shared(before[::-1], prefix[::-1]) + _shared(after, suffix)


def _shared(one: str, other: str) -> int:
    """Return how many characters two strings begin with in common."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _around(text: str, span: tuple[int, int], before: int, after: int) -> tuple[str, str]:
    return text[max(0, span[0] - before) : span[0]], text[span[1] : span[1] + after]


def _surroundings(text: str, span: tuple[int, int], prefix: str, suffix: str) -> float:
    """Score how like the context is, changed words and all."""
    before, after = _around(text, span, len(prefix), len(suffix))
    alike = Levenshtein.normalized_similarity
    return PREFIX_SHARE * (alike(before, prefix) if prefix else 1) + SUFFIX_SHARE * (
        alike(after, suffix) if suffix else 1
    )


def _position(text: str, span: tuple[int, int], start: int | None) -> float:
    """Score how near the span is to where the passage stood."""
    return POSITION_SHARE * (1 - abs(span[0] - start) / len(text)) if start is not None else 0.0
