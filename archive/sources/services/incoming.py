"""Files that wait to be read: keep one, let one worker take it, note what became of it, forget its bytes."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.core.errors import Refused
from archive.sources.models import ImportState, Source, SourceImport, SourceText

OPEN = (ImportState.WAITING, ImportState.READING)
MENDABLE = ("too_slow", "too_much_memory", "gave_up", "error")  # failures that another try may mend
KEPT_DAYS = 7  # for which the bytes of such a failure are kept


def keep_file(
    *,
    person: User,
    data: bytes,
    filename: str,
    media_type: str,
    fields: dict[str, Any] | None,
    source: Source | None,
) -> SourceImport:
    """Keep a file until a worker reads it; `fields` and `source` as `capture_source` takes them."""
    require(person, "import source")
    return SourceImport.objects.create(
        person=person,
        source=source,
        fields=fields or {},
        filename=printable(filename)[:255],
        media_type=printable(media_type)[:100],
        data=data,
        byte_count=len(data),
    )


def printable(words: str) -> str:
    """Return the words without characters that no database stores or no reader sees."""
    return "".join(sign for sign in words if sign.isprintable())


@transaction.atomic
def take_file(number: int, *, patience: timedelta) -> SourceImport | None:
    """Return the file of this number, now being read by the caller alone, or None if there is nothing to do.

    A file that somebody took longer than `patience` ago is taken over: its worker has ended.
    """
    row = SourceImport.objects.select_for_update(no_key=True).filter(pk=number).first()
    now = timezone.now()
    if row is None or row.state not in OPEN:
        return None
    if row.state == ImportState.READING and row.started and row.started > now - patience:
        return None
    row.state, row.started = ImportState.READING, now
    row.save(update_fields=["state", "started"])
    return row


def lock_file(row: SourceImport) -> None:
    """Lock the file until the transaction ends; refuse (overtaken) if somebody else has taken it since."""
    now = SourceImport.objects.select_for_update(no_key=True).defer("data").get(pk=row.pk)
    if now.state != ImportState.READING or now.started != row.started:
        raise Refused(_("Somebody else reads this file."), code="overtaken", conflict=True)


def note_stored(row: SourceImport, text: SourceText) -> None:
    """Note, in the transaction that stored the text, that the file became it, and drop the bytes."""
    SourceImport.objects.filter(pk=row.pk).update(
        state=ImportState.DONE, text=text, data=b"", finished=timezone.now()
    )


def note_failed(row: SourceImport, *, message: str, code: str, existing: str = "") -> None:
    """Note why nothing was stored, unless somebody else has taken the file since `row` was taken.

    The bytes stay for a week if another try may mend it.
    """
    mine = SourceImport.objects.filter(pk=row.pk, state=ImportState.READING, started=row.started)
    dropped = {} if code in MENDABLE else {"data": b""}
    mine.update(
        state=ImportState.FAILED,
        message=message[:1000],
        code=code[:40],
        existing=existing[:2000],
        finished=timezone.now(),
        **dropped,
    )


@transaction.atomic
def retry_file(*, row: SourceImport, moderator: User) -> None:
    """Let a file wait again whose reading failed or never ended, if its bytes are kept (`gone` if not).

    The caller queues it.
    """
    require(moderator, "moderate")
    row = SourceImport.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.state not in (ImportState.FAILED, ImportState.READING) or not row.data:
        raise Refused(_("There is nothing to try again: its bytes are not kept."), code="gone", conflict=True)
    SourceImport.objects.filter(pk=row.pk).update(
        state=ImportState.WAITING, code="", message="", existing="", started=None, finished=None
    )


def forget_bytes(*, before: datetime | None = None) -> int:
    """Drop the bytes of what failed before this moment, by default a week ago; returns of how many."""
    before = before or timezone.now() - timedelta(days=KEPT_DAYS)
    failed = SourceImport.objects.filter(state=ImportState.FAILED, finished__lt=before).exclude(data=b"")
    return failed.update(data=b"")
