"""Files that a request cannot wait for: queued, read by a worker, stored by the service that doors call."""

from datetime import timedelta
from typing import Any

import pghistory
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from archive.accounts.models import User
from archive.claims.models import Evidence
from archive.claims.services.limits import begin_post, spend
from archive.claims.services.sources import capture_source, refuse_unread
from archive.core.errors import NotAllowed, Refused, TooSoon
from archive.sources.models import ImportState, Passage, Source, SourceImport, SourceText
from archive.sources.services.incoming import (
    OPEN,
    forget_bytes,
    keep_file,
    note_failed,
    retry_file,
    take_file,
)

WAITING_AT_MOST = 5  # files of one person
LEANING_AT_MOST = 300  # passages and quotes that a request finds again in a new text; a thousand take seconds
ATTEMPTS = 2  # at a file whose worker ends before it has a result
SPARE_SECONDS = 60  # for storing what was read, before a worker counts as ended
LATER = ("too_slow", "busy")  # refusals of a reading that a worker with more time may mend


def capture_or_queue(
    *,
    data: bytes,
    captured_by: User,
    filename: str = "",
    media_type: str = "",
    fields: dict[str, Any] | None = None,
    source: Source | None = None,
) -> SourceText | SourceImport:
    """Capture a file within a request's patience; what takes longer is queued for a worker, and returned so.

    So is a newer copy of a source that much leans on. Raises what `capture_source` raises, and `TooSoon`
    (queue_full) while five files of this person wait.
    """
    given: dict[str, Any] = {
        "filename": filename,
        "media_type": media_type,
        "fields": fields,
        "source": source,
    }
    if source is not None and leans_on(source) > LEANING_AT_MOST:
        refuse_unread(data=data, captured_by=captured_by, fields=fields, source=source)
        return queue_file(data=data, captured_by=captured_by, **given)
    try:
        seconds = settings.ARCHIVE["READ_SECONDS_IN_REQUEST"]
        return capture_source(data=data, captured_by=captured_by, seconds=seconds, **given)
    except Refused as refusal:
        if refusal.code not in LATER:
            raise
    return queue_file(data=data, captured_by=captured_by, **given)


def leans_on(source: Source) -> int:
    """Return how many passages and quotes a new text of this source has to be searched for."""
    passages = Passage.objects.filter(source=source).count()
    return passages + Evidence.objects.filter(source=source).exclude(quote="").count()


@transaction.atomic
def queue_file(
    *,
    data: bytes,
    captured_by: User,
    filename: str = "",
    media_type: str = "",
    fields: dict[str, Any] | None = None,
    source: Source | None = None,
) -> SourceImport:
    """Keep a file for a worker, and count it as this person's post; the same file again is the one that waits."""
    person = begin_post(captured_by)
    waiting = SourceImport.objects.filter(person=person, state__in=OPEN).defer("data")
    if same := waiting.filter(source=source, byte_count=len(data), data=data).first():
        return same
    if waiting.count() >= WAITING_AT_MOST:
        raise TooSoon(
            _("%(waiting_at_most)s files of yours wait to be read. Try again when one of them is done.")
            % {"waiting_at_most": WAITING_AT_MOST},
            wait=60,
            code="queue_full",
        )
    spend(person, "sources")
    row = keep_file(
        person=person, data=data, filename=filename, media_type=media_type, fields=fields, source=source
    )
    transaction.on_commit(lambda: read_queued.enqueue(row.pk))
    return row


@task()
def read_queued(number: int, attempt: int = 1) -> str:
    """What a worker runs: read one file of the queue."""
    return read_file(number, attempt)


def read_file(number: int, attempt: int = 1) -> str:
    """Read a file of the queue and store its text as its person; returns its state, or "" if it is not ours.

    Run twice at once or again, it does nothing the second time. Should this worker end before there is a
    result, another look is queued already: it tries once more, and then notes the failure (gave_up).
    """
    forget_bytes()
    with transaction.atomic():
        row = take_file(number, patience=patience())
        if row is not None and attempt <= ATTEMPTS:
            look_again_later(number, attempt + 1)
    if row is None:
        return ""
    with translation.override(row.person.language or settings.LANGUAGE_CODE):
        return read_taken(row, attempt)


def read_taken(row: SourceImport, attempt: int) -> str:
    """Read a file that was taken from the queue; what is noted of a failure is in the active language."""
    if attempt > ATTEMPTS:
        note_failed(row, code="gave_up", message=_("The reading stopped without a result, twice."))
        return ImportState.FAILED
    try:
        refuse_gone(row)
        with pghistory.context(user=row.person_id, url=row.get_absolute_url()):
            capture_source(
                data=bytes(row.data),
                captured_by=row.person,
                filename=row.filename,
                media_type=row.media_type,
                fields=row.fields,
                source=row.source,
                incoming=row,
            )
    except (Refused, NotAllowed) as refusal:
        existing = getattr(refusal, "existing", "")
        note_failed(row, code=refusal.code, message=refusal.message, existing=existing)
        return ImportState.FAILED
    except Exception:
        note_failed(row, code="error", message=_("Something failed here while it was read."))
        raise  # for the log of tasks, where administrators see it
    return ImportState.DONE


def refuse_gone(row: SourceImport) -> None:
    """Refuse a text for a source that its person may not see any more; a door would not have found it."""
    if row.source is None:
        return
    if not Source.objects.visible_to(row.person).filter(pk=row.source.standing_id).exists():
        raise Refused(_("The source is not here any more."), code="gone", conflict=True)


def patience() -> timedelta:
    """Return after how long a file that is being read counts as given up by its worker."""
    return timedelta(seconds=settings.ARCHIVE["READ_SECONDS"] + SPARE_SECONDS)


def look_again_later(number: int, attempt: int) -> None:
    """Queue a look at a file for when its worker must be done; where tasks cannot wait there is none."""
    if read_queued.get_backend().supports_defer:
        moment = timezone.now() + patience() + timedelta(seconds=1)
        read_queued.using(run_after=moment).enqueue(number, attempt)


def queue_again(*, row: SourceImport, moderator: User) -> None:
    """Have a file read once more whose reading failed, if its bytes are kept."""
    retry_file(row=row, moderator=moderator)
    transaction.on_commit(lambda: read_queued.enqueue(row.pk))


def queue_left() -> int:
    """Queue what waits, again: a process may have ended between keeping a file and queueing it.

    A file that is queued twice is read once. Returns how many wait.
    """
    waiting = SourceImport.objects.filter(state=ImportState.WAITING)
    numbers = list(waiting.order_by("id").values_list("pk", flat=True))
    for number in numbers:
        read_queued.enqueue(number)
    return len(numbers)
