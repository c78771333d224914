"""Where words that a text does not have would most likely stand in it: a hint for who places them by hand."""

from collections import defaultdict
from statistics import median

from rapidfuzz import fuzz

_RUN = 6  # letters looked up together
_STEP = 2  # every so many letters of the words one run is looked up
_HITS = 20  # places of one run that are counted
_STRIP = 64  # shifts counted together
_CELLS = 2_000_000  # letters times letters compared at most, about 50 ms
_ALIKE = 50  # of 100, below which a guess helps nobody


def likely_offset(text: str, exact: str, prefix: str = "", suffix: str = "") -> int | None:
    """Return where the middle of `exact` would lie in the part of `text` that shares most with it and its context.

    Short runs of letters are looked up in the text and vote for the shift that lays the words over them; None
    if the text has none of them.
    """
    words = prefix + exact + suffix
    shifts: dict[int, list[int]] = defaultdict(list)
    for at in range(0, len(words) - _RUN + 1, _STEP):
        run, found, hits = words[at : at + _RUN], -1, 0
        while hits < _HITS and (found := text.find(run, found + 1)) >= 0:
            hits += 1
            shifts[(found - at) // _STRIP].append(found - at)
    if not shifts:
        return None
    votes = {strip: len(found) for strip, found in shifts.items()}
    best = max(votes, key=lambda n: (votes[n] + max(votes.get(n - 1, 0), votes.get(n + 1, 0)), votes[n], -n))
    middle = int(median(shifts[best])) + len(prefix) + len(exact) // 2
    return min(len(text) - 1, max(0, middle))


def likely_words(block: str, words: str) -> str:
    """Return the whole words of `block` that are most like `words`, or nothing if none are."""
    if not words or len(words) * len(block) > _CELLS:
        return ""
    if len(words) >= len(block):
        return block if fuzz.ratio(words, block) >= _ALIKE else ""
    found = fuzz.partial_ratio_alignment(words, block, score_cutoff=_ALIKE)
    if found is None:
        return ""
    start, end = found.dest_start, found.dest_end
    while start and not block[start - 1].isspace() and not block[start].isspace():
        start -= 1
    while end < len(block) and not block[end].isspace() and not block[end - 1].isspace():
        end += 1
    return block[start:end].strip()
