"""EPUB books to pieces: the chapters in the order of reading as one document, so that notes at the end are found."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree, html

from archive.sources.reading.blocks import Piece, Unreadable, tidy
from archive.sources.reading.encoding import decode
from archive.sources.reading.html import pieces_of_document, unused
from archive.sources.reading.links import is_label, says
from archive.sources.reading.tree import tree_of, words_of
from archive.sources.reading.zipped import Archive, opened

_PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
_HIDES_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_FACTS = {
    "title": "title",
    "creator": "author",
    "language": "language",
    "date": "date",
    "publisher": "publisher",
}
_CONTENTS = re.compile(r"(?<![\w-])(?:doc-)?(?:toc|landmarks|page-?list)(?![\w-])")
_PAGE_BREAK = re.compile(r"(?<![\w-])(?:doc-)?pagebreak(?![\w-])")
_LISTED_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class _Package:
    """What a book says of itself: where its chapters are, in order."""

    chapters: Sequence[str]
    metadata: Mapping[str, str]


def pieces_of(data: bytes, *, characters: int) -> tuple[list[Piece], tuple[str, ...], dict[str, str]]:
    """Return the pieces of a book, its lists of contents as what was left out, and what it says of itself.

    Pictures are figures without an address. Unreadable: encrypted (DRM), broken, and too_large
    (unpacked, or over `characters` characters).
    """
    archive = opened(data)
    _refuse_protected(archive)
    package = _package(archive)
    texts = [_text(archive, name) for name in package.chapters]
    book = html.Element("html")
    whole = etree.SubElement(book, "body")
    left_out: list[str] = []
    total = 0
    for number, text in enumerate(texts):
        tree = tree_of(text)
        body = None if tree is None else tree.find("body")
        if body is None:
            continue
        left_out += _without_furniture(body)
        total += sum(map(len, body.itertext()))
        if total > characters:
            raise Unreadable(
                "Its text is longer than %(characters)s characters.",
                "too_large",
                characters=f"{characters:,}",
            )
        _rename(body, number, package.chapters)
        body.tag = "div"
        whole.append(body)
    pieces = pieces_of_document(book, unused(*texts))
    return pieces, tuple(left_out[:_LISTED_AT_MOST]), dict(package.metadata)


def _refuse_protected(archive: Archive) -> None:
    """Refuse a book whose words are encrypted; one that only hides its fonts is read."""
    if "META-INF/encryption.xml" not in archive.names:
        return
    methods = archive.tree("META-INF/encryption.xml").iter("{*}EncryptedData")
    for encrypted in methods:
        method = encrypted.find("{*}EncryptionMethod")
        if method is None or method.get("Algorithm") not in _HIDES_FONTS_ONLY:
            raise Unreadable(
                "This EPUB is encrypted (DRM): only its seller's programs open it. Add a copy without DRM.",
                "encrypted",
            )


def _package(archive: Archive) -> _Package:
    """Return what the package file says, or raise Unreadable (broken) if there is none or it lists nothing."""
    container = archive.tree("META-INF/container.xml")
    path = next((file.get("full-path", "") for file in container.iter("{*}rootfile")), "")
    root = archive.tree(path)
    items = {item.get("id", ""): item for item in root.iterfind("{*}manifest/{*}item")}
    chapters: dict[str, None] = {}
    for step in root.iterfind("{*}spine/{*}itemref"):
        item = items.get(step.get("idref", ""))
        if (
            item is None
            or item.get("media-type") not in _PAGES
            or "nav" in item.get("properties", "").split()
        ):
            continue
        name = _joined(path, item.get("href", ""))
        if name in archive.names:
            chapters[name] = None
    if not chapters:
        raise Unreadable("This EPUB is damaged: it lists no chapters that are in it.", "broken")
    return _Package(list(chapters), _metadata(root))


def _metadata(root: etree._Element) -> dict[str, str]:
    """Return title, authors, language, date and publisher that a package file gives."""
    facts: dict[str, str] = {}
    for theirs, ours in _FACTS.items():
        found = [tidy(e.text or "") for e in root.iter(f"{{http://purl.org/dc/elements/1.1/}}{theirs}")]
        named = [words for words in found if words]
        if named:
            facts[ours] = "; ".join(named) if ours == "author" else named[0]
    if re.match(r"\d{4}-\d\d-\d\dT", facts.get("date", "")):
        facts["date"] = facts["date"][:10]
    return facts


def _text(archive: Archive, name: str) -> str:
    return decode(archive.read(name), is_html=True)[0]


def _joined(path: str, link: str) -> str:
    """Return the part that a link in the part at `path` leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link)))


def _without_furniture(body: html.HtmlElement) -> list[str]:
    """Empty lists of contents and the numbers of printed pages; return the words of the former."""
    left_out = []
    for element in list(body.iter("nav", "section", "div", "span", "a", "hr", "p")):
        said = says(element)
        if element.tag == "nav" and _CONTENTS.search(said):
            left_out += [words for link in element.iter("a") if (words := words_of(link))]
            element.clear(keep_tail=True)
        elif _PAGE_BREAK.search(said) and (words := words_of(element)) and is_label(words):
            element.clear(keep_tail=True)
            element.tag = "span"
    return left_out


def _rename(body: html.HtmlElement, number: int, chapters: Sequence[str]) -> None:
    """Make the names in a chapter its own among all, links follow them; pictures have no address."""
    numbers = {name: at for at, name in enumerate(chapters)}
    for element in body.xpath(".//*[@id]"):
        element.set("id", f"{element.get('id')}_{number}")
    for element in body.iter("a"):
        if element.get("name"):
            element.set("name", f"{element.get('name')}_{number}")
        path, _, name = element.get("href", "").partition("#")
        chapter = numbers.get(_joined(chapters[number], path)) if path else number
        if name and chapter is not None:
            element.set("href", f"#{unquote(name)}_{chapter}")
    for element in body.iter("img"):
        for name in ("src", "srcset", "data-src"):
            element.attrib.pop(name, None)
