"""Moving and merging claims, marking and merging sources, as decisions: the acts of curators, written into the log."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim
from archive.claims.services import lift_mark, mark_source, merge_claims, merge_sources, move_claim
from archive.claims.services.merging import debates_with
from archive.claims.services.path import lock_debates
from archive.core.errors import Refused
from archive.core.models import Aim
from archive.moderation.models import Act, Decision
from archive.moderation.services.deciding import begin
from archive.moderation.services.entries import write_decision
from archive.sources.models import Source


@transaction.atomic
def move_by_decision(
    *,
    claim: Claim,
    parent: Claim | None,
    moderator: User,
    reason: str,
    stance: str | None = None,
    aim: str = Aim.STANDING,
    rule: str = "",
) -> Decision:
    """Move a claim with all below it to another place of its debate; raises what `begin` and `move_claim` raise."""
    claim, reason, rule = begin(claim, moderator, reason, rule, needs_rule=False)
    row = move_claim(claim=claim, parent=parent, person=moderator, reason=reason, stance=stance, aim=aim)
    return write_decision(Act.MOVE, claim, moderator, rule, reason, detail={"rearrangement": row.pk})


@transaction.atomic
def merge_by_decision(
    *, thing: Claim | Source, into: Any, moderator: User, reason: str, rule: str = ""
) -> Decision:
    """Merge a duplicate into the claim or the record that stays; raises what `begin` and the merge raise."""
    if isinstance(thing, Source):
        lock_debates(debates_with(thing))
    thing, reason, rule = begin(thing, moderator, reason, rule, needs_rule=False)
    if into is None and isinstance(thing, Claim):
        raise Refused(_("Choose the one that stays."), field="into", code="empty")
    if isinstance(thing, Source):
        done = merge_sources(source=thing, into=into, reason=reason, person=moderator)
        return write_decision(
            Act.MERGE, thing, moderator, rule, reason, detail={"into": into.pk, "merge": done.pk}
        )
    row = merge_claims(claim=thing, into=into, person=moderator, reason=reason)
    detail = {"into": into.pk, "rearrangement": row.pk}
    return write_decision(Act.MERGE, thing, moderator, rule, reason, detail=detail)


@transaction.atomic
def mark_by_decision(
    *, source: Source, kind: str, moderator: User, reason: str, url: str = "", rule: str = ""
) -> Decision:
    """Mark a source as retracted, corrected or disputed; raises what `begin` and `mark_source` raise."""
    source, reason, rule = begin(source, moderator, reason, rule, needs_rule=False)
    standing = set(source.marks.values_list("pk", flat=True))
    mark = mark_source(source=source, kind=kind, reason=reason, person=moderator, url=url)
    if mark.pk in standing:
        raise Refused(
            _("It is marked so already, in the same words; nothing was changed."), code="state", conflict=True
        )
    return write_decision(
        Act.MARK, source, moderator, rule, reason, detail={"mark": mark.pk, "kind": mark.kind}
    )


@transaction.atomic
def unmark_by_decision(*, source: Source, moderator: User, reason: str) -> Decision:
    """Lift the mark in force on a source; raises what `begin` and `lift_mark` raise, or `Refused` with code lifted."""
    source, reason, _rule = begin(source, moderator, reason, "", needs_rule=False)
    mark = source.marks.select_related("source").filter(lifted_at=None).order_by("-id").first()
    if mark is None:
        raise Refused(_("There is no mark to lift; nothing was changed."), code="lifted", conflict=True)
    lift_mark(mark=mark, reason=reason, person=moderator)
    return write_decision(
        Act.UNMARK, source, moderator, "", reason, detail={"mark": mark.pk, "kind": mark.kind}
    )
