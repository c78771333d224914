"""Everything that a person did in some hours, taken back as one act with one undo."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim, Comment, Drawing, Evidence
from archive.claims.services.path import lock_debates
from archive.claims.services.taking_back import (
    debates_of_ratings,
    debates_touched_by,
    give_ratings,
    put_words,
    reworded_by,
    take_ratings,
)
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.moderation.models import Act, Decision
from archive.moderation.services.deciding import set_state
from archive.moderation.services.entries import Thing, clean_reason, clean_rule, version_of, write_decision
from archive.moderation.services.restraining import begin_about
from archive.moderation.services.reversing import part_back
from archive.sources.models import Source, SourceText

LONGEST_REVERT = 168  # hours
LIVE = (Publication.PUBLISHED, Publication.HELD)


@transaction.atomic
def revert_person(*, person: User, hours: int, moderator: User, rule: str, reason: str) -> Decision:
    """Remove what a person posted in the last `hours`, put back words that they changed, withdraw their ratings.

    Sources that somebody else uses stay. One decision about the person, with one part for each thing that was
    removed. Raises `NotAllowed` as suspending does, or `Refused` with code empty, too_long, control, bidi, rule,
    range (at `hours`) or nothing.
    """
    reason, rule = clean_reason(reason), clean_rule(rule, required=True)
    if isinstance(hours, bool) or not isinstance(hours, int) or not 1 <= hours <= LONGEST_REVERT:
        raise Refused(
            _("From 1 to %(longest)s hours can be reverted.") % {"longest": LONGEST_REVERT},
            field="hours",
            code="range",
        )
    moderator, person = begin_about(person, moderator)
    since = timezone.now() - timedelta(hours=hours)
    lock_debates(debates_touched_by(person, since) | debates_talked_in(person, since))
    things = posted_by(person, since)
    changed = [(claim, before, version_of(claim)) for claim, before in reworded_by(person, since)]
    reworded = [
        {"claim": claim.pk, "before": before, "after": after}
        for claim, before, after in changed
        if put_words(claim, before)
    ]
    kept = take_ratings(person, since)
    if not (things or reworded or any(kept.values())):
        raise Refused(
            _("They did nothing in these hours that could be reverted."), code="nothing", conflict=True
        )
    detail = {"hours": hours, "since": since.isoformat(), "things": len(things), "reworded": reworded, **kept}
    whole = write_decision(Act.REVERT, person, moderator, rule, reason, detail=detail)
    for thing in things:
        part = write_decision(
            Act.REMOVE, thing, moderator, rule, reason, part_of=whole, detail={"before": thing.state}
        )
        set_state(thing, Publication.REMOVED, part)
    return whole


def debates_talked_in(person: User, since: datetime) -> set[int]:
    """Return the ids of the debates in whose talk a person wrote since then."""
    rows = Comment.objects.filter(author=person, created__gte=since)
    columns = ("debate_id", "claim__debate_id", "suggestion__claim__debate_id")
    return {pk for row in rows.values_list(*columns) for pk in row if pk is not None}


def posted_by(person: User, since: datetime) -> list[Thing]:
    """Return what a person posted since then and what stands or waits: cards, claims deepest first, talk, sources."""
    recent: dict[str, Any] = {"created__gte": since, "state__in": LIVE}
    cards = Evidence.objects.filter(author=person, **recent).select_related("claim").order_by("id")
    claims = Claim.objects.filter(author=person, same_as=None, **recent).order_by("-path")
    comments = Comment.objects.filter(author=person, **recent).order_by("-id")
    return [*cards, *claims, *comments, *unused_sources(person, recent)]


def unused_sources(person: User, recent: dict[str, Any]) -> QuerySet[Source]:
    """Return the person's sources that nobody else cites, draws from or has stored a text of."""
    cited = Evidence.objects.filter(source=OuterRef("pk")).exclude(author=person)
    drawn = Drawing.objects.filter(passage__source=OuterRef("pk")).exclude(drawn_by=person)
    stored = SourceText.objects.filter(source=OuterRef("pk")).exclude(captured_by=person)
    found = Source.objects.filter(added_by=person, merged_into=None, **recent)
    return found.filter(~Exists(cited), ~Exists(drawn), ~Exists(stored)).order_by("id")


@transaction.atomic
def revert_back(decision: Decision, person: User, entry: Decision) -> None:
    """Put back all that a revert took: things that nobody decided about since, words, ratings."""
    parts = list(decision.parts.select_related("claim", "evidence__claim", "comment__claim", "source"))
    reworded = decision.detail.get("reworded", [])
    claims = Claim.objects.filter(pk__in=[one["claim"] for one in reworded])
    debates = debates_of_ratings(decision.detail) | set(claims.values_list("debate_id", flat=True))
    for part in parts:
        debates |= debates_of(part)
    lock_debates(debates)
    for part in sorted(parts, key=lambda part: -part.pk):
        part_back(part, entry)
    by_id = claims.in_bulk()
    for one in reworded:
        put_words(by_id[one["claim"]], one["after"])
    give_ratings(decision.detail)


def debates_of(part: Decision) -> set[int]:
    """Return the ids of the debates that a part concerns."""
    comment = part.comment
    if comment is not None:
        ids = (comment.debate_id, comment.claim and comment.claim.debate_id)
        named = comment.suggestion.claim.debate_id if comment.suggestion else None
        return {pk for pk in (*ids, named) if pk}
    claim = part.claim or (part.evidence and part.evidence.claim)
    return {claim.debate_id} if claim else set()
