"""Tallies of whole trees: the weighted numbers at every node, and what counts of what is not published."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from archive.claims.services import post_argument, rate_claim
from archive.claims.standing import label_of
from archive.claims.tally import Node, tally
from tests import factories
from tests.oracle import assert_counted

CASES = json.loads((Path(__file__).parents[1] / "fixtures/standing/weighted.json").read_text())["cases"]
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def node(*, stance="supports", convincing=(), bearing=(), published=True, at=NOON, id=0, **more):
    return Node(
        id=id,
        parent_id=None,
        published=published,
        supports_parent=stance == "supports",
        convincing_sum=sum(convincing),
        convincing_count=len(convincing),
        bearing_sum=sum(bearing),
        bearing_count=len(bearing),
        own_activity=at,
        **more,
    )


def tallied(claim, ids=None):
    """Yield the node of every claim of a case beside what the case says of it; the top comes last."""
    ids = ids or count(1)
    answers = []
    for answer in claim.get("arguments", []):
        rows = list(tallied(answer, ids))
        answers.append(rows[-1][0])
        yield from rows
    made = node(
        stance=claim.get("stance", "supports"),
        convincing=claim["convincing"],
        bearing=claim.get("bearing", []),
        id=next(ids),
    )
    tally(made, answers)
    yield made, claim


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_weighted_tree_stands_as_computed_at_every_node(case):
    rows = list(tallied(case["claim"]))
    for made, claim in rows:
        assert made.standing == pytest.approx(claim["standing"], abs=1e-9)
        assert made.children == len(claim.get("arguments", []))
    top = rows[-1][0]
    assert top.descendants == len(rows) - 1
    assert top.subtree_ratings == case["ratings_in_subtree"]
    assert label_of(top.standing, top.subtree_ratings) != "too few ratings"


def post(parent, claim, people, author):
    """Post a case's arguments under `parent` and rate everything; yield each claim and its standing."""
    for steps, scale in ((claim["convincing"], "convincing"), (claim.get("bearing", []), "bearing")):
        for person, step in zip(people[: len(steps)], steps, strict=True):
            rate_claim(claim=parent, rater=person, **{scale: step})
    yield parent, claim["standing"]
    for number, answer in enumerate(claim.get("arguments", [])):
        statement = f"Argument {number} of {parent.pk}."
        below = post_argument(parent=parent, stance=answer["stance"], statement=statement, author=author)
        yield from post(below, answer, people, author)


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES[:2] + CASES[7:8], ids=["0", "1", "7"])
def test_weighted_tree_stands_the_same_when_posted_and_rated(case, author):
    people = [factories.person() for _ in range(12)]
    top = factories.thesis(author=author)
    expected = list(post(top, case["claim"], people, author))
    for claim, standing in expected:
        claim.refresh_from_db()
        assert claim.standing == pytest.approx(standing, abs=1e-9)
    top.refresh_from_db()
    assert top.subtree_ratings == case["ratings_in_subtree"]
    assert_counted()


def test_claim_that_is_not_published_counts_for_nothing_and_what_is_under_it_neither():
    below = node(convincing=[4] * 6, bearing=[4] * 6, at=NOON + timedelta(hours=2))
    tally(below, [])
    removed = node(
        stance="opposes", convincing=[4] * 6, bearing=[4] * 6, published=False, at=NOON + timedelta(hours=1)
    )
    tally(removed, [below])
    top = node()
    tally(top, [removed])
    assert (top.standing, top.children, top.opposes, top.subtree_ratings) == (0.5, 0, 0, 0)
    assert top.descendants == 1
    assert top.last_activity == NOON + timedelta(hours=2)


def test_link_stands_as_the_claim_that_it_shows():
    link = node(mirrors=0.75, bearing=[4])
    tally(link, [])
    assert (link.standing, link.weight) == (0.75, 0.25)


@pytest.mark.parametrize("stance", ["supports", "opposes"])
def test_argument_aimed_at_the_bearing_moves_the_weight_and_leaves_the_standing(stance):
    aside = node(stance=stance, convincing=[4] * 5, bearing=[4] * 5, at_bearing=True)
    tally(aside, [])
    alone, aimed_at = (node(convincing=[3, 4], bearing=[4] * 5) for _ in range(2))
    tally(alone, [])
    tally(aimed_at, [aside])
    assert aimed_at.standing == alone.standing
    assert (aimed_at.weight > alone.weight) == (stance == "supports")
    assert (aimed_at.children, aimed_at.descendants, aimed_at.subtree_ratings) == (1, 1, 17)


def test_argument_aimed_at_the_bearing_counts_for_nothing_once_it_is_not_published():
    aside = node(stance="opposes", convincing=[4] * 5, bearing=[4] * 5, at_bearing=True, published=False)
    tally(aside, [])
    aimed_at = node(bearing=[4] * 5)
    tally(aimed_at, [aside])
    assert aimed_at.weight == 0.625
