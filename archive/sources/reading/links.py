"""Links within a page: which are references to footnotes, and which lead back from there."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from unicodedata import normalize
from urllib.parse import unquote

from lxml import html

from archive.sources.reading.tree import BLOCKS

_Element: TypeAlias = html.HtmlElement

_LETTERS = r"[a-zA-Z]{1,2}|[ivxlcIVXLC]{1,8}|(?:n|nb|fn|note)\.? ?\d{1,3}"
_LABEL = re.compile(rf"\d{{1,4}}|[*†‡§¶‖#]{{1,5}}|{_LETTERS}")
_PLAIN_LABEL = re.compile(r"\d{1,4}|[*†‡§¶‖#]{1,5}")
_AROUND = "[](){}.: "
_LABEL_AT_MOST = 16  # characters
_BACK_AT_MOST, _ALL_BACK_AT_MOST = 40, 200  # of a link that leads back, and of all of a note together
# What an element says of itself in class, role or epub:type.
_IS_REFERENCE = re.compile(r"noteref|fnref|foot-?note|end-?note|\breference\b|\bcite|fnanchor")
_IS_BACK = re.compile(r"back|return|reverse")
_BACK_WORDS = re.compile(
    r"(?:.{0,12}\b(?:back|return|jump up|go up|to (?:the )?text)\b.{0,20})", re.IGNORECASE
)
# What its id says: fn1, _ftn1, cite_note-2 for a note; fnref1, cite_ref-2 for the place of a reference.
ID_OF_NOTE = re.compile(
    r"_?(?:fn|ftn|edn|en|foot-?note|end-?note|note|cite_note)(?:[-_:.]|\d|$).{0,80}", re.IGNORECASE
)
_ID_OF_REFERENCE = re.compile(
    r"_?(?:fn|ftn|edn|en|foot-?note|end-?note|note|cite|foot)[-_:.]?(?:ref|anchor|src|back|call)",
    re.IGNORECASE,
)
_STOPS = BLOCKS | {"html"}
_RAISED = ("sup",)
_NEAR = 20  # elements that are looked at before a link


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is a reference, and the element that it leads to."""

    element: _Element
    target: _Element


def places_in(tree: _Element) -> dict[str, _Element]:
    """Return the elements that links can lead to, by their names; of two with one name the first."""
    named = [(element.get("name", ""), element) for element in tree.xpath("//a[@name]")]
    named += [(element.get("id", ""), element) for element in reversed(tree.xpath("//*[@id]"))]
    return dict(named)


def links_in(tree: _Element, places: Mapping[str, _Element]) -> list[Link]:
    """Return the links that are references to footnotes, in order."""
    found = []
    for element in tree.iter("a"):
        name, target = _led_to(element, places)
        if target is not None and _is_reference(element, name, target):
            found.append(Link(element, target))
    return found


def label_of(element: _Element) -> str:
    """Return what a reference shows without brackets, or "" for an element with more words than a label."""
    words = words_up_to(element, _LABEL_AT_MOST)
    return normalize("NFKC", words).strip(_AROUND) if len(words) < _LABEL_AT_MOST else ""


def is_label(words: str, *, plain: bool = False) -> bool:
    """Tell whether words are a label and no more; a plain one is a number or a sign."""
    bare = normalize("NFKC", words[:_LABEL_AT_MOST]).strip(_AROUND)
    return len(words) < _LABEL_AT_MOST and bool((_PLAIN_LABEL if plain else _LABEL).fullmatch(bare))


def says(element: _Element, *, with_class: bool = True) -> str:
    """Return what an element says of itself: its class, role and epub:type in small letters."""
    said = (element.get("class") if with_class else "", element.get("role"), element.get("epub:type"))
    return " ".join(filter(None, said)).lower()


def words_up_to(element: _Element, length: int) -> str:
    """Return the words in an element, white space runs one space, cut after about so many characters."""
    parts: list[str] = []
    left = length
    for text in element.itertext():
        words = " ".join(str(text).split())
        if text[:1].isspace() and parts:
            words = f" {words}"
        if text[-1:].isspace():
            words += " "
        parts.append(words[: left + 1])
        left -= len(words)
        if left < 0:
            break
    return " ".join("".join(parts).split())


def leads_back(element: _Element, places: Mapping[str, _Element], origins: Container[_Element]) -> bool:
    """Tell whether an element of a note leads back to a reference (one of `origins`) and says nothing else."""
    at_most = _BACK_AT_MOST if element.tag == "a" else _ALL_BACK_AT_MOST
    is_link = element.tag == "a" or element.find(".//a") is not None
    if is_link and _IS_BACK.search(says(element)) and len(words_up_to(element, at_most)) < at_most:
        return True
    if element.tag != "a" or "#" not in element.get("href", ""):
        return False
    words = words_up_to(element, _BACK_AT_MOST)
    if not any(char.isalnum() for char in words):
        return True
    name, target = _led_to(element, places)
    is_back = target in origins or bool(_ID_OF_REFERENCE.match(name))
    return is_back and (is_label(words) or bool(_BACK_WORDS.fullmatch(words)))


def _led_to(element: _Element, places: Mapping[str, _Element]) -> tuple[str, _Element | None]:
    """Return the name and the element in the page that a link leads to, if it does."""
    path, _, name = element.get("href", "").partition("#")
    if path and not ID_OF_NOTE.fullmatch(name) and not _ID_OF_REFERENCE.match(name):
        return "", None
    return name, places.get(name, places.get(unquote(name))) if name else None


def _is_reference(element: _Element, name: str, target: _Element) -> bool:
    """Tell whether a link within the page is a reference, by its words and by what it and its target say."""
    if not is_label(words_up_to(element, _LABEL_AT_MOST)):
        return False
    around = [outer for outer, _ in zip(element.iterancestors(), range(3), strict=False)]
    around = [outer for outer in around if outer.tag not in _STOPS]
    said = " ".join(map(says, (element, *around)))
    if _IS_BACK.search(said) or _ID_OF_REFERENCE.match(name):
        return False
    if "noteref" in said:
        return True
    before = _before(element)
    if not before.strip() and _before(target).strip():  # the label of a note, that leads back
        return False
    if _IS_REFERENCE.search(said) or element.find("sup") is not None:
        return True
    if any(outer.tag in _RAISED or "super" in outer.get("style", "") for outer in (element, *around)):
        return True
    return bool(ID_OF_NOTE.fullmatch(name)) and _is_set_off(element, before)


def _is_set_off(element: _Element, before: str) -> bool:
    """Tell whether a link is a number or sign in brackets or directly after a word, as no word is.

    So is one that follows such a link after a comma.
    """
    words = words_up_to(element, _LABEL_AT_MOST)
    if not is_label(words, plain=True):
        return False
    for _ in range(_NEAR):
        previous = element.getprevious()
        if previous is None or previous.tag != "a" or (previous.tail or "").strip(" ,;–-"):
            break
        element, before = previous, _before(previous)
    return words.startswith(("[", "(")) or (bool(before) and not before[-1].isspace())


def _before(element: _Element) -> str:
    """Return the words before an element in its block, or the last of them."""
    found = ""
    for _ in range(_NEAR):
        if element.tag in _STOPS:
            break
        previous = element.getprevious()
        if previous is not None:
            if previous.tag in _STOPS:
                return (previous.tail or "") + found
            found = words_up_to(previous, 100) + (previous.tail or "") + found
            element = previous
        else:
            parent = element.getparent()
            if parent is None:
                break
            found = (parent.text or "") + found
            element = parent
        if found.strip():
            break
    return found
