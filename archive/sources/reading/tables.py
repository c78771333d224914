"""Tables made even before they are read: none within another, no cell over several places, captions outside."""

from collections import defaultdict
from collections.abc import Callable

from lxml import html

from archive.sources.reading.links import words_up_to
from archive.sources.reading.tree import BLOCKS

_SPAN_AT_MOST = 50  # columns or rows that one cell may take; no table that people read has more
_FILLED_AT_MOST = 20_000  # empty cells put into a document
_SMALL = 300  # characters of a table that is read as words of the cell that it stands in
_PARTS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption")


def even_tables(tree: html.HtmlElement) -> None:
    """Change the tables of a tree, so that every row is as many cells as it has places, and loses no words.

    A table that holds another, or has one cell, lays out a page: its cells become ordinary blocks,
    unless the other is so small that it is words of the cell. A
    caption becomes a paragraph before its table; cells of a table's head become header cells; a cell
    that takes several places is followed by empty ones.
    """
    _release_layouts(tree)
    for caption in list(tree.iter("caption")):
        table = next(caption.iterancestors("table"), None)
        if table is not None:
            caption.tag = "p"
            caption.tail = None
            table.addprevious(caption)
    for head in tree.iter("thead"):
        for cell in head.iter("td"):
            cell.tag = "th"
    _fill_spans(tree)


def _release_layouts(tree: html.HtmlElement) -> None:
    """Turn the tables that only lay out a page into divisions, and small ones in a cell into its words."""
    layouts: set[html.HtmlElement] = set()
    cells: dict[html.HtmlElement, int] = defaultdict(int)
    parts: dict[html.HtmlElement, list[html.HtmlElement]] = defaultdict(list)
    for part in tree.iter(*_PARTS):
        table = part if part.tag == "table" else next(part.iterancestors("table"), None)
        if table is not None:
            parts[table].append(part)
            cells[table] += part.tag in ("td", "th")
    for table in reversed(parts):
        outer = next(table.iterancestors("table"), None)
        if outer is not None and len(words_up_to(table, _SMALL)) < _SMALL:
            for part in parts[table]:
                part.tag, part.tail = "span", f" {part.tail or ''}"
            continue
        if outer is not None:
            layouts.add(outer)
        if cells[table] <= 1 or table.get("role") == "presentation":
            layouts.add(table)
    for part in [part for table in layouts for part in parts[table]]:
        if part.tag in ("td", "th", "caption"):
            _wrap_loose(part)
        part.tag = "div"


def _wrap_loose(element: html.HtmlElement) -> None:
    """Put the words that stand loose between the blocks of an element into paragraphs of their own."""
    run: html.HtmlElement | None = None
    if (element.text or "").strip():
        run = html.Element("p")
        run.text, element.text = element.text, None
        element.insert(0, run)
    for child in list(element)[run is not None :]:
        if child.tag in BLOCKS:
            run = None
            if (child.tail or "").strip():
                run = html.Element("p")
                run.text, child.tail = child.tail, None
                child.addnext(run)
            continue
        if run is None:
            run = html.Element("p")
            child.addprevious(run)
        run.append(child)


def _fill_spans(tree: html.HtmlElement) -> None:
    """Put empty cells where a cell takes more than one place, and none after there are too many."""
    if not tree.xpath("boolean(//td[@colspan or @rowspan] | //th[@colspan or @rowspan])"):
        return
    empty = [html.Element("td") for _ in range(_FILLED_AT_MOST)]
    for table in tree.iter("table"):
        below: dict[int, int] = defaultdict(int)  # of each column the rows that a cell above still takes
        for row in table.iter("tr"):
            if empty:
                _fill_row(row, below, empty)
    for cell in tree.iter("td", "th"):
        cell.attrib.pop("colspan", None)
        cell.attrib.pop("rowspan", None)


def _fill_row(row: html.HtmlElement, below: dict[int, int], empty: list[html.HtmlElement]) -> None:
    """Put the empty cells into one row."""
    at = 0
    for cell in [cell for cell in row if cell.tag in ("td", "th")]:
        while below[at] > 0:
            below[at] -= 1
            at += 1
            _put(cell.addprevious, cell, empty)
        across, down = _span(cell, "colspan"), _span(cell, "rowspan")
        for column in range(at, at + across):
            below[column] = down - 1
        for _ in range(across - 1):
            _put(cell.addnext, cell, empty)
        at += across
    while below[at] > 0:
        below[at] -= 1
        at += 1
        _put(row.append, None, empty)


def _put(
    place: Callable[[html.HtmlElement], None], like: html.HtmlElement | None, empty: list[html.HtmlElement]
) -> None:
    """Put one more empty cell, of the kind of another, if there are any left."""
    if empty:
        cell = empty.pop()
        cell.tag = "td" if like is None else like.tag
        place(cell)


def _span(cell: html.HtmlElement, name: str) -> int:
    """Return over how many columns or rows a cell goes."""
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), _SPAN_AT_MOST)) if value.isascii() and value.isdecimal() else 1
