"""Reading a file or a pasted text in: its words as one text, and blocks that are spans of it.

Nothing outside the bytes is looked at: no picture, style or script is fetched, nothing is run.
"""

from archive.sources.reading import html, markdown, pdf, plain
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

    `kind` is one of FORMATS (markdown, text, html, pdf) and wins over the name, the name over the
    media type; without any of them the bytes decide. Codes: empty, too_large (over `limit` bytes or
    `characters` characters), not_what_it_says, encrypted, no_text, broken, unknown_type, encoding.
    """
    if len(data) > limit:
        raise Unreadable(f"It has {len(data):,} bytes; at most {limit:,} are read.", "too_large")
    if not data.strip():
        raise Unreadable("There is nothing in it.", "empty")
    found = format_of(data, filename=filename, media_type=media_type, kind=kind)
    if found == "pdf":
        pieces, furniture, metadata, pages = pdf.pieces_of(data, characters=characters)
        return _reading(found, "", (pieces, furniture, metadata), pages)
    text, encoding = decode(data, declared=charset_of(media_type), is_html=found == "html")
    if len(text) > characters:
        raise Unreadable(f"It has {len(text):,} characters; at most {characters:,} are read.", "too_large")
    return _reading(found, encoding, _pieces(found, text))


def _pieces(found: str, text: str) -> _Found:
    """Return the pieces, furniture and metadata of a text in one of the formats that are text."""
    if found == "html":
        return html.pieces_of(text)
    if found == "markdown":
        pieces, metadata = markdown.pieces_of(text)
        return pieces, (), metadata
    return plain.pieces_of(text), (), {}


def _reading(found: str, encoding: str, parts: _Found, pages: int | None = None) -> Reading:
    """Put a reading together; a document without a word is empty."""
    pieces, left_out, metadata = parts
    kept, labels = set_apart(pieces)
    text, blocks, hidden = compose(kept)
    if not text.strip():
        raise Unreadable("There are no words in it.", "no_text" if found == "pdf" else "empty")
    furniture = tuple(dict.fromkeys((*labels, *left_out, *hidden)))
    return Reading(FORMATS[found][0], encoding, text, blocks, furniture, metadata, pages)
