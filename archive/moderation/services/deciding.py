"""What moderators do about posted things; every act writes the decision that the public log shows.

The decision and what it changes are one transaction, so a refusal leaves neither. Locks are taken in
the order of every write: the debate, then a source, then rows.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Comment, Drawing, Evidence
from archive.claims.queries.talk import about_of
from archive.claims.services import set_claim_state, set_comment_state, set_evidence_state
from archive.claims.services.path import lock_debate
from archive.claims.services.talking import lock_talk
from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication
from archive.moderation.models import Act, Decision
from archive.moderation.permissions import may_decide
from archive.moderation.services.entries import Thing, author_id_of, clean_reason, clean_rule, write_decision
from archive.sources.models import Source
from archive.sources.services import set_source_state

CHANGES: dict[str, tuple[tuple[Publication, ...], Publication]] = {
    Act.REMOVE: ((Publication.PUBLISHED, Publication.HELD), Publication.REMOVED),
    Act.RESTORE: ((Publication.REMOVED,), Publication.PUBLISHED),
    Act.RELEASE: ((Publication.HELD,), Publication.PUBLISHED),
}
"""What each act changes: from which states, into which."""


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
