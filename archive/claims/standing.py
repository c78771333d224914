"""DF-QuAD standing: a claim's strength in [0, 1] from ratings and arguments; pure arithmetic, no database.

Source: Rago, Toni, Aurisicchio, Baroni, "Discontinuity-Free Decision Support with Quantitative
Argumentation Debates", KR 2016. The shrinkage of the base and the bearing weight are this
project's own; /about/ and docs/decisions/ explain them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import prod, sqrt
from operator import mul

from django.utils.translation import gettext_noop

SCALE_TOP = 4
SHRINKAGE = 3  # the k of the formula: how many ratings of the middle every claim starts with
ENOUGH_RATINGS = 5
CONFIDENCE_Z = 1.281551565545  # of the normal distribution, 80 % between the two bounds

LABELS = ((0.80, gettext_noop("well supported")), (0.60, gettext_noop("leaning supported")))
CONTESTED = (0.40, 0.60)  # between these, neither included
TOO_FEW = gettext_noop("too few ratings")


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


def aggregate(contributions: Iterable[float]) -> float:
    """Return the strength of one side: the noisy-or of its contributions, 0 if there are none."""
    return 1.0 - prod(1.0 - s for s in contributions)


def standing_of(base: float, arguments: Sequence[Argument]) -> float:
    """Return the standing of a claim with this base and these arguments; their order does not matter."""
    support = aggregate(a.contribution for a in arguments if a.supports)
    attack = aggregate(a.contribution for a in arguments if not a.supports)
    return moved(base, support - attack)


def moved(base: float, d: float) -> float:
    """Return where a claim with this base stands when support exceeds attack by `d`, in [-1, 1]."""
    standing = base + (1.0 - base) * d if d >= 0 else base + base * d
    return min(1.0, max(0.0, standing))


def rated_weight_of(total: int, count: int) -> float:
    """Return how much an argument bears on its parent by `count` bearing ratings alone; 0 without any."""
    return (total / SCALE_TOP) / (count + SHRINKAGE)


def weight_of(total: int, count: int, arguments: Sequence[Argument] = ()) -> float:
    """Return how much an argument bears on its parent: its ratings, moved by the arguments aimed at its bearing.

    The formula is that of the standing, with the rated weight as the base. What nobody rated weighs nothing,
    whatever answers it, so that no argument is lent weight without anybody having judged it.
    """
    return standing_of(rated_weight_of(total, count), arguments) if count else 0.0


def lower_bound(standing: float, ratings: int) -> float:
    """Return what the standing is at least, at 80 % confidence, if it were the share of so many votes in favour.

    Wilson's lower bound, the order in which Lobsters shows comments. 0 without ratings, so that a claim which
    one enthusiast rated does not stand before one that twenty people found good.
    """
    if not ratings:
        return 0.0
    z2 = CONFIDENCE_Z**2
    spread = CONFIDENCE_Z * sqrt(standing * (1 - standing) / ratings + z2 / (4 * ratings**2))
    return max(0.0, (standing + z2 / (2 * ratings) - spread) / (1 + z2 / ratings))


def effects_of(base: float, arguments: Sequence[Argument]) -> list[float]:
    """Return each argument's effect: the standing with it, less the standing without it; in time linear in them."""
    whole = standing_of(base, arguments)
    without = {True: all_but_one(arguments, True), False: all_but_one(arguments, False)}
    sides = {
        supports: aggregate(a.contribution for a in arguments if a.supports == supports)
        for supports in without
    }
    effects = []
    for argument in arguments:
        mine = next(without[argument.supports])
        d = mine - sides[False] if argument.supports else sides[True] - mine
        effects.append(whole - moved(base, d))
    return effects


def all_but_one(arguments: Sequence[Argument], supports: bool) -> Iterator[float]:
    """Yield, for each argument of one side in order, the strength of that side without it."""
    rests = [1.0 - a.contribution for a in arguments if a.supports == supports]
    after = list(accumulate(reversed(rests), mul, initial=1.0))[-2::-1]
    before = 1.0
    for rest, behind in zip(rests, after, strict=True):
        yield 1.0 - before * behind
        before *= rest


def label_of(standing: float, subtree_ratings: int) -> str:
    """Return the words for a standing, or that too few have rated the claim and what is under it."""
    if subtree_ratings < ENOUGH_RATINGS:
        return TOO_FEW
    for least, label in LABELS:
        if standing >= least:
            return label
    if standing > CONTESTED[0]:
        return gettext_noop("contested")
    return gettext_noop("leaning refuted") if standing > 0.20 else gettext_noop("refuted")
