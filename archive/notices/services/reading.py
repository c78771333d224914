"""What somebody has read: marked by themselves, never by looking at a page."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.accounts.models import User
from archive.accounts.services import set_unread
from archive.notices.models import Notification
from archive.notices.queries.told import unread_number


@transaction.atomic
def read_group(*, person: User, notice: Notification) -> int:
    """Mark as read a notice of this person and all older ones of its group; returns how many were unread."""
    rows = Notification.objects.filter(person=person, about=notice.about, id__lte=notice.pk)
    return mark_read(person, rows)


@transaction.atomic
def read_all(*, person: User, until: int) -> int:
    """Mark as read what the person was told up to the notice of this number; what came later stays unread."""
    return mark_read(person, Notification.objects.filter(person=person, id__lte=until))


@transaction.atomic
def mark_read(person: User, rows: QuerySet[Notification]) -> int:
    """Mark these rows as read, and count anew what is not."""
    read = rows.filter(read_at=None).update(read_at=timezone.now())
    set_unread(people=[person.pk], unread=unread_number())
    return read
