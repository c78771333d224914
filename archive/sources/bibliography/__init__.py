"""Bibliographies read and written: BibTeX, RIS and CSL-JSON as records, dates, formatted citations, metadata of pages.

Pure: no database, no network, no file but the citation styles that are installed. `records.py` says what a
record is.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from archive.sources.bibliography import bibtex, bibtex_writing, csl, ris
from archive.sources.bibliography.records import (
    CHARACTERS_AT_MOST,
    DETAILS,
    ENTRIES_AT_MOST,
    Entry,
    Problem,
    Record,
    UnreadableRecords,
    entry_of,
    new_record,
    plain_doi,
)

__all__ = [
    "CHARACTERS_AT_MOST",
    "DETAILS",
    "ENTRIES_AT_MOST",
    "FORMATS",
    "Entry",
    "Problem",
    "Record",
    "UnreadableRecords",
    "read_records",
    "write_records",
]

# Name: what a file of it is called and served as.
FORMATS = {
    "bibtex": ("bib", "application/x-bibtex"),
    "ris": ("ris", "application/x-research-info-systems"),
    "csl-json": ("json", "application/vnd.citationstyles.csl+json"),
}
_RIS_TYPE = re.compile(r"^[ \t]*TY(?: {2,3}|\t)-", re.MULTILINE)
_BIBTEX_OPENING = re.compile(r"@[ \t]*[A-Za-z][\w-]*[ \t]*(?:\n[ \t]*)?[{(]")
_DOI = re.compile(r"10\.\d{4,9}/\S+", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


def read_records(text: str, *, format: str = "") -> list[Entry]:  # noqa: A002  the word of the interface
    """Return the entries of a bibliography in their order, each with its problems; a bad one loses only itself.

    `format` is one of FORMATS, or empty to find it out; lines with a DOI or a web address each become
    entries that need a title. Every problem is a whole sentence with entry, label and line. Raises
    UnreadableRecords (empty, too_long, too_many, no_records, unknown_format), and nothing else.
    """
    if len(text) > CHARACTERS_AT_MOST:
        raise UnreadableRecords(
            _("It has %(text)s characters; at most %(characters_at_most)s are read at once.")
            % {"text": f"{len(text):,}", "characters_at_most": f"{CHARACTERS_AT_MOST:,}"},
            "too_long",
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableRecords(_("There is nothing in it."), "empty")
    found = _read(text, format or format_of(text))
    if not found:
        raise UnreadableRecords(_("No entry was found in it."), "no_records")
    return [_numbered(entry, number) for number, entry in enumerate(found, 1)]


def write_records(records: Sequence[Record], format: str) -> str:  # noqa: A002
    """Return records, each with its `id`, as one text of a format of FORMATS; reading it gives them back."""
    pairs = [(str(record["id"]), record) for record in records]
    if format == "bibtex":
        return bibtex_writing.write(pairs)
    if format == "ris":
        return ris.write(pairs)
    if format == "csl-json":
        return csl.write(pairs)
    raise _unknown()


def format_of(text: str) -> str:
    """Return which of FORMATS a text is, "lines" where each line is a DOI or an address, or raise."""
    start = text.lstrip()
    if _RIS_TYPE.match(start):
        return "ris"
    is_bibtex = _BIBTEX_OPENING.search(text)
    if start.startswith(("{", "[{")) or (start.startswith("[") and not is_bibtex):
        return "csl-json"
    if is_bibtex:
        return "bibtex"
    if _RIS_TYPE.search(text):
        return "ris"
    if all(_bare(line) for line in text.splitlines() if line.strip()):
        return "lines"
    raise _unknown()


def _read(text: str, format: str) -> list[Entry]:  # noqa: A002
    """Return what the reader of a format finds."""
    breaks = [found.start() for found in re.finditer("\n", text)]

    def line_at(position: int) -> int:
        return bisect_left(breaks, position) + 1

    if format == "bibtex":
        return bibtex.read(text, line_at)
    if format == "ris":
        return ris.read(text.split("\n"))
    if format == "csl-json":
        return csl.read(text, line_at)
    if format == "lines":
        return _lines(text)
    raise _unknown()


def _unknown() -> UnreadableRecords:
    return UnreadableRecords(_("This is neither BibTeX nor RIS nor CSL-JSON."), "unknown_format")


def _lines(text: str) -> list[Entry]:
    """Return an entry without a title for each line that is a DOI or an address."""
    found = [(number, _bare(line)) for number, line in enumerate(text.split("\n"), 1)]
    given = [(number, columns) for number, columns in found if columns]
    if len(given) > ENTRIES_AT_MOST:
        raise UnreadableRecords(
            _("There are more than %(entries_at_most)s entries in it.")
            % {"entries_at_most": f"{ENTRIES_AT_MOST:,}"},
            "too_many",
        )
    return [
        entry_of(new_record(**columns), label=str(number), line=line, problems=[])
        for number, (line, columns) in enumerate(given, 1)
    ]


def _bare(line: str) -> dict[str, str]:
    """Return the DOI or the address that a line is, as a column, or {}."""
    line = line.strip()
    if _DOI.fullmatch(plain_doi(line)):
        return {"doi": plain_doi(line), "kind": "article-journal"}
    return {"url": line, "kind": "webpage"} if _ADDRESS.fullmatch(line) else {}


def _numbered(entry: Entry, number: int) -> Entry:
    """Return an entry whose problems say which entry they are of."""
    name = f"Entry {number}" if entry.label == str(number) else f"Entry {number} ({entry.label})"
    told = (
        replace(
            problem,
            message=_("%(name)s, line %(line)s: %(message)s")
            % {"name": name, "line": problem.line, "message": problem.message},
        )
        for problem in entry.problems
    )
    return replace(entry, problems=tuple(told))
