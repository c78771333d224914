"""Posting claims, and setting their state on a moderator's decision."""

from datetime import datetime
from hashlib import md5

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Debate
from archive.claims.models.claim import MAX_DEPTH, SEGMENT, STATEMENT_LIMIT
from archive.claims.queries.answering import kept_instead
from archive.claims.services.activity import note_claim
from archive.claims.services.limits import ECHO, begin_post, spend, state_for
from archive.claims.services.locks import refuse_locked
from archive.claims.services.path import (
    lock_debate,
    refresh_links,
    refresh_path,
    refuse_elsewhere,
    touch_debate,
)
from archive.core.errors import Refused
from archive.core.models import Aim, Publication, Stance
from archive.core.text import TextProblem, check_statement
from archive.sources.models import slug_for


def clean_statement(statement: str) -> str:
    """Return the statement as it will be stored, or refuse it at the field `statement`."""
    try:
        return check_statement(statement, limit=STATEMENT_LIMIT)
    except TextProblem as problem:
        raise Refused(problem.message, field="statement", code=problem.code) from problem


def refuse_unless_open(debate: Debate) -> None:
    """Refuse posts and ratings in a debate that is closed or concluded."""
    if not debate.is_open:
        reason = f" ({debate.state_reason})" if debate.state_reason else ""
        raise Refused(
            _("This debate is %(state)s%(reason)s; it can be read, and takes no posts.")
            % {"state": debate.get_state_display(), "reason": reason},
            code="closed",
            conflict=True,
        )


def fresh_claim(claim: Claim, person: User) -> Claim:
    """Return the claim as it is now, if `person` may see it; call it under the lock of `claim`'s debate."""
    found = Claim.objects.visible_to(person).select_related("same_as").filter(pk=claim.pk).first()
    if found is None and (kept := kept_instead(claim.pk, viewer=person)):
        raise Refused(
            _("This claim was merged into another; go on there."),
            code="merged",
            conflict=True,
            existing=kept.get_absolute_url(),
        )
    if found is None:
        raise Refused(_("This claim is not here any more."), code="gone", conflict=True)
    refuse_elsewhere(Debate(pk=claim.debate_id), found)
    return found


def refuse_unless_answerable(parent: Claim, aim: str = Aim.STANDING) -> None:
    """Refuse an answer to what is not published, is only a link, or stands too deep, or bears on nothing."""
    words = {
        Publication.HELD: _("This claim waits for a moderator; it can be answered once it is published."),
        Publication.WITHDRAWN: _("This claim was withdrawn by its author and takes no answers."),
        Publication.REMOVED: _("This claim was removed by a moderator and takes no answers."),
        Publication.ERASED: _("This claim was erased and takes no answers."),
        Publication.MERGED: _("This claim was merged into another; answer that one."),
    }
    if parent.state != Publication.PUBLISHED:
        raise Refused(
            words[Publication(parent.state)], field="parent", code=f"parent_{parent.state}", conflict=True
        )
    if parent.same_as_id:
        raise Refused(
            _("This is a link; answer the claim where it stands."), field="parent", code="parent_is_link"
        )
    if aim == Aim.BEARING and parent.parent_id is None:
        raise Refused(
            _("A thesis answers nothing, so nobody can say that it is beside the point."),
            field="aim",
            code="no_bearing",
        )
    if parent.depth >= MAX_DEPTH:
        raise Refused(
            _("Threads end %(max_depth)s steps below the thesis.") % {"max_depth": MAX_DEPTH},
            field="parent",
            code="too_deep",
            conflict=True,
        )


def same_words(parent: Claim | None, statement: str, viewer: User) -> Claim | None:
    """Return the claim under `parent` with this very statement that `viewer` can see, if there is one."""
    found = (
        Claim.objects.visible_to(viewer)
        .annotate(words=MD5("statement"))
        .filter(parent=parent, statement=statement)
    )
    live = (Publication.PUBLISHED, Publication.HELD)
    return found.filter(words=hash_of(statement), state__in=live).order_by("id").first()


def hash_of(statement: str) -> str:
    """Return the hash that the index `claim_same_words` holds of a statement."""
    return md5(statement.encode(), usedforsecurity=False).hexdigest()


def echo_or_refusal(
    parent: Claim | None, stance: str | None, statement: str, author: User, aim: str = Aim.STANDING
) -> Claim | None:
    """Return the author's own same post of the last minute; refuse the same words by anybody else or older."""
    twin = same_words(parent, statement, author)
    if twin is None:
        return None
    same = (twin.author_id, twin.stance, twin.aim) == (author.pk, stance, aim)
    if same and twin.created > timezone.now() - ECHO:
        return twin
    raise stands_already(twin)


def stands_already(twin: Claim) -> Refused:
    """Return the refusal of words that a claim has already, with the way to it."""
    return Refused(
        _("The same words stand here already; rate or answer that claim instead."),
        field="statement",
        code="duplicate",
        conflict=True,
        existing=twin.get_absolute_url(),
    )


def next_path(debate: Debate, parent: Claim | None) -> str:
    """Return the path of the next answer under `parent`, or of the debate's next thesis."""
    last = Claim.objects.filter(debate=debate, parent=parent).aggregate(last=Max("path"))["last"]
    given = (parent or debate).vacated  # by a move: a number is never given twice
    step = max(given, int(last[-SEGMENT:]) if last else 0) + 1
    if step >= 10**SEGMENT:
        full = _("This claim has as many answers as it can take.")
        if parent is None:
            full = _("This debate has as many theses as it can take.")
        raise Refused(full, field="parent", code="too_many", conflict=True)
    return (parent.path if parent else "") + f"{step:0{SEGMENT}}"


def insert_claim(
    *,
    debate: Debate,
    parent: Claim | None,
    stance: str | None,
    statement: str,
    author: User,
    state: str,
    aim: str = Aim.STANDING,
) -> Claim:
    """Insert a claim under the debate's lock and bring every tally above it up to date."""
    now = timezone.now()
    published = state == Publication.PUBLISHED
    claim = Claim.objects.create(
        debate=debate,
        parent=parent,
        stance=stance,
        aim=aim,
        statement=statement,
        author=author,
        state=state,
        path=next_path(debate, parent),
        depth=parent.depth + 1 if parent else 0,
        published_at=now if published else None,
        own_activity=now,
        last_activity=now,
    )
    if published and parent is not None:
        refresh_path(parent)
    touch_debate(debate, claims=int(published))
    if published:
        note_claim(claim)
    return claim


@transaction.atomic
def post_argument(
    *,
    parent: Claim,
    stance: str,
    statement: str,
    author: User,
    aim: str = Aim.STANDING,
    debate_id: int | None = None,
) -> Claim:
    """Post an argument under `parent`; a newcomer's begins held.

    `aim` says whether it answers that the parent is true, or that it matters to the claim above it.
    Raises `NotAllowed`, `TooSoon`, or `Refused` with code empty, too_long, control, bidi, paragraphs,
    address, stance, aim, closed, gone, parent_…, too_deep, wrong_debate or duplicate. The same post of the
    same author within a minute returns the first one.
    """
    require(author, "post")
    statement = clean_statement(statement)
    if stance not in Stance.values:
        raise Refused(_("Say whether it supports or opposes."), field="stance", code="stance")
    if aim not in Aim.values:
        raise Refused(_("Say what of the claim it answers."), field="aim", code="aim")
    if debate_id is not None and debate_id != parent.debate_id:
        raise Refused(
            _("That claim stands in another debate."),
            field="parent",
            code="wrong_debate",
            existing=parent.get_absolute_url(),
        )
    author = begin_post(author)
    debate = lock_debate(parent.debate_id)
    parent = fresh_claim(parent, author)
    if twin := echo_or_refusal(parent, stance, statement, author, aim):
        return twin
    refuse_unless_open(debate)
    refuse_locked(debate, parent.path)
    refuse_unless_answerable(parent, aim)
    spend(author, "claims")
    return insert_claim(
        debate=debate,
        parent=parent,
        stance=stance,
        aim=aim,
        statement=statement,
        author=author,
        state=state_for(author),
    )


def change_state(
    debate: Debate, claim: Claim, state: str, *, reason: str = "", entry: int | None = None
) -> None:
    """Move a claim to another state under the debate's lock, and keep every counter above it true."""
    was, now, first = claim.is_published, timezone.now(), claim.published_at is None
    claim.state, claim.state_reason, claim.state_at, claim.state_entry = state, reason, now, entry
    if claim.is_published and claim.published_at is None:
        claim.published_at = claim.own_activity = now
    claim.save(
        update_fields=["state", "state_reason", "state_at", "state_entry", "published_at", "own_activity"]
    )
    refresh_path(claim)
    sign = int(claim.is_published) - int(was)
    if sign:
        refresh_links([claim.pk])  # they count as long as what they show does
    touch_debate(debate, claims=sign, evidence=sign * claim.evidence_count, ratings=sign * claim.raters_count)
    if claim.parent_id is None:
        follow_thesis(debate, claim)
    if claim.is_published and first:
        note_claim(claim)


def follow_thesis(debate: Debate, thesis: Claim) -> None:
    """Let the debate appear with a thesis of its own, and keep words that may not be read out of its address."""
    first = Claim.objects.published().filter(debate=debate, parent=None).order_by("path").first()
    if first is not None:
        slug = slug_for(debate.title or first.statement)
        Debate.objects.filter(pk=debate.pk).update(held=False, slug=slug)
    else:
        Debate.objects.filter(pk=debate.pk).update(slug=thesis.state)


CHANGES = {
    Publication.REMOVED: (Publication.PUBLISHED, Publication.HELD),
    Publication.PUBLISHED: (Publication.REMOVED, Publication.HELD),
    Publication.HELD: (Publication.PUBLISHED, Publication.REMOVED),
}
"""Into which state a moderator may put a post from which others; erasing has a service of its own."""


@transaction.atomic
def set_claim_state(*, claim: Claim, state: str, moderator: User, reason: str, entry: int) -> Claim:
    """Remove, restore, release or hold a claim; called by `moderation`, which writes the decision `entry`."""
    require(moderator, "moderate")
    debate = lock_debate(claim.debate_id)
    claim = Claim.objects.get(pk=claim.pk)
    refuse_elsewhere(debate, claim)
    if claim.state not in CHANGES[Publication(state)]:
        label = Publication(claim.state).label
        raise Refused(
            _("This claim is %(label)s; nothing was changed.") % {"label": label}, code="state", conflict=True
        )
    change_state(debate, claim, state, reason=reason if state != Publication.PUBLISHED else "", entry=entry)
    return claim


def note_own_activity(claim: Claim, when: datetime, *, cards: int) -> None:
    """Add to the claim's own count of cards, and to its activity when one was published."""
    claim.evidence_count += cards
    claim.own_activity = max(claim.own_activity, when) if cards > 0 else claim.own_activity
    Claim.objects.filter(pk=claim.pk).update(
        evidence_count=F("evidence_count") + cards, own_activity=claim.own_activity
    )
    refresh_path(claim)
