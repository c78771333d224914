"""From bytes to characters, telling by which encoding."""

import codecs
import re

from archive.sources.reading.blocks import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_WESTERN = re.compile(
    r"(cp|windows[-_]?)(125[0247]|437|775|85\d|86\d)|latin|iso8859_(1|9|10|13|14|15|16)$|mac_|ascii|hp_roman|cp(037|273|500|1026|1140)"
)
_SAMPLE = 50_000


def decode(data: bytes, *, declared: str = "", is_html: bool = False) -> tuple[str, str]:
    """Return the text of `data` and its encoding's name, or raise Unreadable with the code "encoding".

    A byte order mark decides; then what was declared (by the caller or in the HTML), if it fits;
    then UTF-8; then what the letters look like, with Windows-1252 for Western text. NUL characters
    are refused: they mean a binary file or an encoding that nobody declared.
    """
    text, encoding = _decoded(data, declared, is_html)
    if (at := text.find("\0")) >= 0:
        raise Unreadable(
            "It contains a NUL character (U+0000), at position %(at)s, so it is no plain text.",
            "encoding",
            at=f"{at:,}",
        )
    return text, encoding


def _decoded(data: bytes, declared: str, is_html: bool) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec, name)
    for codec in (declared, _declared_in(data) if is_html else "", "utf-8"):
        if codec and (found := _if_fits(data, codec)):
            return found
    return _by_looks(data)


def _strictly(data: bytes, codec: str, name: str) -> tuple[str, str]:
    """Decode what begins with the mark of its encoding, which must then hold to the end."""
    try:
        return data.decode(codec), name
    except UnicodeDecodeError as error:
        raise Unreadable(
            "It begins as %(upper)s but breaks off at byte %(start)s.",
            "encoding",
            upper=name.upper(),
            start=f"{error.start:,}",
        ) from error


def _if_fits(data: bytes, codec: str) -> tuple[str, str] | None:
    """Decode by an encoding of text, if there is one of that name and every byte fits."""
    try:
        name = codecs.lookup(codec).name
        # Browsers read what is declared Latin-1 as Windows-1252, and writers mean that too.
        name = "cp1252" if name in ("iso8859-1", "ascii") else name
        return (data.decode(name), name) if not name.startswith(("utf-16", "utf-32")) else None
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _declared_in(html: bytes) -> str:
    found = _DECLARED.search(html[:4_096])
    return found[1].decode("ascii") if found else ""


def _by_looks(data: bytes) -> tuple[str, str]:
    """Decode by the likeliest encoding; for Western letters Windows-1252 or Latin-1."""
    from charset_normalizer import from_bytes  # few texts need it, and it takes a while to load

    best = from_bytes(data[:_SAMPLE]).best()
    if best is not None and not _WESTERN.match(best.encoding) and (found := _if_fits(data, best.encoding)):
        return found
    return _if_fits(data, "cp1252") or (data.decode("latin-1"), "latin-1")
