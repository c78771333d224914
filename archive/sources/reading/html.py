"""HTML to pieces: the main text as trafilatura finds it, with figures and footnotes, and what it left out."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from lxml import etree, html

from archive.sources.reading.blocks import Piece, tidy
from archive.sources.reading.figures import take_figures
from archive.sources.reading.notes import pieces_of_notes, take_notes
from archive.sources.reading.tables import even_tables
from archive.sources.reading.tree import BLOCKS, HEADINGS, strip_unseen, tree_of
from archive.sources.reading.walk import Marks, loosen_lists, pieces_in

_BLOCK_TEXTS = (*HEADINGS, "p", "li", "td", "th", "dd", "dt", "figcaption", "a", "button", "label")
_OTHER_BLOCKS = tuple(BLOCKS - {*_BLOCK_TEXTS})
# What a page that is too large for trafilatura has around its text.
_AROUND_TEXT = ("nav", "footer", "aside", "form", "button", "select")
# Its time grows with the square of the elements in one: a row of 300,000 cells took nine minutes.
_ELEMENTS_AT_MOST, _SIBLINGS_AT_MOST = 60_000, 10_000
_COMPARED_AT_MOST = 6_000  # elements of a page for which it asks other algorithms too: theirs is worse
_MOST = 0.75  # of the letters of a page: what is left is no menu, but its headings
_CHECKED_AT_MOST, _NOTES_AT_MOST, _NOTE_LENGTH = 2_000, 60, 200
_SOUGHT_AT_MOST = 200_000_000  # characters looked through for what was left out
_FACTS = ("title", "author", "date", "sitename", "description", "url", "language")


def pieces_of(text: str) -> tuple[list[Piece], tuple[str, ...], dict[str, str]]:
    """Return the main text of a page, the words left out (60 at most), and what it says of itself.

    Of a page with more elements than people write, everything but its navigation is the main text.
    """
    tree = tree_of(text)
    if tree is None:
        return [], (), {}
    is_huge = _is_huge(tree)
    metadata = {} if is_huge else _metadata(tree)
    marks, notes = _shaped(tree, unused(text))
    everything = [marks.without(words) for words in _block_texts(tree)]
    pieces = _all(tree, marks) if is_huge else _main(tree, marks)
    return [*pieces, *notes], _left_out(everything, pieces), metadata


def pieces_of_document(tree: html.HtmlElement, mark: str) -> list[Piece]:
    """Return the pieces of everything in a document, its footnotes at the end; `mark` is a word not in it."""
    loosen_lists(tree)
    marks, notes = _shaped(tree, mark)
    return [*pieces_in(_body(tree), marks), *notes]


def pieces_of_fragment(text: str) -> list[Piece]:
    """Return the pieces of a piece of HTML within another document."""
    tree = tree_of(text)
    return [] if tree is None else pieces_of_document(tree, unused(text))


def unused(*texts: str) -> str:
    """Return a word that stands in none of the texts, to mark places with."""
    mark = "placemark"
    while any(mark in text for text in texts):
        mark += "x"
    return mark


def _shaped(tree: html.HtmlElement, mark: str) -> tuple[Marks, list[Piece]]:
    """Take figures and footnotes out of a tree and make its tables even; return the marks and the footnotes."""
    strip_unseen(tree)
    even_tables(tree)
    notes = take_notes(tree, mark)
    marks = Marks(mark, (), notes.refs)
    for part in (tree, *(note.element for note in notes.bodies)):
        marks = replace(marks, figures=[*marks.figures, *take_figures(part, marks)])
    for block in tree.iter("pre"):
        _marked_as_code(block)
    return marks, list(pieces_of_notes(notes, marks))


def _marked_as_code(block: html.HtmlElement) -> None:
    """Put the words of a `pre` into a `code`, without which trafilatura takes them for a quotation."""
    if block.find("code") is None:
        code = html.Element("code")
        code.text, block.text = block.text, None
        code.extend(list(block))
        block.append(code)


def _body(tree: html.HtmlElement) -> html.HtmlElement:
    body = tree.find("body")
    return tree if body is None else body


def _is_huge(tree: html.HtmlElement) -> bool:
    """Tell whether a page has more elements, at all or in one, than trafilatura can read in a few seconds."""
    if _has_more_than(_ELEMENTS_AT_MOST, tree):
        return True
    return any(len(element) > _SIBLINGS_AT_MOST for element in tree.iter())


def _has_more_than(number: int, tree: html.HtmlElement) -> bool:
    """Tell whether a tree has more elements than so many."""
    return next(islice(tree.iter(), number, None), None) is not None


def _main(tree: html.HtmlElement, marks: Marks) -> list[Piece]:
    """Return the pieces of the main text as trafilatura finds it; of a page too short for it, of all the text."""
    import trafilatura  # it takes longer to load than most pages to read, and only pages need it

    logging.getLogger("trafilatura").setLevel(logging.ERROR)  # it logs every page that has little text
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        include_images=False,
        include_links=False,
        favor_recall=True,
        with_metadata=False,
        fast=_has_more_than(_COMPARED_AT_MOST, tree),
    )
    body = getattr(found, "body", None)
    pieces = [] if body is None else pieces_in(body, marks, made=True)
    if any(piece.kind == "heading" for piece in pieces):
        return pieces
    # Where it finds no article it drops all headings, or makes one paragraph of all there is.
    everything = _all(tree, marks)
    is_most = len(_letters(pieces)) >= _MOST * len(_letters(everything))
    return everything if not pieces or (is_most and len(everything) > len(pieces)) else pieces


def _letters(pieces: Iterable[Piece]) -> str:
    return "".join("".join(piece.words.split()) for piece in pieces)


def _all(tree: html.HtmlElement, marks: Marks) -> list[Piece]:
    """Return the pieces of a page without what most pages have around their text."""
    body = tree.find("body")
    whole = tree if body is None else body
    articles = list(islice(whole.iter("article", "main"), 2))
    etree.strip_elements(tree, *_AROUND_TEXT, with_tail=False)
    only = articles[0] if len(articles) == 1 else whole
    return pieces_in(only, marks) or pieces_in(whole, marks)


def _metadata(tree: html.HtmlElement) -> dict[str, str]:
    """Return what the page says of itself, as far as it does; nothing is looked up anywhere."""
    import trafilatura

    found = trafilatura.extract_metadata(tree)
    facts = {name: getattr(found, name, None) for name in _FACTS}
    facts["language"] = facts["language"] or tree.get("lang")
    return {name: tidy(str(value)) for name, value in facts.items() if value}


def _block_texts(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the words of each paragraph, item, cell, heading, link and button that holds no other, and
    those that stand loose in other blocks."""
    for element in tree.iter(*_BLOCK_TEXTS, *_OTHER_BLOCKS):
        if element.tag in _OTHER_BLOCKS or (
            element.tag != "p" and next(element.iterdescendants(*_BLOCK_TEXTS), None) is not None
        ):
            words = tidy(" ".join(_loose(element)))
        else:
            words = tidy(" ".join(element.itertext()))
        if words:
            yield words


def _loose(element: html.HtmlElement) -> Iterator[str]:
    """Yield the words that are in an element but in no block or link in it."""
    yield element.text or ""
    for child in element:
        if child.tag not in BLOCKS and child.tag not in _BLOCK_TEXTS:
            yield from child.itertext()
        yield child.tail or ""


def _left_out(everything: Iterable[str], pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Return the words of the page that are in none of the pieces, each once; white space does not count."""
    kept = _letters(pieces)
    unique = dict.fromkeys(words for words in everything if words)
    at_most = min(_CHECKED_AT_MOST, _SOUGHT_AT_MOST // (len(kept) + 1))
    missing = (words for words in islice(unique, at_most) if "".join(words.split()) not in kept)
    return tuple(words[:_NOTE_LENGTH] for words in islice(missing, _NOTES_AT_MOST))
