"""Why a claim stands where it does, with its own numbers, and what would change it; one for the page and the API."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from archive.claims.models import Claim
from archive.claims.models.claim import number_of
from archive.claims.queries.rows import StandingRow, aimed_at, standing_row
from archive.claims.standing import (
    SCALE_TOP,
    SHRINKAGE,
    Argument,
    aggregate,
    base_of,
    effects_of,
    rated_weight_of,
    standing_of,
)
from archive.claims.what_if import Answer, Change, changes
from archive.core.models import Aim, Publication, Stance

SHOWN = 50  # arguments listed, those with the greatest effect first
SPELLED = 6  # contributions written out in a formula
COUNTED = ("bearing_count", "points", "raters")


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One argument's part: its standing and weight, what it contributes, and the difference that it makes."""

    id: int
    url: str
    number: str
    stance: str
    answers_what: str
    standing: StandingRow
    raw_standing: float
    raw_weight: float
    contribution: float
    raw_effect: float

    @property
    def effect(self) -> str:
        """The difference in words, with its sign."""
        return f"{self.raw_effect:+.3f}".replace("-", "−") if round(self.raw_effect, 3) else "0"

    @property
    def side(self) -> str:
        """To which side of the middle its bar goes."""
        return Stance.SUPPORTS if self.raw_effect >= 0 else Stance.OPPOSES

    @property
    def width(self) -> str:
        """How long its bar is, on an axis of 100."""
        return f"{min(50.0, abs(self.raw_effect) * 50):.1f}"

    @property
    def x(self) -> str:
        """Where its bar begins."""
        return f"{50 if self.raw_effect >= 0 else 50 - float(self.width):.1f}"


@dataclass(frozen=True, slots=True)
class Start:
    """What the ratings alone say: `count` of them with the sum `total`, and the value that the formula gives."""

    total: int
    count: int
    value: float
    pulled_to: float  # the middle for what is true, 0 for what matters

    @property
    def formula(self) -> str:
        """The formula with the claim's own numbers in it."""
        middle = f" + {SHRINKAGE} × {self.pulled_to}" if self.pulled_to else ""
        return f"({self.total} / {SCALE_TOP}{middle}) / ({self.count} + {SHRINKAGE})"


@dataclass(frozen=True, slots=True)
class Working:
    """One sum from its start to its result: both sides, what is between them, and each argument's part."""

    start: Start
    support: float
    attack: float
    d: float
    result: float
    rows: list[EffectRow]
    left_out: int
    arguments: Sequence[Argument]
    counts: bool

    @property
    def support_formula(self) -> str:
        """How the strength of the supporting side is made up."""
        return side_formula([a.contribution for a in self.arguments if a.supports])

    @property
    def attack_formula(self) -> str:
        """How the strength of the opposing side is made up."""
        return side_formula([a.contribution for a in self.arguments if not a.supports])

    @property
    def between(self) -> str:
        """By how much support exceeds attack, with a true minus sign."""
        return f"{self.d:.3f}".replace("-", "−")

    @property
    def result_formula(self) -> str:
        """The last step, by whichever side is the stronger."""
        base, d = f"{self.start.value:.3f}", f"{abs(self.d):.3f}"
        return f"{base} + (1 − {base}) × {d}" if self.d >= 0 else f"{base} − {base} × {d}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a claim's standing is made up; of an argument its weight too. A link stands as its original."""

    original_url: str
    standing: StandingRow
    value: str
    raw: float
    working: Working
    weight: Working | None
    is_unrated: bool
    changes: list[Change]

    @property
    def contribution(self) -> float:
        """What it contributes to its parent: 0 for a thesis."""
        return self.weight.result * self.raw if self.weight else 0.0


def explanation(claim: Claim) -> Explanation:
    """Return how the claim's standing, and its weight if it is an argument, are made up; in three queries at most."""
    shown = claim.same_as or claim
    answers = published_answers(claim, shown)
    on_standing = [a for a in answers if a.parent_id == shown.pk and not a.at_bearing]
    on_bearing = [a for a in answers if a.parent_id == claim.pk and a.at_bearing]
    base = base_of(shown.convincing_sum, shown.convincing_count)
    start = Start(shown.convincing_sum, shown.convincing_count, base, 0.5)
    working = worked(start, on_standing)
    return Explanation(
        original_url=shown.get_absolute_url() if claim.same_as_id else "",
        standing=standing_row(shown.standing, shown.subtree_ratings),
        value=f"{shown.standing:.3f}",
        raw=shown.standing,
        working=working,
        weight=weight_working(claim, on_bearing) if claim.parent_id else None,
        is_unrated=not claim.bearing_count,
        changes=changes(shown.convincing_sum, shown.convincing_count, shown.subtree_ratings, on_standing),
    )


def published_answers(claim: Claim, shown: Claim) -> list[Answer]:
    """Return the numbers of every answer that counts, in order of their ids as the tallies take them; one query.

    A link counts as long as what it shows does.
    """
    rows = (
        Claim.objects.published()
        .filter(Q(same_as=None) | Q(same_as__state=Publication.PUBLISHED), parent__in={claim.pk, shown.pk})
        .annotate(points=Coalesce("same_as__convincing_sum", "convincing_sum"))
        .annotate(raters=Coalesce("same_as__convincing_count", "convincing_count"))
        .order_by("id")
        .values(*("id", "parent_id", "path", "stance", "aim", "standing", "weight"), *COUNTED)
    )
    return [
        Answer(
            id=row["id"],
            parent_id=row["parent_id"],
            path=row["path"],
            number=number_of(row["path"]),
            at_bearing=row["aim"] == Aim.BEARING,
            argument=Argument(row["stance"] == Stance.SUPPORTS, row["standing"], row["weight"]),
            bearing_count=row["bearing_count"],
            convincing_sum=row["points"],
            convincing_count=row["raters"],
        )
        for row in rows
    ]


def weight_working(claim: Claim, answers: Sequence[Answer]) -> Working:
    """Return how much an argument bears on its parent: its ratings, and the arguments aimed at its bearing.

    What nobody rated weighs nothing whatever answers it, so that its arguments have no effect either.
    """
    rated = rated_weight_of(claim.bearing_sum, claim.bearing_count)
    start = Start(claim.bearing_sum, claim.bearing_count, rated, 0.0)
    return worked(start, answers, counts=bool(claim.bearing_count))


def worked(start: Start, answers: Sequence[Answer], *, counts: bool = True) -> Working:
    """Return the sum of a start and these answers, with the rows of those that change it most."""
    arguments = [answer.argument for answer in answers]
    effects = effects_of(start.value, arguments) if counts else [0.0] * len(answers)
    ranked = sorted(zip(answers, effects, strict=True), key=lambda pair: (-abs(pair[1]), pair[0].path))
    first = ranked[:SHOWN]
    claims = Claim.objects.in_bulk([answer.id for answer, _ in first])
    support = aggregate(a.contribution for a in arguments if a.supports)
    attack = aggregate(a.contribution for a in arguments if not a.supports)
    return Working(
        start=start,
        support=support,
        attack=attack,
        d=support - attack,
        result=standing_of(start.value, arguments) if counts else 0.0,
        rows=[effect_row(claims[a.id], effect) for a, effect in first if a.id in claims],
        left_out=max(0, len(ranked) - SHOWN),
        arguments=arguments,
        counts=counts,
    )


def effect_row(answer: Claim, effect: float) -> EffectRow:
    """Return one argument's line of the sum."""
    number = answer.number
    return EffectRow(
        id=answer.pk,
        url=answer.get_absolute_url(),
        number=number,
        stance=answer.stance or "",
        answers_what=aimed_at(answer.aim, number.rpartition(".")[0]),
        standing=standing_row(answer.standing, answer.subtree_ratings),
        raw_standing=answer.standing,
        raw_weight=answer.weight,
        contribution=answer.weight * answer.standing,
        raw_effect=effect,
    )


def side_formula(contributions: Sequence[float]) -> str:
    """Return how the strength of a side follows from what its arguments contribute, what is 0 left out."""
    counted = sorted((each for each in contributions if each), reverse=True)
    if not counted:
        return ""
    factors = [f"(1 − {each:.3f})" for each in counted[:SPELLED]]
    more = len(counted) - SPELLED
    return "1 − " + " × ".join([*factors, *([_("… %(n)s more") % {"n": more}] if more > 0 else [])])
