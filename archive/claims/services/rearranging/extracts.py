"""Extracting a branch into a debate of its own, leaving a link; and putting it back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim, Curatorship, Debate, Rearrangement
from archive.claims.models.debate import DebateState
from archive.claims.models.rearrangement import Act, Scale
from archive.claims.services.activity import note_rearranged
from archive.claims.services.claims import next_path, refuse_unless_answerable
from archive.claims.services.debates import clean_title, lock_words
from archive.claims.services.rearranging.judgements import carry, give_back, hand_over, settle_sums, take
from archive.claims.services.rearranging.links import insert_link, take_link_away
from archive.claims.services.rearranging.moves import restore_aims, spot_of
from archive.claims.services.rearranging.places import (
    note_all_shown,
    place,
    refuse_circle,
    settle_name,
    straighten_aims,
    tied_to,
)
from archive.claims.services.rearranging.rules import (
    clean_reason,
    lock_for,
    refuse_answers_at_bearing,
    refuse_same_words,
)
from archive.claims.services.rearranging.tallies import settle_counters, settle_paths
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.sources.models import slug_for

FIRST = "0001"


@transaction.atomic
def extract_branch(*, claim: Claim, person: User, reason: str, title: str = "") -> Rearrangement:
    """Make a debate of an argument and everything under it; a link stays in its place, at its number.

    The link has the bearing ratings, the thesis everything else. The new debate has the language, topics and
    curators of the old one, and whoever extracts is its opener. Raises `NotAllowed`, or `Refused` with code
    closed, gone, moved, not_published, is_link, thesis, answers_at_bearing, duplicate, changed, or what is wrong
    with the reason or the title.
    """
    reason, title = clean_reason(reason), clean_title(title)
    tied = tied_to(claim)
    debate, claim = lock_for("extract", claim=claim, person=person, also=tied)
    refuse_changed(claim, tied)
    parent = claim.parent
    if parent is None:
        raise Refused(_("This is a thesis; it has its debate already."), code="thesis", conflict=True)
    lock_words(claim.statement)
    refuse_answers_at_bearing(claim)
    refuse_same_words(claim, None, person)
    made = new_debate(debate, claim, person, title)
    before = spot_of(claim) | {"aims": straighten_aims(claim)}
    path, stance, aim = claim.path, claim.stance or "", claim.aim
    row = Rearrangement(act=Act.EXTRACT, debate=debate, claim=claim, into=made, by=person, reason=reason)
    row.before = before
    row.save()
    bearing = take(row, claim, Scale.BEARING)
    place(claim, debate=made, parent=None, path=FIRST, stance=None)
    link = insert_link(claim, debate=debate, parent=parent, stance=stance, aim=aim, path=path)
    carry(link, bearing)
    row.other = link
    row.save(update_fields=["other"])
    Claim.objects.filter(pk=claim.pk).update(moved_at=timezone.now())
    settle(claim, link, debate, made)
    note_rearranged(row)
    return row


def refuse_changed(claim: Claim, tied: set[int]) -> None:
    """Refuse when links under the claim show debates that were not locked: somebody linked a moment ago."""
    if not tied_to(claim) <= tied:
        raise Refused(
            _("Somebody placed a link under it a moment ago. Look again."), code="changed", conflict=True
        )


def new_debate(debate: Debate, thesis: Claim, person: User, title: str) -> Debate:
    """Open a debate for the branch with what the old one had: language, topics, curators."""
    made = Debate.objects.create(
        title=title,
        slug=slug_for(title or thesis.statement),
        language=debate.language,
        opener=person,
        last_activity=thesis.last_activity,
    )
    made.topics.set(debate.topics.all())
    curators = {*debate.curatorships.values_list("curator_id", flat=True), person.pk}
    Curatorship.objects.bulk_create(
        Curatorship(debate=made, curator_id=curator, named_by=person) for curator in sorted(curators)
    )
    return made


def settle(claim: Claim, link: Claim, *debates: Debate) -> None:
    """Count anew in both debates, and note which of them shows the other's claims from now on."""
    note_all_shown(claim)
    refuse_circle(claim)
    settle_sums(claim, link)
    settle_paths([claim, link])
    settle_counters(*debates)
    for debate in debates:
        settle_name(debate)


def undo_extract(row: Rearrangement, debate: Debate, person: User) -> None:
    """Put a branch back in its place with all that was posted in it since; an emptied debate is closed.

    Raises `Refused` with code moved_since, parent_… (the place is not there any more), too_deep or changed.
    """
    claim = Claim.objects.get(pk=row.claim_id)
    link = Claim.objects.select_related("parent").get(pk=row.other_id or 0)
    made = Debate.objects.get(pk=row.into_id or 0)
    still = (claim.debate_id, claim.parent_id, claim.is_published) == (made.pk, None, True)
    parent = link.parent
    shown = (link.debate_id, link.same_as_id, link.is_published) == (debate.pk, claim.pk, True)
    if not still or parent is None or not shown:
        raise Refused(
            _("The claim or the link in its place was moved, merged or taken away since. Undo that first."),
            code="moved_since",
            conflict=True,
        )
    refuse_unless_answerable(parent, row.before["aim"])
    path, stance, aim = link.path, link.stance, link.aim
    take_link_away(link)
    refuse_same_words(claim, parent, person)
    Claim.objects.filter(pk=link.pk).update(path=next_path(debate, parent))
    place(claim, debate=debate, parent=parent, path=path, stance=stance, aim=aim)
    restore_aims(claim, row.before["aims"])
    hand_over(link, claim, Scale.BEARING)
    give_back(row, claim, but=link)
    Claim.objects.filter(pk=claim.pk).update(moved_at=row.before["moved_at"])
    settle(claim, link, debate, made)
    close_emptied(made, claim)


def close_emptied(made: Debate, claim: Claim) -> None:
    """Close a debate that lost its last claim; its page leads to the claim that it was made of."""
    if not Claim.objects.filter(debate=made, parent=None).exclude(state=Publication.MERGED).exists():
        reason = f"Put back into debate {claim.debate_id}."
        Debate.objects.filter(pk=made.pk).update(state=DebateState.CLOSED, state_reason=reason)
