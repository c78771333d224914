"""HTML to pieces: the main text as trafilatura finds it, with figures, and what it left out as furniture."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

import trafilatura
from lxml import html
from lxml.etree import _Element as Element

from archive.sources.reading.blocks import Kind, Piece, tidy
from archive.sources.reading.tree import marked_figures, strip_unseen, tree_of

_BLOCK_TEXTS = (
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "dd",
    "dt",
    "figcaption",
    "a",
    "button",
    "label",
)
_INLINE = frozenset({"lb", "hi", "ref", "del", "ins", "sub", "sup", "span"})
_CHECKED_AT_MOST, _NOTES_AT_MOST, _NOTE_LENGTH = 2_000, 60, 200
_FACTS = ("title", "author", "date", "sitename", "description", "url", "language")

logging.getLogger("trafilatura").setLevel(logging.ERROR)  # it logs every page that has little text


def pieces_of(text: str) -> tuple[list[Piece], tuple[str, ...], dict[str, str]]:
    """Return the main text of a page, the words left out (60 at most), and what it says of itself."""
    tree = tree_of(text)
    if tree is None:
        return [], (), {}
    metadata = _metadata(tree)
    strip_unseen(tree)
    mark = _unused(text)
    figures = marked_figures(tree, mark)
    everything = list(_block_texts(tree))
    body = _main(tree)
    pieces = list(_Walk(mark, figures).pieces(body)) if body is not None else []
    return pieces, _left_out(everything, pieces, mark), metadata


def pieces_of_fragment(text: str) -> list[Piece]:
    """Return the words and pictures of a piece of HTML within another document, as paragraphs and figures."""
    tree = tree_of(text)
    if tree is None:
        return []
    strip_unseen(tree)
    mark = _unused(text)
    figures = marked_figures(tree, mark)
    return list(_Walk(mark, figures).text("".join(tree.itertext()), "paragraph"))


def _main(tree: html.HtmlElement) -> Element | None:
    """Return trafilatura's tree of the main text; for a page too short for it, that of all the text."""
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        include_images=False,
        include_links=False,
        favor_recall=True,
        with_metadata=False,
    )
    body = getattr(found, "body", None)
    if body is not None and "".join(body.itertext()).strip():
        return cast(Element, body)
    return trafilatura.baseline(tree)[0]


def _metadata(tree: html.HtmlElement) -> dict[str, str]:
    """Return what the page says of itself, as far as it does; nothing is looked up anywhere."""
    found = trafilatura.extract_metadata(tree)
    facts = {name: getattr(found, name, None) for name in _FACTS}
    facts["language"] = facts["language"] or tree.get("lang")
    return {name: tidy(str(value)) for name, value in facts.items() if value}


def _unused(text: str) -> str:
    """Return a word that stands nowhere in `text`, to mark places with."""
    mark = "figuremark"
    while mark in text:
        mark += "x"
    return mark


def _block_texts(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the words of each paragraph, item, cell, heading, link and button that holds no other."""
    for element in tree.iter(*_BLOCK_TEXTS):
        if next(element.iterdescendants(*_BLOCK_TEXTS), None) is not None and element.tag != "p":
            continue
        if words := tidy(" ".join(element.itertext())):
            yield words


def _left_out(everything: Iterable[str], pieces: Iterable[Piece], mark: str) -> tuple[str, ...]:
    """Return the words of the page that are in none of the pieces, each once; white space does not count."""
    kept = "".join("".join(piece.words.split()) for piece in pieces)
    unique = dict.fromkeys(words for words in everything if mark not in words)
    missing = (words for words in islice(unique, _CHECKED_AT_MOST) if "".join(words.split()) not in kept)
    return tuple(words[:_NOTE_LENGTH] for words in islice(missing, _NOTES_AT_MOST))


@dataclass
class _Walk:
    """Turns trafilatura's elements into pieces; `mark` and a number in a text stand for a figure."""

    mark: str
    figures: Sequence[Piece]

    def pieces(self, parent: Element, kind: Kind = "paragraph") -> Iterator[Piece]:
        """Yield the pieces of what is in `parent`; loose words in it are of the `kind`."""
        loose = [_shown(parent.text)]
        for element in parent:
            if element.tag in _INLINE:
                loose.append(_words(element) + _shown(element.tail))
                continue
            yield from self.text("".join(loose), kind)
            yield from self._block(element, kind)
            loose = [_shown(element.tail)]
        yield from self.text("".join(loose), kind)

    def _block(self, element: Element, kind: Kind) -> Iterator[Piece]:
        match element.tag:
            case "head":
                level = element.get("rend", "h2")[1:]
                yield from self.text(_words(element), "heading", int(level) if level.isdigit() else 2)
            case "list":
                yield from self.text("\n".join(_items(element)), "list")
            case "table":
                rows = (_row(row) for row in element.iter("row"))
                yield from self.text("\n".join(rows), "table")
            case "code":
                yield Piece("code", "".join(map(str, element.itertext())))
            case "quote":
                yield from self.pieces(element, "quote")
            case _:
                yield from self.pieces(element, kind)

    def text(self, words: str, kind: Kind, level: int = 0) -> Iterator[Piece]:
        """Yield the words, and after them the figures that were marked in them."""
        parts = re.split(rf"{self.mark}(\d+)\.", words)
        if own := "".join(parts[::2]).strip():
            yield Piece(kind, own, level=level)
        for number in map(int, parts[1::2]):
            if number < len(self.figures):
                yield self.figures[number]


def _words(element: Element) -> str:
    """Return the words of an element, white space as a browser shows it: a new line at a break only."""
    if element.tag == "lb":
        return "\n"
    parts = [_shown(element.text)]
    for child in element:
        parts += [_words(child), _shown(child.tail)]
    return "".join(parts)


def _shown(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _items(element: Element) -> Iterator[str]:
    """Yield a line for each item of a list and of the lists in it, with its number if it has one."""
    numbered = element.get("rend") == "ol"
    for number, item in enumerate(element.iterchildren("item"), start=1):
        own = _shown(item.text) + "".join(
            f" {_words(child)} {_shown(child.tail)}"
            if child.tag == "p"
            else _words(child) + _shown(child.tail)
            for child in item
            if child.tag != "list"
        )
        yield (f"{number}. " if numbered else "") + own.strip()
        for inner in item.iterchildren("list"):
            yield from _items(inner)


def _row(row: Element) -> str:
    return "\t".join(" ".join(_words(cell).split()) for cell in row.iterchildren("cell"))
