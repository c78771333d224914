"""Standing is DF-QuAD: published numbers, the project's own weighted numbers, and what must hold of any."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.claims.standing import (
    Argument,
    aggregate,
    base_of,
    effects_of,
    label_of,
    standing_of,
    weight_of,
)

NUMBERS = Path(__file__).parents[1] / "fixtures/standing"
GRAPHS = json.loads((NUMBERS / "golden.json").read_text())["cases"]

share = st.floats(0, 1)
arguments = st.lists(st.builds(Argument, st.booleans(), share, share), max_size=8)
steps = st.lists(st.integers(0, 4), max_size=12)


@pytest.mark.parametrize("graph", GRAPHS, ids=range(len(GRAPHS)))
def test_unweighted_graph_stands_as_published(graph):
    def strength(node):
        below = [(a, side) for a, b, side in graph["edges"] if b == node]
        return standing_of(
            graph["base"][node], [Argument(side == "sup", strength(a), 1.0) for a, side in below]
        )

    for node, expected in graph["strength"]["dfquad"].items():
        assert strength(node) == pytest.approx(expected, abs=1e-9)


def rated(convincing, bearing=(), *answers, supports=True):
    """An argument with these ratings and answers."""
    return Argument(supports, stands(convincing, *answers), weight_of(sum(bearing), len(bearing)))


def stands(convincing, *answers):
    """The standing of a claim with these ratings and answers."""
    return standing_of(base_of(sum(convincing), len(convincing)), answers)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        pytest.param(stands([]), 0.5, id="no ratings, no arguments"),
        pytest.param(stands([4]), 0.625, id="one rating 4"),
        pytest.param(stands([4] * 10), 0.884615, id="ten ratings of 4"),
        pytest.param(stands([0] * 3), 0.25, id="three ratings of 0"),
        pytest.param(stands([], *[rated([], supports=False)] * 5), 0.5, id="five unrated counterarguments"),
        pytest.param(
            stands([], rated([4] * 5, [4] * 5, supports=False)), 0.246094, id="one rated counterargument"
        ),
        pytest.param(
            stands([], rated([4] * 5, [4] * 5, supports=False), rated([4] * 5, [4] * 5)),
            0.5,
            id="and one equal supporting argument",
        ),
        pytest.param(
            stands([3, 3, 4], rated([4, 4], [3, 4], rated([4] * 3, [4] * 3, supports=False), supports=False)),
            0.564583,
            id="a counterargument that is itself opposed",
        ),
    ],
)
def test_table_by_hand(standing, expected):
    assert standing == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("standing", "ratings", "label"),
    [
        (1.0, 4, "too few ratings"),
        (0.0, 0, "too few ratings"),
        (0.80, 5, "well supported"),
        (0.79, 5, "leaning supported"),
        (0.60, 5, "leaning supported"),
        (0.59, 5, "contested"),
        (0.41, 5, "contested"),
        (0.40, 5, "leaning refuted"),
        (0.21, 5, "leaning refuted"),
        (0.20, 5, "refuted"),
        (0.0, 5, "refuted"),
    ],
)
def test_label(standing, ratings, label):
    assert label_of(standing, ratings) == label


@given(share)
def test_without_arguments_the_standing_is_the_base(base):
    assert standing_of(base, []) == pytest.approx(base)


@given(share, arguments)
def test_equal_support_and_attack_cancel(base, half):
    mirrored = [Argument(not a.supports, a.standing, a.weight) for a in half]
    assert standing_of(base, half + mirrored) == pytest.approx(base, abs=1e-12)


@given(share, arguments, st.builds(Argument, st.booleans(), share, share))
def test_one_more_argument_never_pushes_the_wrong_way(base, others, added):
    before, after = standing_of(base, others), standing_of(base, [*others, added])
    assert after >= before - 1e-12 if added.supports else after <= before + 1e-12


@given(share, arguments, st.booleans(), share)
def test_an_unrated_argument_changes_nothing(base, others, supports, its_standing):
    unrated = Argument(supports, its_standing, weight_of(0, 0))
    assert standing_of(base, [*others, unrated]) == standing_of(base, others)


@given(steps, arguments)
def test_standing_stays_between_0_and_1(convincing, answers):
    assert 0 <= standing_of(base_of(sum(convincing), len(convincing)), answers) <= 1


@settings(max_examples=50)
@given(share, arguments, st.randoms(use_true_random=False))
def test_order_of_the_arguments_does_not_matter(base, answers, dice):
    shuffled = dice.sample(answers, len(answers))
    assert standing_of(base, shuffled) == pytest.approx(standing_of(base, answers), abs=1e-12)


@given(steps, st.integers(0, 4))
def test_one_more_rating_moves_the_base_towards_itself(convincing, added):
    before = base_of(sum(convincing), len(convincing))
    after = base_of(sum(convincing) + added, len(convincing) + 1)
    assert min(before, added / 4) - 1e-12 <= after <= max(before, added / 4) + 1e-12


@given(steps)
def test_weight_stays_below_1_and_is_0_unrated(bearing):
    assert 0 <= weight_of(sum(bearing), len(bearing)) < 1
    assert weight_of(0, 0) == 0


@given(arguments)
def test_a_side_is_at_least_its_strongest_argument_and_at_most_1(side):
    together = aggregate(a.contribution for a in side)
    assert max((a.contribution for a in side), default=0) - 1e-12 <= together <= 1


@given(share, arguments)
def test_an_effect_is_the_standing_less_that_without_the_argument(base, answers):
    whole = standing_of(base, answers)
    for at, effect in enumerate(effects_of(base, answers)):
        without = standing_of(base, answers[:at] + answers[at + 1 :])
        assert whole - effect == pytest.approx(without, abs=1e-12)
        assert effect >= -1e-12 if answers[at].supports else effect <= 1e-12


rated_bearing = st.lists(st.integers(0, 4), min_size=1, max_size=12)


@given(rated_bearing, arguments)
def test_weight_stays_between_0_and_1_whatever_aims_at_it(bearing, on_bearing):
    assert 0 <= weight_of(sum(bearing), len(bearing), on_bearing) <= 1


@given(rated_bearing, arguments, st.builds(Argument, st.booleans(), share, share))
def test_argument_on_the_bearing_never_moves_the_weight_the_wrong_way(bearing, others, added):
    total, count = sum(bearing), len(bearing)
    before, after = weight_of(total, count, others), weight_of(total, count, [*others, added])
    assert after >= before - 1e-12 if added.supports else after <= before + 1e-12


@given(rated_bearing, arguments)
def test_equal_arguments_on_the_bearing_cancel(bearing, half):
    mirrored = [Argument(not a.supports, a.standing, a.weight) for a in half]
    alone = weight_of(sum(bearing), len(bearing))
    assert weight_of(sum(bearing), len(bearing), half + mirrored) == pytest.approx(alone, abs=1e-12)


@given(rated_bearing, arguments, st.booleans(), share)
def test_unrated_argument_on_the_bearing_changes_nothing(bearing, others, supports, its_standing):
    unrated = Argument(supports, its_standing, weight_of(0, 0, others))
    total, count = sum(bearing), len(bearing)
    assert weight_of(total, count, [*others, unrated]) == weight_of(total, count, others)


@given(arguments)
def test_what_nobody_rated_weighs_nothing_whatever_aims_at_it(on_bearing):
    assert weight_of(0, 0, on_bearing) == 0
