"""Taking something out of the inbox to look at it, so that two moderators do not decide about it at once."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Hold
from archive.claims.models.holding import HELD_THINGS, Cause
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.moderation.models import Decision, ErasureRequest, Item
from archive.moderation.queries.inbox import taker_of
from archive.moderation.services.acts import carry_out
from archive.moderation.services.entries import kind_of
from archive.moderation.services.settling import about


@transaction.atomic
def take_from_inbox(*, thing: Any, moderator: User) -> None:
    """Mark a thing that waits as looked at by this moderator for fifteen minutes.

    Raises `NotAllowed`, or `Refused` with code taken (another one looks at it) or gone (it does not wait any more).
    """
    require(moderator, "moderate")
    waiting = what_waits(thing)
    refuse_taken(waiting, moderator)
    if not waiting:
        raise Refused(_("This does not wait for a moderator any more."), code="gone", conflict=True)
    for row in waiting:
        row.claimed_by, row.claimed_at = moderator, timezone.now()
        row.save(update_fields=["claimed_by", "claimed_at"])


@transaction.atomic
def leave_in_inbox(*, thing: Any, moderator: User) -> None:
    """Let others look at a thing again; one that somebody else has taken stays theirs."""
    require(moderator, "moderate")
    for row in what_waits(thing):
        if row.claimed_by_id == moderator.pk:
            row.claimed_by = row.claimed_at = None
            row.save(update_fields=["claimed_by", "claimed_at"])


@transaction.atomic
def decide_from_inbox(
    *, thing: Any, moderator: User, act: str, reason: str, rule: str = "", anyway: bool = False, **fields: Any
) -> Decision | ErasureRequest:
    """Do an act about a thing of the inbox; what another moderator looks at only if `anyway`.

    Raises what `carry_out` raises, and `Refused` with code taken.
    """
    require(moderator, "moderate")
    if not anyway:
        refuse_taken(what_waits(thing), moderator)
    return carry_out(act=act, thing=thing, moderator=moderator, reason=reason, rule=rule, **fields)


@transaction.atomic
def what_waits(thing: Any) -> list[Item | Hold]:
    """Return the open items of a thing and why it is held, locked; a held post always has such a row."""
    rows: list[Item | Hold] = list(
        Item.objects.filter(about(thing), closed_at=None)
        .select_for_update(of=("self",))
        .select_related("claimed_by")
    )
    if kind_of(thing) in HELD_THINGS and thing.state == Publication.HELD:
        mine = {kind_of(thing): thing, "ended_at": None}
        hold, _made = Hold.objects.select_for_update().get_or_create(
            **mine, defaults={"cause": Cause.NEWCOMER}
        )
        rows.append(hold)
    return rows


def refuse_taken(waiting: list[Item | Hold], moderator: User) -> None:
    """Refuse what another moderator looks at just now."""
    for row in waiting:
        taker = taker_of(row)
        if taker is not None and taker.pk != moderator.pk:
            raise Refused(
                _("%(name)s looks at this just now.") % {"name": taker.signature}, code="taken", conflict=True
            )
