"""Stored texts: read a file, refuse bytes that are stored already, store a version with its blocks."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone

from archive.accounts.models import User
from archive.accounts.services import require
from archive.core.errors import Refused
from archive.sources.citing import may_read
from archive.sources.models import Block, Source, SourceText
from archive.sources.reading import Reading, Unreadable, read
from archive.sources.services.passages import place_passages
from archive.sources.services.records import lock_source


def read_or_refuse(data: bytes, *, filename: str = "", media_type: str = "", kind: str = "") -> Reading:
    """Return what the bytes say, or refuse them at the field `file` with the reader's own reason."""
    try:
        return read(data, filename=filename, media_type=media_type, kind=kind)
    except Unreadable as problem:
        raise Refused(problem.message, field="file", code=problem.code) from problem


def refuse_stored_bytes(digest: str, person: User) -> None:
    """Refuse bytes that are stored already, pointing to the source that has them if `person` may see it."""
    stored = SourceText.objects.filter(sha256=digest).select_related("source").defer("text").first()
    if stored is not None and not may_read(stored.source, viewer=person):
        raise Refused(
            "This very file is stored already, with a source that is not published.",
            field="file",
            code="already_stored",
            conflict=True,
        )
    if stored is not None:
        raise Refused(
            f"This very file is stored already, as version {stored.version} of “{stored.source.title}”.",
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
            )
            for order, b in enumerate(reading.blocks)
        ],
        batch_size=2000,
    )
