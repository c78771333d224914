"""What moderators do about posted things; every act writes the decision that the public log shows.

The decision and what it changes are one transaction, so a refusal leaves neither. Locks are taken in
the order of every write: people, the debate, then a source, then rows.
"""

from typing import Any, TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import lock_person, require
from archive.claims.models import Claim, Comment, Debate, Drawing, Evidence, Hold
from archive.claims.models.holding import HELD_THINGS, Cause
from archive.claims.queries.talk import about_of
from archive.claims.services import set_claim_state, set_comment_state, set_evidence_state
from archive.claims.services.path import lock_debate
from archive.claims.services.talking import lock_talk
from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication
from archive.moderation.models import Act, Decision, Item, Report, ReportState
from archive.moderation.permissions import may_decide
from archive.moderation.services.entries import (
    Thing,
    author_id_of,
    clean_reason,
    clean_rule,
    kind_of,
    write_decision,
)
from archive.moderation.services.settling import SETTLED, about
from archive.sources.models import Source
from archive.sources.services import set_source_state

Decided: TypeAlias = Thing | User | Debate
"""What a decision is about."""

CHANGES: dict[str, tuple[tuple[Publication, ...], Publication]] = {
    Act.REMOVE: ((Publication.PUBLISHED, Publication.HELD), Publication.REMOVED),
    Act.RESTORE: ((Publication.REMOVED,), Publication.PUBLISHED),
    Act.RELEASE: ((Publication.HELD,), Publication.PUBLISHED),
    Act.HOLD: ((Publication.PUBLISHED,), Publication.HELD),
}
"""What each act changes: from which states, into which."""


def lock_thing(thing: Any) -> Any:
    """Return the thing as it is now; nobody else changes its state until the transaction ends."""
    if isinstance(thing, User):
        return lock_person(thing)
    if isinstance(thing, Debate):
        return lock_debate(thing.pk)
    if isinstance(thing, Source):
        return Source.objects.select_for_update(no_key=True).get(pk=thing.pk)
    if isinstance(thing, Evidence):
        lock_debate(thing.claim.debate_id)
        return Evidence.objects.select_related("claim", "source").get(pk=thing.pk)
    if isinstance(thing, Comment):
        lock_talk(about_of(thing))
        return Comment.objects.select_related("claim").get(pk=thing.pk)
    lock_debate(thing.debate_id)
    return Claim.objects.select_related("debate", "parent").get(pk=thing.pk)


@transaction.atomic
def begin(thing: Any, moderator: User, reason: str, rule: str, *, needs_rule: bool) -> tuple[Any, str, str]:
    """Return the thing, locked, with the clean reason and rule, if this moderator may decide about it.

    Raises `NotAllowed` (no moderator, or their own post), or `Refused` with code empty, too_long, control,
    bidi or rule.
    """
    require(moderator, "moderate")
    reason, rule = clean_reason(reason), clean_rule(rule, required=needs_rule)
    thing = lock_thing(thing)
    refuse_own(thing, moderator)
    return thing, reason, rule


def refuse_own(thing: Any, moderator: User) -> None:
    """Refuse to decide about one's own posts."""
    if not may_decide(moderator, author_id=author_id_of(thing)):
        raise NotAllowed(_("This is your own post; ask another moderator to decide about it."), code="own")


@transaction.atomic
def decide(*, act: str, thing: Thing, moderator: User, reason: str, rule: str = "", **more: Any) -> Decision:
    """Remove, restore, release or hold a claim, a card, a comment or a source, and write why into the log.

    Releasing a card or a drawn thesis releases the source that it cites, with a decision of its own. `more` are
    columns of the decision. Raises what `begin` raises, or `Refused` with code state when the thing is not in a
    state that the act changes.
    """
    thing, reason, rule = begin(thing, moderator, reason, rule, needs_rule=act in (Act.REMOVE, Act.HOLD))
    before, after = CHANGES[act]
    if thing.state not in before:
        refuse_state(thing.state)
    detail = {"before": thing.state, **more.pop("detail", {})}
    decision = write_decision(act, thing, moderator, rule, reason, detail=detail, **more)
    set_state(thing, after, decision)
    if act == Act.HOLD:
        Hold.objects.create(**{kind_of(thing): thing}, cause=Cause.DECISION, detail={"entry": decision.pk})
    if act == Act.RELEASE:
        for source in held_sources_of(thing):
            decide(act=act, thing=source, moderator=moderator, reason=reason, rule=rule, part_of=decision)
    return decision


def refuse_state(state: str) -> None:
    """Refuse an act on what is in a state that it does not change, often because somebody else was first."""
    raise Refused(
        _("This is %(label)s; nothing was changed.") % {"label": Publication(state).label},
        code="state",
        conflict=True,
    )


@transaction.atomic
def dismiss(*, thing: Decided, moderator: User, reason: str, rule: str = "") -> Decision:
    """Answer the open reports on a thing without changing it, and close its items of the inbox.

    Raises what `begin` raises, or `Refused` with code nothing when nothing is open on it.
    """
    thing, reason, rule = begin(thing, moderator, reason, rule, needs_rule=False)
    items = list(open_items(thing).order_by("id").values_list("pk", flat=True))
    reports = Report.objects.filter(about(thing), state=ReportState.OPEN).count()
    if not items and not reports:
        raise Refused(_("No report on this is open; nothing was changed."), code="nothing", conflict=True)
    return write_decision(
        Act.DISMISS, thing, moderator, rule, reason, detail={"items": items, "reports": reports}
    )


def open_items(thing: Decided) -> Any:
    """Return the items of the inbox about a thing that a decision on it closes."""
    return Item.objects.filter(about(thing), matter__in=SETTLED, closed_at=None)


def held_sources_of(thing: Thing) -> list[Source]:
    """Return the sources that wait and that readers of `thing` would need: cited, or drawn from."""
    held = Source.objects.filter(state=Publication.HELD).order_by("pk")
    if isinstance(thing, Evidence):
        return list(held.filter(pk=thing.source_id))
    if isinstance(thing, Claim):
        return list(held.filter(pk__in=Drawing.objects.filter(claim=thing).values("passage__source")))
    return []


def set_state(thing: Thing, state: str, decision: Decision) -> None:
    """Put the thing into its new state, in its own subject's service."""
    moderator, reason = decision.moderator, decision.reason
    if isinstance(thing, Claim):
        set_claim_state(claim=thing, state=state, moderator=moderator, reason=reason, entry=decision.pk)
    elif isinstance(thing, Evidence):
        set_evidence_state(card=thing, state=state, moderator=moderator, reason=reason, entry=decision.pk)
    elif isinstance(thing, Comment):
        set_comment_state(comment=thing, state=state, moderator=moderator, reason=reason, entry=decision.pk)
    else:
        set_source_state(source=thing, state=state, moderator=moderator)


def wait_again(thing: Thing) -> None:
    """Let what waited before it was decided about wait again, for the same cause."""
    if kind_of(thing) in HELD_THINGS:
        hold = Hold.objects.filter(about(thing)).order_by("-id").first()
        if hold is None:
            Hold.objects.create(**{kind_of(thing): thing}, cause=Cause.NEWCOMER)
        else:
            Hold.objects.filter(pk=hold.pk).update(ended_at=None, claimed_by=None, claimed_at=None)


def end_waiting(thing: Thing, decision: Decision) -> None:
    """End the hold on what waits no more, at the time of the decision."""
    if kind_of(thing) in HELD_THINGS:
        Hold.objects.filter(about(thing), ended_at=None).update(ended_at=decision.created)
