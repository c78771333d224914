"""Where in a text stands what comes nearest to a quotation, counted in edits (Levenshtein).

Short runs of the quote are looked up in the text and vote for the shift that would lay the quote
over them; the few shifts with most votes are then aligned exactly. Changed words leave such runs
whole, so the place is found without comparing the quote with every part of the text.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

_RUN = 6  # letters looked up together
_STEP = 8  # every so many letters of the text one run is looked up
_ALIKE_AT_MOST = 4  # places of one run in a quote that repeats itself
_STRIP = 128  # shifts counted together
_INDEX_STEP = 2  # every so many letters of an indexed text one run is kept
_HITS_AT_MOST = 50  # places of one run in an indexed text, beyond which it says nothing
_SHORT = 64  # up to here rapidfuzz compares with every place of a text fast enough
_LONG = 256  # and up to here with every place of a window


@dataclass(frozen=True, slots=True)
class Near:
    """A span of the text and how many edits make the quote of it."""

    start: int
    end: int
    edits: int


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch that quote and text have in common, with where it begins in both."""

    quote: int
    text: int
    size: int


class Index:
    """The places of short runs of letters in one text, for looking many quotes up in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: dict[str, list[int]] = defaultdict(list)
        for at in range(0, len(text) - _RUN + 1, _INDEX_STEP):
            self._places[text[at : at + _RUN]].append(at)

    def votes(self, quote: str) -> Counter[int]:
        """Count the runs that text and quote share, for each strip of shifts; common runs do not vote."""
        return Counter(
            (hit - at) // _STRIP
            for at in range(len(quote) - _RUN + 1)
            if len(hits := self._places.get(quote[at : at + _RUN], ())) <= _HITS_AT_MOST
            for hit in hits
        )


def nearest(quote: str, text: str, limit: int, *, candidates: int = 3) -> list[Near]:
    """Return up to `candidates` spans of `text` within `limit` edits of `quote`, fewest edits first."""
    if not quote or not text or limit < 0:
        return []
    if len(quote) <= _SHORT:
        return _fitting(quote, text, [(0, len(text))], limit)
    windows = _windows(len(quote), len(text), _votes(quote, text), limit, candidates)
    return _fitting(quote, text, windows, limit)


def nearest_by_index(
    quote: str, index: Index, limit: int, *, before: str = "", after: str = "", candidates: int = 3
) -> list[Near]:
    """Return what `nearest` does, in a fraction of its time, but only places that share a run of letters.

    What stands `before` and `after` the quote may share it too, so that few words are found by those
    around them.
    """
    if not quote or not index.text or limit < 0:
        return []
    votes = index.votes(before + quote + after)
    windows = _windows(len(quote), len(index.text), votes, limit, candidates, len(before))
    return _fitting(quote, index.text, windows, limit)


def _fitting(quote: str, text: str, windows: Iterable[tuple[int, int]], limit: int) -> list[Near]:
    """Return where the quote fits best in each of the windows, fewest edits first."""
    found = {near for window in windows if (near := _fit(quote, text, window, limit))}
    return sorted(found, key=lambda near: (near.edits, near.start))


def _narrowed(quote: str, text: str, window: tuple[int, int], limit: int) -> tuple[int, int] | None:
    """Return the part of a window that is most like a quote that is not long, with room for all edits.

    In a window much larger than the quote, the fewest edits would scatter its letters all over it.
    """
    if len(quote) > _LONG:
        return window
    found = fuzz.partial_ratio_alignment(quote, text[slice(*window)], score_cutoff=50)
    if found is None:
        return None
    start, end = window[0] + found.dest_start, window[0] + found.dest_end
    return max(window[0], start - limit), min(window[1], end + limit)


def _windows(
    quote: int, text: int, strips: Counter[int], limit: int, candidates: int, offset: int = 0
) -> list[tuple[int, int]]:
    """Return the stretches of a text that most runs point to, for a quote `offset` letters after the shift."""
    votes = Counter({strip: count + strips[strip + 1] for strip, count in strips.items()})
    windows: list[tuple[int, int]] = []
    for strip, _ in votes.most_common(2 * candidates):
        start = max(0, strip * _STRIP + offset - limit)
        if len(windows) < candidates and all(abs(start - other) > 2 * _STRIP for other, _ in windows):
            windows.append((start, min(text, (strip + 2) * _STRIP + offset + quote + limit)))
    return windows


def _votes(quote: str, text: str) -> Counter[int]:
    """Count the runs that text and quote share, for each strip of shifts."""
    runs: dict[str, list[int]] = defaultdict(list)
    for at in range(len(quote) - _RUN + 1):
        if len(same := runs[quote[at : at + _RUN]]) < _ALIKE_AT_MOST:
            same.append(at)
    return Counter(
        (hit - at) // _STRIP
        for hit in range(0, len(text) - _RUN + 1, _STEP)
        if (found := runs.get(text[hit : hit + _RUN]))
        for at in found
    )


def _fit(quote: str, text: str, window: tuple[int, int], limit: int) -> Near | None:
    """Return the span within `window` that the quote fits best, if that is within the limit."""
    narrowed = _narrowed(quote, text, window, limit)
    if narrowed is None:
        return None
    offset = narrowed[0]
    steps = Levenshtein.opcodes(quote, text[slice(*narrowed)])
    blocks = [
        _Block(block.a, offset + block.b, block.size) for block in steps.as_matching_blocks() if block.size
    ]
    if not blocks:
        return None
    found = _grown(quote, text, _densest(blocks), limit)
    if found is None and len(quote) <= _LONG:
        found = _grown(quote, text, [max(blocks, key=lambda block: block.size)], limit)
    return found


def _grown(quote: str, text: str, blocks: Sequence[_Block], limit: int) -> Near | None:
    """Return the span that begins and ends where the rest of the quote fits best around the blocks."""
    head, tail = quote[: blocks[0].quote], quote[blocks[-1].quote + blocks[-1].size :]
    if len(head) + len(tail) > 2 * limit:
        return None  # hardly anything of the quote is there
    start, end = blocks[0].text, blocks[-1].text + blocks[-1].size
    before = _reach(head[::-1], text[max(0, start - len(head) - limit) : start][::-1], limit)
    after = _reach(tail, text[end : end + len(tail) + limit], limit)
    if before is None or after is None:
        return None
    start, end = start - before, end + after
    edits = Levenshtein.distance(quote, text[start:end], score_cutoff=limit)
    return Near(start, end, edits) if edits <= limit and start < end else None


def _densest(blocks: Sequence[_Block]) -> Sequence[_Block]:
    """Return the densest chain of equal stretches.

    A stretch joins a chain only if it is longer than what must be skipped to reach it, so that
    the chance likeness of a far word does not stretch the place.
    """
    best, chain = 0, blocks[:1]
    score, first = 0, 0
    for at, block in enumerate(blocks):
        before = blocks[at - 1] if at else block
        score -= abs((block.quote - before.quote) - (block.text - before.text))
        if score <= 0:
            score, first = 0, at
        score += block.size
        if score > best:
            best, chain = score, blocks[first : at + 1]
    return chain


def _reach(rest: str, ahead: str, limit: int) -> int | None:
    """Return how many letters of `ahead` the rest of the quote covers with the fewest edits, within the limit."""
    best, best_size = limit + 1, None
    for size in sorted(range(len(ahead) + 1), key=lambda size: abs(size - len(rest))):
        if abs(size - len(rest)) >= best:  # so many edits at least
            break
        edits = Levenshtein.distance(rest, ahead[:size], score_cutoff=best - 1)
        if edits < best:
            best, best_size = edits, size
    return best_size
