"""Writing BibTeX by pybtex: entries that every BibTeX program reads, and that read again give the same records.

Unicode stays Unicode (BibLaTeX, and BibTeX with UTF-8); keys are ASCII: author, year, first word of the title.
"""

import re
import unicodedata
from io import StringIO

from pybtex.database import BibliographyData
from pybtex.database import Entry as BibtexEntry
from pybtex.database.output.bibtex import Writer

from archive.sources.bibliography.dates import normal_issued, parse_issued
from archive.sources.bibliography.latex import encoded, encoded_verbatim
from archive.sources.bibliography.records import AND_OTHERS, Name, Record, name_parts

_TYPES = {
    "article-journal": ("article", ""), "article-newspaper": ("article", "newspaper"), "book": ("book", ""),
    "chapter": ("incollection", ""), "dataset": ("dataset", ""), "legislation": ("legislation", ""),
    "manuscript": ("unpublished", ""), "post-weblog": ("online", "blog"), "report": ("techreport", ""),
    "speech": ("misc", "speech"), "webpage": ("online", ""), "document": ("misc", ""),
}  # fmt: skip
_DETAILS = {
    "edition": "edition", "publisher-place": "address", "collection-title": "series", "ISBN": "isbn",
    "ISSN": "issn", "event-title": "eventtitle", "genre": "type", "archive": "archive",
    "archive_location": "archivelocation", "call-number": "callnumber", "volume": "volume",
}  # fmt: skip
_STOP_WORDS = {
    "a",
    "an",
    "the",
    "on",
    "of",
    "in",
    "and",
    "for",
    "to",
    "is",
    "are",
    "do",
    "does",
    "how",
    "what",
}
_PLAIN_FAMILY = re.compile(r"[A-Z][\w'’-]*")
_DIVIDES_NAMES = re.compile(r"[,{}\\]|(?<!\S)and(?!\S)|^others$", re.IGNORECASE)
_EXACT_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


class _Writer(Writer):
    """pybtex's writer for values that are LaTeX already, with braces only, which balance."""

    def quote(self, s: str) -> str:
        return f"{{{s}}}"

    def _encode(self, text: str) -> str:
        return text


def write(records: list[tuple[str, Record]]) -> str:
    """Return records with their ids as one BibTeX text; every key is unique and stays while the order does."""
    taken: set[str] = set()
    entries = {citation_key(record, id, taken): _entry(record) for id, record in records}  # noqa: A001
    stream = StringIO()
    _Writer().write_stream(BibliographyData(entries=entries), stream)
    return stream.getvalue()


def citation_key(record: Record, id: str, taken: set[str]) -> str:  # noqa: A002  CSL's own word
    """Return a key such as "choi2025deepseek" that is not in `taken`, and add it there."""
    family = name_parts(record["authors"][0])[0] if record.get("authors") else ""
    words = [_ascii(word) for word in re.split(r"[\W_]+", record.get("title") or "")]
    word = next((word for word in words if word and word not in _STOP_WORDS), "")
    author = _ascii(family if not re.search(r"\s", family) else _first_word(family))[:20]
    issued = parse_issued(record.get("issued") or "")
    year = str(abs(issued.first.year)) if issued else ""
    key = f"{author}{year}{word[:20]}" if author or word else f"source{_ascii(id)}"
    if not key[0].isalpha():
        key = f"source{key}"
    number, unique = 1, key
    while unique in taken:
        number += 1
        unique = f"{key}-{number}"
    taken.add(unique)
    return unique


def _first_word(family: str) -> str:
    """Return the first word of a name that has a capital, or else the first: "de Nicola" is under Nicola."""
    words = family.split()
    return next((word for word in words if word[:1].isupper()), words[0])


def _ascii(text: str) -> str:
    """Return the letters and digits of a text without accents, in lower case."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).lower())


def _entry(record: Record) -> BibtexEntry:
    """Return pybtex's entry of a record."""
    kind = record.get("kind") or "document"
    details = record.get("details") or {}
    type_, subtype = _TYPES[kind]
    names = {
        "author": record.get("authors"),
        **{role: details.get(role) for role in ("editor", "translator")},
    }
    texts = {
        "title": encoded(record.get("title") or "", keep_case=True),
        "booktitle" if kind == "chapter" else "journal": encoded(record.get("container_title") or ""),
        "institution" if kind == "report" else "publisher": encoded(record.get("publisher") or ""),
        **_date(record.get("issued") or ""),
        **{field: encoded(str(details.get(key) or "")) for key, field in _DETAILS.items()},
        **_numbers(kind, details),
        "doi": encoded_verbatim(record.get("doi") or ""),
        "url": encoded_verbatim(record.get("url") or ""),
        "langid": encoded(record.get("language") or ""),
        "note": encoded(record.get("note") or ""),
        "entrysubtype": subtype,
    }
    fields = {role: " and ".join(map(_name, people)) for role, people in names.items() if people} | texts
    return BibtexEntry(type_, fields=[(field, text) for field, text in fields.items() if text])


def _date(issued: str) -> dict[str, str]:
    """Return year, month and day of an exact date, and any other date as the year, which takes any words."""
    text = normal_issued(issued) if parse_issued(issued) else issued
    if not (exact := _EXACT_DATE.fullmatch(text)):
        return {"year": encoded(text)}
    named = zip(("year", "month", "day"), exact.groups(), strict=True)
    return {name: part if name == "year" else str(int(part)) for name, part in named if part}


def _numbers(kind: str, details: dict[str, str]) -> dict[str, str]:
    """Return pages, issue and number under the names that they have for this type."""
    pages = re.sub(r"(?<=\w)-(?=\w)", "--", details.get("page") or "")
    issue, number = details.get("issue") or "", details.get("number") or ""
    named = ("number", "eid") if kind.startswith("article-") else ("issue", "number")
    return {"pages": pages.replace("\\", ""), named[0]: encoded(issue), named[1]: encoded(number)}


def _name(name: Name) -> str:
    """Return one name; braces keep together what BibTeX would take apart."""
    if name.get("literal"):
        return "others" if name["literal"] == AND_OTHERS else f"{{{encoded(name['literal'])}}}"
    family, given = name.get("family") or "", name.get("given") or ""
    if not given and _PLAIN_FAMILY.fullmatch(family) and family.lower() not in ("others", "and"):
        return encoded(family)
    return f"{_kept(family)}, {_kept(given)}".rstrip()


def _kept(part: str) -> str:
    """Return a part of a name in braces if it is empty or holds what divides names."""
    return f"{{{encoded(part)}}}" if not part or _DIVIDES_NAMES.search(part) else encoded(part)
