"""Locking a debate, or a claim with all below it, so that nothing is posted there until it is unlocked."""

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim, Debate
from archive.claims.services.locks import lock_on, put_lock, take_lock_away
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.moderation.models import Act, Decision
from archive.moderation.services.deciding import begin, refuse_state
from archive.moderation.services.entries import write_decision


@transaction.atomic
def lock_place(*, thing: Claim | Debate, moderator: User, rule: str, reason: str) -> Decision:
    """Lock a debate or a published claim with all below it: no posts, no cards, no rearranging; rating and talk go on.

    Raises what `begin` raises, or `Refused` with code state when it is locked already or not published.
    """
    thing, reason, rule = begin(thing, moderator, reason, rule, needs_rule=True)
    if isinstance(thing, Claim) and thing.state != Publication.PUBLISHED:
        refuse_state(thing.state)
    if lock_on(thing) is not None:
        raise Refused(_("This is locked already; nothing was changed."), code="state", conflict=True)
    decision = write_decision(Act.LOCK, thing, moderator, rule, reason)
    put_lock(thing=thing, moderator=moderator, reason=reason, entry=decision.pk)
    return decision


@transaction.atomic
def unlock_place(*, thing: Claim | Debate, moderator: User, reason: str) -> Decision:
    """Unlock a debate or a claim. Raises what `begin` raises, or `Refused` with code state when it is not locked."""
    thing, reason, _rule = begin(thing, moderator, reason, "", needs_rule=False)
    if lock_on(thing) is None:
        raise Refused(_("This is not locked; nothing was changed."), code="state", conflict=True)
    decision = write_decision(Act.UNLOCK, thing, moderator, "", reason)
    take_lock_away(thing=thing, moderator=moderator)
    return decision
