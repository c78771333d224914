"""Reading a file or a pasted text in: its words as one text, and blocks that are spans of it.

Nothing outside the bytes is looked at: no picture, style or script is fetched, nothing is run.
"""

from archive.sources.reading.blocks import Block, Piece, Reading, Unreadable, compose
from archive.sources.reading.encoding import decode
from archive.sources.reading.furniture import set_apart
from archive.sources.reading.sniff import FORMATS, charset_of, format_of

__all__ = ["BYTES_AT_MOST", "CHARACTERS_AT_MOST", "FORMATS", "Block", "Reading", "Unreadable", "read"]

BYTES_AT_MOST = 20_000_000
CHARACTERS_AT_MOST = 5_000_000

_Found = tuple[list[Piece], tuple[str, ...], dict[str, str]]


def read(
    data: bytes,
    *,
    filename: str = "",
    media_type: str = "",
    kind: str = "",
    limit: int = BYTES_AT_MOST,
    characters: int = CHARACTERS_AT_MOST,
) -> Reading:
    """Return what a file holds, or raise Unreadable with a message fit to show and a code.

    `kind` is one of FORMATS (markdown, text, html, pdf, docx, epub) and wins over the name, the name
    over the media type; without any of them the bytes decide. Codes: empty, too_large (over `limit`
    bytes or `characters` characters), not_what_it_says, encrypted, no_text, broken, unknown_type,
    encoding. Time and memory have no bound here: `apart.read_apart` has both.
    """
    if len(data) > limit:
        raise Unreadable(
            "It has %(data)s bytes; at most %(limit)s are read.",
            "too_large",
            data=f"{len(data):,}",
            limit=f"{limit:,}",
        )
    if not data.strip():
        raise Unreadable("There is nothing in it.", "empty")
    found = format_of(data, filename=filename, media_type=media_type, kind=kind)
    if found in ("pdf", "docx", "epub"):
        return _read_binary(found, data, characters)
    text, encoding = decode(data, declared=charset_of(media_type), is_html=found == "html")
    if len(text) > characters:
        raise Unreadable(
            "It has %(text)s characters; at most %(characters)s are read.",
            "too_large",
            text=f"{len(text):,}",
            characters=f"{characters:,}",
        )
    return _reading(found, encoding, _pieces(found, text))


# Each reader is loaded when it is needed: the libraries of all together take longer than most files.


def _read_binary(found: str, data: bytes, characters: int) -> Reading:
    """Return what a file holds that is no text."""
    if found == "pdf":
        from archive.sources.reading import pdf

        pieces, furniture, metadata, pages = pdf.pieces_of(data, characters=characters)
        return _reading(found, "", (pieces, furniture, metadata), pages)
    if found == "docx":
        from archive.sources.reading import docx

        return _reading(found, "", docx.pieces_of(data, characters=characters))
    from archive.sources.reading import epub

    return _reading(found, "", epub.pieces_of(data, characters=characters))


def _pieces(found: str, text: str) -> _Found:
    """Return the pieces, furniture and metadata of a text in one of the formats that are text."""
    if found == "html":
        from archive.sources.reading import html

        return html.pieces_of(text)
    if found == "markdown":
        from archive.sources.reading import markdown

        pieces, metadata = markdown.pieces_of(text)
        return pieces, (), metadata
    from archive.sources.reading import plain

    return plain.pieces_of(text), (), {}


def _reading(found: str, encoding: str, parts: _Found, pages: int | None = None) -> Reading:
    """Put a reading together, footnotes at its end; a document without a word is empty."""
    pieces, left_out, metadata = parts
    kept, labels = set_apart([piece for piece in pieces if piece.kind != "footnote"])
    text, blocks, hidden = compose([*kept, *(piece for piece in pieces if piece.kind == "footnote")])
    if not text.strip():
        is_pictures = found == "pdf" or any(piece.kind == "figure" for piece in pieces)
        raise Unreadable("There are no words in it.", "no_text" if is_pictures else "empty")
    furniture = tuple(dict.fromkeys((*labels, *left_out, *hidden)))
    return Reading(FORMATS[found][0], encoding, text, blocks, furniture, metadata, pages)
