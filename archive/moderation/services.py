"""What moderators do about posted things and people; every act writes the decision that the public log shows.

The decision and what it changes are one transaction, so a refusal leaves neither. Locks are taken in
the order of every write: the debate, then a source, then rows.
"""

from datetime import timedelta
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require, set_suspension
from archive.claims.models import Claim, Comment, Drawing, Evidence
from archive.claims.queries.talk import about_of
from archive.claims.services import set_claim_state, set_comment_state, set_evidence_state
from archive.claims.services.activity import note
from archive.claims.services.path import lock_debate
from archive.claims.services.talking import lock_talk
from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication
from archive.core.text import TextProblem, check_prose
from archive.moderation.models import Act, Decision, Rule, Suspension
from archive.moderation.permissions import may_decide, may_suspend
from archive.sources.models import Source
from archive.sources.services import set_source_state

Thing: TypeAlias = Claim | Comment | Evidence | Source
"""What a moderator removes, restores or releases."""

REASON_LIMIT = 1000
LONGEST_SUSPENSION = 365  # days

CHANGES: dict[str, tuple[tuple[Publication, ...], Publication]] = {
    Act.REMOVE: ((Publication.PUBLISHED, Publication.HELD), Publication.REMOVED),
    Act.RESTORE: ((Publication.REMOVED,), Publication.PUBLISHED),
    Act.RELEASE: ((Publication.HELD,), Publication.PUBLISHED),
}
"""What each act changes: from which states, into which."""


def clean_reason(reason: str) -> str:
    """Return the reason as the log will show it, or refuse it at the field `reason`."""
    try:
        return check_prose(reason, limit=REASON_LIMIT)
    except TextProblem as problem:
        raise Refused(problem.message, field="reason", code=problem.code) from problem


def clean_rule(rule: str, *, required: bool) -> str:
    """Return the rule, a value of `Rule` or empty for none, or refuse it at the field `rule`."""
    if rule in Rule.values or not (rule or required):
        return rule
    raise Refused(_("Choose the rule that was broken."), field="rule", code="rule")


def author_id_of(thing: Thing) -> int:
    """Return the id of who posted it."""
    return thing.added_by_id if isinstance(thing, Source) else thing.author_id


def kind_of(thing: Thing | User) -> str:
    """Return the column of a decision that names such a thing."""
    return "person" if isinstance(thing, User) else thing._meta.model_name or ""


def lock_thing(thing: Thing) -> Thing:
    """Return the thing as it is now; nobody else changes its state until the transaction ends."""
    if isinstance(thing, Source):
        return Source.objects.select_for_update(no_key=True).get(pk=thing.pk)
    if isinstance(thing, Evidence):
        lock_debate(thing.claim.debate_id)
        return Evidence.objects.select_related("claim", "source").get(pk=thing.pk)
    if isinstance(thing, Comment):
        lock_talk(about_of(thing))
        return Comment.objects.select_related("claim").get(pk=thing.pk)
    lock_debate(thing.debate_id)
    return Claim.objects.get(pk=thing.pk)


@transaction.atomic
def decide(*, act: str, thing: Thing, moderator: User, reason: str, rule: str = "") -> Decision:
    """Remove, restore or release a claim, a card, a comment or a source, and write why into the log.

    Releasing a card or a drawn thesis releases the source that it cites, with a decision of its own.
    Raises `NotAllowed` (no moderator, or their own post), or `Refused` with code empty, too_long,
    control, bidi, rule, or state when the thing is not in a state that the act changes.
    """
    require(moderator, "moderate")
    reason = clean_reason(reason)
    rule = clean_rule(rule, required=act == Act.REMOVE)
    thing = lock_thing(thing)
    if not may_decide(moderator, author_id=author_id_of(thing)):
        raise NotAllowed(_("This is your own post; ask another moderator to decide about it."), code="own")
    before, after = CHANGES[act]
    if thing.state not in before:
        label = Publication(thing.state).label
        raise Refused(
            _("This is %(label)s; nothing was changed.") % {"label": label}, code="state", conflict=True
        )
    if act == Act.RELEASE:
        for source in held_sources_of(thing):
            decide(act=act, thing=source, moderator=moderator, reason=reason, rule=rule)
    decision = write_decision(act, thing, moderator, rule, reason)
    set_state(thing, after, decision)
    return decision


def held_sources_of(thing: Thing) -> list[Source]:
    """Return the sources that wait and that readers of `thing` would need: cited, or drawn from."""
    held = Source.objects.filter(state=Publication.HELD).order_by("pk")
    if isinstance(thing, Evidence):
        return list(held.filter(pk=thing.source_id))
    if isinstance(thing, Claim):
        return list(held.filter(pk__in=Drawing.objects.filter(claim=thing).values("passage__source")))
    return []


def write_decision(act: str, thing: Thing | User, moderator: User, rule: str, reason: str) -> Decision:
    """Write one entry of the log; the database lets nobody change or delete it."""
    about = {kind_of(thing): thing}
    decision = Decision.objects.create(act=act, moderator=moderator, rule=rule, reason=reason, **about)
    if isinstance(thing, Evidence):
        about |= {"claim": thing.claim}
    if isinstance(thing, Comment) and thing.claim:
        about |= {"claim": thing.claim}
    note("decision", actor=moderator, **about, detail={"entry": decision.pk, "act": act})
    return decision


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
