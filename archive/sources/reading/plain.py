"""Plain text to pieces: paragraphs, and lists where lines begin with a bullet or a number."""

import re
from collections.abc import Iterator, Sequence

from archive.sources.reading.blocks import Piece
from archive.sources.reading.lines import joined, one_line_each

_ITEM = re.compile(r"\s*(?:[-*•‣]|\d{1,3}[.)])\s+\S")
_INDENTED = re.compile(r"(?:\t| {2,}|\u3000)\S")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")


def pieces_of(text: str) -> list[Piece]:
    """Return the paragraphs and lists of plain text in order.

    Paragraphs are parted by empty lines; in a text whose lines are longer than any wrapping each
    line is one; an indented line after one that is not begins one too.
    """
    even = _NEWLINE.sub("\n", text.replace("\u2029", "\n\n"))
    runs = [[line for line in part.split("\n") if line.strip()] for part in _EMPTY_LINE.split(even)]
    each = one_line_each(runs)
    return [piece for run in runs if run for piece in _pieces_of_run(run, each)]


def _pieces_of_run(lines: Sequence[str], each: bool) -> Iterator[Piece]:
    """Yield the pieces of lines that touch."""
    if len(lines) > 1 and all(map(_ITEM.match, lines)):
        yield Piece("list", "\n".join(lines))
    elif each:
        yield from (Piece("paragraph", line) for line in lines)
    else:
        yield from (Piece("paragraph", joined(group)) for group in _by_indent(lines))


def _by_indent(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines in groups, a new one at each line that is indented after one that is not."""
    group: list[str] = []
    for line in lines:
        if group and _INDENTED.match(line) and not (len(group) > 1 and _INDENTED.match(group[-1])):
            yield group
            group = []
        group.append(line)
    yield group
