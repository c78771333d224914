"""Demonstration accounts and what they make of the starter debates: invented, seeded, and easily removed.

The numbers only serve to show every kind of standing; they say nothing about who is right.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from archive.accounts.models import User
from archive.accounts.services import end_demo_account, make_account
from archive.claims.models import Claim, Debate, Rating
from archive.claims.services.demonstration import add_demo_ratings, remove_demo_ratings
from archive.claims.standing import SCALE_TOP
from archive.core.errors import Refused
from archive.starter.fixture import Entry, Thesis, starter
from archive.starter.loading import EDITORS

READERS = 16
MIDDLE = 2.3  # of the scale, a little to the friendly side
SPREAD = 0.8
RATERS_OF_AN_ARGUMENT = (0, 3, 5, 7, 8, 10, 12)

# How many judge each thesis, and how far they lean towards it (at most 1.7 steps of the scale).
THESES = {
    "containment-spurred-bomb": (16, -0.5),
    "controls-accelerated-ai": (16, 0.0),
    "open-release-advantage": (14, 0.5),
    "openness-outlasts-denial": (15, 0.3),
    "nuclear-analogy-misleads": (16, 1.7),
    "narrow-chokepoints": (3, 0.0),
    "controls-still-justified": (13, 0.8),
    "oversight-limits-china": (12, -1.7),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one demonstration reader, by number, makes of the claim with this statement."""

    reader: int
    statement: str
    convincing: int
    bearing: int | None


def judgements_of(thesis: Thesis) -> Iterator[Judgement]:
    """Yield the judgements of one starter debate, the same every time.

    Below a thesis with fewer than five judges nobody has rated anything, so that it shows as such.
    """
    judges, lean = THESES[thesis.key]
    dice = random.Random(thesis.key)  # noqa: S311 - the same numbers every time is what is wanted
    for reader in dice.sample(range(READERS), judges):
        yield Judgement(reader, thesis.statement, _step(dice, MIDDLE + lean), None)
    for argument in thesis.arguments if judges > min(RATERS_OF_AN_ARGUMENT[1:]) else ():
        yield from _of_argument(argument, lean if argument.stance == "supports" else -lean, dice)


def _of_argument(entry: Entry, lean: float, dice: random.Random) -> Iterator[Judgement]:
    for reader in dice.sample(range(READERS), dice.choice(RATERS_OF_AN_ARGUMENT)):
        bearing = _step(dice, MIDDLE + 0.7 + lean / 2)
        yield Judgement(reader, entry.statement, _step(dice, MIDDLE + lean), bearing)
    for answer in entry.arguments:
        yield from _of_argument(answer, lean if answer.stance == "supports" else -lean, dice)


def _step(dice: random.Random, mean: float) -> int:
    return min(SCALE_TOP, max(0, round(dice.gauss(mean, SPREAD))))


def readers() -> list[User]:
    """Return the demonstration accounts, made if they are not there; nobody can sign in to them."""
    accounts = [
        make_account(username=f"demo-{n}", display_name=f"Demo reader {n}", demo=True)
        for n in range(1, READERS + 1)
    ]
    for account in accounts:
        if not account.is_demo:
            raise Refused(
                f"The account {account.username} is somebody's own; rename it first.", code="name_taken"
            )
    return accounts


@transaction.atomic
def add_demo() -> int:
    """Have the demonstration readers rate the starter debates; returns how many ratings were new.

    What was removed, withdrawn or reworded, and debates that are closed, stay as they are.
    """
    accounts, added = readers(), 0
    for thesis in starter().debates:
        debate = Debate.objects.filter(key=thesis.key).first()
        if debate is None or not debate.is_open:
            continue
        posted = Claim.objects.published().filter(debate=debate, author__username=EDITORS)
        claims = {claim.statement: claim for claim in posted}
        ratings = [
            Rating(
                claim=claims[j.statement],
                rater=accounts[j.reader],
                convincing=j.convincing,
                bearing=j.bearing,
            )
            for j in judgements_of(thesis)
            if j.statement in claims
        ]
        added += add_demo_ratings(debate=debate, ratings=ratings)
    return added


@dataclass(frozen=True, slots=True)
class Removed:
    """How many ratings went, and how many accounts were deleted or, where something refers to them, shut."""

    ratings: int
    deleted: int
    shut: int


@transaction.atomic
def remove_demo() -> Removed:
    """Remove every demonstration rating and account; standings are afterwards what they were without them."""
    ratings = remove_demo_ratings()
    ends = [end_demo_account(person=person) for person in User.objects.filter(is_demo=True, is_active=True)]
    return Removed(ratings=ratings, deleted=sum(ends), shut=len(ends) - sum(ends))
