"""From printed lines to paragraphs and headings, by where the lines stand and how large they are."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archive.sources.reading.blocks import Piece
from archive.sources.reading.lines import HYPHENS, joined

_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*\d{0,3}$")
_OPENING = re.compile(r"[\"'“‘«(\[]*[A-Z0-9\u00c0-\u00de\u0391-\u03a9\u0410-\u042f]")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page\s+|p\.\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE
)
_NUMBER_AT_EDGE = re.compile(r"^\d+\b|\b\d+$")
_WORD = re.compile(r"\w+(?:-\w+)*")

_EDGE_LINES = 2  # so many lines at the head and at the foot of a page may be running ones
_RUNNING_FROM = 3  # pages
_RUNNING_SHARE = 0.3  # of the pages: left and right pages may carry different ones
_RUNNING_LENGTH = 120
_WIDE_GAP = 1.3  # times the usual distance of two lines
_INDENT = 0.8  # times the size of the letters
_SHORT_LINE = 0.8  # of the usual length: the last of its paragraph
_LARGER = 1.12  # times the size of the body's letters: a heading
_HEADING_LENGTH = 200
_BOLD_HEADING_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its words, where it begins (points from left and foot), its letters' size."""

    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class _Usual:
    """What is usual in the document: letter size, distance of lines, length of a line in characters."""

    size: float
    leading: float
    length: float


def without_running_lines(pages: Sequence[Sequence[Line]]) -> tuple[list[Line], tuple[str, ...]]:
    """Return the lines of all pages without running heads, feet and page numbers, and these, each once.

    A running line stands at the edge of at least three pages and a third of all, the same but for
    the page's number, in letters no larger than the text's.
    """
    running = _running(pages)
    kept: list[Line] = []
    dropped: dict[str, str] = {}
    for lines in pages:
        first, last = 0, len(lines)
        while first < min(last, _EDGE_LINES) and _is_running(lines[first], running, len(pages)):
            first += 1
        while last > max(first, len(lines) - _EDGE_LINES) and _is_running(
            lines[last - 1], running, len(pages)
        ):
            last -= 1
        kept += lines[first:last]
        for line in (*lines[:first], *lines[last:]):
            dropped.setdefault(_key(line), line.text.strip())
    return kept, tuple(dropped.values())


def _running(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Return the keys of the lines that run through the pages."""
    largest = _LARGER * _body_size([line for lines in pages for line in lines])
    edges = ({_key(line) for line in _edges(lines) if line.size <= largest} for lines in pages)
    seen = Counter(key for keys in edges for key in keys)
    often = max(_RUNNING_FROM, _RUNNING_SHARE * len(pages))
    return {key for key, count in seen.items() if count >= often and len(key) <= _RUNNING_LENGTH}


def paragraphs_of(lines: Sequence[Line]) -> list[Piece]:
    """Return the paragraphs and headings that the lines make, each with the page on which it begins."""
    if not lines:
        return []
    usual = _usual(lines)
    words = _whole_words(lines)
    levels = _levels(lines, usual)
    return [_piece(group, usual, levels, words) for group in _groups(lines, usual)]


def _piece(group: Sequence[Line], usual: _Usual, levels: dict[int, int], words: set[str]) -> Piece:
    text = joined((line.text for line in group), words.__contains__)
    if _is_heading(group, text, usual):
        return Piece("heading", text, levels.get(_step(group[0].size), len(levels) + 1), group[0].page)
    return Piece("paragraph", text, page=group[0].page)


def _whole_words(lines: Sequence[Line]) -> set[str]:
    """Return the words that are not broken at a line's end, hyphenated ones as they are."""
    words: set[str] = set()
    broken = False
    for line in lines:
        found = _WORD.findall(line.text)[1 if broken else 0 :]
        broken = line.text.rstrip().endswith(HYPHENS)
        words.update(found[:-1] if broken else found)
    return words


def _edges(lines: Sequence[Line]) -> Sequence[Line]:
    return [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]


def _key(line: Line) -> str:
    """Return what a running line has in common on all pages: its words, without a number at either end."""
    return _NUMBER_AT_EDGE.sub("#", " ".join(line.text.split()).casefold())


def _is_running(line: Line, running: set[str], pages: int) -> bool:
    return _key(line) in running or (pages > 1 and bool(_PAGE_NUMBER.fullmatch(line.text.strip())))


def _usual(lines: Sequence[Line]) -> _Usual:
    size = _body_size(lines)
    gaps = [one.y - other.y for one, other in pairwise(lines) if one.page == other.page]
    close = [gap for gap in gaps if 0.5 * size < gap < 3 * size]
    return _Usual(size, median(close) if close else 0.0, _long(len(line.text) for line in lines))


def _body_size(lines: Sequence[Line]) -> float:
    """Return the size in which most letters are set; 0 when there are none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _long(lengths: Iterator[int]) -> float:
    """Return the length of a full line: nine of ten are no longer."""
    ordered = sorted(lengths)
    return ordered[len(ordered) * 9 // 10]


def _groups(lines: Sequence[Line], usual: _Usual) -> Iterator[list[Line]]:
    """Yield the lines in groups that belong together."""
    group = [lines[0]]
    for before, line in pairwise(lines):
        if _parts(before, line, usual):
            yield group
            group = []
        group.append(line)
    yield group


def _parts(before: Line, line: Line, usual: _Usual) -> bool:
    """Tell whether a paragraph ends between two lines."""
    if abs(before.size - line.size) > 0.1 * usual.size or before.bold != line.bold:
        return True
    ended = bool(_SENTENCE_END.search(before.text.rstrip()))
    begins = bool(_OPENING.match(line.text.lstrip()))
    gap = before.y - line.y
    if before.page != line.page or gap < 0:  # the next page or column
        return ended and begins
    if usual.leading and gap > _WIDE_GAP * usual.leading:
        return True
    if line.x - before.x > _INDENT * usual.size and begins:
        return True
    return ended and begins and len(before.text.strip()) < _SHORT_LINE * usual.length


def _is_heading(group: Sequence[Line], text: str, usual: _Usual) -> bool:
    larger = usual.size > 0 and group[0].size >= _LARGER * usual.size
    if larger:
        return len(text) <= _HEADING_LENGTH
    return (
        all(line.bold for line in group)
        and len(text) <= _BOLD_HEADING_LENGTH
        and not _SENTENCE_END.search(text)
    )


def _levels(lines: Sequence[Line], usual: _Usual) -> dict[int, int]:
    """Return the level of a heading by the size of its letters: the largest is 1, at most 6."""
    sizes = sorted(
        {_step(line.size) for line in lines if line.size >= _LARGER * usual.size > 0}, reverse=True
    )
    return {size: min(6, level) for level, size in enumerate(sizes, start=1)}


def _step(size: float) -> int:
    """Return a size to the half point, since programs round differently."""
    return round(size * 2)
