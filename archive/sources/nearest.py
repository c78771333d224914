"""Where in a text stands what comes nearest to a quotation, counted in edits (Levenshtein).

Short runs of the quote are looked up in the text and vote for the shift that would lay the quote
over them; the few shifts with most votes are then aligned exactly. Changed words leave such runs
whole, so the place is found without comparing the quote with every part of the text.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

_RUN = 6  # letters looked up together
_STEP = 8  # every so many letters of the text one run is looked up
_ALIKE_AT_MOST = 4  # places of one run in a quote that repeats itself
_STRIP = 128  # shifts counted together
_SHORT = 64  # up to here rapidfuzz compares with every place fast enough


@dataclass(frozen=True, slots=True)
class Near:
    """A span of the text and how many edits make the quote of it."""

    start: int
    end: int
    edits: int


def nearest(quote: str, text: str, limit: int, *, candidates: int = 3) -> list[Near]:
    """Return up to `candidates` spans of `text` within `limit` edits of `quote`, fewest edits first."""
    if not quote or not text or limit < 0:
        return []
    windows = (
        _window_of_short(quote, text) if len(quote) <= _SHORT else _windows(quote, text, limit, candidates)
    )
    found = {near for window in windows if (near := _fit(quote, text, window, limit))}
    return sorted(found, key=lambda near: (near.edits, near.start))


def _window_of_short(quote: str, text: str) -> list[tuple[int, int]]:
    """Return the stretch of `text` that is most like a short quote, with as much again on either side."""
    found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=50)
    if found is None:
        return []
    return [(max(0, found.dest_start - len(quote)), min(len(text), found.dest_end + len(quote)))]


def _windows(quote: str, text: str, limit: int, candidates: int) -> list[tuple[int, int]]:
    """Return the stretches of `text` that most runs of the quote point to, most votes first."""
    votes = _votes(quote, text)
    windows: list[tuple[int, int]] = []
    for strip, _ in votes.most_common(2 * candidates):
        start = max(0, strip * _STRIP - limit)
        if len(windows) < candidates and all(abs(start - other) > 2 * _STRIP for other, _ in windows):
            windows.append((start, min(len(text), (strip + 2) * _STRIP + len(quote) + limit)))
    return windows


def _votes(quote: str, text: str) -> Counter[int]:
    """Count the runs that text and quote share, for each strip of shifts and the next together."""
    runs: dict[str, list[int]] = defaultdict(list)
    for at in range(len(quote) - _RUN + 1):
        if len(same := runs[quote[at : at + _RUN]]) < _ALIKE_AT_MOST:
            same.append(at)
    strips = Counter(
        (hit - at) // _STRIP
        for hit in range(0, len(text) - _RUN + 1, _STEP)
        if (found := runs.get(text[hit : hit + _RUN]))
        for at in found
    )
    return Counter({strip: count + strips[strip + 1] for strip, count in strips.items()})


def _fit(quote: str, text: str, window: tuple[int, int], limit: int) -> Near | None:
    """Return the span within `window` that the quote fits best, if that is within the limit."""
    blocks = _densest(quote, text[window[0] : window[1]])
    if blocks is None:
        return None
    (first_quote, first_text), (last_quote, last_text) = blocks
    if first_quote + len(quote) - last_quote > 2 * limit:
        return None  # hardly anything of the quote is there
    start = window[0] + first_text
    start -= _reach(quote[:first_quote][::-1], text[max(0, start - 2 * first_quote) : start][::-1])
    end, tail = window[0] + last_text, quote[last_quote:]
    end += _reach(tail, text[end : end + 2 * len(tail)])
    edits = Levenshtein.distance(quote, text[start:end], score_cutoff=limit)
    return Near(start, end, edits) if edits <= limit and start < end else None


def _densest(quote: str, window: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return where, in quote and window, the densest chain of equal stretches begins and ends.

    A stretch joins a chain only if it is longer than what must be skipped to reach it, so that
    the chance likeness of a far word does not stretch the place.
    """
    blocks = [block for block in Levenshtein.opcodes(quote, window).as_matching_blocks() if block.size]
    best, best_ends = 0, None
    score, first = 0, 0
    for at, block in enumerate(blocks):
        before = blocks[at - 1] if at else block
        score -= abs((block.a - before.a) - (block.b - before.b))
        if score <= 0:
            score, first = 0, at
        score += block.size
        if score > best:
            best = score
            best_ends = (blocks[first].a, blocks[first].b), (block.a + block.size, block.b + block.size)
    return best_ends


def _reach(rest: str, ahead: str) -> int:
    """Return how many characters of `ahead` the rest of the quote covers with the fewest edits."""
    best, best_size = len(rest) + 1, 0
    for size in sorted(range(len(ahead) + 1), key=lambda size: abs(size - len(rest))):
        if abs(size - len(rest)) >= best:  # so many edits at least
            break
        edits = Levenshtein.distance(rest, ahead[:size], score_cutoff=best - 1)
        if edits < best:
            best, best_size = edits, size
    return best_size
