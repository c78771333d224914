"""Taking a decision back: within a day by any moderator, or later where an appeal overturns it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.core.errors import Refused
from archive.moderation.models import Act, Decision
from archive.moderation.services.deciding import lock_thing, refuse_own
from archive.moderation.services.entries import clean_reason, write_decision
from archive.moderation.services.restraining import begin_about
from archive.moderation.services.reversing import BACK, newer_than, reports_back, thing_of
from archive.moderation.services.reverting import revert_back

UNDO_HOURS = 24
WAYS_BACK = {**BACK, Act.REVERT: revert_back}


def undo_until(decision: Decision) -> datetime:
    """Return until when a decision can be undone."""
    return decision.created + timedelta(hours=UNDO_HOURS)


def can_be_undone(decision: Decision) -> bool:
    """Return whether a decision is of an act that can be taken back, and young enough; to show or hide."""
    way = decision.act in WAYS_BACK and not decision.part_of_id
    return way and undo_until(decision) > timezone.now()


@transaction.atomic
def undo_decision(*, decision: Decision, moderator: User, reason: str) -> Decision:
    """Undo a decision of the last 24 hours; everything is as it was, and the reports on it are open again.

    Raises `NotAllowed` (no moderator, or whom it concerns), or `Refused` with code empty, too_long, control, bidi,
    over (a day has passed), undone, newer (a later decision stands), part, kept (erased, or nothing to undo),
    or what putting it back is refused for.
    """
    require(moderator, "moderate")
    reason = clean_reason(reason)
    if undo_until(decision) <= timezone.now():
        raise Refused(
            _("A decision can be undone for a day. Decide about it anew."), code="over", conflict=True
        )
    entry = reverse(decision=decision, moderator=moderator, reason=reason)
    reports_back(decision)
    return entry


@transaction.atomic
def overturn(*, decision: Decision, moderator: User, reason: str) -> Decision:
    """Undo a decision whenever it was made, because an appeal against it was right; its reports stay answered.

    Raises what `undo_decision` raises, but over.
    """
    return reverse(decision=decision, moderator=moderator, reason=reason)


@transaction.atomic
def reverse(*, decision: Decision, moderator: User, reason: str) -> Decision:
    """Take a decision back and write the entry that says so, whatever its age."""
    require(moderator, "moderate")
    reason = clean_reason(reason)
    decision = Decision.objects.get(pk=decision.pk)
    if decision.act not in WAYS_BACK or (decision.source_id and decision.act == Act.MERGE):
        raise Refused(_("This cannot be undone."), code="kept", conflict=True)
    if decision.part_of_id:
        raise Refused(
            _("This was decided along with entry %(number)s; undo that one.")
            % {"number": decision.part_of_id},
            code="part",
            conflict=True,
        )
    moderator, thing = locked_for(decision, moderator)
    refuse_too_late(decision, thing)
    entry = write_decision(
        Act.UNDO, thing, moderator, "", reason, undoes=decision, detail={"act": decision.act}
    )
    WAYS_BACK[decision.act](decision, thing, entry)
    return entry


@transaction.atomic
def locked_for(decision: Decision, moderator: User) -> tuple[User, Any]:
    """Return the moderator and what was decided about, locked, if this moderator is not concerned."""
    thing = thing_of(decision)
    if isinstance(thing, User):
        return begin_about(thing, moderator)
    thing = lock_thing(thing)
    refuse_own(thing, moderator)
    return moderator, thing


def refuse_too_late(decision: Decision, thing: Any) -> None:
    """Refuse what was undone already, or what somebody decided anew since; the thing is locked."""
    if Decision.objects.filter(undoes=decision).exists():
        raise Refused(_("This was undone already; nothing was changed."), code="undone", conflict=True)
    newer = newer_than(decision, thing)
    if newer is not None:
        raise Refused(
            _("Entry %(number)s of the log decided about it since; nothing was changed.")
            % {"number": newer.pk},
            code="newer",
            conflict=True,
            existing=newer.get_absolute_url(),
        )
