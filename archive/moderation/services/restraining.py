"""What moderators do about people: suspending them, and ending that."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require, set_suspension
from archive.core.errors import NotAllowed, Refused
from archive.moderation.models import Act, Decision, Suspension
from archive.moderation.permissions import may_suspend
from archive.moderation.services.entries import clean_reason, clean_rule, write_decision

LONGEST_SUSPENSION = 365  # days


def lock_both(moderator: User, person: User) -> tuple[User, User]:
    """Return both accounts as they are now, locked; two administrators cannot suspend each other at once."""
    both = User.objects.select_for_update(no_key=True).filter(pk__in=[moderator.pk, person.pk])
    found = {one.pk: one for one in both.order_by("pk")}
    return found[moderator.pk], found[person.pk]


def is_suspended(person: User) -> bool:
    """Return whether the person may only read at this moment."""
    return person.suspended_until is not None and person.suspended_until > timezone.now()


@transaction.atomic
def suspend_person(*, person: User, days: int, moderator: User, rule: str, reason: str) -> Decision:
    """Let a person only read for 1 to 365 days; they see until when and the log says why.

    Raises `NotAllowed` (oneself; a moderator, unless by an administrator), or `Refused` with code
    empty, too_long, control, bidi, rule, range (field `days`) or state when they are suspended already.
    """
    reason, rule = clean_reason(reason), clean_rule(rule, required=True)
    moderator, person = lock_both(moderator, person)
    require(moderator, "moderate")
    if not may_suspend(moderator, person):
        raise NotAllowed(
            _("Nobody suspends themselves, and only an administrator suspends a moderator."), code="own"
        )
    if not 1 <= days <= LONGEST_SUSPENSION:
        raise Refused(
            _("A suspension lasts from 1 to %(longest_suspension)s days.")
            % {"longest_suspension": LONGEST_SUSPENSION},
            field="days",
            code="range",
        )
    if is_suspended(person):
        raise Refused(
            _("This person is suspended already; nothing was changed."), code="state", conflict=True
        )
    decision = write_decision(Act.SUSPEND, person, moderator, rule, reason)
    until = timezone.now() + timedelta(days=days)
    Suspension.objects.create(person=person, decision=decision, until=until)
    set_suspension(person=person, until=until)
    return decision


@transaction.atomic
def lift_suspension(*, person: User, moderator: User, reason: str) -> Decision:
    """End a suspension before its time; the log says why.

    Raises `NotAllowed`, or `Refused` with code empty, too_long, control, bidi or state (not suspended).
    """
    reason = clean_reason(reason)
    moderator, person = lock_both(moderator, person)
    require(moderator, "moderate")
    if not may_suspend(moderator, person):
        raise NotAllowed(
            _("Nobody lifts their own suspension, and only an administrator a moderator's."), code="own"
        )
    if not is_suspended(person):
        raise Refused(_("This person is not suspended; nothing was changed."), code="state", conflict=True)
    decision = write_decision(Act.RESTORE, person, moderator, "", reason)
    running = Suspension.objects.filter(person=person, lifted_at=None, until__gt=timezone.now())
    running.update(lifted_at=timezone.now(), lifted_by=moderator)
    set_suspension(person=person, until=None)
    return decision
