"""What a decision ends: the reports that it answers, the item of the inbox, the waiting."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from archive.claims.models import Hold
from archive.claims.models.holding import HELD_THINGS
from archive.moderation.models import Decision, Item, Matter, Report, ReportState

SETTLED = (Matter.REPORTS, Matter.SUSPECT, Matter.DUPLICATE, Matter.OVERDUE)


def settle(decision: Decision, thing: Any) -> None:
    """Answer the open reports on a thing with this decision, close its items and end its holds.

    Appeals and erasures that wait for a second moderator are ended by who decides about these.
    """
    now, kind = timezone.now(), about(thing)
    Report.objects.filter(kind, state=ReportState.OPEN).update(state=ReportState.ANSWERED, decision=decision)
    Item.objects.filter(kind, matter__in=SETTLED, closed_at=None).update(closed_at=now)
    if thing._meta.model_name in HELD_THINGS:
        Hold.objects.filter(kind, ended_at=None).update(ended_at=now)


def about(thing: Any) -> Q:
    """Return the condition that a row is about this thing."""
    name = thing._meta.model_name
    return Q(**{"person" if name == "user" else name: thing.pk})
