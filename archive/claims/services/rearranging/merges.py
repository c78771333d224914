"""Merging a duplicate into the claim that it repeats: ratings, evidence and answers united; and parting them again."""

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim, Debate, Drawing, Evidence, EvidenceRequest, Rearrangement
from archive.claims.models.claim import SEGMENT
from archive.claims.models.rearrangement import Act, Scale
from archive.claims.services.activity import note_rearranged
from archive.claims.services.claims import next_path
from archive.claims.services.rearranging.judgements import (
    carry,
    drop,
    give_back,
    hand_over,
    settle_sums,
    take,
)
from archive.claims.services.rearranging.links import insert_link, take_link_away
from archive.claims.services.rearranging.moves import refuse_wrong_parent, restore_aims
from archive.claims.services.rearranging.places import (
    place,
    refuse_circle,
    settle_name,
    step_of,
    straighten_aims,
)
from archive.claims.services.rearranging.rules import (
    clean_reason,
    in_this_debate,
    lock_for,
    refuse_answers_at_bearing,
    refuse_last_thesis,
    refuse_same_words,
    refuse_unless_own_words,
)
from archive.claims.services.rearranging.tallies import settle_cards, settle_counters, settle_paths
from archive.core.errors import Refused
from archive.core.models import Publication


@transaction.atomic
def merge_claims(*, claim: Claim, into: Claim, person: User, reason: str) -> Rearrangement:
    """Merge a duplicate into another claim of its debate; its address leads there from then on.

    Ratings, cards, requests for evidence, drawings, answers and links go over. Who rated both keeps the rating
    of the claim that stays. If the two stand in different places, a link is left in the duplicate's.
    Raises `NotAllowed`, or `Refused` with code closed, gone, moved, not_published, is_link, wrong_debate,
    same, circle, last_thesis, answers_at_bearing, too_deep, too_many, or what is wrong with the reason.
    """
    reason = clean_reason(reason)
    debate, claim = lock_for("merge claims", claim=claim, person=person)
    kept = in_this_debate(into, debate, person, "into")
    refuse_unmergeable(claim, kept)
    row = Rearrangement.objects.create(
        act=Act.MERGE, debate=debate, claim=claim, other=kept, by=person, reason=reason
    )
    concerned = [claim, claim.parent, kept]
    carry(kept, take(row, claim, Scale.CONVINCING))
    bearing = take(row, claim, Scale.BEARING)
    before: dict[str, Any] = move_belongings(claim, kept)
    before["state_at"] = claim.state_at.isoformat() if claim.state_at else None
    before["aims"] = [] if same_place(claim, kept) else straighten_aims(claim)
    before["answers"] = move_answers(claim, kept)
    before |= move_links(row, claim, kept)
    link = leave_link(claim, kept, debate)
    before["link"] = link.pk if link else None
    if link is not None:
        carry(link, bearing)
    elif same_place(claim, kept):
        carry(kept, bearing)
    row.before = before
    row.save(update_fields=["before"])
    claim.state, claim.merged_into, claim.state_at = Publication.MERGED, kept, timezone.now()
    claim.save(update_fields=["state", "merged_into", "state_at"])
    settle(debate, [*concerned, link], cards=[claim, kept], ratings=[claim, kept, link])
    note_rearranged(row)
    return row


def same_place(claim: Claim, kept: Claim) -> bool:
    """Return whether both answer the same thing in the same way."""
    return (claim.parent_id, claim.stance, claim.aim) == (kept.parent_id, kept.stance, kept.aim)


def refuse_unmergeable(claim: Claim, kept: Claim) -> None:
    """Refuse a merge of a claim with itself, with one above or below it, or one that would lose something."""
    if claim.pk == kept.pk:
        raise Refused(_("This is the same claim; choose the other one."), field="into", code="same")
    refuse_unless_own_words(kept, "into")
    if kept.path.startswith(claim.path) or claim.path.startswith(kept.path):
        raise Refused(_("One of them stands under the other."), field="into", code="circle")
    refuse_last_thesis(claim)
    if not same_place(claim, kept):
        refuse_answers_at_bearing(claim)


def move_belongings(claim: Claim, kept: Claim) -> dict[str, list[int]]:
    """Give the other claim the cards, and those drawings and requests for evidence that it lacks; returns ids."""
    cards = Evidence.objects.filter(claim=claim)
    drawings = Drawing.objects.filter(claim=claim)
    drawings = drawings.exclude(passage__in=Drawing.objects.filter(claim=kept).values("passage"))
    requests = EvidenceRequest.objects.filter(claim=claim).exclude(
        answered_by=None, person__in=[*asking_of(kept), kept.author_id]
    )
    moved: dict[str, list[int]] = {}
    for name, rows in (("cards", cards), ("drawings", drawings), ("requests", requests)):
        moved[name] = list(rows.order_by("id").values_list("pk", flat=True))
        rows.model._default_manager.filter(pk__in=moved[name]).update(claim=kept)
    return moved


def move_answers(claim: Claim, kept: Claim) -> list[list[int]]:
    """Put all answers under the other claim, in order; returns pairs of id and step as they were."""
    answers = []
    for answer in Claim.objects.filter(parent=claim).order_by("path"):
        answers.append([answer.pk, int(step_of(answer.path))])
        put_under(answer, kept, next_path(kept.debate, kept))
    return answers


def put_under(answer: Claim, parent: Claim, path: str) -> None:
    """Carry an answer with everything under it below another claim; its stance and aim stay."""
    aim = answer.aim
    place(answer, debate=parent.debate, parent=parent, path=path, stance=answer.stance, aim=aim)


def move_links(row: Rearrangement, claim: Claim, kept: Claim) -> dict[str, Any]:
    """Let links to the one claim show the other; one beside which the other stands already goes. Returns ids.

    They are in the name of the other's author from then on, whose ratings of them are set aside.
    """
    links = Claim.objects.filter(same_as=claim)
    here = Claim.objects.published().filter(Q(pk=kept.pk) | Q(same_as=kept)).values("parent")
    twice = list(links.published().filter(parent__in=here.exclude(parent=None)))
    ids = list(links.order_by("id").values_list("pk", flat=True))
    since = {link.pk: link.state_at.isoformat() for link in twice if link.state_at}
    for link in twice:
        take_link_away(link)
    rated = list(links.filter(ratings__rater=kept.author_id))
    for link in rated:
        take(row, link, Scale.BEARING, [kept.author_id])
    links.update(same_as=kept, author=kept.author_id)
    settle_sums(*rated)
    Claim.objects.filter(pk__in=ids, state=Publication.MERGED).update(merged_into=kept)
    return {"links": ids, "links_away": [link.pk for link in twice], "links_since": since}


def leave_link(claim: Claim, kept: Claim, debate: Debate) -> Claim | None:
    """Show the claim that stays at the very number of the duplicate, unless it stands or is shown there already."""
    parent = claim.parent
    if parent is None:
        return None
    here = Claim.objects.published().filter(Q(pk=kept.pk) | Q(same_as=kept), parent=parent)
    if here.exists():
        return None
    path = claim.path
    claim.path = next_path(debate, parent)  # it has no answers any more, so its own row is all that moves
    claim.save(update_fields=["path"])
    stance = claim.stance or ""
    return insert_link(kept, debate=debate, parent=parent, stance=stance, aim=claim.aim, path=path)


def settle(
    debate: Debate, paths: list[Claim | None], *, cards: list[Claim], ratings: list[Claim | None]
) -> None:
    """Count anew what a merge or its undoing has changed, and refuse it if a standing came to feed itself."""
    for claim in [claim for claim in paths if claim is not None]:
        refuse_circle(claim)
    settle_sums(*[claim for claim in ratings if claim is not None])
    settle_cards(*cards)
    links = Claim.objects.filter(same_as__in=cards).select_related("debate").order_by("id")
    settle_paths([*paths, *links])
    elsewhere = {link.debate_id: link.debate for link in links if link.debate_id != debate.pk}
    settle_counters(debate, *(elsewhere[pk] for pk in sorted(elsewhere)))
    settle_name(debate)


def undo_merge(row: Rearrangement, debate: Debate, person: User) -> None:
    """Part a duplicate from the claim that it was merged into; what came to that claim since stays there.

    Raises `Refused` with code merged_since, moved_since or gone when the two, or the place, are not there any more,
    duplicate when the same words stand there by now, or circle.
    """
    claim = Claim.objects.select_related("parent").get(pk=row.claim_id)
    kept = Claim.objects.select_related("debate").get(pk=row.other_id or 0)
    refuse_unpartable(row, claim, kept, debate)
    refuse_same_words(claim, claim.parent, person)
    link = Claim.objects.filter(pk=row.before.get("link") or 0).first()
    if link is not None:
        swap_back(claim, link)
    claim.state, claim.merged_into = Publication.PUBLISHED, None
    claim.state_at = row.before["state_at"]
    claim.save(update_fields=["state", "merged_into", "state_at"])
    if link is not None:
        hand_over(link, claim, Scale.BEARING)
    give_back(row, claim, but=link)
    return_belongings(row, claim, kept)
    return_answers(row, claim, kept)
    return_links(row, claim, kept)
    settle(debate, [claim, claim.parent, kept, link], cards=[claim, kept], ratings=[claim, kept, link])


def refuse_unpartable(row: Rearrangement, claim: Claim, kept: Claim, debate: Debate) -> None:
    """Refuse to undo a merge whose claims, or their places, were changed since in a way that must be undone first."""
    if claim.state != Publication.MERGED or claim.merged_into_id != kept.pk or claim.debate_id != debate.pk:
        raise Refused(_("It was changed otherwise since."), code="moved_since", conflict=True)
    if kept.state == Publication.MERGED or kept.debate_id != debate.pk:
        raise Refused(
            _("The claim that stayed was itself merged or extracted since. Undo that first."),
            code="merged_since",
            conflict=True,
        )
    if kept.state in (Publication.REMOVED, Publication.ERASED):
        raise Refused(
            _("The claim that stayed was removed by a moderator since, and these are the same words."),
            code="gone",
            conflict=True,
        )
    if claim.parent is not None:
        refuse_wrong_parent(claim.parent, debate)
        if not claim.parent.is_published:
            raise Refused(_("The claim above it does not stand any more."), code="gone", conflict=True)


def swap_back(claim: Claim, link: Claim) -> None:
    """Take away the link that stands in the duplicate's place, and let the two change numbers.

    It goes even if a moderator removed it since: the words are the duplicate's again, which was not removed.
    """
    parent = claim.parent
    if parent is None or link.parent_id != parent.pk:
        return
    take_link_away(link)
    there, here = link.path, claim.path  # it may have gone on to another parent with this place
    Claim.objects.filter(pk=link.pk).update(path=f"{parent.path}{0:0{SEGMENT}}")  # no two in one place
    claim.path = there
    claim.save(update_fields=["path"])
    Claim.objects.filter(pk=link.pk).update(path=here)


def return_belongings(row: Rearrangement, claim: Claim, kept: Claim) -> None:
    """Give back the cards, drawings and requests that went over and are still with the other claim."""
    Evidence.objects.filter(pk__in=row.before["cards"], claim=kept).update(claim=claim)
    Drawing.objects.filter(pk__in=row.before["drawings"], claim=kept).update(claim=claim)
    requests = EvidenceRequest.objects.filter(pk__in=row.before["requests"], claim=kept)
    requests.exclude(answered_by=None, person__in=asking_of(claim)).update(claim=claim)
    for one, other in ((claim, kept), (kept, claim)):  # no request is answered by a card of the other claim
        astray = EvidenceRequest.objects.filter(claim=one, answered_by__claim=other)
        astray.exclude(person__in=asking_of(one)).update(answered_by=None)


def asking_of(claim: Claim) -> list[int]:
    """Return the ids of those who ask for evidence of a claim and have no answer."""
    asking = EvidenceRequest.objects.filter(claim=claim, answered_by=None)
    return list(asking.values_list("person_id", flat=True))


def return_answers(row: Rearrangement, claim: Claim, kept: Claim) -> None:
    """Put the answers that went over, and have not been moved on since, back under the duplicate."""
    steps = dict(row.before["answers"])
    for answer in Claim.objects.filter(pk__in=steps, parent=kept).order_by("path"):
        claim.debate = kept.debate
        put_under(answer, claim, f"{claim.path}{steps[answer.pk]:0{SEGMENT}}")
    restore_aims(claim, row.before.get("aims", []))


def return_links(row: Rearrangement, claim: Claim, kept: Claim) -> None:
    """Let the links that showed the duplicate show it again."""
    links = Claim.objects.filter(pk__in=row.before["links"], same_as=kept)
    found = list(links)
    links.filter(merged_into=F("same_as")).update(merged_into=claim)
    links.update(same_as=claim, author=claim.author_id)
    for link in found:
        link.author_id = claim.author_id
        drop(link, Scale.BEARING, [claim.author_id])
        give_back(row, link)
    settle_sums(*found)
    away = Claim.objects.filter(pk__in=row.before["links_away"], same_as=claim, state=Publication.MERGED)
    away.update(state=Publication.PUBLISHED, merged_into=None, state_at=None)
    for pk, since in row.before.get("links_since", {}).items():
        away_once = Claim.objects.filter(pk=pk, pk__in=row.before["links_away"], same_as=claim)
        away_once.update(state_at=since)
