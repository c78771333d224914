"""A bibliographic record as every reader gives it and every writer takes it, and what may be wrong with one.

A record is a dict with the columns of a source: `kind` (one of KINDS), `title`, `authors` (CSL names),
`container_title`, `publisher`, `issued` (text), `language`, `url`, `doi`, `note`, and `details`, a dict
with the keys of DETAILS only. All are strings but `authors`, `details`, and in it NAME_DETAILS.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

CHARACTERS_AT_MOST = 1_000_000
ENTRIES_AT_MOST = 2_000

KINDS = (
    "article-journal", "article-newspaper", "book", "chapter", "dataset", "legislation",
    "manuscript", "post-weblog", "report", "speech", "webpage", "document",
)  # fmt: skip
COLUMNS = ("title", "container_title", "publisher", "issued", "language", "url", "doi", "note")
# CSL variables that have no column of their own.
DETAILS = (
    "volume", "issue", "page", "edition", "number", "publisher-place", "collection-title", "ISBN", "ISSN",
    "editor", "translator", "event-title", "genre", "archive", "archive_location", "call-number",
)  # fmt: skip
NAME_DETAILS = ("editor", "translator")
AND_OTHERS = "and others"

Record = dict[str, Any]
Name = dict[str, str]

_RESOLVER = re.compile(r"^\s*(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_LANGUAGES = {
    "english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB",
    "german": "de", "ngerman": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "italian": "it", "portuguese": "pt", "dutch": "nl", "russian": "ru", "chinese": "zh", "中文": "zh",
    "japanese": "ja", "korean": "ko", "arabic": "ar", "persian": "fa", "hebrew": "he", "polish": "pl",
    "turkish": "tr", "ukrainian": "uk", "swedish": "sv",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on one line, in plain words; a fatal one keeps the entry from being added as it is."""

    line: int
    message: str
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a bibliography that was read: what it says, where it begins (from line 1), what is wrong.

    `label` is its citation key or ID, else its number. `record` is None when nothing could be read.
    """

    record: Record | None
    label: str
    line: int
    problems: tuple[Problem, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether it can be added as it is."""
        return self.record is not None and not any(problem.fatal for problem in self.problems)


class UnreadableRecords(ValueError):
    """A bibliography cannot be read at all; `message` is fit to show, `code` is stable.

    Codes: empty, too_long, too_many, no_records, unknown_format.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def new_record(**columns: Any) -> Record:
    """Return a record with the columns given and the others empty."""
    return {"kind": "document", "authors": [], "details": {}, **dict.fromkeys(COLUMNS, ""), **columns}


def entry_of(
    record: Record, *, label: str, line: int, problems: list[Problem], language: str | None = None
) -> Entry:
    """Return the entry of a record that was read, tidied; without a title it has a fatal problem.

    `language` is what the file says; a word for one ("english") becomes its tag.
    """
    record["doi"] = plain_doi(record["doi"])
    record["details"] = {key: record["details"][key] for key in DETAILS if record["details"].get(key)}
    problems = list(problems)
    if language:
        record["language"] = language_tag(language)
        if not record["language"]:
            problems.append(
                Problem(
                    line,
                    _("the language “%(language)s” is not known; left out.")
                    % {"language": shortened(language)},
                    fatal=False,
                )
            )
    if not record["title"].strip():
        problems.append(Problem(line, _("it has no title; give it one.")))
    return Entry(record, label, line, tuple(problems))


def plain_doi(doi: str) -> str:
    """Return a DOI without its resolver's address."""
    return _RESOLVER.sub("", doi).strip()


def language_tag(words: str) -> str:
    """Return the BCP 47 tag of what a file says the language is, or "" when that is not known."""
    words = words.strip()
    known = _LANGUAGES.get(words.casefold())
    if known or not _TAG.fullmatch(words.replace("_", "-")):
        return known or ""
    return words.replace("_", "-")


def shortened(text: str, limit: int = 60) -> str:
    """Return at most `limit` characters of a text, for a message."""
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def name_parts(name: Mapping[str, str]) -> tuple[str, str]:
    """Return a CSL name's family and given name; a literal is all family."""
    return name.get("literal") or name.get("family") or "", "" if name.get("literal") else name.get(
        "given"
    ) or ""


def sorted_name(name: Mapping[str, str]) -> str:
    """Return a CSL name as a list sorts it: "Choi, Jieon", or the literal."""
    return ", ".join(part for part in name_parts(name) if part)


def full_name(name: Mapping[str, str]) -> str:
    """Return a CSL name as people write it: "Jieon Choi", or the literal."""
    return " ".join(part for part in reversed(name_parts(name)) if part)
