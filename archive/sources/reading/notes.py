"""Footnotes of a page: found by the references to them, taken out of the tree, a mark left at each reference."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree, html

from archive.sources.reading.blocks import Piece
from archive.sources.reading.links import (
    ID_OF_NOTE,
    Link,
    is_label,
    label_of,
    leads_back,
    links_in,
    places_in,
    says,
    words_up_to,
)
from archive.sources.reading.tree import HEADINGS
from archive.sources.reading.walk import Marks, pieces_in

_Element: TypeAlias = html.HtmlElement

_IS_NOTE = re.compile(r"(?<![\w-])(?:doc-)?(?:foot|end|rear|side)-?note(?![\w-])")
_IS_LIST_OF_NOTES = re.compile(r"(?<![\w-])(?:doc-)?(?:foot|end|rear)-?notes(?![\w-])")
_ARROWS = re.compile(r"[\s↩↵⤴⏎↑⇑⬆⇧^\ufe0e\ufe0f]+\Z")
_REST_OF_LABEL = re.compile(r"\A(?:[\[({] ?[\])}][.:]?|[\])}.:]+)\s+")
_NOTES = frozenset({"li", "p", "dd", "dt", "div", "aside", "section", "blockquote", "tr"})
_SPLIT = frozenset({"p", "div", "dd", "blockquote"})
_CLIMBED = frozenset({"li", "div", "aside", "section"})
_INLINE = frozenset({"sup", "span", "small", "b", "strong", "i", "em", "font", "a"})
_LONGEST = 50_000  # characters; what is longer is a part of the document and no note


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote taken out of the tree; `is_bare` says that its words may still begin with the label."""

    label: str
    element: _Element
    is_bare: bool


@dataclass(frozen=True, slots=True)
class Notes:
    """The footnotes of a tree in its order, and of each reference its label and the number of its note."""

    bodies: list[Note]
    refs: list[tuple[str, int]]


def take_notes(tree: _Element, word: str) -> Notes:
    """Take the footnotes out of a tree; in the place of each reference stands the mark made of `word`.

    A reference whose note is not there, and a link within a note, stay as they are. A note that
    nothing refers to is taken if it says itself that it is one.
    """
    places = places_in(tree)
    links = links_in(tree, places)
    bodies = _bodies(links)
    ordered, labels = _ordered(tree, bodies)
    numbers = {body: number for number, body in enumerate(ordered)}
    refs: list[tuple[str, int]] = []
    origins: set[_Element] = set()
    for link in links:
        body = bodies.get(link.target)
        if body is None or body not in numbers or _is_within(link.element, numbers):
            continue
        label = label_of(link.element)
        labels[body] = labels[body] or label
        origins.update(_put_mark(link.element, f"{word}r{len(refs)}."))
        refs.append((label, numbers[body]))
    return Notes([_taken_out(body, labels[body], places, origins) for body in ordered], refs)


def pieces_of_notes(notes: Notes, marks: Marks) -> Iterator[Piece]:
    """Yield the pieces of the footnotes, the figures in one before it, its number in its reference."""
    for number, note in enumerate(notes.bodies):
        pieces = pieces_in(note.element, marks)
        yield from (piece for piece in pieces if piece.kind == "figure")
        words = _ARROWS.sub("", "\n".join(piece.words for piece in pieces if piece.kind != "figure"))
        if note.is_bare and note.label:
            own = re.escape(note.label)
            words = re.sub(rf"\A(?:[\[({{] ?{own} ?[\])}}][.:]?|{own}[\])}}.:]?(?!\w))\s*(?=\S)", "", words)
        else:
            words = _REST_OF_LABEL.sub("", words)
        yield Piece("footnote", words, refs=((0, note.label, number),))


def _is_within(element: _Element, outer: Container[_Element]) -> bool:
    return any(ancestor in outer for ancestor in element.iterancestors())


def _bodies(links: Sequence[Link]) -> dict[_Element, _Element]:
    """Return the element of the note that each target belongs to, where it can be one."""
    targets = dict.fromkeys(link.target for link in links)
    held = Counter(holder for target in targets for holder in (target, *target.iterancestors()))
    shared: dict[_Element, list[_Element]] = defaultdict(list)
    for target in targets:
        shared[_block_of(target, held)].append(target)
    found = {t: body for whole, inside in shared.items() for t, body in _split(whole, inside).items()}
    possible = {body for body in dict.fromkeys(found.values()) if _can_be_note(body)}
    bodies = {target: body for target, body in found.items() if body in possible}
    for link in links:
        body = bodies.get(link.target)
        if body is not None and body in link.element.iterancestors():
            del bodies[link.target]
    return bodies


def _block_of(target: _Element, held: Mapping[_Element, int]) -> _Element:
    """Return the block that a target is or begins, as far out as it says that it is one note."""
    block = target
    while block.tag not in _NOTES and block.getparent() is not None:
        block = block.getparent()
    if block.tag == "dt":
        return _with_definition(block)
    while (outer := block.getparent()) is not None and outer.tag in _CLIMBED and held[outer] == held[block]:
        if not (_IS_NOTE.search(says(outer)) or ID_OF_NOTE.fullmatch(outer.get("id", ""))):
            break
        block = outer
    return block


def _with_definition(term: _Element) -> _Element:
    """Return a new element around a `dt` and what defines it."""
    block = html.Element("div")
    after = list(term.itersiblings())
    term.addprevious(block)
    block.append(term)
    for element in after:
        if element.tag != "dd":
            break
        block.append(element)
    return block


def _split(whole: _Element, targets: Sequence[_Element]) -> dict[_Element, _Element]:
    """Return the parts of a block in which several notes begin, if it can be parted between them."""
    tops: dict[_Element, _Element] = {}
    for target in targets if len(targets) > 1 and whole.tag in _SPLIT else ():
        top = next((e for e in (target, *target.iterancestors()) if e.getparent() is whole), None)
        if top is not None:
            tops[top] = target
    if len(tops) < len(targets):
        return dict.fromkeys(targets, whole)
    parts: dict[_Element, _Element] = {}
    part: _Element | None = None
    for child in list(whole):
        if child in tops:
            part = parts[tops[child]] = html.Element("p")
            whole.addprevious(part)
        if part is not None:
            part.append(child)
    return parts


def _can_be_note(body: _Element) -> bool:
    """Tell whether an element can be one note: with words, no headings, no longer than notes are."""
    if body.tag not in _NOTES or next(body.iter(*HEADINGS), None) is not None:
        return False
    words = words_up_to(body, _LONGEST)
    return len(words) < _LONGEST and not is_label(words) and bool(_ARROWS.sub("", words))


def _ordered(
    tree: _Element, bodies: Mapping[_Element, _Element]
) -> tuple[list[_Element], dict[_Element, str]]:
    """Return the notes in the order of the tree, none within another, with the labels of those unreferred."""
    labels = dict.fromkeys(bodies.values(), "")
    outside = {ancestor for body in labels for ancestor in body.iterancestors()}
    lists = dict.fromkeys(body.getparent() for body in labels if body.tag == "li")
    beside = (found for items in lists if items is not None for found in _items(items))
    for body, label in (*beside, *_said_to_be(tree)):
        if body not in labels and body not in outside and _can_be_note(body):
            labels[body] = label
    labels = {body: label for body, label in labels.items() if not _is_within(body, labels)}
    return [element for element in tree.iter(*_NOTES) if element in labels], labels


def _said_to_be(tree: _Element) -> Iterator[tuple[_Element, str]]:
    """Yield the elements that say that they are notes, and their labels if a list counts them."""
    for element in tree.iter("aside", "div", "section", "ol", "ul", "li", "p"):
        said = says(element)
        if not said:
            continue
        # A class alone is not enough: what stands small under a page is called a footnote too.
        if element.tag not in ("ol", "ul") and _IS_NOTE.search(says(element, with_class=False)):
            yield element, ""
        elif _IS_LIST_OF_NOTES.search(said):
            of_lists = [element] if element.tag in ("ol", "ul") else element.iterchildren("ol", "ul")
            for items in of_lists:
                yield from _items(items)


def _items(items: _Element) -> Iterator[tuple[_Element, str]]:
    """Yield the items of a list, and their numbers if it has numbers."""
    for number, item in enumerate(items.iterchildren("li"), start=1):
        yield item, str(number) if items.tag == "ol" else ""


def _put_mark(link: _Element, mark: str) -> Iterator[_Element]:
    """Put a mark in the place of a link and of what only raises or brackets it; yield what could be led back to."""
    label, place = label_of(link), link
    while (outer := place.getparent()) is not None and outer.tag in _INLINE:
        if label_of(outer) != label:
            break
        place = outer
    yield from (link, *link.iterancestors())
    before = place.getprevious()
    if before is not None:
        yield before
    place.clear(keep_tail=True)
    place.tag = "span"
    place.text = mark


def _taken_out(
    body: _Element, label: str, places: Mapping[str, _Element], origins: Container[_Element]
) -> Note:
    """Take a note out of the tree, and out of the note its label and the links back to the text."""
    own = _without_label(body, label)
    for element in list(body.iter("a", "span", "sup")):
        if leads_back(element, places, origins):
            element.clear(keep_tail=True)
            element.tag = "span"
    parent, stay = body.getparent(), html.Element("span")
    is_counted = body.tag == "li" and parent is not None and parent.tag == "ol"
    if parent is not None:
        stay.tail = body.tail
        parent.replace(body, stay)
    body.tag, body.tail = "div", None
    return Note(label or own or "", body, is_bare=own is None and not is_counted)


def _without_label(body: _Element, label: str) -> str | None:
    """Empty the element at the start of a note that holds its label and nothing else; return its words."""
    for event, element in etree.iterwalk(body, events=("start", "end")):
        found = "" if element is body else label_of(element)
        if event == "start" and found and (found == label or (not label and is_label(found, plain=True))):
            element.clear(keep_tail=True)
            return found
        text = element.text if event == "start" else element.tail
        if text and text.strip("[({ \n\t\r\xa0"):
            return None
    return None
