"""Moving a claim with everything under it to another place of its debate, and moving it back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim, Debate, Rearrangement
from archive.claims.models.rearrangement import Act, Scale
from archive.claims.services.activity import note_rearranged
from archive.claims.services.claims import next_path, refuse_unless_answerable
from archive.claims.services.rearranging.judgements import drop, give_back, settle_sums, take
from archive.claims.services.rearranging.places import (
    place,
    refuse_circle,
    refuse_unfit_place,
    settle_name,
    step_of,
    straighten_aims,
)
from archive.claims.services.rearranging.rules import clean_reason, in_this_debate, lock_for, refuse_unclear
from archive.claims.services.rearranging.tallies import settle_counters, settle_paths
from archive.core.errors import Refused
from archive.core.models import Aim


@transaction.atomic
def move_claim(
    *,
    claim: Claim,
    parent: Claim | None,
    person: User,
    reason: str,
    stance: str | None = None,
    aim: str = Aim.STANDING,
) -> Rearrangement:
    """Move a claim with everything under it below another one of its debate, or to the top as a thesis.

    Convincing ratings stay; bearing ratings of the claim itself are set aside, since they judged another link.
    Raises `NotAllowed`, or `Refused` with code closed, gone, moved, not_published, is_link, wrong_debate,
    parent_…, stance, aim, no_bearing, same, inside_itself, last_thesis, answers_at_bearing, duplicate,
    circle, too_deep, too_many, or what is wrong with the reason.
    """
    reason = clean_reason(reason)
    debate, claim = lock_for("move", claim=claim, person=person)
    if parent is None:
        stance, aim = None, Aim.STANDING
    else:
        parent = in_this_debate(parent, debate, person, "parent")
        refuse_unclear(stance, aim)
        refuse_unless_answerable(parent, aim)
    parent_id = parent.pk if parent else None
    if (claim.parent_id, claim.stance, claim.aim) == (parent_id, stance, aim):
        raise Refused(_("It stands there already."), field="parent", code="same", conflict=True)
    refuse_unfit_place(claim, parent, person)
    path = claim.path if claim.parent_id == parent_id else next_path(debate, parent)
    row = Rearrangement.objects.create(
        act=Act.MOVE,
        debate=debate,
        claim=claim,
        other=parent,
        by=person,
        reason=reason,
        before=spot_of(claim),
    )
    row.before["now"] = step_of(path)
    take(row, claim, Scale.BEARING)
    row.before["aims"] = straighten_aims(claim) if parent is None else []
    row.save(update_fields=["before"])
    shift(claim, debate, parent, path=path, stance=stance, aim=aim)
    Claim.objects.filter(pk=claim.pk).update(moved_at=timezone.now())
    note_rearranged(row)
    return row


def spot_of(claim: Claim) -> dict[str, object]:
    """Return where a claim stands, for putting it back."""
    return {
        "parent": claim.parent_id,
        "step": step_of(claim.path),
        "stance": claim.stance,
        "aim": claim.aim,
        "moved_at": claim.moved_at.isoformat() if claim.moved_at else None,
    }


def shift(
    claim: Claim, debate: Debate, parent: Claim | None, *, path: str, stance: str | None, aim: str
) -> None:
    """Carry the claim to its new place in the debate, and make every tally of both places anew."""
    left = claim.parent
    place(claim, debate=debate, parent=parent, path=path, stance=stance, aim=aim)
    refuse_circle(claim)
    settle_sums(claim)
    settle_paths([claim, left])
    settle_counters(debate)
    settle_name(debate)


def undo_move(row: Rearrangement, debate: Debate, person: User) -> None:
    """Put a moved claim back where it was, under the very number, with the bearing ratings that it had there.

    Bearing ratings given at the other place go: they judged that link. Raises `Refused` with code moved_since,
    parent_… (the old parent does not stand any more), or what `refuse_unfit_place` refuses.
    """
    claim, before = Claim.objects.select_related("parent").get(pk=row.claim_id), row.before
    here = (claim.debate_id, claim.parent_id, step_of(claim.path))
    if here != (debate.pk, row.other_id, before["now"]) or not claim.is_published:
        raise Refused(
            _("It was moved, merged, extracted or taken away since. Undo that first."),
            code="moved_since",
            conflict=True,
        )
    parent = Claim.objects.get(pk=before["parent"]) if before["parent"] else None
    if parent is not None:
        refuse_wrong_parent(parent, debate)
        refuse_unless_answerable(parent, before["aim"])
    refuse_unfit_place(claim, parent, person)
    drop(claim, Scale.BEARING)
    path = (parent.path if parent else "") + before["step"]
    if parent is None:
        straighten_aims(claim)
    shift(claim, debate, parent, path=path, stance=before["stance"], aim=before["aim"])
    restore_aims(claim, before.get("aims", []))
    give_back(row, claim)
    settle_sums(claim)
    Claim.objects.filter(pk=claim.pk).update(moved_at=before["moved_at"])
    settle_paths([claim])
    settle_counters(debate)


def refuse_wrong_parent(parent: Claim, debate: Debate) -> None:
    """Refuse to put a claim back under one that went to another debate."""
    if parent.debate_id != debate.pk:
        raise Refused(
            _("The claim above it went to another debate since. Undo that first."),
            code="moved_since",
            conflict=True,
        )


def restore_aims(claim: Claim, ids: list[int]) -> None:
    """Let these answers aim at the bearing of the claim again, if it has one."""
    if claim.parent_id:
        Claim.objects.filter(pk__in=ids, parent=claim).update(aim=Aim.BEARING)
