"""Bibliographic records: clean them, add them, lock them, set their state."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from archive.accounts.models import User
from archive.accounts.services import require
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.core.text import TextProblem, check_prose, check_short
from archive.sources.models import Kind, Source, slug_for

SHORT_FIELDS = {
    "title": 500,
    "container_title": 500,
    "publisher": 500,
    "issued": 40,
    "language": 35,
    "doi": 255,
}
PROSE_FIELDS = {"note": 2000, "rights": 1000, "ai_assistance": 1000}
DOI_PREFIX = re.compile(r"^\s*(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
DOI_SHAPE = re.compile(r"^10\.\d{4,9}/\S+$")
LANGUAGE_TAG = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


def refuse(message: str, field: str, code: str) -> None:
    """Raise a refusal at one field."""
    raise Refused(message, field=field, code=code)


def clean_address(url: str) -> str:
    """Return an http(s) address without a user name in it, or refuse it at the field `url`."""
    url = url.strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = None, None
    if parts is None or parts.scheme not in ("http", "https") or not host or not is_plain(url):
        refuse("Give a whole address that begins with http:// or https://.", "url", "address")
    elif "@" in parts.netloc:
        refuse("An address with a user name or password in it is not stored.", "url", "credentials")
    if len(url) > 2000:
        refuse("This address is longer than 2,000 characters.", "url", "too_long")
    return url


def is_plain(url: str) -> bool:
    """Return whether an address has neither white space nor characters that cannot be seen."""
    try:
        check_prose(url, limit=len(url))
    except TextProblem:
        return False
    return not re.search(r"\s", url)


def clean_doi(doi: str) -> str:
    """Return a DOI without its resolver's address, or refuse it at the field `doi`."""
    doi = DOI_PREFIX.sub("", doi).strip()
    if doi and not DOI_SHAPE.match(doi):
        refuse('A DOI looks like "10.1234/abc".', "doi", "doi")
    return doi


def clean_authors(authors: Any) -> list[dict[str, str]]:
    """Return CSL names from CSL names, or from one line a name ("Family, Given" or a literal)."""
    if isinstance(authors, str):
        authors = [line for line in re.split(r"[\n;]", authors) if line.strip()]
    names = []
    for author in authors or []:
        if isinstance(author, str):
            family, comma, given = author.partition(",")
            author = {"family": family, "given": given} if comma else {"literal": author}
        if not isinstance(author, dict) or not all(isinstance(v, str) for v in author.values()):
            refuse("Give each author as a name.", "authors", "authors")
        try:
            name = {
                k: check_short(v, limit=200, required=False)
                for k, v in author.items()
                if k in ("family", "given", "literal")
            }
        except TextProblem as problem:
            raise Refused(problem.message, field="authors", code=problem.code) from problem
        names.append({k: v for k, v in name.items() if v})
    return [name for name in names if name][:100]


def clean_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a source's own columns as they will be stored, or refuse the first that cannot be."""
    cleaned: dict[str, Any] = {}
    for names, check in ((SHORT_FIELDS, check_short), (PROSE_FIELDS, check_prose)):
        for name, limit in names.items():
            try:
                cleaned[name] = check(fields.get(name) or "", limit=limit, required=name == "title")
            except TextProblem as problem:
                raise Refused(problem.message, field=name, code=problem.code) from problem
    cleaned["url"] = clean_address(fields.get("url") or "")
    cleaned["doi"] = clean_doi(cleaned["doi"])
    cleaned["authors"] = clean_authors(fields.get("authors"))
    cleaned["kind"] = fields.get("kind") or Kind.DOCUMENT
    if cleaned["kind"] not in Kind.values:
        refuse("Choose a kind from the list.", "kind", "kind")
    if cleaned["language"] and not LANGUAGE_TAG.match(cleaned["language"]):
        refuse('Give the language as a tag such as "en" or "zh-Hans".', "language", "language")
    return cleaned


@transaction.atomic
def add_source(
    *, fields: dict[str, Any], added_by: User, state: str = Publication.PUBLISHED, key: str | None = None
) -> Source:
    """Add a bibliographic record; `fields` are the model's CSL columns, missing ones empty.

    Raises `NotAllowed`, or `Refused` at the field at fault. A text comes later, by `store_text`.
    """
    require(added_by, "import source")
    cleaned = clean_fields(fields)
    return Source.objects.create(
        **cleaned,
        title_is_ours=bool(fields.get("title_is_ours")),
        digest=fields.get("digest") or [],
        slug=slug_for(cleaned["title"]),
        key=key,
        state=state,
        added_by=added_by,
    )


def lock_source(source: Source) -> Source:
    """Return the source, locked until the transaction ends; nobody stores a newer text of it meanwhile.

    The order of locks is person, debate, source, and then what cites or marks it.
    """
    return Source.objects.select_for_update(no_key=True).get(pk=source.pk)


@transaction.atomic
def set_source_state(*, source: Source, state: str, moderator: User) -> None:
    """Remove, restore or release a source; called by `moderation`, which writes the decision."""
    require(moderator, "moderate")
    source = lock_source(source)
    if source.state == state:
        raise Refused(
            "The source is in that state already; nothing was changed.", code="state", conflict=True
        )
    source.state = state
    source.save(update_fields=["state"])
