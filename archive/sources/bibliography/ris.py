"""Records as RIS, and RIS as records; tags after Research Information Systems' format as EndNote and Zotero use it.

Read by hand, since line numbers count and unknown tags, missing ends and broken lines must not stop anything.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from archive.sources.bibliography.dates import normal_issued, parse_issued
from archive.sources.bibliography.records import (
    DETAILS,
    ENTRIES_AT_MOST,
    Entry,
    Name,
    Problem,
    Record,
    UnreadableRecords,
    entry_of,
    new_record,
    shortened,
)

LINE = re.compile(r"^[ \t]*([A-Z][A-Z0-9])(?: {2,3}|\t)-[ \t]?(.*)$")
_KINDS = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "INPR": "article-journal", "ABST": "article-journal",
    "MGZN": "article-newspaper", "NEWS": "article-newspaper", "BOOK": "book", "EBOOK": "book", "EDBOOK": "book",
    "SER": "book", "CHAP": "chapter", "ECHAP": "chapter", "CONF": "chapter", "CPAPER": "chapter",
    "DICT": "chapter", "ENCYC": "chapter", "DATA": "dataset", "AGGR": "dataset", "DBASE": "dataset",
    "STAT": "legislation", "BILL": "legislation", "UNBILL": "legislation", "CASE": "legislation",
    "HEAR": "legislation", "LEGAL": "legislation", "UNPB": "manuscript", "MANSCPT": "manuscript",
    "PCOMM": "manuscript", "BLOG": "post-weblog", "RPRT": "report", "GOVDOC": "report", "THES": "report",
    "STAND": "report", "PAMP": "report", "SLIDE": "speech", "ELEC": "webpage", "WEB": "webpage",
    "ICOMM": "webpage", "GEN": "document", "DOC": "document",
}  # fmt: skip
_TYPES = {
    "article-journal": "JOUR", "article-newspaper": "NEWS", "book": "BOOK", "chapter": "CHAP",
    "dataset": "DATA", "legislation": "STAT", "manuscript": "UNPB", "post-weblog": "BLOG", "report": "RPRT",
    "speech": "SLIDE", "webpage": "ELEC", "document": "GEN",
}  # fmt: skip
# What is read, from the first of these tags that is there.
_TEXTS = {
    "publisher": ("PB",), "doi": ("DO",), "url": ("UR", "LK"), "note": ("N1", "RN"),
}  # fmt: skip
_DETAILS = {
    "volume": ("VL",), "issue": ("IS", "CP"), "edition": ("ET",), "number": ("M1",),
    "publisher-place": ("CY", "PP"), "event-title": ("C3",), "genre": ("M3",), "archive": ("DB",),
    "archive_location": ("AV",), "call-number": ("CN",),
}  # fmt: skip
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?!\d)", re.ASCII)
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx](?![\d-])", re.ASCII)

Tags = dict[str, list[str]]


def read(lines: list[str], first: int = 1) -> list[Entry]:
    """Return the entries of RIS lines; `first` is the number of the first line.

    Raises UnreadableRecords (too_many).
    """
    entries: list[Entry] = []
    for line, tags, problems in _references(lines, first):
        if len(entries) == ENTRIES_AT_MOST:
            raise UnreadableRecords(
                gettext("There are more than %(entries_at_most)s entries in it.")
                % {"entries_at_most": f"{ENTRIES_AT_MOST:,}"},
                "too_many",
            )
        entries.append(_entry(line, tags, problems, len(entries) + 1))
    return entries


def _references(lines: list[str], first: int) -> Iterator[tuple[int, Tags, list[Problem]]]:
    """Cut lines into references: where each begins, its tags in order, and what its form has wrong."""
    values: list[tuple[str, list[str]]] = []
    began, is_open = first, False
    for number, line in enumerate(lines, first):
        found = LINE.match(line)
        if not found:
            if line.strip() and is_open:
                values[-1][1].append(line.strip())
            continue
        tag, said = found[1], (found[2] or "").strip()
        if tag in ("TY", "ER") and values:
            missing = Problem(number, gettext("its end (ER) is missing before this line."), fatal=False)
            yield began, _tags(values), [missing] if tag == "TY" else []
            values = []
        if is_open := tag != "ER":
            began = began if values else number
            values.append((tag, [said]))
    if values:
        missing = Problem(first + len(lines) - 1, gettext("its end (ER) is missing."), fatal=False)
        yield began, _tags(values), [missing]


def _tags(values: list[tuple[str, list[str]]]) -> Tags:
    """Return the values of each tag, those that took several lines joined."""
    tags: Tags = {}
    for tag, lines in values:
        tags.setdefault(tag, []).append("\n".join(lines))
    return tags


def _entry(line: int, tags: Tags, problems: list[Problem], number: int) -> Entry:
    """Return the entry of a reference's tags."""
    said = _first(tags, "TY").upper()
    kind = _KINDS.get(said, "document")
    if "TY" not in tags:
        problems = [
            *problems,
            Problem(line, gettext("its type (TY) is missing; read as “document”."), fatal=False),
        ]
    elif said not in _KINDS:
        words = f"the type “{shortened(said, 20)}” is not known; read as “document”."
        problems = [*problems, Problem(line, words, fatal=False)]
    details = _details(tags, kind)
    if said == "THES":
        details["genre"] = details.get("genre") or "Thesis"
    record = new_record(
        kind=kind,
        title=_first(tags, "TI", "T1", "CT") or ("" if kind == "chapter" else _first(tags, "BT")),
        authors=_names(tags, "AU", "A1"),
        container_title=_container(tags, kind),
        issued=_issued(tags),
        details=details,
        **{column: _first(tags, *names) for column, names in _TEXTS.items()},
    )
    record["url"] = record["url"].split("\n")[0].split(";http")[0]
    record["note"] = "\n".join(text for name in _TEXTS["note"] for text in tags.get(name, [])).strip()
    label = shortened(_first(tags, "ID", "LB", "AN")) or str(number)
    return entry_of(record, label=label, line=line, problems=problems, language=_first(tags, "LA"))


def _first(tags: Tags, *names: str) -> str:
    """Return the first of these tags that says something, in one line unless it is a note."""
    return next((" ".join(said.split()) for name in names for said in tags.get(name, []) if said), "")


def _container(tags: Tags, kind: str) -> str:
    """Return what the work stands in; a whole book or report stands in nothing, its T2 is a series."""
    names = ("T2", "BT", "JO", "JF", "JA", "J2") if kind == "chapter" else ("JO", "JF", "T2", "JA", "J2")
    return _first(tags, *(name for name in names if not (name == "T2" and kind == "book")))


def _details(tags: Tags, kind: str) -> dict[str, object]:
    """Return what has no column of its own."""
    details: dict[str, object] = {key: _first(tags, *names) for key, names in _DETAILS.items()}
    start, end = _first(tags, "SP"), _first(tags, "EP")
    details["page"] = (
        f"{start}-{end}" if start and end and start != end and "-" not in start else start or end
    )
    details["collection-title"] = _first(tags, "T3") or (_first(tags, "T2") if kind == "book" else "")
    for number in (" ".join(text.split()) for text in tags.get("SN", []) if text):
        details[_number_of(number, kind)] = number
    if kind != "manuscript" and not details["archive_location"]:
        details["archive"] = ""  # DB is then the database that the reference came from
    details["editor"] = _names(tags, "ED", "A2")
    details["translator"] = _names(tags, "TA", "A4")
    return details


def _number_of(number: str, kind: str) -> str:
    """Return what a standard number is: RIS has one tag for ISBN, ISSN and the numbers of reports."""
    if _ISSN.match(number):
        return "ISSN"
    if _ISBN.match(number) or kind in ("book", "chapter"):
        return "ISBN"
    return "number" if kind == "report" else "ISSN"


def _names(tags: Tags, *names: str) -> list[Name]:
    """Return CSL names: "Family, Given, Suffix", or a literal where there is no comma."""
    read = (_name(" ".join(line.split())) for name in names for line in tags.get(name, []))
    return [name for name in read if name]


def _name(text: str) -> Name:
    """Return one name; two commas are the one of an organisation's name, as EndNote has it."""
    if ",," in text:
        return {"literal": text.replace(",,", ",")}
    family, comma, given = (part.strip() for part in text.partition(","))
    if not comma:
        return {"literal": text} if text else {}
    given, _, suffix = (part.strip() for part in given.partition(","))
    family = f"{family} {suffix}".strip()
    return {key: part for key, part in (("family", family), ("given", given)) if part}


def _issued(tags: Tags) -> str:
    """Return the date of "YYYY/MM/DD/other" in DA, or else of PY and Y1; `other` when it is a date itself."""
    dates = [said for name in ("DA", "PY", "Y1") for said in tags.get(name, []) if said]
    found = [text for text in map(_date, dates) if text]
    return max(found, key=lambda text: parse_issued(text) is not None, default="")


def _date(said: str) -> str:
    """Return the text of one RIS date."""
    parts = [part.strip() for part in said.split("/", 3)]
    numbers = [part for part in parts[:3] if part]
    other = parts[3].strip("/ ") if len(parts) > 3 else ""
    if other and (parse_issued(other) or not numbers):
        return other
    if len(parts) > 1 and all(part.isdigit() for part in numbers):
        return "-".join(f"{part:0>2}" for part in numbers)
    return " ".join(said.split())


# ------------------------------------------------------------------------------------------------------- writing


def write(records: list[tuple[str, Record]]) -> str:
    """Return records with their ids as one RIS text (lines end with CRLF, as the format has it)."""
    return "".join("\r\n".join([*_lines(record, id), "ER  - ", "", ""]) for id, record in records)  # noqa: A001


def _lines(record: Record, id: str) -> Iterator[str]:  # noqa: A002  CSL's own word
    """Return the lines of one record; a value never takes more than one, but a note, which has one for each."""
    kind = record.get("kind") or "document"
    details: dict[str, Any] = {key: (record.get("details") or {}).get(key) or "" for key in DETAILS}
    yield f"TY  - {_TYPES[kind]}"
    start, _, end = str(details["page"]).partition("-")
    values: list[tuple[str, str]] = [
        ("ID", str(id)),
        ("TI", record.get("title") or ""),
        *(("AU", _written(name)) for name in record.get("authors") or []),
        *(("A2", _written(name)) for name in details["editor"] or []),
        *(("A4", _written(name)) for name in details["translator"] or []),
        ("JO" if kind == "book" else "T2", record.get("container_title") or ""),
        ("T3", str(details["collection-title"])),
        *_written_date(record.get("issued") or ""),
        *((names[0], str(details[key])) for key, names in _DETAILS.items()),
        ("SP", start.strip()),
        ("EP", end.strip()),
        ("SN", str(details["ISBN"])),
        ("SN", str(details["ISSN"])),
        ("PB", record.get("publisher") or ""),
        ("LA", record.get("language") or ""),
        ("DO", record.get("doi") or ""),
        ("UR", record.get("url") or ""),
        *(("N1", line) for line in (record.get("note") or "").split("\n")),
    ]
    for tag, value in values:
        if value.strip() or (tag == "N1" and record["note"]):
            yield f"{tag}  - {' '.join(value.split())}"


def _written(name: Name) -> str:
    """Return a name: "Family, Given", a family name alone with its comma, a literal without any."""
    if name.get("literal"):
        return name["literal"].replace(",", ",,", 1)
    return f"{name.get('family') or ''}, {name.get('given') or ''}".rstrip()


def _written_date(issued: str) -> list[tuple[str, str]]:
    """Return year and date; what is no exact date goes where the format has "other information"."""
    if not issued:
        return []
    understood = parse_issued(issued)
    text = normal_issued(issued) if understood else issued
    if understood and text == understood.iso:
        year, month, day = [*text.split("-"), "", ""][:3]
        return [("PY", year), ("DA", f"{year}/{month}/{day}/")]
    known = [("PY", understood.iso[:4])] if understood and understood.first.year > 0 else []
    return [*known, ("DA", f"///{text}")]
