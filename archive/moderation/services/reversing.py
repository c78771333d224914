"""How each act is taken back: the state before, the lock, the restraint, the reports that were answered."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from archive.accounts.models import User
from archive.claims.models import Rearrangement
from archive.claims.models.holding import Lock
from archive.claims.services import undo_rearrangement
from archive.claims.services.locks import lock_on, put_lock, take_lock_away
from archive.claims.services.rewording import set_reword_until
from archive.core.models import Publication
from archive.moderation.models import (
    TARGETS,
    Act,
    AskedRewording,
    Decision,
    Item,
    Report,
    ReportState,
    Suspension,
)
from archive.moderation.services.deciding import end_waiting, lock_thing, set_state, wait_again
from archive.moderation.services.entries import kind_of, write_decision
from archive.moderation.services.restraining import set_until
from archive.moderation.services.settling import about

BEFORE = {
    Act.REMOVE: Publication.PUBLISHED,
    Act.RESTORE: Publication.REMOVED,
    Act.RELEASE: Publication.HELD,
    Act.HOLD: Publication.PUBLISHED,
}
"""The state before an act, for entries of the time when that was not written down."""

STATES = (Act.REMOVE, Act.RESTORE, Act.RELEASE, Act.HOLD, Act.MERGE, Act.ERASE)
CLASHES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((Act.REMOVE, Act.RESTORE, Act.RELEASE, Act.HOLD), STATES),
    **dict.fromkeys((Act.LOCK, Act.UNLOCK), (Act.LOCK, Act.UNLOCK)),
    Act.SUSPEND: (Act.SUSPEND, Act.LIFT),
    Act.SILENCE: (Act.SILENCE, Act.LIFT),
    Act.LIFT: (Act.SUSPEND, Act.SILENCE, Act.LIFT),
    Act.DISMISS: (*STATES, Act.DISMISS),
    Act.ASK: (Act.ASK, *STATES),
}
"""After which later acts, while these stand, an act cannot be taken back any more."""


def thing_of(decision: Decision) -> Any:
    """Return what a decision is about."""
    return next(thing for kind in TARGETS if (thing := getattr(decision, kind)) is not None)


def newer_than(decision: Decision, thing: Any) -> Decision | None:
    """Return a later decision on the thing that stands and that this one cannot be taken back under."""
    later = Decision.objects.filter(about(thing), pk__gt=decision.pk, act__in=CLASHES.get(decision.act, ()))
    undone = Decision.objects.filter(undoes=OuterRef("pk"))
    return later.filter(~Exists(undone)).exclude(part_of=decision).order_by("id").first()


def state_back(decision: Decision, thing: Any, entry: Decision) -> None:
    """Put a thing into the state that it had before the decision, and what was decided along with it."""
    before = decision.detail.get("before") or BEFORE[Act(decision.act)]
    set_state(thing, before, entry)
    if before == Publication.HELD:
        wait_again(thing)
    else:
        end_waiting(thing, entry)
    for part in decision.parts.order_by("id"):
        part_back(part, entry)


@transaction.atomic
def part_back(part: Decision, entry: Decision) -> None:
    """Take back what was decided along with something, unless somebody decided about it since."""
    thing = lock_thing(thing_of(part))
    undone = Decision.objects.filter(undoes=part).exists()
    expected = Publication.REMOVED if part.act == Act.REMOVE else Publication.PUBLISHED
    if undone or thing.state != expected or newer_than(part, thing) is not None:
        return
    own = write_decision(
        Act.UNDO,
        thing,
        entry.moderator,
        "",
        entry.reason,
        undoes=part,
        part_of=entry,
        detail={"act": part.act},
    )
    state_back(part, thing, own)


def reports_back(decision: Decision) -> None:
    """Open the reports again that a decision answered, and the items that it closed."""
    reports = Report.objects.filter(decision=decision)
    ids = {*reports.exclude(item=None).values_list("item_id", flat=True), *decision.detail.get("items", [])}
    rows = list(Item.objects.filter(pk__in=ids).order_by("id"))
    pks = list(reports.values_list("pk", flat=True))
    reports.update(state=ReportState.OPEN, decision=None)
    for item in rows:
        named = {f"{kind}_id": getattr(item, f"{kind}_id") for kind in TARGETS}
        there = Item.objects.filter(matter=item.matter, closed_at=None, **named).first()
        if there is None:
            Item.objects.filter(pk=item.pk).update(closed_at=None, claimed_by=None, claimed_at=None)
            continue
        Report.objects.filter(pk__in=pks, item=item).update(item=there)
        gathered = Report.objects.filter(item=there, state=ReportState.OPEN)
        weight = gathered.aggregate(weight=Sum("weight", default=0.0))["weight"]
        Item.objects.filter(pk=there.pk).update(reports_count=gathered.count(), weight=weight)


def lock_back(decision: Decision, thing: Any, entry: Decision) -> None:
    """Take away the lock that the decision put."""
    take_lock_away(thing=thing, moderator=entry.moderator)


def unlock_back(decision: Decision, thing: Any, entry: Decision) -> None:
    """Put the lock again that the decision lifted, with its own reason."""
    named = {"claim": thing} if kind_of(thing) == "claim" else {"debate": thing, "claim": None}
    last = Lock.objects.filter(**named).order_by("-id").first()
    if last is not None and lock_on(thing) is None:
        put_lock(thing=thing, moderator=entry.moderator, reason=last.reason, entry=last.entry)


def restraint_back(decision: Decision, person: User, entry: Decision) -> None:
    """End the restraint that the decision put on a person."""
    now = timezone.now()
    Suspension.objects.filter(decision=decision, lifted_at=None).update(
        lifted_at=now, lifted_by=entry.moderator
    )
    set_until(person, decision.act, None)


def lift_back(decision: Decision, person: User, entry: Decision) -> None:
    """Put the restraints again that the decision lifted, as far as their time is not over."""
    rows = Suspension.objects.filter(pk__in=decision.detail.get("lifted", []), until__gt=timezone.now())
    for row in rows.order_by("id"):
        row.lifted_at = row.lifted_by = None
        row.save(update_fields=["lifted_at", "lifted_by"])
        set_until(person, row.kind, row.until)


def asking_back(decision: Decision, thing: Any, entry: Decision) -> None:
    """Ask for other words no more; those that came stay."""
    AskedRewording.objects.filter(decision=decision, ended_at=None).update(ended_at=timezone.now())
    set_reword_until(claim=thing, until=None, moderator=entry.moderator)


def arrangement_back(decision: Decision, thing: Any, entry: Decision) -> None:
    """Undo the move or the merge, as its own undoing does it."""
    row = Rearrangement.objects.get(pk=decision.detail["rearrangement"])
    undo_rearrangement(rearrangement=row, person=entry.moderator)


def nothing_back(decision: Decision, thing: Any, entry: Decision) -> None:
    """Change nothing but the log: the entry says that the decision does not stand."""


BACK: dict[str, Callable[[Decision, Any, Decision], None]] = {
    **dict.fromkeys((Act.REMOVE, Act.RESTORE, Act.RELEASE, Act.HOLD), state_back),
    Act.DISMISS: nothing_back,  # its reports are opened again for every act
    Act.LOCK: lock_back,
    Act.UNLOCK: unlock_back,
    Act.WARN: nothing_back,
    Act.SUSPEND: restraint_back,
    Act.SILENCE: restraint_back,
    Act.LIFT: lift_back,
    Act.ASK: asking_back,
    Act.MOVE: arrangement_back,
    Act.MERGE: arrangement_back,
}
