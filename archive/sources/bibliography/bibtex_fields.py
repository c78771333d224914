"""BibTeX's and BibLaTeX's entry types, fields and names, and what they are in a record.

Types and fields after "BibTeXing" (Patashnik 1988) and the BibLaTeX manual (3.20, sections 2.1 and 2.2).
"""

import re
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from archive.sources.bibliography.dates import normal_issued, parse_issued
from archive.sources.bibliography.latex import decoded, verbatim
from archive.sources.bibliography.records import (
    AND_OTHERS,
    Entry,
    Name,
    Problem,
    entry_of,
    new_record,
)

Fields = dict[str, str]

NAMES_AT_MOST = 1_000
NAME_AT_MOST = 1_000  # characters; a longer one is not taken apart

_KINDS = {
    "article": "article-journal", "suppperiodical": "article-journal", "book": "book", "mvbook": "book",
    "collection": "book", "mvcollection": "book", "proceedings": "book", "mvproceedings": "book",
    "booklet": "book", "reference": "book", "inbook": "chapter", "bookinbook": "chapter",
    "incollection": "chapter", "inproceedings": "chapter", "conference": "chapter", "inreference": "chapter",
    "dataset": "dataset", "legislation": "legislation", "legal": "legislation", "jurisdiction": "legislation",
    "unpublished": "manuscript", "letter": "manuscript", "report": "report", "techreport": "report",
    "manual": "report", "thesis": "report", "phdthesis": "report", "mastersthesis": "report",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "misc": "document",
}  # fmt: skip
_GENRES = {
    "phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis", "mathesis": "Master’s thesis",
    "thesis": "Thesis", "techreport": "Technical report", "resreport": "Research report",
}  # fmt: skip
# What BibLaTeX's `entrysubtype` narrows a type to.
_SUBTYPES = {
    ("article", "newspaper"): "article-newspaper", ("article", "magazine"): "article-newspaper",
    ("online", "blog"): "post-weblog", ("misc", "speech"): "speech",
}  # fmt: skip
_DETAILS = {
    "volume": ("volume",), "edition": ("edition",), "publisher-place": ("address", "location"),
    "collection-title": ("series",), "ISBN": ("isbn",), "ISSN": ("issn",), "event-title": ("eventtitle",),
    "archive": ("archive",), "archive_location": ("archivelocation",), "call-number": ("callnumber",),
}  # fmt: skip
_PAGES = re.compile(r"(?<=[\w.:]) ?(?:-+|[–—]) ?(?=[\w.:])")


def record_of(type: str, fields: Fields, *, label: str, line: int, problems: list[Problem]) -> Entry:  # noqa: A002
    """Return the entry of one BibTeX entry's type and raw fields (names in lower case)."""
    subtype = fields.get("entrysubtype", "").lower()
    kind = _SUBTYPES.get((type, subtype)) or _KINDS.get(type, "document")
    if type not in _KINDS:
        problems = [
            *problems,
            Problem(
                line, _("the type “%(type)s” is not known; read as “document”.") % {"type": type[:40]}, False
            ),
        ]
    record = new_record(
        kind=kind,
        title=_joined(fields, "title", "subtitle"),
        authors=names_of(fields.get("author", "")),
        container_title=_first(fields, "journaltitle", "journal", "maintitle")
        or _joined(fields, "booktitle"),
        publisher=_first(fields, "publisher", "institution", "school", "organization"),
        issued=_issued(fields),
        url=_address(fields),
        doi=verbatim(fields.get("doi", "")),
        note=_first(fields, "note", "annote", "annotation", "addendum"),
        details=_details(type, kind, fields),
    )
    if "arxiv" in (fields.get("eprinttype") or fields.get("archiveprefix") or "").lower():
        record["container_title"] = record["container_title"] or "arXiv"
    language = _first(fields, "langid", "language")
    return entry_of(record, label=label, line=line, problems=problems, language=language)


def inherited(fields: Fields, parent: Fields) -> Fields:
    """Return fields with those of the entry that `crossref` names added; its title is the book's."""
    given = {"booktitle" if name == "title" else name: value for name, value in parent.items()}
    return {name: value for name, value in given.items() if name not in ("author", "crossref")} | fields


def _first(fields: Fields, *names: str) -> str:
    """Return the first of these fields that says something, as Unicode."""
    return next((text for name in names if (text := decoded(fields.get(name, "")))), "")


def _joined(fields: Fields, name: str, after: str = "booksubtitle") -> str:
    """Return a title with its subtitle."""
    title, subtitle = _first(fields, name), _first(fields, after)
    if not (title and subtitle):
        return title
    return f"{title} {subtitle}" if title[-1] in "?!:" else f"{title}: {subtitle}"


def _issued(fields: Fields) -> str:
    """Return the date: BibLaTeX's `date`, or year, month and day together as far as they are understood."""
    if date := _first(fields, "date"):
        return date
    year, month, day = (_first(fields, name) for name in ("year", "month", "day"))
    if not (re.fullmatch(r"\d{4}", year, re.ASCII) and month):
        return year
    for text in (
        f"{year}-{month:0>2}-{day:0>2}",
        f"{year}-{month:0>2}",
        f"{month} {day}, {year}",
        f"{month} {year}",
    ):
        if parse_issued(text):
            return normal_issued(text)
    return year


def _address(fields: Fields) -> str:
    """Return the web address, also where an old style has it in `howpublished` or it follows from arXiv's number."""
    if url := verbatim(fields.get("url", "")):
        return url
    for name in ("howpublished", "note"):
        if found := re.search(r"https?://[^\s{}]+", fields.get(name, "")):
            return verbatim(found[0])
    eprint = verbatim(fields.get("eprint", ""))
    if eprint and "arxiv" in (fields.get("eprinttype") or fields.get("archiveprefix") or "").lower():
        return f"https://arxiv.org/abs/{eprint.removeprefix('arXiv:')}"
    return ""


def _details(type: str, kind: str, fields: Fields) -> dict[str, object]:  # noqa: A002
    """Return what has no column of its own."""
    details: dict[str, object] = {key: _first(fields, *names) for key, names in _DETAILS.items()}
    details["page"] = _PAGES.sub("-", _first(fields, "pages"))
    number, issue, eid = (_first(fields, name) for name in ("number", "issue", "eid"))
    if kind.startswith("article-"):
        details |= {"issue": number or issue, "number": eid}
    else:
        details |= {"issue": issue, "number": number or eid}
    genre = _first(fields, "type")
    how = "" if "://" in fields.get("howpublished", "") else _first(fields, "howpublished")
    # `@techreport` says no more than the kind does.
    details["genre"] = (
        _GENRES.get(genre.lower(), genre) or how or (_GENRES.get(type, "") if "thesis" in type else "")
    )
    details |= {role: names_of(fields.get(role, "")) for role in ("editor", "translator")}
    return details


# -------------------------------------------------------------------------------------------------------- names


def names_of(text: str) -> list[Name]:
    """Return CSL names from a BibTeX list of names, the first 1,000; "and others" stays a name of its own."""
    names = (_name(part) for part in islice(_split(text.strip(), _AND), NAMES_AT_MOST))
    return [name for name in names if name]


_AND = re.compile(r"(?P<open>\{)|(?P<close>\})|(?:(?<=\s)|^)and(?=\s|$)", re.IGNORECASE)
_COMMA = re.compile(r"(?P<open>\{)|(?P<close>\})|,")
_SPACE = re.compile(r"(?P<open>\{)|(?P<close>\})|\s+|~")


def _split(text: str, separator: re.Pattern[str]) -> Iterator[str]:
    """Cut a text at a separator that is not inside braces."""
    depth = start = 0
    for found in separator.finditer(text):
        if found["open"] or found["close"]:
            depth += 1 if found["open"] else -1
        elif depth <= 0:
            yield text[start : found.start()].strip()
            start = found.end()
    yield text[start:].strip()


def _name(text: str) -> Name:
    """Return one name as BibTeX reads it: "von Last, Jr, First", "First von Last", or a literal in braces."""
    if text.lower() == "others":
        return {"literal": AND_OTHERS}
    cut = list(_split(text, _COMMA))
    if len(cut) > 3 or _is_braced(text) or len(text) > NAME_AT_MOST:
        literal = decoded(text)
        return {"literal": literal} if literal else {}
    parts = [decoded(part) for part in cut]
    if len(parts) == 1:
        given, family = _first_last(text)
    else:
        family, given = " ".join(part for part in parts[:-1] if part), parts[-1]
    return {key: part for key, part in (("family", family), ("given", given)) if part}


def _first_last(text: str) -> tuple[str, str]:
    """Return given and family name of "First von Last": the family begins at the first word in lower case."""
    words = [word for word in _split(text, _SPACE) if word]
    if not words:
        return "", ""
    plain = [decoded(word) for word in words]
    lower = (i for i, word in enumerate(words[:-1]) if not word.startswith("{") and plain[i][:1].islower())
    at = next(lower, len(words) - 1)
    return " ".join(plain[:at]), " ".join(plain[at:])


def _is_braced(text: str) -> bool:
    """Tell whether one pair of braces holds the whole text."""
    if not (text.startswith("{") and text.endswith("}")):
        return False
    depth = 0
    for found in re.finditer(r"[{}]", text):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.end() == len(text)
    return False
