"""How alike two statements are spelt: pg_trgm's measure, for every script and whatever the database's locale.

pg_trgm sees no letters beyond ASCII where LC_CTYPE is C. Scripts that are written without spaces are compared by
pairs of characters instead of by three, since a pair of them says about as much.
"""

import re

from archive.core.words import ALONE

_WORD = re.compile(r"[^\W_]+")
_ALONE = re.compile(f"[{ALONE}]+")


def pieces_of(text: str) -> set[str]:
    """Return the pieces by which a text is compared: trigrams of each word, with two blanks before and one after."""
    pieces: set[str] = set()
    text = text.lower()
    if not text.isascii():
        for run in _ALONE.findall(text):
            run = f" {run} "
            pieces.update(run[at : at + 2] for at in range(len(run) - 1))
        text = _ALONE.sub(" ", text)
    words = [f"  {word} " for word in set(_WORD.findall(text))]
    return pieces | {word[at : at + 3] for word in words for at in range(len(word) - 2)}


def likeness(one: set[str], other: set[str]) -> float:
    """Return the share of their pieces that both have, from 0 to 1."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0
