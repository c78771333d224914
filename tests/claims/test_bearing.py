"""Answering the link, not the claim: arguments aimed at the bearing move a weight and no standing."""

import pytest

from archive.claims import services
from archive.claims.models import Claim
from tests import factories
from tests.oracle import assert_counted


@pytest.fixture
def argument(thesis):
    """A counterargument to a thesis, rated by five people: standing 0.8125, weight 0.625."""
    made = factories.argument(thesis, "opposes")
    factories.rate(made, convincing=4, bearing=4, times=5)
    return fresh(made)


def fresh(claim):
    return Claim.objects.get(pk=claim.pk)


def aimed(parent, stance, rated=5, author=None):
    """Post an argument at the bearing of `parent`, found wholly convincing and to the point by so many."""
    made = services.post_argument(
        parent=parent,
        stance=stance,
        aim="bearing",
        statement=f"It is {'to' if stance == 'supports' else 'beside'} the point.",
        author=author or factories.person(),
    )
    factories.rate(made, convincing=4, bearing=4, times=rated)
    return made


def test_grandparent_stands_as_computed_by_hand(thesis, argument):
    assert (argument.standing, argument.weight) == (0.8125, 0.625)
    assert fresh(thesis).standing == pytest.approx(0.5 * (1 - 0.625 * 0.8125))
    aimed(argument, "opposes")
    contribution = 0.625 * 0.8125  # of the argument aimed at the bearing, rated alike
    weight = 0.625 * (1 - contribution)
    assert fresh(argument).weight == pytest.approx(weight)
    assert fresh(argument).standing == 0.8125
    assert fresh(thesis).standing == pytest.approx(0.5 * (1 - weight * 0.8125))
    assert_counted()


def test_supporting_argument_on_the_bearing_raises_the_weight(thesis, argument):
    aimed(argument, "supports")
    assert fresh(argument).weight == pytest.approx(0.625 + 0.375 * 0.625 * 0.8125)
    assert fresh(argument).standing == 0.8125
    assert_counted()


def test_equal_arguments_on_both_sides_cancel(thesis, argument):
    before = fresh(thesis).standing
    aimed(argument, "supports")
    aimed(argument, "opposes")
    assert fresh(argument).weight == pytest.approx(argument.weight, abs=1e-12)
    assert fresh(thesis).standing == pytest.approx(before, abs=1e-12)
    assert_counted()


def test_unrated_argument_on_the_bearing_changes_nothing(thesis, argument):
    before = fresh(thesis).standing
    aimed(argument, "opposes", rated=0)
    assert (fresh(argument).weight, fresh(thesis).standing) == (argument.weight, before)


def test_what_nobody_rated_weighs_nothing_whatever_answers_it(thesis):
    unrated = factories.argument(thesis, "opposes")
    aimed(unrated, "supports", rated=5)
    assert fresh(unrated).weight == 0
    assert fresh(thesis).standing == 0.5
    assert fresh(unrated).supports == 1
    assert_counted()


def test_argument_on_the_bearing_can_itself_be_answered_both_ways(thesis, argument):
    aside = aimed(argument, "opposes")
    weakened = fresh(argument).weight
    aimed(aside, "opposes")  # it is beside the point to say so
    assert weakened < fresh(argument).weight < argument.weight
    rebuttal = factories.argument(aside, "opposes")
    factories.rate(rebuttal, convincing=4, bearing=4, times=5)
    assert fresh(aside).standing < 0.8125
    assert fresh(argument).standing == 0.8125
    assert_counted()


def test_taking_the_ratings_or_the_claim_back_gives_the_weight_back(thesis, argument, moderator):
    aside = aimed(argument, "opposes")
    services.set_claim_state(claim=aside, state="removed", moderator=moderator, reason="Rude.", entry=7)
    assert fresh(argument).weight == argument.weight
    assert_counted()


def test_a_thesis_has_no_bearing_to_answer_through_any_door(door, thesis, author):
    told = door.argue(author, thesis, aim="bearing")
    assert (told.ok, told.codes) == (False, ("no_bearing",))
    assert not Claim.objects.filter(parent=thesis).exists()


@pytest.mark.parametrize("aim", ["weight", "BEARING", "x" * 5000, "standing\x00"])
def test_unknown_aims_are_refused_through_every_door(door, argument, author, aim):
    told = door.argue(author, argument, aim=aim)
    assert not told.ok
    assert told.status in (400, 422)
    assert not Claim.objects.filter(parent=argument).exists()


def test_aim_is_kept_through_every_door(door, argument, author):
    told = door.argue(author, argument, aim="bearing")
    assert told.ok
    assert Claim.objects.get(parent=argument).aim == "bearing"
    assert Claim.objects.get(parent=argument).depth == 2
