"""What moderators do about people: warning, suspending and silencing them, and ending that."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require, set_silence, set_suspension
from archive.core.errors import NotAllowed, Refused
from archive.moderation.models import Act, Decision, Restraint, Suspension
from archive.moderation.permissions import may_suspend
from archive.moderation.services.entries import clean_reason, clean_rule, write_decision

LONGEST_SUSPENSION = 365  # days
LONGEST = timedelta(days=LONGEST_SUSPENSION)


def lock_both(moderator: User, person: User) -> tuple[User, User]:
    """Return both accounts as they are now, locked; two administrators cannot suspend each other at once."""
    both = User.objects.select_for_update(no_key=True).filter(pk__in=[moderator.pk, person.pk])
    found = {one.pk: one for one in both.order_by("pk")}
    return found[moderator.pk], found[person.pk]


def is_suspended(person: User) -> bool:
    """Return whether the person may only read at this moment."""
    return person.suspended_until is not None and person.suspended_until > timezone.now()


def is_silenced(person: User) -> bool:
    """Return whether the person may read and rate, and not post, at this moment."""
    return person.silenced_until is not None and person.silenced_until > timezone.now()


def is_restrained(person: User, kind: str) -> bool:
    """Return whether a restraint of this kind is on the person."""
    return is_suspended(person) if kind == Restraint.SUSPEND else is_silenced(person)


def set_until(person: User, kind: str, until: datetime | None) -> None:
    """Store until when the restraint lasts, on the account."""
    (set_suspension if kind == Restraint.SUSPEND else set_silence)(person=person, until=until)


@transaction.atomic
def begin_about(person: User, moderator: User) -> tuple[User, User]:
    """Return moderator and person, locked, if the one may decide about the other.

    Raises `NotAllowed`: no moderator, oneself, or a moderator unless by an administrator.
    """
    require(moderator, "moderate")
    moderator, person = lock_both(moderator, person)
    require(moderator, "moderate")  # as it is under the lock
    if not may_suspend(moderator, person):
        raise NotAllowed(
            _("Nobody decides about themselves, and only an administrator decides about a moderator."),
            code="own",
        )
    return moderator, person


def end_of(*, hours: int | None, days: int | None, until: datetime | None) -> datetime:
    """Return when a restraint of so long ends, or refuse it at the field that says so."""
    now = timezone.now()
    given = {"hours": hours, "days": days, "until": until}
    named = [name for name, value in given.items() if value is not None]
    if len(named) != 1:
        raise Refused(
            _("Say for how long: in hours, in days, or until when."),
            field=named[1] if named else "days",
            code="range",
        )
    span = until - now if until is not None else None
    try:
        span = span or timedelta(hours=hours or 0, days=days or 0)
    except OverflowError:
        span = LONGEST * 2
    if not timedelta() < span <= LONGEST:
        raise Refused(
            _("It ends in the future, after at most %(longest_suspension)s days.")
            % {"longest_suspension": LONGEST_SUSPENSION},
            field=named[0],
            code="range",
        )
    return until or now + span


@transaction.atomic
def restrain(
    *,
    kind: str,
    person: User,
    moderator: User,
    rule: str,
    reason: str,
    hours: int | None = None,
    days: int | None = None,
    until: datetime | None = None,
) -> Decision:
    """Suspend or silence a person for so many hours or days, or until then: at most 365 days.

    They see until when, and the log says why. Raises `NotAllowed` (see `begin_about`), or `Refused` with code
    empty, too_long, control, bidi, rule, range (at hours, days or until) or state when they are under such a
    restraint already.
    """
    reason, rule = clean_reason(reason), clean_rule(rule, required=True)
    moderator, person = begin_about(person, moderator)
    ends = end_of(hours=hours, days=days, until=until)
    if is_restrained(person, kind):
        words = {
            Restraint.SUSPEND: _("This person is suspended already; nothing was changed."),
            Restraint.SILENCE: _("This person is silenced already; nothing was changed."),
        }
        raise Refused(words[Restraint(kind)], code="state", conflict=True)
    decision = write_decision(kind, person, moderator, rule, reason, detail={"until": ends.isoformat()})
    Suspension.objects.create(person=person, decision=decision, kind=kind, until=ends)
    set_until(person, kind, ends)
    return decision


@transaction.atomic
def suspend_person(
    *,
    person: User,
    moderator: User,
    rule: str,
    reason: str,
    days: int | None = None,
    hours: int | None = None,
    until: datetime | None = None,
) -> Decision:
    """Let a person only read for a time; raises what `restrain` raises."""
    return restrain(
        kind=Restraint.SUSPEND,
        person=person,
        moderator=moderator,
        rule=rule,
        reason=reason,
        hours=hours,
        days=days,
        until=until,
    )


@transaction.atomic
def lift_restraint(*, person: User, moderator: User, reason: str, kind: str = "") -> Decision:
    """End a suspension or a silence before its time, of this kind or all that there are; the log says why.

    Raises `NotAllowed`, or `Refused` with code empty, too_long, control, bidi or state (there is none).
    """
    reason = clean_reason(reason)
    moderator, person = begin_about(person, moderator)
    kinds = [one for one in Restraint if is_restrained(person, one) and kind in ("", one)]
    if not kinds:
        raise Refused(
            _("This person is neither suspended nor silenced; nothing was changed."),
            code="state",
            conflict=True,
        )
    now = timezone.now()
    running = Suspension.objects.filter(person=person, kind__in=kinds, lifted_at=None, until__gt=now)
    ids = list(running.order_by("id").values_list("pk", flat=True))
    decision = write_decision(
        Act.LIFT, person, moderator, "", reason, detail={"kinds": [one.value for one in kinds], "lifted": ids}
    )
    running.update(lifted_at=now, lifted_by=moderator)
    for one in kinds:
        set_until(person, one, None)
    return decision


@transaction.atomic
def lift_suspension(*, person: User, moderator: User, reason: str) -> Decision:
    """End a suspension before its time; raises what `lift_restraint` raises."""
    return lift_restraint(person=person, moderator=moderator, reason=reason, kind=Restraint.SUSPEND)


@transaction.atomic
def warn_person(*, person: User, moderator: User, rule: str, reason: str) -> Decision:
    """Tell a person that they broke a rule; nothing else follows. Raises what `restrain` raises about words."""
    reason, rule = clean_reason(reason), clean_rule(rule, required=True)
    moderator, person = begin_about(person, moderator)
    return write_decision(Act.WARN, person, moderator, rule, reason)
