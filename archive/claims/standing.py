"""DF-QuAD standing: a claim's strength in [0, 1] from ratings and arguments; pure arithmetic, no database.

Source: Rago, Toni, Aurisicchio, Baroni, "Discontinuity-Free Decision Support with Quantitative
Argumentation Debates", KR 2016. The shrinkage of the base and the bearing weight are this
project's own; /about/ and docs/decisions/ explain them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

SCALE_TOP = 4
SHRINKAGE = 3  # the k of the formula: how many ratings of the middle every claim starts with
ENOUGH_RATINGS = 5

LABELS = ((0.80, "well supported"), (0.60, "leaning supported"))
TOO_FEW = "too few ratings"


@dataclass(frozen=True, slots=True)
class Argument:
    """What a parent needs of one argument: side, its own standing and its weight, all in [0, 1]."""

    supports: bool
    standing: float
    weight: float

    @property
    def contribution(self) -> float:
        """What it adds to its side: weight times standing."""
        return self.weight * self.standing


def base_of(total: int, count: int) -> float:
    """Return the strength of a claim from `count` convincing ratings with the sum `total`, shrunk to the middle."""
    return (total / SCALE_TOP + SHRINKAGE * 0.5) / (count + SHRINKAGE)


def weight_of(total: int, count: int) -> float:
    """Return how much an argument bears on its parent, from `count` bearing ratings; 0 while nobody rated it."""
    return (total / SCALE_TOP) / (count + SHRINKAGE)


def aggregate(contributions: Iterable[float]) -> float:
    """Return the strength of one side: the noisy-or of its contributions, 0 if there are none."""
    return 1.0 - prod(1.0 - s for s in contributions)


def standing_of(base: float, arguments: Sequence[Argument]) -> float:
    """Return the standing of a claim with this base and these arguments; their order does not matter."""
    support = aggregate(a.contribution for a in arguments if a.supports)
    attack = aggregate(a.contribution for a in arguments if not a.supports)
    d = support - attack
    standing = base + (1.0 - base) * d if d >= 0 else base + base * d
    return min(1.0, max(0.0, standing))


def effects_of(base: float, arguments: Sequence[Argument]) -> list[float]:
    """Return each argument's effect: the standing with it, less the standing without it."""
    whole = standing_of(base, arguments)
    return [whole - standing_of(base, [*arguments[:i], *arguments[i + 1 :]]) for i in range(len(arguments))]


def label_of(standing: float, subtree_ratings: int) -> str:
    """Return the words for a standing, or that too few have rated the claim and what is under it."""
    if subtree_ratings < ENOUGH_RATINGS:
        return TOO_FEW
    for least, label in LABELS:
        if standing >= least:
            return label
    if standing > 0.40:
        return "contested"
    return "leaning refuted" if standing > 0.20 else "refuted"
