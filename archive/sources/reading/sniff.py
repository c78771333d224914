"""Finding out what a file is, by its bytes, and whether that is what it says it is."""

import re
from pathlib import PurePath
from typing import TypeAlias

from archive.sources.reading import zipped
from archive.sources.reading.blocks import Unreadable, gettext_noop

FORMATS = {
    "markdown": ("text/markdown", (".md", ".markdown", ".mdown", ".mkd")),
    "text": ("text/plain", (".txt", ".text")),
    "html": ("text/html", (".html", ".htm", ".xhtml")),
    "pdf": ("application/pdf", (".pdf",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    "epub": ("application/epub+zip", (".epub",)),
}
_NAMES = {
    "markdown": gettext_noop("Markdown"),
    "text": gettext_noop("plain text"),
    "html": gettext_noop("a web page (HTML)"),
    "pdf": gettext_noop("a PDF"),
    "docx": gettext_noop("a Word file (.docx)"),
    "epub": gettext_noop("an EPUB book"),
}
_BINARY = frozenset({"pdf", "docx", "epub"})
_BY_EXTENSION = {extension: name for name, (_, extensions) in FORMATS.items() for extension in extensions}
_BY_MEDIA_TYPE = {media_type: name for name, (media_type, _) in FORMATS.items()} | {
    "text/x-markdown": "markdown",
    "application/xhtml+xml": "html",
    "application/x-pdf": "pdf",
}
# Types that browsers and forms send when they know nothing better: they say nothing.
_SAYS_NOTHING = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/x-www-form-urlencoded"}
)

_MAGIC = (
    (b"PK\x05\x06", gettext_noop("an empty zip archive")),
    (b"\x89PNG", gettext_noop("a PNG picture")),
    (b"\xff\xd8\xff", gettext_noop("a JPEG picture")),
    (b"GIF8", gettext_noop("a GIF picture")),
    (b"RIFF", gettext_noop("a picture or a recording")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old Office file")),
    (b"{\\rtf", gettext_noop("an RTF file")),
    (b"\x1f\x8b", gettext_noop("a gzip archive")),
    (b"7z\xbc\xaf", gettext_noop("a 7-Zip archive")),
    (b"Rar!", gettext_noop("a RAR archive")),
    (b"\x7fELF", gettext_noop("a program")),
    (b"MZ\x90", gettext_noop("a program")),
    (b"%!PS", gettext_noop("a PostScript file")),
    (b"SQLite format", gettext_noop("a database")),
)
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_HTML_PART = re.compile(rb"</(?:p|div|h[1-6]|ul|ol|table|blockquote|article|section)\s*>", re.IGNORECASE)
_MARKDOWN = re.compile(
    rb"^(?:#{1,6} \S|!\[[^\]\n]*\]\(|[-*+] \S|\d{1,3}[.)] \S|> \S|```|~~~)|\[[^\]\n]+\]\([^)\s]+\)|\*\*\S",
    re.MULTILINE,
)
_LOOK_AT = 16_384
Said: TypeAlias = tuple[str, dict[str, str]]
"""Words with the values that belong into them."""
_READABLE = gettext_noop(
    "Sources are read from Markdown (.md), plain text (.txt), HTML (.html), PDF (.pdf), Word (.docx) "
    "and EPUB (.epub)."
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def format_of(data: bytes, *, filename: str = "", media_type: str = "", kind: str = "") -> str:
    """Return one of FORMATS, or raise Unreadable: not_what_it_says, unknown_type,
    broken, encrypted or too_large (an archive of too many parts).

    `kind` (one of FORMATS) decides over the name, the name over the media type; without any, the
    bytes do. Bytes that are plainly something else than what was said are refused.
    """
    said, by = _said(filename, media_type, kind)
    found = _binary(data)
    if found == "broken" and said in (None, "docx", "epub"):
        raise Unreadable("This file is damaged: it begins as a zip archive and cannot be opened.", "broken")
    if said in (None, "docx") and data.startswith(_OLD_OFFICE) and _ENCRYPTED in data:
        raise Unreadable("This Office file is encrypted: it opens with a password only.", "encrypted")
    if said is None:
        if found and found not in _BINARY:
            raise Unreadable(
                "This is %(found)s. %(readable)s", "unknown_type", found=found, readable=_READABLE
            )
        return found or _text_format(data)
    if said in _BINARY and found != said:
        raise _not_what_it_says(
            by,
            said,
            found or (gettext_noop("not: it does not begin as %(names)s does"), {"names": _NAMES[said]}),
        )
    if said not in _BINARY and found:
        raise _not_what_it_says(by, said, found)
    if said == "text" and _HTML_START.match(data[:_LOOK_AT]):
        raise _not_what_it_says(by, said, "html")
    return said


def charset_of(media_type: str) -> str:
    """Return the charset parameter of a media type, or an empty string."""
    found = re.search(r"charset\s*=\s*[\"']?([\w:.-]{2,40})", media_type, re.IGNORECASE)
    return found[1] if found else ""


def _said(filename: str, media_type: str, kind: str) -> tuple[str | None, Said]:
    """Return the format that the caller, the name or the media type says, and the words for who says so."""
    if kind:
        if kind not in FORMATS:
            raise Unreadable(
                "“%(kind)s” is not a kind of file that is read. %(readable)s",
                "unknown_type",
                kind=kind,
                readable=_READABLE,
            )
        return kind, (gettext_noop("It was given as"), {})
    extension = PurePath(filename).suffix.lower()
    if extension:
        if extension not in _BY_EXTENSION:
            raise Unreadable(
                "Files that end in %(extension)s are not read. %(readable)s",
                "unknown_type",
                extension=extension[:20],
                readable=_READABLE,
            )
        return _BY_EXTENSION[extension], (
            gettext_noop("Its name ends in %(extension)s, so it should be"),
            {"extension": extension},
        )
    bare = media_type.partition(";")[0].strip().lower()
    if bare in _SAYS_NOTHING:
        return None, ("", {})
    if bare not in _BY_MEDIA_TYPE:
        raise Unreadable(
            "Files of the type %(bare)s are not read. %(readable)s",
            "unknown_type",
            bare=bare[:60],
            readable=_READABLE,
        )
    return _BY_MEDIA_TYPE[bare], (gettext_noop("Its type is %(bare)s, so it should be"), {"bare": bare})


def _not_what_it_says(by: Said, said: str, actual: str | Said) -> Unreadable:
    if isinstance(actual, str):
        actual = {**_NAMES, "broken": gettext_noop("a damaged zip archive")}.get(actual, actual)
    return Unreadable(
        "%(by)s %(names)s, but it is %(actual)s.",
        "not_what_it_says",
        by=by,
        names=_NAMES[said],
        actual=actual,
    )


def _binary(data: bytes) -> str:
    """Return a format that is no text, words for any other such, "broken", or "" for what may be text."""
    if b"%PDF-" in data[:1_024] and not data.startswith(b"PK"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return zipped.kind_of(data)
    for magic, words in _MAGIC:
        if data.startswith(magic):
            return words
    head = data[:_LOOK_AT]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return ""
    controls = sum(head.count(bytes([code])) for code in (*range(1, 8), *range(14, 27), *range(28, 32)))
    return gettext_noop("a binary file") if controls > len(head) // 50 + 2 else ""


def _text_format(data: bytes) -> str:
    """Return what text without a name looks like: HTML, Markdown or plain."""
    head = data[:_LOOK_AT]
    if _HTML_START.match(head) or len(_HTML_PART.findall(head)) > 1:
        return "html"
    return "markdown" if _MARKDOWN.search(head) else "text"
