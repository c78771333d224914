"""Word files to pieces: mammoth makes them HTML, and all of that is read, for all of a document counts."""

import io
import re
import zipfile
from collections.abc import Container, Mapping

from lxml import etree, html

from archive.sources.reading.blocks import Piece, Unreadable, tidy
from archive.sources.reading.docx_numbers import write_numbers
from archive.sources.reading.html import pieces_of_document, unused
from archive.sources.reading.tree import tree_of, words_of
from archive.sources.reading.zipped import Archive, opened

_XML_AT_MOST = 40_000_000  # bytes of the parts that mammoth reads; it takes about twenty times as much memory
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Heading 7'] => h6:fresh
p[style-name='Heading 8'] => h6:fresh
p[style-name='Heading 9'] => h6:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='caption'] => p.caption:fresh
p[style-name='Image Caption'] => p.caption:fresh
p[style-name='Figure'] => p.caption:fresh
p[style-name='Illustration'] => p.caption:fresh
"""
_NEEDED = re.compile(r"\.(?:xml|rels)\Z")
_NOT_NEEDED = re.compile(
    r"(?:customXml|docProps|word/(?:theme|glossary|settings|webSettings|fontTable|header|footer|comments))"
)
_W = "{*}"  # Word's names have two namespaces, of the older format and of the strict one
_LOOKS = tuple(
    _W + name
    for name in (
        *("rFonts", "lang", "sz", "szCs", "color", "spacing", "kern", "ind", "jc", "bCs", "iCs", "noProof"),
        *("proofErr", "lastRenderedPageBreak", "bookmarkEnd", "tblBorders", "tcBorders", "shd", "tcW"),
    )
)
_WRAPPERS = ("fldSimple", "dir", "bdo", "ruby", "rubyBase")  # mammoth drops these with all their words
_REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_RELATION = re.compile(r"\{http://[^}]*/relationships\}(?:embed|link|id)")


def pieces_of(data: bytes, *, characters: int) -> tuple[list[Piece], tuple[str, ...], dict[str, str]]:
    """Return the pieces of a Word file, nothing left out, and its title, author and day of making.

    Pictures are figures without an address. Unreadable: broken, encrypted, and too_large (unpacked, or
    over `characters` characters).
    """
    archive = opened(data)
    metadata = _metadata(archive)
    parts = _parts(archive, characters)
    mark = unused(*("".join(map(str, root.itertext())) for root in parts.values()))
    write_numbers(parts, mark)
    text = re.sub(rf"<li>{mark}n(\d+)\.", r'<li value="\1">', _as_html(_packed(parts)))
    text = re.sub(rf"{mark}n\d+\.", "", text)
    tree = tree_of(text)
    if tree is None:
        return [], (), metadata
    _pair_captions(tree)
    _drop_repeated(tree)
    pieces = pieces_of_document(tree, unused(text))
    title = next((piece.words for piece in pieces if piece.kind == "heading" and piece.level == 1), "")
    return pieces, (), {"title": tidy(title), **metadata} if title else metadata


def _as_html(file: bytes) -> str:
    """Return what mammoth makes of a file; its pictures have alternative texts only."""
    import mammoth  # type: ignore[import-untyped]

    try:
        made = mammoth.convert_to_html(
            io.BytesIO(file),
            convert_image=mammoth.images.img_element(lambda image: {}),
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except MemoryError:
        raise
    except Exception as error:  # a flawed file can fail in any way
        raise Unreadable("This Word file is damaged: it cannot be read.", "broken") from error
    return str(made.value)


def _parts(archive: Archive, characters: int) -> dict[str, etree._Element]:
    """Return the parts that say something, without what mammoth trips over, or raise Unreadable."""
    names = [name for name in sorted(archive.names) if _NEEDED.search(name) and not _NOT_NEEDED.match(name)]
    if sum(archive.file.getinfo(name).file_size for name in names) > _XML_AT_MOST:
        raise Unreadable(
            "Its text takes more than %(xml_at_most)s million bytes.",
            "too_large",
            xml_at_most=_XML_AT_MOST // 1_000_000,
        )
    parts = {name: archive.tree(name) for name in names}
    if any(root.getroottree().docinfo.internalDTD is not None for root in parts.values()):
        raise Unreadable("It has a document type, as no Word file does.", "broken")
    words = sum(len(text.text or "") for root in parts.values() for text in root.iter(_W + "t"))
    if words > characters:
        raise Unreadable(
            "Its text is longer than %(characters)s characters.", "too_large", characters=f"{characters:,}"
        )
    notes = {
        (kind, note.get(_own(note, "id"), ""))
        for root in parts.values()
        for kind in _REFERENCES.values()
        for note in root.iter(_W + kind)
    }
    for name, root in parts.items():
        _mend(root, notes, _relations(parts, name))
    return parts


def _packed(parts: Mapping[str, etree._Element]) -> bytes:
    """Return an archive of the parts, none of them packed, so that nothing in it can swell."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, root in parts.items():
            file.writestr(name, etree.tostring(root, encoding="utf-8", xml_declaration=True))
    return out.getvalue()


def _relations(parts: Mapping[str, etree._Element], name: str) -> set[str]:
    """Return the names of what a part refers to."""
    folder, _, file = name.rpartition("/")
    found = parts.get(f"{folder}/_rels/{file}.rels".lstrip("/"))
    return set() if found is None else {relation.get("Id", "") for relation in found}


def _mend(root: etree._Element, notes: Container[tuple[str, str]], relations: Container[str]) -> None:
    """Take out of a part what is only looks, and what refers to nothing; keep words that mammoth drops."""
    etree.strip_elements(root, *_LOOKS, with_tail=False)
    etree.strip_elements(root, _W + "rt", with_tail=False)
    etree.strip_tags(root, *(_W + name for name in _WRAPPERS))
    for name, kind in _REFERENCES.items():
        for reference in list(root.iter(_W + name)):
            _mend_reference(reference, (kind, reference.get(_own(reference, "id"), "")) in notes)
    for element in root.iter(_W + "blip", _W + "imagedata", _W + "hyperlink", _W + "hlinkClick"):
        for name in map(str, list(element.attrib)):
            if _RELATION.fullmatch(name) and element.get(name) not in relations:
                del element.attrib[name]
    for formula in list(root.iter("{*}oMath")):
        _put_words(formula)


def _mend_reference(reference: etree._Element, is_there: bool) -> None:
    """Take out a reference to no note, and the sign that a writer put in the place of a note's number."""
    if is_there and reference.get(_own(reference, "customMarkFollows"), "0") not in ("0", "false", "off"):
        for sign in list(reference.itersiblings(_W + "t", _W + "sym")):
            _remove(sign)
    elif not is_there:
        _remove(reference)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _put_words(formula: etree._Element) -> None:
    """Put a formula's letters into its place as ordinary words."""
    words = "".join(part.text or "" for part in formula.iter("{*}t"))
    paragraph = next(formula.iterancestors(_W + "p"), None)
    if paragraph is None:
        return
    space = etree.QName(paragraph).namespace
    tail = formula.tail
    formula.clear()
    formula.tail = tail
    formula.tag = f"{{{space}}}r"
    etree.SubElement(formula, f"{{{space}}}t").text = words


def _own(element: etree._Element, name: str) -> str:
    """Return the name of an attribute in the element's own namespace."""
    return f"{{{etree.QName(element).namespace}}}{name}"


def _pair_captions(tree: html.HtmlElement) -> None:
    """Make figures of the captions beside a paragraph that is a picture and no more."""
    for caption in list(tree.xpath("//p[@class='caption']")):
        for picture in (caption.getprevious(), caption.getnext()):
            if picture is not None and picture.find(".//img") is not None and not words_of(picture):
                figure = html.Element("figure")
                picture.addprevious(figure)
                caption.tag = "figcaption"
                figure.extend([picture, caption])
                break


def _drop_repeated(tree: html.HtmlElement) -> None:
    """Drop the copies of a footnote that mammoth makes for each further reference to it."""
    seen: set[str] = set()
    for item in list(tree.iter("li")):
        name = item.get("id", "")
        if name and name in seen:
            item.getparent().remove(item)
        seen.add(name)


def _metadata(archive: Archive) -> dict[str, str]:
    """Return the title, the author, the language and the day of making that the file gives."""
    if "docProps/core.xml" not in archive.names:
        return {}
    root = archive.tree("docProps/core.xml")
    names = {"title": "title", "creator": "author", "language": "language", "created": "date"}
    facts = {ours: tidy(root.findtext(f"{{*}}{theirs}") or "") for theirs, ours in names.items()}
    facts["date"] = facts["date"][:10]
    return {name: value for name, value in facts.items() if value}
