"""The quote check: how a quotation compares with the stored text that it is said to come from.

Pure arithmetic on two strings. A 2,000-character quote against 100,000 characters of text takes
well under 50 ms in every state; the tests hold it to that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from archive.sources.folding import UNSPACED, Folded, fold, last_place, places, plain, same_words, span_of
from archive.sources.nearest import nearest

State = Literal["exact", "reflowed", "elided", "altered", "missing"]
Operation = Literal["replaced", "added", "left out"]

EDITS_AT_MOST = 256
LONGEST_WORD = 60
ONE_EDIT_IN = 4  # characters of the quote

_DOTS = r"(?:…|\.\s?\.\s?\.)"
_ELLIPSIS = re.compile(rf"\s*(?:\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|{_DOTS}\.*)\s*")
_BROKEN = r"[-\u2010\u00ad]\s*\n\s*"  # a hyphen and the end of its line
_LINE_END = re.compile(r"-?\s*\n\s*")
_WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+{_BROKEN}[^\s{UNSPACED}]+|[^\s{UNSPACED}]+")
_OPERATIONS: dict[str, Operation] = {"replace": "replaced", "delete": "added", "insert": "left out"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that differ: `replaced` by others, `added` by the quote, or `left out` of it."""

    operation: Operation
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The outcome: its state, the best span of the text, every span, and the words that differ.

    `positions` holds all places of an exact or reflowed quote, and the parts of an elided one.
    `edits` counts the letters that differ in an altered one.
    """

    state: State
    start: int | None = None
    end: int | None = None
    positions: tuple[tuple[int, int], ...] = ()
    differing: tuple[Difference, ...] = ()
    edits: int = 0


def check_quote(quote: str, text: str | Folded) -> QuoteCheck:
    """Compare `quote` with `text`; many quotes against one text go faster with `fold(text)` given once.

    exact: the very characters; reflowed: the same but for white space, quotation marks, dashes,
    ligatures and hyphens at line ends; elided: ellipses in it, and every part found in order,
    reflowed at most; altered: found with at most 256 edits, and at most one in four characters;
    missing: none of these. Offsets are into `text` as given. An empty quote is missing.
    """
    quote = quote.strip()
    raw = text.text if isinstance(text, Folded) else text
    if found := occurrences(raw, quote):
        return QuoteCheck("exact", *found[0], found)
    whole = text if isinstance(text, Folded) else fold(text)
    folded = fold(quote)
    if spans := tuple(span_of(folded, whole, place) for place in places(folded, whole)):
        return QuoteCheck("reflowed", *spans[0], spans)
    return _elided(quote, whole) or _altered(folded, whole) or QuoteCheck("missing")


def occurrences(text: str, exact: str) -> tuple[tuple[int, int], ...]:
    """Return every span of `text` that holds `exact` to the letter, in order, not overlapping."""
    found = []
    at = text.find(exact) if exact else -1
    while at >= 0:
        found.append((at, at + len(exact)))
        at = text.find(exact, at + len(exact))
    return tuple(found)


def _elided(quote: str, text: Folded) -> QuoteCheck | None:
    """Return the check of a quote with ellipses whose parts all stand in the text in their order."""
    if not _ELLIPSIS.search(quote):
        return None
    parts = [part for part in map(fold, _ELLIPSIS.split(quote)) if part.skeleton]
    found: list[tuple[int, int]] = []
    for part in parts:
        place = next(places(part, text, found[-1][1] if found else 0), None)
        if place is None:
            return None
        found.append(place)
    if not found:
        return None
    spans = _drawn_together(parts, text, found)
    return QuoteCheck("elided", spans[0][0], spans[-1][1], spans)


def _drawn_together(
    parts: Sequence[Folded], text: Folded, found: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """Return the spans of `parts`, each moved from where it was `found` to next before its successor."""
    spans = []
    end = found[-1][1]
    for part, first in zip(reversed(parts), reversed(found), strict=True):
        place = last_place(part, text, end) or first
        spans.append(span_of(part, text, place))
        end = place[0]
    return tuple(reversed(spans))


def _altered(quote: Folded, text: Folded) -> QuoteCheck | None:
    """Return the check of a quote that is near enough to some place, with the words that differ."""
    limit = min(EDITS_AT_MOST, len(quote.text) // ONE_EDIT_IN)
    found = nearest(quote.skeleton, text.skeleton, limit) if limit else []
    if not found:
        return None
    best = found[0]
    start, end = whole_words(text.text, *span_of(quote, text, (best.start, best.end)))
    differing = differences(quote.text, text.text[start:end])
    return QuoteCheck("altered", start, end, ((start, end),), differing, best.edits)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span widened to whole words of a length that words have, where a script has spaces."""
    first, last = max(0, start - LONGEST_WORD), min(len(text), end + LONGEST_WORD)
    while start > first and within_word(text, start):
        start -= 1
    while end < last and within_word(text, end):
        end += 1
    return start, end


def within_word(text: str, at: int) -> bool:
    """Tell whether a word goes on across the position `at`, in a script with spaces."""
    around = text[at - 1 : at + 1] if 0 < at < len(text) else " "
    return all(char.isalnum() and not _is_unspaced(char) for char in around)


def _is_unspaced(char: str) -> bool:
    return _WORD.fullmatch(char + "a") is None


def differences(quote: str, text: str) -> tuple[Difference, ...]:
    """Return the words that differ between a quote and a passage, in order; not mere white space."""
    ours, theirs = _WORD.findall(quote), _WORD.findall(text)
    our_keys, their_keys = [plain(word) for word in ours], [plain(word) for word in theirs]
    steps = Levenshtein.opcodes(_mended(our_keys, set(their_keys)), _mended(their_keys, set(our_keys)))
    found = (
        Difference(
            _OPERATIONS[step.tag],
            _joined(ours[step.src_start : step.src_end]),
            _joined(theirs[step.dest_start : step.dest_end]),
        )
        for step in steps
        if step.tag != "equal"
    )
    return tuple(difference for difference in found if not same_words(difference.quote, difference.text))


def _mended(words: Sequence[str], others: set[str]) -> list[str]:
    """Return words with those broken at a line's end spelt as the other text spells them, or whole."""
    return [_mended_word(word, others) if "\n" in word else word for word in words]


def _mended_word(word: str, others: set[str]) -> str:
    kept = _LINE_END.sub("-", word)
    return kept if kept in others else _LINE_END.sub("", word)


def _joined(words: Sequence[str]) -> str:
    """Write words with spaces between them, unless they are characters of a script without."""
    return ("" if all(len(word) == 1 and _is_unspaced(word) for word in words) else " ").join(words)
