"""Documents that are zip archives: which one it is, and its parts read without being filled up by a bomb."""

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from archive.sources.reading.blocks import Unreadable, gettext_noop

ENTRIES_AT_MOST = 5_000
INFLATED_AT_MOST = 100_000_000  # bytes of all parts together

_ENTRY = b"PK\x01\x02"  # begins each entry of the directory
_STEP = 1_000_000
_IS_ENCRYPTED = 0x1  # of an entry's flags
_KNOWN = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # the formats allow no others, and these inflate step by step
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_OTHERS = (
    ("xl/", gettext_noop("a spreadsheet (Excel)")),
    ("ppt/", gettext_noop("a presentation (PowerPoint)")),
    ("content.xml", gettext_noop("an OpenDocument file")),
)


@dataclass
class Archive:
    """An open archive; `inflated` counts the bytes read from it, which are never more than INFLATED_AT_MOST."""

    file: zipfile.ZipFile
    names: frozenset[str]
    inflated: int = field(default=0)

    def read(self, name: str) -> bytes:
        """Return a part, or raise Unreadable: broken if it is not there or damaged, encrypted, too_large."""
        if name not in self.names:
            raise Unreadable("A part that it should have is missing.", "broken")
        entry = self.file.getinfo(name)
        if entry.flag_bits & _IS_ENCRYPTED:
            raise Unreadable("It is encrypted: it opens with a password only.", "encrypted")
        if entry.compress_type not in _KNOWN:
            raise Unreadable("It is packed in a way that such files are not.", "broken")
        parts = []
        try:
            with self.file.open(entry) as part:
                while found := part.read(_STEP):
                    self.inflated += len(found)
                    if self.inflated > INFLATED_AT_MOST:
                        raise _too_large()
                    parts.append(found)
        except Unreadable:
            raise
        except _FAULTS as error:
            raise _damaged() from error
        return b"".join(parts)

    def tree(self, name: str) -> etree._Element:
        """Return the root of a part that is XML, without entities of its own; nothing is fetched for it."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError as error:
            raise _damaged() from error
        document_type: Any = root.getroottree().docinfo.internalDTD
        if document_type is not None and any(True for _ in document_type.iterentities()):
            raise Unreadable("It defines entities of its own, as no such file does.", "broken")
        return root


def opened(data: bytes) -> Archive:
    """Return an archive ready to be read, or raise Unreadable: broken, or too_large (parts, declared bytes)."""
    _refuse_many(data)
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise _damaged() from error
    if sum(entry.file_size for entry in file.infolist()) > INFLATED_AT_MOST:
        raise _too_large()
    return Archive(file, frozenset(file.namelist()))


def kind_of(data: bytes) -> str:
    """Return "docx" or "epub", or words for any other archive; one that cannot be opened is "broken".

    Raises Unreadable (too_large) for one of too many parts, whose list alone takes time and memory.
    """
    _refuse_many(data)
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except _FAULTS:
        return "broken"
    if "META-INF/container.xml" in names:
        return "epub"
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    for begin, words in _OTHERS:
        if any(name.startswith(begin) for name in names):
            return words
    return gettext_noop("a zip archive")


def _refuse_many(data: bytes) -> None:
    """Refuse an archive of too many parts before any list of them is made."""
    if data.count(_ENTRY) > ENTRIES_AT_MOST:
        raise Unreadable(
            "It is an archive of more than %(entries_at_most)s parts.",
            "too_large",
            entries_at_most=f"{ENTRIES_AT_MOST:,}",
        )


def _damaged() -> Unreadable:
    return Unreadable("This file is damaged: it cannot be read.", "broken")


def _too_large() -> Unreadable:
    return Unreadable(
        "Unpacked, it has more than %(inflated_at_most)s million bytes; it is not read.",
        "too_large",
        inflated_at_most=INFLATED_AT_MOST // 1_000_000,
    )
