"""Records as CSL-JSON items, and CSL-JSON items as records (citation-style-language/schema, CSL 1.0.2)."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from archive.sources.bibliography.dates import from_csl_date, to_csl_date
from archive.sources.bibliography.records import (
    DETAILS,
    ENTRIES_AT_MOST,
    KINDS,
    NAME_DETAILS,
    Entry,
    Name,
    Problem,
    Record,
    UnreadableRecords,
    entry_of,
    new_record,
    shortened,
)

_VARIABLES = {
    "title": "title",
    "container_title": "container-title",
    "publisher": "publisher",
    "language": "language",
    "url": "URL",
    "doi": "DOI",
    "note": "note",
}
# CSL's other types, by the kind that comes nearest.
_NEAREST = {
    "article": "article-journal", "article-magazine": "article-newspaper", "bill": "legislation",
    "broadcast": "document", "entry": "chapter", "entry-dictionary": "chapter",
    "entry-encyclopedia": "chapter", "hearing": "legislation", "interview": "article-newspaper",
    "legal_case": "legislation", "paper-conference": "chapter", "pamphlet": "report",
    "personal_communication": "manuscript", "post": "post-weblog", "regulation": "legislation",
    "review": "article-journal", "review-book": "article-journal", "standard": "report", "thesis": "report",
    "treaty": "legislation", "collection": "book", "classic": "book", "periodical": "document",
}  # fmt: skip
_GENRES = {"thesis": "Thesis", "interview": "Interview"}
_MARKUP = re.compile(r"</?(?:i|b|sub|sup|sc)>|<span (?:class|style)=\"[^\"<>]{0,60}\">|</span>")


def to_csl(record: Record, id: str) -> dict[str, Any]:  # noqa: A002  CSL's own word
    """Return the CSL-JSON item of a record; empty columns are left out."""
    item: dict[str, Any] = {"id": str(id), "type": record["kind"]}
    item |= {csl: record[column] for column, csl in _VARIABLES.items() if record.get(column)}
    if record.get("authors"):
        item["author"] = record["authors"]
    if issued := to_csl_date(record.get("issued") or ""):
        item["issued"] = issued
    details = record.get("details") or {}
    return item | {key: details[key] for key in DETAILS if details.get(key)}


def from_csl(item: Any, *, number: int = 1, line: int = 1) -> Entry:
    """Return the entry of one CSL-JSON item; whatever in it is not of CSL's shape is left out.

    A type that the archive does not know is read as the nearest one, with a problem that says so.
    """
    if not isinstance(item, dict):
        return Entry(None, str(number), line, (Problem(line, _("this is not an object with fields.")),))
    label = shortened(_text(item.get("id") or item.get("citation-key"))) or str(number)
    said = _text(item.get("type")).strip()
    kind, problems = kind_of(said, line)
    record = new_record(kind=kind, authors=_names(item.get("author")), details=_details(item))
    record |= {column: plain(_text(item.get(csl))) for column, csl in _VARIABLES.items() if csl != "language"}
    record["issued"] = from_csl_date(item.get("issued"))
    if said in _GENRES:
        record["details"].setdefault("genre", _GENRES[said])
    language = _text(item.get("language"))
    return entry_of(record, label=label, line=line, problems=problems, language=language)


def kind_of(said: str, line: int) -> tuple[str, list[Problem]]:
    """Return the kind that a CSL type is read as, and what is lost by it."""
    if said in KINDS:
        return said, []
    kind = _NEAREST.get(said, "document")
    if not said:
        return kind, [Problem(line, _("it has no type; read as “document”."), fatal=False)]
    return kind, [
        Problem(
            line,
            _("the type “%(said)s” is read as “%(kind)s”.") % {"said": shortened(said), "kind": kind},
            fatal=False,
        )
    ]


def plain(text: str) -> str:
    """Return a CSL text without the markup that CSL-JSON allows (italics, bold, sub and sup, small capitals)."""
    return _MARKUP.sub("", text).strip() if "<" in text else text.strip()


def _text(value: Any) -> str:
    """Return a value as text: programs write numbers and lists of one where a text belongs."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _details(item: dict[str, Any]) -> dict[str, Any]:
    """Return the variables that have no column."""
    details: dict[str, Any] = {}
    for key in DETAILS:
        value = item.get(key) or (item.get("event") if key == "event-title" else None)
        kept = _names(value) if key in NAME_DETAILS else plain(_text(value))
        if kept:
            details[key] = kept
    return details


def _names(value: Any) -> list[Name]:
    """Return CSL names with family, given or literal only; particles and suffixes join the family name."""
    names = (_name(name) for name in value if isinstance(name, dict)) if isinstance(value, list) else ()
    return [name for name in names if name]


def _name(name: dict[str, Any]) -> Name:
    """Return one name as the archive keeps it; {} where it says nothing."""
    said = {key: plain(_text(name.get(key))) for key in ("literal", "given", "family", "suffix")}
    if said["literal"]:
        return {"literal": said["literal"]}
    before = [plain(_text(name.get(key))) for key in ("dropping-particle", "non-dropping-particle")]
    family = " ".join(part for part in (*before, said["family"], said["suffix"]) if part)
    return {key: part for key, part in (("family", family), ("given", said["given"])) if part}


# --------------------------------------------------------------------------------------------------- whole files

_BLANK = re.compile(r"[ \t\n\r]*")
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\(?:.|\Z))*(?:"|\Z)|[{}\[\]]', re.DOTALL)


def read(text: str, line_at: Callable[[int], int]) -> list[Entry]:
    """Return the entries of a CSL-JSON text, one item or a list; a broken item does not lose the others.

    `line_at` gives the line of a position. Raises UnreadableRecords (too_many).
    """
    start = _BLANK.match(text).end()  # type: ignore[union-attr]  # it matches nothing too
    is_list = text.startswith("[", start)
    position = start + 1 if is_list else start
    entries: list[Entry] = []
    while position < len(text):
        position = _skip(text, position)
        if position >= len(text) or text[position] == "]":
            break
        if len(entries) == ENTRIES_AT_MOST:
            raise UnreadableRecords(
                _("There are more than %(entries_at_most)s entries in it.")
                % {"entries_at_most": f"{ENTRIES_AT_MOST:,}"},
                "too_many",
            )
        entry, position = _read_one(text, position, len(entries) + 1, line_at)
        entries.append(entry)
        if position < 0:
            break
    return entries


def write(records: list[tuple[str, Record]]) -> str:
    """Return records with their ids as one CSL-JSON list, an item a line."""
    items = (json.dumps(to_csl(record, id), ensure_ascii=False) for id, record in records)  # noqa: A001
    return "[\n" + ",\n".join(items) + "\n]\n"


def _skip(text: str, position: int) -> int:
    """Return where the next item begins, after white space and commas."""
    while position < len(text) and text[position] in " \t\n\r,":
        position += 1
    return position


def _read_one(text: str, start: int, number: int, line_at: Callable[[int], int]) -> tuple[Entry, int]:
    """Return the entry that begins at `start` and where it ends, or -1 when nothing after it can be found."""
    line = line_at(start)
    try:
        item, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        problem = Problem(
            line_at(min(error.pos, len(text))), _("this is not JSON: %(msg)s.") % {"msg": error.msg}
        )
        end = _closing(text, start)
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists in lists
        problem = Problem(line, _("this is not JSON that a bibliography has."))
        end = _closing(text, start)
    else:
        return from_csl(item, number=number, line=line), end
    return Entry(None, str(number), line, (problem,)), end


def _closing(text: str, start: int) -> int:
    """Return where the brackets that open at `start` close, or -1."""
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text, start):
        if found[0] in "{[":
            depth += 1
        elif found[0] in "}]":
            depth -= 1
            if depth <= 0:
                return found.end()
    return -1
