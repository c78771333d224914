"""Why a claim stands where it does: its base, and what each argument adds or takes."""

from dataclasses import dataclass

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim
from archive.claims.queries.rows import StandingRow, standing_row, words_for
from archive.claims.standing import Argument, base_of, effects_of
from archive.core.models import Aim, Publication, Stance

SHOWN = 50  # arguments listed, those with the greatest effect first


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One argument's part in the standing: its own standing and weight, and the difference that it makes."""

    id: int
    url: str
    number: str
    stance: str
    statement: str | None
    standing: StandingRow
    weight: str
    effect: str
    side: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole sum: base, effects, standing, and how many ratings stand behind the base."""

    base: str
    ratings: int
    standing: StandingRow
    value: str
    rows: list[EffectRow]
    left_out: int


def explanation(claim: Claim, viewer: Viewer) -> Explanation:
    """Return how the claim's standing is made up, in one query."""
    shown = claim.same_as or claim
    answers = list(
        Claim.objects.published()
        .filter(parent=shown, aim=Aim.STANDING)
        .select_related("same_as")
        .order_by("id")
    )
    base = base_of(shown.convincing_sum, shown.convincing_count)
    arguments = [Argument(a.stance == Stance.SUPPORTS, a.standing, a.weight) for a in answers]
    effects = list(zip(answers, effects_of(base, arguments), strict=True))
    effects.sort(key=lambda pair: (-abs(pair[1]), pair[0].path))
    return Explanation(
        base=f"{base:.2f}",
        ratings=shown.convincing_count,
        standing=standing_row(shown.standing, shown.subtree_ratings),
        value=f"{shown.standing:.2f}",
        rows=[effect_row(answer, effect, viewer) for answer, effect in effects[:SHOWN]],
        left_out=max(0, len(effects) - SHOWN),
    )


def effect_row(answer: Claim, effect: float, viewer: Viewer) -> EffectRow:
    """Return one argument's line of the sum, with a bar from the middle."""
    width = min(50.0, abs(effect) * 50)
    return EffectRow(
        id=answer.pk,
        url=answer.get_absolute_url(),
        number=answer.number,
        stance=answer.stance or "",
        statement=words_for(
            viewer, Publication(answer.state), answer.author_id, (answer.same_as or answer).statement
        ),
        standing=standing_row(answer.standing, answer.subtree_ratings),
        weight=f"{answer.weight:.2f}",
        effect=f"{effect:+.2f}".replace("-", "−") if round(effect, 2) else "0",
        side="supports" if effect >= 0 else "opposes",
        x=f"{50 if effect >= 0 else 50 - width:.1f}",
        width=f"{width:.1f}",
    )
