"""How people rated a claim: means and steps of both scales, and nothing about who rated what."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Rating
from archive.claims.standing import SCALE_TOP

CONVINCING = (
    gettext_lazy("Not at all"),
    gettext_lazy("A little"),
    gettext_lazy("Partly"),
    gettext_lazy("Mostly"),
    gettext_lazy("Fully"),
)
BEARING = (
    gettext_lazy("Not at all"),
    gettext_lazy("A little"),
    gettext_lazy("Partly"),
    gettext_lazy("Mostly"),
    gettext_lazy("Decisive"),
)
SCALES = {
    "convincing": (gettext_lazy("How convincing is it?"), CONVINCING),
    "bearing": (gettext_lazy("If true, how much does it bear on what it answers?"), BEARING),
}
"""Each scale's question and the words of its steps, from 0."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale: its words, how many chose it, and that as a part of 100."""

    step: int
    word: str
    count: int
    width: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How people judged on one scale; the mean is None while nobody has."""

    name: str
    question: str
    count: int
    mean: float | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    """The viewer's own rating, how many rated, and the scales if the viewer may know of them now."""

    raters: int
    mine: Rating | None
    scales: tuple[Scale, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether the others' ratings are told."""
        return bool(self.scales)


def scales_of(claim: Claim) -> list[str]:
    """Return which scales a claim has: a thesis bears on nothing, and a link is as convincing as its original."""
    return [*(() if claim.same_as_id else ("convincing",)), *(("bearing",) if claim.parent_id else ())]


def rating_by(claim: Claim, viewer: Viewer) -> Rating | None:
    """Return the viewer's own rating of the claim, if there is one."""
    if viewer is None or not viewer.is_authenticated:
        return None
    return Rating.objects.filter(claim=claim, rater_id=viewer.pk).first()


def ratings_of(claim: Claim, *, viewer: Viewer, asked: bool = False) -> Ratings:
    """Return how the claim was rated, in at most two queries.

    Means and steps are told after one's own rating or when `asked` for, so that the crowd does not press.
    """
    mine = rating_by(claim, viewer)
    if mine is None and not asked:
        return Ratings(claim.raters_count, mine)
    chosen: dict[str, Counter[int]] = {name: Counter() for name in SCALES}
    rated = Rating.objects.filter(claim=claim).order_by().values_list("convincing", "bearing")
    for convincing, bearing, people in rated.annotate(Count("id")):
        for name, step in (("convincing", convincing), ("bearing", bearing)):
            if step is not None:
                chosen[name][step] += people
    return Ratings(claim.raters_count, mine, tuple(scale_of(name, chosen[name]) for name in scales_of(claim)))


def scale_of(name: str, chosen: Counter[int]) -> Scale:
    """Return one scale with its steps, each drawn as its part of all who judged on it."""
    question, words = SCALES[name]
    count = chosen.total()
    steps = tuple(
        Step(step, str(words[step]), chosen[step], f"{100 * chosen[step] / count if count else 0:.1f}")
        for step in range(SCALE_TOP + 1)
    )
    total = sum(step * number for step, number in chosen.items())
    return Scale(name, str(question), count, round(total / count, 2) if count else None, steps)
