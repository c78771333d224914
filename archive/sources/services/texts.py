"""Stored texts: read a file, refuse bytes that are stored already, store a version with its blocks."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.core.errors import Refused
from archive.sources.citing import may_read
from archive.sources.models import Block, Source, SourceText
from archive.sources.reading import FORMATS, Reading, Unreadable
from archive.sources.reading.apart import read_apart, reads_here
from archive.sources.services.passages import place_passages
from archive.sources.services.records import SHORT_FIELDS, clean_fields, lock_source

AT_ONCE = (
    2  # files that one process of the site has read apart at a time; each takes a processor and a thread
)
SLOTS = BoundedSemaphore(AT_ONCE)


def read_or_refuse(
    data: bytes, *, filename: str = "", media_type: str = "", kind: str = "", seconds: float | None = None
) -> Reading:
    """Return what the bytes say, or refuse them at the field `file` with the reader's own reason.

    Another process reads all but small text, within `seconds` (by default as long as a worker takes) and
    bounded memory: call it before any row is locked. Code busy: this process has two files read already.
    """
    rules = settings.ARCHIVE
    said: dict[str, Any] = {"filename": filename, "media_type": media_type, "kind": kind}
    seconds = rules["READ_SECONDS"] if seconds is None else seconds
    try:
        if reads_here(data, **said):
            return read_apart(data, **said)
        with a_slot():
            return read_apart(data, **said, seconds=seconds, memory=rules["READ_MEGABYTES"] * 1_000_000)
    except Unreadable as problem:
        raise Refused(problem.told(_), field="file", code=problem.code) from problem


@contextmanager
def a_slot() -> Iterator[None]:
    """Hold one of the few slots for reading, or refuse (busy) when they are taken; nobody waits for one."""
    if not SLOTS.acquire(blocking=False):
        raise Refused(_("Other files are being read. Try again in a moment."), field="file", code="busy")
    try:
        yield
    finally:
        SLOTS.release()


SAID = {
    "title": "title",
    "author": "authors",
    "date": "issued",
    "publisher": "publisher",
    "sitename": "container_title",
    "url": "url",
    "language": "language",
}  # what a document says of itself, and the field of a record that it is
MADE_NOT_ISSUED = (FORMATS["pdf"][0], FORMATS["docx"][0])  # their date is the file's, not the publication's


def said_of_itself(reading: Reading) -> dict[str, Any]:
    """Return the fields of a record that the document gives; what could not be stored is left out."""
    said: dict[str, Any] = {}
    for name, field in SAID.items():
        value = reading.metadata.get(name, "")[: SHORT_FIELDS.get(field)]
        if name == "date" and reading.media_type in MADE_NOT_ISSUED:
            continue
        try:
            clean_fields({"title": "Untitled", field: value})
        except Refused:
            continue
        said[field] = value
    return {field: value for field, value in said.items() if value}


def refuse_stored_data(data: bytes, person: User) -> None:
    """Refuse a file that is stored already, before it is read."""
    refuse_stored_bytes(hashlib.sha256(data).hexdigest(), person)


def refuse_stored_bytes(digest: str, person: User) -> None:
    """Refuse bytes that are stored already, pointing to the source that has them if `person` may see it."""
    stored = SourceText.objects.filter(sha256=digest).select_related("source").defer("text").first()
    if stored is not None and not may_read(stored.source, viewer=person):
        raise Refused(
            _("This very file is stored already, with a source that is not published."),
            field="file",
            code="already_stored",
            conflict=True,
        )
    if stored is not None:
        raise Refused(
            _("This very file is stored already, as version %(version)s of “%(title)s”.")
            % {"version": stored.version, "title": stored.source.title},
            field="file",
            code="already_stored",
            conflict=True,
            existing=stored.source.get_absolute_url(),
        )


@transaction.atomic
def store_text(
    *, source: Source, data: bytes, reading: Reading, filename: str, captured_by: User
) -> SourceText:
    """Store what was read from `data` as the source's next version, and place its passages in it.

    Raises `NotAllowed`, or `Refused` with code already_stored when these very bytes are stored.
    """
    require(captured_by, "import source")
    digest = hashlib.sha256(data).hexdigest()
    refuse_stored_bytes(digest, captured_by)
    source = lock_source(source)
    last = (
        SourceText.objects.filter(source=source)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
    )
    try:
        with transaction.atomic():
            text = SourceText.objects.create(
                source=source,
                version=(last or 0) + 1,
                sha256=digest,
                captured_at=timezone.now(),
                captured_by=captured_by,
                filename=filename[:255],
                media_type=reading.media_type,
                encoding=reading.encoding,
                byte_count=len(data),
                pages=reading.pages,
                text=reading.text,
                furniture=list(reading.furniture),
            )
    except IntegrityError:  # somebody stored the same bytes a moment ago
        refuse_stored_bytes(digest, captured_by)
        raise
    store_blocks(text, reading)
    place_passages(text)
    return text


def store_blocks(text: SourceText, reading: Reading) -> None:
    """Store the blocks of a reading, in order."""
    Block.objects.bulk_create(
        [
            Block(
                source_text=text,
                order=order,
                kind=b.kind,
                level=b.level,
                number=b.number,
                start=b.start,
                end=b.end,
                page=b.page,
                figure=b.figure,
                refs=[list(ref) for ref in b.refs],
            )
            for order, b in enumerate(reading.blocks)
        ],
        batch_size=2000,
    )
