"""What a decision ends: the reports that it answers, the item of the inbox, the waiting."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archive.claims.models import Hold
from archive.claims.models.holding import HELD_THINGS
from archive.moderation.models import Act, Decision, Item, Matter, Report, ReportState

ENDS_WAITING = (Act.REMOVE, Act.RELEASE, Act.RESTORE, Act.ERASE)
SETTLED = (Matter.REPORTS, Matter.SUSPECT, Matter.DUPLICATE, Matter.OVERDUE)


@transaction.atomic
def settle(decision: Decision, thing: Any) -> None:
    """Answer the open reports on a thing with this decision, close its items and end its holds.

    Appeals and erasures that wait for a second moderator are ended by who decides about these.
    """
    now, kind = timezone.now(), about(thing)
    if decision.act == Act.UNDO:  # it answers nobody; who undoes says what waits again
        return
    items = Item.objects.filter(kind, matter__in=SETTLED, closed_at=None)
    # before the reports are answered: who reports it meanwhile holds the item until the report is stored
    closing = list(items.select_for_update().order_by("pk").values_list("pk", flat=True))
    Report.objects.filter(kind, state=ReportState.OPEN).update(state=ReportState.ANSWERED, decision=decision)
    Item.objects.filter(pk__in=closing).update(closed_at=now)
    if thing._meta.model_name in HELD_THINGS and decision.act in ENDS_WAITING:
        Hold.objects.filter(kind, ended_at=None).update(ended_at=now)


def about(thing: Any) -> Q:
    """Return the condition that a row is about this thing."""
    name = thing._meta.model_name
    return Q(**{"person" if name == "user" else name: thing.pk})
