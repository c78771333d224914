"""Importing things one after another: what is here already is left alone, and what fails stops nothing."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import OperationalError, connection, reset_queries
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.services.sources import capture_source, read_capture, record_of, record_source
from archive.core.errors import NotAllowed, Refused, TooSoon
from archive.exchange.items import Item, printable
from archive.exchange.queries import SAME_TITLE, twins_of, year_of
from archive.sources.models import Source, SourceText
from archive.sources.reading import BYTES_AT_MOST
from archive.sources.services import clean_fields

PATIENCE = 60  # seconds that a limit over time is waited for
IMPORTED, THERE, FAILED = "imported", "already there", "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: `outcome` is one of the three words, `source` the id of what it is or was.

    In a trial run "imported" means that it would be; then there is no source.
    """

    item: str
    outcome: str
    source: int | None = None
    address: str = ""
    code: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as a line of a report has it: without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}


def import_all(
    items: Iterable[Item], *, person: User, defaults: dict[str, Any], trial: bool = False
) -> Iterator[Outcome]:
    """Import items one after another and yield what became of each; every one is its own transaction.

    `defaults` are fields for records that leave them empty. A trial stores nothing, and reads everything.
    """
    met: set[str] = set()  # what a trial run would have stored by now
    for item in items:
        reset_queries()  # with DEBUG they are kept, texts and all
        yield import_one(item, person, defaults, met if trial else None)


def import_one(item: Item, person: User, defaults: dict[str, Any], met: set[str] | None) -> Outcome:
    """Import one item and return what became of it; only a lost database is raised."""
    try:
        if item.problem:
            raise Refused(item.problem, code="problem")
        return patiently(item, person, defaults, met)
    except (Refused, NotAllowed) as refusal:
        existing = getattr(refusal, "existing", "")
        return failed(item, refusal.code, refusal.message, address=existing)
    except OSError as problem:
        return failed(item, "file", f"It cannot be read: {problem.strerror}.")
    except Exception as problem:
        if isinstance(problem, OperationalError) and not connection.is_usable():
            raise
        return failed(item, "error", f"Something failed: {type(problem).__name__}: {problem}"[:300])


def failed(item: Item, code: str, reason: str, *, address: str = "") -> Outcome:
    """Return the outcome of an item that was not imported."""
    return Outcome(item.name, FAILED, code=code, reason=reason, address=address, notes=item.notes)


def patiently(item: Item, person: User, defaults: dict[str, Any], met: set[str] | None) -> Outcome:
    """Import an item, waiting as often as the person's posts come too soon for the rules."""
    while True:
        try:
            if item.is_record:
                return import_record(item, person, defaults, met)
            return import_text(item, person, defaults, met)
        except TooSoon as limit:
            if limit.wait > PATIENCE:
                raise
            time.sleep(limit.wait)


def import_record(item: Item, person: User, defaults: dict[str, Any], met: set[str] | None) -> Outcome:
    """Add a record, unless one of the same DOI, address, or title, year and first author is here."""
    fields = with_defaults(item.record, defaults)
    if there := twin_of(fields, person):
        return settled(item, THERE, there)
    if met is None:
        return settled(item, IMPORTED, record_source(fields=fields, added_by=person))
    return tried(item, met, *marks_of(clean_fields(fields)))


def import_text(item: Item, person: User, defaults: dict[str, Any], met: set[str] | None) -> Outcome:
    """Store a text, unless these bytes are here; one whose record is here without a text goes under that."""
    data = bytes_of(item)
    digest = hashlib.sha256(data).hexdigest()
    stored = SourceText.objects.filter(sha256=digest).select_related("source").defer("text").first()
    if stored is not None:
        return settled(item, THERE, stored.source)
    fields = with_defaults(item.record, defaults)
    source = twin_of(fields, person)
    if source is not None and source.texts.exists():
        raise Refused(
            _("Source %(pk)s is the same record with another text; store this one there with --source.")
            % {"pk": source.pk},
            code="other_text",
            existing=source.get_absolute_url(),
        )
    given: dict[str, Any] = {
        "data": data,
        "captured_by": person,
        "filename": printable(item.file.name) if item.file else "",
        "media_type": item.media_type,
        "fields": None if source else fields,
        "source": source,
    }
    if met is None:
        return settled(item, IMPORTED, capture_source(**given).source)
    captured = read_capture(**given)
    return tried(item, met, digest, *([] if source else marks_of(clean_fields(record_of(captured)))))


def bytes_of(item: Item) -> bytes:
    """Return the bytes of an item's text: of its file, or of its words as UTF-8."""
    if item.file is None:
        try:
            return (item.text or "").encode()
        except UnicodeEncodeError as problem:
            raise Refused(_("The text has half of a character in it."), code="encoding") from problem
    size = item.file.stat().st_size
    if size > BYTES_AT_MOST:
        raise Refused(
            _("It has %(size)s bytes; at most %(bytes_at_most)s are read.")
            % {"size": f"{size:,}", "bytes_at_most": f"{BYTES_AT_MOST:,}"},
            code="too_large",
        )
    return item.file.read_bytes()


def with_defaults(record: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """Return a record whose empty fields are filled; a kind that is only "document" counts as empty."""
    said = {name: value for name, value in record.items() if value and (name, value) != ("kind", "document")}
    return {**defaults, **said}


def settled(item: Item, outcome: str, source: Source) -> Outcome:
    """Return the outcome of an item that is in the archive now."""
    return Outcome(item.name, outcome, source.pk, source.get_absolute_url(), notes=item.notes)


def tried(item: Item, met: set[str], *marks: str) -> Outcome:
    """Return what would become of an item, and note what it would have brought."""
    known = not met.isdisjoint(marks)
    met.update(marks)
    return Outcome(item.name, THERE if known else IMPORTED, notes=item.notes)


def twin_of(fields: dict[str, Any], person: User) -> Source | None:
    """Return the source that is the same document: by DOI, else address, else title, year and first author.

    Nobody is there to choose, so that the same title and year are not enough. Raises `Refused` for fields
    that cannot be.
    """
    clean = clean_fields({**fields, "title": fields.get("title") or "Untitled"})
    sought = clean if fields.get("title") else {**clean, "title": ""}
    for twin in twins_of([sought], viewer=person)[0]:
        if twin.because != SAME_TITLE or is_alike(twin.source, clean):
            return twin.source
    return None


def is_alike(source: Source, clean: dict[str, Any]) -> bool:
    """Return whether a source of the same title and year has the same first author, and no other DOI."""
    if source.doi and clean["doi"]:
        return False
    columns = {"title": source.title, "issued": source.issued, "authors": source.authors}
    return likeness_of(columns) == likeness_of(clean)


def likeness_of(fields: dict[str, Any]) -> str:
    """Return title, year and first author as one text, without regard to case."""
    author = fields["authors"][0] if fields["authors"] else {}
    family = author.get("family") or author.get("literal") or ""
    return "\n".join((fields["title"], year_of(fields["issued"]), family)).casefold()


def marks_of(fields: dict[str, Any]) -> list[str]:
    """Return the marks by which a trial run knows a record again."""
    marks = [f"doi {fields['doi'].casefold()}"] if fields["doi"] else []
    marks += [f"url {fields['url']}"] if fields["url"] else []
    return [*marks, likeness_of(fields)]
