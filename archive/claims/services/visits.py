"""Notes until when somebody has read a debate; a page that is only read writes nothing."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, When
from django.db.models.functions import Greatest
from django.utils import timezone

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Debate, Visit


@transaction.atomic
def note_visit(*, reader: User, debate: Debate) -> None:
    """Note that the reader is here; a visit begins once the last one is over, and the first has nothing new.

    One statement decides, so that two tabs at once begin one visit and neither turns time back.
    """
    now = timezone.now()
    over = now - timedelta(minutes=settings.ARCHIVE["VISIT_MINUTES"])
    keep(
        reader,
        debate,
        since=Case(When(seen__lt=over, then=F("seen")), default=F("since")),
        seen=Greatest(F("seen"), now),
    )


@transaction.atomic
def mark_read(*, reader: User, debate: Debate) -> None:
    """Note that the reader knows everything that stands there now: nothing is new to them until more comes."""
    now = timezone.now()
    keep(reader, debate, since=now, seen=now)


def keep(reader: User, debate: Debate, **columns: Any) -> None:
    """Store these columns of the reader's visit, or begin their first one now."""
    require(reader, "read")
    if Visit.objects.filter(reader=reader, debate=debate).update(**columns):
        return
    begin(reader, debate)


def begin(reader: User, debate: Debate) -> None:
    """Store the reader's first visit, unless another tab did, or the account or the debate is gone meanwhile."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {Visit._meta.db_table} (reader_id, debate_id, since, seen)
            SELECT reader.id, debate.id, %s, %s
            FROM {User._meta.db_table} reader, {Debate._meta.db_table} debate
            WHERE reader.id = %s AND debate.id = %s
            FOR KEY SHARE
            ON CONFLICT DO NOTHING
            """,  # noqa: S608 - the names of our own tables
            [now, now, reader.pk, debate.pk],
        )
