"""Two wordings of one passage side by side: what is the same, what only the quote says, what only the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import Levenshtein

from archive.sources.folding import UNSPACED, plain, same_words

_WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that both have, or one of them; `space` is what stands before whatever comes next."""

    of: Literal["both", "quote", "text"]
    words: str
    space: str = ""


def wording(quote: str, text: str) -> list[Wording]:
    """Return the quote word by word against the text, in order, so that each side can be read through.

    Words that differ in quotation marks, ligatures or line-end hyphens only count as the same and are
    given as the quote has them. In scripts without spaces a word is one character.
    """
    ours, theirs = _spans(quote), _spans(text)
    steps = Levenshtein.opcodes([plain(quote[a:b]) for a, b in ours], [plain(text[a:b]) for a, b in theirs])
    pieces: list[Wording] = []
    for is_same, run in groupby(steps, lambda step: step.tag == "equal"):
        first, *_, last = [*run] * 2
        mine = _piece("quote", quote, ours, first.src_start, last.src_end)
        other = _piece("text", text, theirs, first.dest_start, last.dest_end)
        if is_same or (mine.words and other.words and same_words(mine.words, other.words)):
            pieces.append(Wording("both", mine.words, mine.space))
        else:
            pieces += [piece for piece in (mine, other) if piece.words]
    return pieces


def _spans(words: str) -> list[tuple[int, int]]:
    """Return where each word stands."""
    return [found.span() for found in _WORD.finditer(words)]


def _piece(
    of: Literal["quote", "text"], words: str, spans: Sequence[tuple[int, int]], first: int, last: int
) -> Wording:
    """Return the words from span `first` to before span `last`, with a space if white space stands behind them."""
    if first == last:
        return Wording(of, "")
    start, end = spans[first][0], spans[last - 1][1]
    onward = words[end : spans[last][0]] if last < len(spans) else ""
    return Wording(of, words[start:end], " " if onward else "")
