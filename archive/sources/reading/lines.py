"""Lines and paragraphs: telling a file with one line a paragraph from one wrapped at a width."""

import re
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from unicodedata import east_asian_width

from archive.sources.folding import UNSPACED

# Files are wrapped at 72 to 100 columns, now and then at 120. Where the lines that touch are longer
# than this by the half, nobody wrapped them: each is a paragraph.
LONGEST_WRAPPED_LINE = 160

_UNSPACED = re.compile(f"[{UNSPACED}]")
HYPHENS = ("-", "\u2010", "\u00ad")
_LAST_WORD = re.compile(r"\w+$")
_FIRST_WORD = re.compile(r"\w{1,64}")
_LONGEST_WORD = 64


def width(line: str) -> int:
    """Return how many columns a line takes, Chinese and other wide characters two."""
    return len(line) if line.isascii() else sum(2 if east_asian_width(char) in "WF" else 1 for char in line)


def one_line_each(runs: Iterable[Sequence[str]]) -> bool:
    """Tell, from runs of prose lines that touch, whether every line is a paragraph of its own."""
    widths = [width(line) for run in runs if len(run) > 1 for line in run]
    return bool(widths) and median(widths) > LONGEST_WRAPPED_LINE


def joined(lines: Iterable[str], is_word: Callable[[str], bool] = lambda word: False) -> str:
    """Return lines as one: with a space between them, none in scripts without, hyphens at line ends resolved.

    A hyphen goes, unless the document elsewhere has the word with it, or has both halves as words
    and not the whole: `is_word` tells whether it has a spelling.
    """
    parts: list[str] = []
    for line in filter(None, (line.strip() for line in lines)):
        if parts:
            parts[-1] = _led_over(parts[-1], line, is_word)
        parts.append(line)
    return "".join(parts)


def _led_over(line: str, following: str, is_word: Callable[[str], bool]) -> str:
    """Return `line` as it must end for `following` to be appended."""
    if line.endswith(HYPHENS):
        last = _LAST_WORD.search(line[-_LONGEST_WORD:-1])
        first = _FIRST_WORD.match(following)
        if last and first:
            return line if _is_own_hyphen(last[0], first[0], is_word) else line[:-1]
    tight = _UNSPACED.match(line[-1]) and _UNSPACED.match(following)
    return line if tight else line + " "


def _is_own_hyphen(last: str, first: str, is_word: Callable[[str], bool]) -> bool:
    """Tell whether the hyphen between two halves is the word's own; before a capital or a digit it is."""
    if not first[0].islower():
        return True
    return not is_word(last + first) and (is_word(f"{last}-{first}") or (is_word(last) and is_word(first)))
