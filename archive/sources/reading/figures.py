"""Pictures of a page: taken out of the tree as figures, a mark left in the place of each."""

from dataclasses import replace

from lxml import html

from archive.sources.reading.blocks import Piece, figure
from archive.sources.reading.tree import words_of
from archive.sources.reading.walk import Marks


def take_figures(tree: html.HtmlElement, marks: Marks) -> list[Piece]:
    """Put a mark in the place of every picture; return the figures by their numbers in the marks.

    Numbers go on from the figures that `marks` has. Words of a `figure` that are not its first
    caption stay in the tree, after the pictures.
    """
    taken: list[Piece] = []
    for element in list(tree.iter("figure")):
        if (
            next(element.iter("img"), None) is None
            or next(element.iterdescendants("figure"), None) is not None
        ):
            element.tag = "div"
            for caption in element.iterchildren("figcaption"):
                caption.tag = "p"
    for element in list(tree.iter("figure", "img")):
        is_within = next(element.iterancestors("figure"), None) is not None
        if element.tag not in ("figure", "img") or element.getparent() is None or is_within:
            continue
        images = [element] if element.tag == "img" else list(element.iter("img"))
        first = len(marks.figures) + len(taken)
        taken += _figures(images, next(element.iter("figcaption"), None), marks)
        place = html.Element("p" if element.tag == "figure" else "span")
        place.text = "".join(f"{marks.word}f{number}." for number in range(first, first + len(images)))
        _put(place, element)
    return taken


def _put(place: html.HtmlElement, element: html.HtmlElement) -> None:
    """Put marks where an `img` or a `figure` stands; what else the latter says follows them."""
    if element.tag == "figure" and words_of(element):
        element.tag = "div"
        element.addprevious(place)
        return
    place.tail = element.tail
    element.getparent().replace(element, place)


def _figures(images: list[html.HtmlElement], caption: html.HtmlElement | None, marks: Marks) -> list[Piece]:
    """Return the figures of pictures that share a caption, which the first one has; all are emptied."""
    words, refs, _ = marks.read("" if caption is None else words_of(caption))
    figures = [_figure(image, "" if number else words) for number, image in enumerate(images)]
    if refs and words.strip():
        figures[0] = replace(figures[0], words=words, refs=refs)
    for element in images if caption is None else [*images, caption]:
        element.clear(keep_tail=True)
        element.tag = "span"
    return figures


def _figure(image: html.HtmlElement, caption: str) -> Piece:
    """Return the figure of an `img`; pages that load pictures late keep the address elsewhere."""
    addresses = [image.get("src", ""), image.get("data-src", ""), image.get("srcset", "").split(" ")[0]]
    address = next((found for found in addresses if found and not found.startswith("data:")), "")
    return figure(caption or image.get("title", ""), address=address, alt=image.get("alt", ""))
