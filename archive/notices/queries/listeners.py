"""How each of many people wants to hear of a kind of thing, and whether a letter can reach them."""

from collections.abc import Iterable

from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from archive.accounts.models import User
from archive.notices.models import BY_MAIL, USUAL, Kind, Preference, Way


def listening() -> QuerySet[User]:
    """Return the people who are told of anything at all: open accounts that nobody shut."""
    return User.objects.filter(is_active=True, closed_at=None)


def reachable() -> Q:
    """Return the condition that letters go to a person: a confirmed address that works, of no demonstration."""
    return Q(is_active=True, closed_at=None, confirmed_at__isnull=False, bounced_at=None, is_demo=False) & ~Q(
        email=""
    )


def ways_of(people: Iterable[int], kind: str) -> dict[int, str]:
    """Return how each of these people hears of `kind`, in one query; who does not want to is not among them.

    Who cannot be written to hears of it on the site; so does who is suspended, but for decisions.
    """
    now = timezone.now()
    by_mail = reachable()
    if kind != Kind.DECISION:
        by_mail &= Q(suspended_until=None) | Q(suspended_until__lte=now)
    chosen = Preference.objects.filter(person=OuterRef("pk"), kind=kind).values("way")
    rows = (
        listening()
        .filter(pk__in=list(people))
        .annotate(
            chosen_way=Subquery(chosen),
            by_mail=Case(When(by_mail, then=Value(True)), default=Value(False), output_field=BooleanField()),
        )
    )
    found = {}
    for pk, way, mail in rows.values_list("pk", "chosen_way", "by_mail"):
        way = way or USUAL[kind]
        if way != Way.NONE:
            found[pk] = Way.SITE.value if way in BY_MAIL and not mail else str(way)
    return found
