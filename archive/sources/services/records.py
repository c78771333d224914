"""Bibliographic records: clean them, add them, lock them, set their state."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.core.text import TextProblem, check_prose, check_short
from archive.sources.bibliography.dates import parse_issued
from archive.sources.gaps import gaps_filled
from archive.sources.models import Kind, Source, slug_for
from archive.sources.services.details import clean_details, clean_names

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
        refuse(_("Give a whole address that begins with http:// or https://."), "url", "address")
    elif "@" in parts.netloc:
        refuse(_("An address with a user name or password in it is not stored."), "url", "credentials")
    if len(url) > 2000:
        refuse(_("This address is longer than 2,000 characters."), "url", "too_long")
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
        refuse(_('A DOI looks like "10.1234/abc".'), "doi", "doi")
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
        names.append(author)
    return clean_names(names, field="authors")


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
    cleaned["details"] = clean_details(fields.get("details"))
    issued = parse_issued(cleaned["issued"])
    cleaned["issued_from"] = issued.start if issued else None
    cleaned["kind"] = fields.get("kind") or Kind.DOCUMENT
    if cleaned["kind"] not in Kind.values:
        refuse(_("Choose a kind from the list."), "kind", "kind")
    if cleaned["language"] and not LANGUAGE_TAG.match(cleaned["language"]):
        refuse(_('Give the language as a tag such as "en" or "zh-Hans".'), "language", "language")
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

    A record that was merged gives the one it went into. Raises `Refused` with code merged when that happened
    only a moment ago. The order of locks is person, debate, source, and then what cites or marks it.
    """
    locked = lock_record(source.standing_id)
    if locked.merged_into is not None:
        refuse_merged(locked.merged_into)
    return locked


def lock_record(source_id: int) -> Source:
    """Return this very record, locked until the transaction ends, whether it was merged or not."""
    return Source.objects.select_for_update(no_key=True).get(pk=source_id)


def refuse_merged(into: Source) -> None:
    """Refuse to go on with a record that was merged, pointing to the one that stands for it."""
    raise Refused(
        _("This source was merged into “%(title)s”; go on there.") % {"title": into.title},
        field="source",
        code="merged",
        conflict=True,
        existing=into.get_absolute_url(),
    )


@transaction.atomic
def fill_gaps(*, source: Source, given: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the empty columns of a source from `given`, which are clean, and replace none; returns what was filled."""
    source = lock_source(source)
    filled = gaps_filled(source, given)
    for name, value in filled.items():
        setattr(source, name, value)
    if filled:
        source.save(update_fields=list(filled))
    return {name: value for name, value in filled.items() if name != "issued_from"}


@transaction.atomic
def set_source_state(*, source: Source, state: str, moderator: User) -> None:
    """Remove, restore or release a source; called by `moderation`, which writes the decision."""
    require(moderator, "moderate")
    source = lock_record(source.pk)  # its own old texts may have to go, wherever its cards went
    if source.state == state:
        raise Refused(
            _("The source is in that state already; nothing was changed."), code="state", conflict=True
        )
    source.state = state
    source.save(update_fields=["state"])
