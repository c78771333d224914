"""What one person was told, newest first, and how much of it they have not read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from archive.accounts.models import User
from archive.notices.models import Notification
from archive.notices.queries.groups import Group, by_day, groups_of

ROWS_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Day:
    """One day's groups."""

    day: date
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class Told:
    """One page of notices: `newest` is the newest row on it, `older` where the next page begins."""

    days: list[Day]
    newest: int
    older: int


def notices_of(person: User) -> QuerySet[Notification]:
    """Return what a person was told, newest first, with the acts and who did them."""
    rows = Notification.objects.filter(person=person).order_by("-id")
    return rows.select_related("activity__actor", "activity__person")


def told(*, person: User, before: int = 0, kind: str = "", unread: bool = False) -> Told:
    """Return a page of groups by day, older than the row `before`; the number of queries is always the same.

    A page is so many rows, grouped: what belongs together on two pages is shown on both.
    """
    rows = notices_of(person)
    if before:
        rows = rows.filter(id__lt=before)
    if kind:
        rows = rows.filter(kind=kind)
    if unread:
        rows = rows.filter(read_at=None)
    found = list(rows[: ROWS_A_PAGE + 1])
    page = found[:ROWS_A_PAGE]
    days: dict[date, list[Group]] = {}
    for group in groups_of(page, viewer=person, together=by_day):
        days.setdefault(group.when.date(), []).append(group)
    older = page[-1].pk if len(found) > ROWS_A_PAGE else 0
    newest = page[0].pk if page else 0
    return Told([Day(day, groups) for day, groups in days.items()], newest, older)


def about_opened(*, person: User, number: int) -> Notification | None:
    """Return the person's own notice of this number, or nothing."""
    return notices_of(person).filter(pk=number).first()


def unread_of(person: User) -> int:
    """Return how many notices the person has not read, counted."""
    return Notification.objects.filter(person=person, read_at=None).count()


def unread_number() -> Coalesce:
    """Return the expression that counts what a row of people has not read."""
    rows = Notification.objects.filter(person=OuterRef("pk"), read_at=None).order_by()
    return Coalesce(Subquery(rows.values("person").annotate(n=Count("pk")).values("n")), 0)
