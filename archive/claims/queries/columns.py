"""One claim with what supports it on the left and what opposes it on the right; few queries whatever its size."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate
from archive.claims.queries.leaning import with_marks
from archive.claims.queries.rows import ClaimRow, claim_row
from archive.claims.queries.threads import add_evidence, add_own_ratings, line_of_argument
from archive.core.models import Aim, Stance

PER_SIDE = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One side: arguments on whether the claim is true, then those on whether it matters; a page of both.

    `earlier` and `further` say how many the page before and after leave out; None if there is none.
    """

    stance: str
    count: int
    rows: list[ClaimRow]
    at_bearing: list[ClaimRow]
    skip: int
    earlier: int | None
    further: int | None


@dataclass(frozen=True, slots=True)
class Columns:
    """A claim between its two sides, with the line of argument above and its neighbours beside it."""

    top: ClaimRow
    line: list[ClaimRow]
    sides: list[Column]
    previous: ClaimRow | None
    following: ClaimRow | None

    @property
    def up(self) -> ClaimRow | None:
        """What the claim answers; None for a thesis."""
        return self.line[-1] if self.line else None


def claim_of(debate: Debate, viewer: Viewer, claim_id: int | None) -> Claim | None:
    """Return the claim of the debate with this id that `viewer` may see, or without an id the first thesis."""
    seen = with_marks(
        Claim.objects.placed_for(viewer).filter(debate=debate).select_related("author", "same_as")
    )
    if claim_id is not None:
        return seen.filter(pk=claim_id).first()
    return seen.filter(parent=None).order_by("path").first()


def columns(debate: Debate, claim: Claim, *, viewer: Viewer, skips: Mapping[str, int]) -> Columns:
    """Return the two sides of a claim, the strongest first, each after as many as `skips` says of its stance."""
    sides = {stance: one_side(claim, viewer, stance, skips.get(stance, 0)) for stance in Stance.values}
    top = claim_row(claim, viewer, debate_open=debate.is_open, top=claim.depth)
    found = {
        stance: [claim_row(c, viewer, debate_open=debate.is_open, top=claim.depth) for c in claims[:PER_SIDE]]
        for stance, claims in sides.items()
    }
    rows = {row.id: row for row in [top, *(row for side in found.values() for row in side)]}
    add_evidence(rows, viewer)
    add_own_ratings(rows, viewer)
    counts = {Stance.SUPPORTS: claim.supports, Stance.OPPOSES: claim.opposes}
    made = []
    for stance in Stance:
        skip, more = skips.get(stance, 0), len(sides[stance]) > PER_SIDE
        made.append(column(stance, counts[stance], found[stance], skip, more))
    line = line_of_argument(claim, viewer=viewer, debate_open=debate.is_open)
    return Columns(top, line, made, *beside(debate, claim, viewer))


def column(stance: str, count: int, rows: list[ClaimRow], skip: int, more: bool) -> Column:
    """Return one side as it is printed."""
    return Column(
        stance=stance,
        count=count,
        rows=[row for row in rows if row.aim == Aim.STANDING],
        at_bearing=[row for row in rows if row.aim == Aim.BEARING],
        skip=skip,
        earlier=max(0, skip - PER_SIDE) if skip else None,
        further=skip + PER_SIDE if more else None,
    )


def one_side(claim: Claim, viewer: Viewer, stance: str, skip: int) -> list[Claim]:
    """Return the answers of one stance, one more than a page so that it can tell that there are more."""
    answers = Claim.objects.placed_for(viewer).filter(parent=claim, stance=stance)
    ordered = with_marks(answers.select_related("author", "same_as")).order_by("-aim", "-strength", "id")
    return list(ordered[skip : skip + PER_SIDE + 1])


def beside(debate: Debate, claim: Claim, viewer: Viewer) -> tuple[ClaimRow | None, ClaimRow | None]:
    """Return the claims before and after this one under the same parent, in the order in which they were posted."""
    siblings = Claim.objects.placed_for(viewer).filter(debate=debate, parent=claim.parent_id)
    siblings = siblings.select_related("author", "same_as")
    before = siblings.filter(path__lt=claim.path).order_by("-path").first()
    after = siblings.filter(path__gt=claim.path).order_by("path").first()
    rows = [claim_row(c, viewer, debate_open=debate.is_open) if c else None for c in (before, after)]
    return rows[0], rows[1]
