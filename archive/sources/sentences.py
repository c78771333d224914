"""Where the sentences of a paragraph begin and end, so that each can be chosen whole.

A guess by punctuation, made in one pass: it may join two sentences after an abbreviation, and it never
changes a letter.
"""

import re

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[”’」』）]*|\n")
_LETTERS = re.compile(r"(?:\w\.)*\w")
_SHORT = re.compile(
    "mrs?|ms|dr|prof|st|vs|cf|al|ca|nos|vol|pp|figs?|eds?|art|sec|ch|para|inc|ltd|gen|col|sen|rep|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec",
    re.IGNORECASE,
)


def sentences_of(words: str, *, lines: bool = False) -> list[tuple[int, int]]:
    """Return the span of every sentence without the space around it, in order; with `lines`, of every line."""
    spans, start = [], 0
    for found in _END.finditer(words):
        if found[0] == "\n" if lines else found[0] != "\n" and _ends(words, found.start(), found.end()):
            spans.append((start, found.end()))
            start = found.end()
    spans.append((start, len(words)))
    return [span for span in (_trimmed(words, *each) for each in spans) if span[0] < span[1]]


def _ends(words: str, at: int, end: int) -> bool:
    """Return whether the signs from `at` to `end` end a sentence, and not an abbreviation in it."""
    after = words[end : end + 2].lstrip()[:1]
    if after.islower():
        return False
    if words[at:end] != ".":
        return True
    token = re.split(r"[\s(\[“\"]", words[max(0, at - 12) : at])[-1]
    return not (_SHORT.fullmatch(token) or (_LETTERS.fullmatch(token) and not token.isdigit()))


def _trimmed(words: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space at its ends."""
    piece = words[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
