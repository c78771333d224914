"""From a tree to pieces: HTML as it is, or what trafilatura made of it; in one pass, however deep the tree."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree, html
from lxml.etree import _Element as Element

from archive.sources.reading.blocks import Kind, Piece, Ref
from archive.sources.reading.tree import BLOCKS

# trafilatura's names stand beside those of HTML: head, item, row, cell, quote, lb.
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "head"})
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir", "list"})
_ITEMS = frozenset({"li", "dt", "dd", "item"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_QUOTES = frozenset({"blockquote", "quote"})
_BREAKS = frozenset({"br", "lb"})
_APART = BLOCKS | _HEADINGS | _LISTS | _ITEMS | _ROWS | _CELLS | _QUOTES
_WITH_INLINE_CODE = frozenset({"p", "item", "cell", "head", "hi", "ref", "del", "quote"})
_WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Marks:
    """The word that marks places in a tree, and what stands there: figures and references by number.

    The mark of a figure is `word`, "f", a number and a full stop; that of a reference has "r".
    """

    word: str
    figures: Sequence[Piece] = ()
    refs: Sequence[tuple[str, int]] = ()

    def read(self, words: str) -> tuple[str, tuple[Ref, ...], list[Piece]]:
        """Return words without marks, the references by their places in these, and the figures."""
        if self.word not in words:
            return words, (), []
        mark = rf"{self.word}r\d+\."
        run = rf"{mark}(?:[ ,;–-]*{mark})*"
        words = re.sub(rf"\[ ?({run}) ?\]|\( ?({run}) ?\)", r"\1\2", words)
        words = re.sub(rf"({mark}) ?[,;–-] ?(?={mark})", r"\1", words)
        parts = re.split(rf"{self.word}([rf])(\d+)\.", words)
        refs: list[Ref] = []
        figures: list[Piece] = []
        at = len(parts[0])
        for sort, digits, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            number = int(digits)
            if sort == "f" and number < len(self.figures):
                figures.append(self.figures[number])
            elif sort == "r" and number < len(self.refs):
                refs.append((at, *self.refs[number]))
            at += len(after)
        return "".join(parts[::3]), tuple(refs), figures

    def without(self, words: str) -> str:
        """Return words without marks."""
        return re.sub(rf"{self.word}[rf]\d+\.", "", words) if self.word in words else words


def pieces_in(root: Element, marks: Marks, *, made: bool = False) -> list[Piece]:
    """Return the pieces of everything in an element, in order; its time grows with its size alone.

    `made` says that trafilatura made the tree: there, code may stand without `pre` around it.
    """
    walk = _Walk(marks, made)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            walk.enter(element)
            continue
        walk.leave(element)
        if element is not root:
            walk.say(element.tail)
    walk.end_text()
    return walk.found


def loosen_lists(tree: html.HtmlElement) -> None:
    """Turn the lists that hold headings or tables into divisions: they lay out a document."""
    loose: set[html.HtmlElement] = set()
    for element in tree.iter("h1", "h2", "h3", "h4", "h5", "h6", "table"):
        for outer in element.iterancestors("ul", "ol", "dl"):
            if outer in loose:
                break
            loose.add(outer)
    for outer in loose:
        for item in outer.iterchildren("li", "dt", "dd"):
            item.tag = "div"
        outer.tag = "div"


@dataclass
class _Walk:
    """Where the walk is: `holder` is the heading, list, table or code within which all else is words of it."""

    marks: Marks
    made: bool
    found: list[Piece] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    quotes: int = 0
    holder: Element | None = None
    kind: Kind = "paragraph"
    numbers: list[int] = field(default_factory=list)  # of each open list the next number, 0 without numbers
    lines: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)  # of each cell with words in the first row

    def say(self, text: str | None) -> None:
        """Take in words, white space as a browser shows it: none but spaces, unless it is code."""
        if text:
            self.words.append(text if self.kind == "code" else _WHITE.sub(" ", text))

    def enter(self, element: Element) -> None:
        """Begin an element with the words before its first child."""
        tag = element.tag
        if self.holder is not None:
            self._enter_within(element)
        elif kind := self._held_kind(element):
            self.end_text()
            self.holder, self.kind = element, kind
            self.lines, self.rows, self.heads = [], [], []
            self.numbers = [_first_number(element)] if kind == "list" else []
        elif tag in _BREAKS:
            self.words.append("\n")
        elif tag in _APART:
            self.end_text()
            self.quotes += tag in _QUOTES
        self.say(element.text)

    def leave(self, element: Element) -> None:
        """End an element, before the words after it."""
        if element is self.holder:
            self._end_held(element)
        elif self.holder is not None:
            self._leave_within(element)
        elif element.tag in _APART:
            self.end_text()
            self.quotes -= element.tag in _QUOTES

    def end_text(self) -> None:
        """Make a paragraph or a quote of the words since the last block."""
        self._emit("quote" if self.quotes else "paragraph", "".join(self.words))

    def _emit(self, kind: Kind, words: str, level: int = 0) -> None:
        """Put down a piece with its references, and after it the figures that were marked in it."""
        self.words = []
        if not (words := words.strip("\n" if kind in ("table", "code") else None)):
            return
        own, refs, figures = self.marks.read(words)
        if own.strip():
            self.found.append(Piece(kind, own, level=level, refs=refs))
        self.found += figures

    def _held_kind(self, element: Element) -> Kind | None:
        """Return what an element is, if all within it are its words."""
        tag = element.tag
        if tag in _HEADINGS:
            return "heading"
        if tag in _LISTS:
            return "list"
        if tag == "table":
            return "table"
        is_code = tag == "pre"
        if self.made and tag == "code":
            parent = element.getparent()
            is_code = parent is None or parent.tag not in _WITH_INLINE_CODE
        return "code" if is_code else None

    def _enter_within(self, element: Element) -> None:
        tag = element.tag
        if self.kind == "list" and tag in _LISTS:
            self._end_line()
            self.numbers.append(_first_number(element))
        elif self.kind == "list" and tag in _ITEMS:
            self._end_line()
            self.words.append(self._number(element))
        elif self.kind == "table" and tag in _ROWS:
            self._end_row()
        elif self.kind == "table" and tag in _CELLS:
            self._end_cell()
        elif tag in _BREAKS:
            self.words.append("\n")
        elif tag in _APART and self.kind != "code":
            self.words.append(" ")

    def _leave_within(self, element: Element) -> None:
        tag = element.tag
        if self.kind == "list" and tag in _LISTS | _ITEMS:
            self._end_line()
            if tag in _LISTS:
                self.numbers.pop()
        elif self.kind == "table" and tag in _CELLS:
            self._end_cell(element)
        elif tag in _APART and self.kind != "code":
            self.words.append(" ")

    def _end_held(self, element: Element) -> None:
        """Put down the piece that an element held together."""
        kind, level = self.kind, 0
        if kind == "list":
            self._end_line()
            words = "\n".join(self.lines)
        elif kind == "table":
            self._end_cell()
            words = "\n".join("\t".join(row) for row in self.rows)
            level = int(bool(self.heads) and all(self.heads))
        else:
            words = "".join(self.words)
            level = _level(element) if kind == "heading" else 0
        self.holder, self.kind = None, "paragraph"
        self._emit(kind, words, level)

    def _end_line(self) -> None:
        words, self.words = "".join(self.words).strip(), []
        if words:
            self.lines.append(words)

    def _number(self, item: Element) -> str:
        """Return the number before an item, if its list has numbers."""
        if not self.numbers[-1]:
            return ""
        own = _whole(item.get("value")) or self.numbers[-1]
        self.numbers[-1] = own + 1
        return f"{own}. "

    def _end_row(self) -> None:
        self._end_cell()
        self.rows.append([])

    def _end_cell(self, cell: Element | None = None) -> None:
        """End a cell, or words that stand in none, which are kept as one."""
        words, self.words = " ".join("".join(self.words).split()), []
        if cell is None and not words:
            return
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(words)
        if words and len(self.rows) == 1:
            self.heads.append(cell is not None and (cell.tag == "th" or cell.get("role") == "head"))


def _level(heading: Element) -> int:
    level = heading.get("rend", "h2") if heading.tag == "head" else str(heading.tag)
    return int(level[1:]) if level[1:].isdecimal() else 2


def _first_number(element: Element) -> int:
    """Return a list's first number, or 0 if its items have none."""
    numbered = element.tag == "ol" or element.get("rend") == "ol"
    return (_whole(element.get("start")) or 1) if numbered else 0


def _whole(value: str | None) -> int:
    """Return a number as far as it is one of at most nine digits, else 0."""
    return int(value) if value and len(value) < 10 and value.isascii() and value.isdecimal() else 0
