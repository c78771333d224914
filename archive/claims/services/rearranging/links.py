"""Showing a claim in a second place by a link, and taking the link away."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Debate, Rearrangement
from archive.claims.models.rearrangement import Act
from archive.claims.permissions import curators_of
from archive.claims.services.activity import note_rearranged
from archive.claims.services.claims import next_path, refuse_unless_answerable, refuse_unless_open
from archive.claims.services.limits import refuse_newcomer
from archive.claims.services.path import lock_debates, note_shown
from archive.claims.services.rearranging.places import refuse_circle
from archive.claims.services.rearranging.rules import (
    clean_reason,
    in_this_debate,
    refuse_unclear,
    refuse_unless_own_words,
)
from archive.claims.services.rearranging.tallies import settle_counters, settle_paths
from archive.core.errors import Refused
from archive.core.models import Aim, Publication


@transaction.atomic
def link_claim(
    *, claim: Claim, parent: Claim, person: User, reason: str, stance: str, aim: str = Aim.STANDING
) -> Rearrangement:
    """Show a claim, of this debate or another, under a claim of a debate that `person` curates.

    The link shows the claim's words, evidence and standing; it has bearing ratings of its own and no answers.
    Raises `NotAllowed`, or `Refused` with code closed, gone, not_published, is_link, parent_…, stance, aim,
    no_bearing, duplicate, circle, too_deep, too_many, or what is wrong with the reason.
    """
    reason = clean_reason(reason)
    require(person, "link", curators=curators_of(parent.debate))
    refuse_newcomer(person, _("rearrange claims"))
    debates = lock_debates({claim.debate_id, parent.debate_id})
    debate = debates[parent.debate_id]
    parent = in_this_debate(parent, debate, person, "parent")
    claim = everybodys(claim, debates)
    refuse_unless_open(debate)
    refuse_unclear(stance, aim)
    refuse_unless_answerable(parent, aim)
    refuse_twice(claim, parent)
    link = insert_link(claim, debate=debate, parent=parent, stance=stance, aim=aim)
    note_shown(claim.debate_id, debate.pk)
    refuse_circle(link)
    settle_paths([link])
    settle_counters(debate)
    row = Rearrangement.objects.create(
        act=Act.LINK, debate=debate, claim=claim, other=link, by=person, reason=reason
    )
    note_rearranged(row)
    return row


def everybodys(claim: Claim, debates: dict[int, Debate]) -> Claim:
    """Return the claim as it is now if everybody may read it, and it shows no other; its debate is locked."""
    found = Claim.objects.visible_to(None).select_related("debate").filter(pk=claim.pk).first()
    if found is None or found.debate_id not in debates:
        raise Refused(_("This claim is not here any more."), code="gone", conflict=True)
    refuse_unless_own_words(found)
    return found


def refuse_twice(claim: Claim, parent: Claim) -> None:
    """Refuse a link under a parent where the claim stands or is shown already."""
    there = Claim.objects.published().filter(Q(pk=claim.pk) | Q(same_as=claim), parent=parent).first()
    if there is not None:
        raise Refused(
            _("It stands under that claim already."),
            field="parent",
            code="duplicate",
            conflict=True,
            existing=there.get_absolute_url(),
        )


def insert_link(
    claim: Claim, *, debate: Debate, parent: Claim, stance: str, aim: str, path: str = ""
) -> Claim:
    """Insert a link to the claim, in its author's name: the words are theirs, and nobody rates their own.

    Tallies are not made. `path` is its place, else the next one under the parent.
    """
    now = timezone.now()
    return Claim.objects.create(
        debate=debate,
        parent=parent,
        same_as=claim,
        stance=stance,
        aim=aim,
        author_id=claim.author_id,
        path=path or next_path(debate, parent),
        depth=parent.depth + 1,
        published_at=now,
        own_activity=now,
        last_activity=now,
    )


def take_link_away(link: Claim) -> None:
    """Let a link disappear: its address leads to the claim that it showed, as of one that was merged."""
    Claim.objects.filter(pk=link.pk).exclude(state=Publication.MERGED).update(
        state=Publication.MERGED, merged_into=F("same_as"), state_at=timezone.now()
    )


def undo_link(row: Rearrangement, debate: Debate, person: User) -> None:
    """Take a link away again. Raises `Refused` with code moved_since if it does not stand there any more."""
    link = Claim.objects.select_related("parent").get(pk=row.other_id or 0)
    if not link.is_published or link.debate_id != debate.pk:
        raise Refused(_("The link does not stand here any more."), code="moved_since", conflict=True)
    take_link_away(link)
    settle_paths([link])
    settle_counters(debate)
