"""Rating a claim, through every door."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from archive.claims.models import Claim, Rating
from archive.claims.services.demonstration import add_demo_ratings
from archive.core.errors import Refused
from tests import factories


@pytest.fixture
def argument(thesis, author):
    return factories.argument(thesis, author=author)


def test_rating_counts_once_and_can_be_changed(door, argument, opponent):
    assert door.rate(opponent, argument, convincing=4, bearing=2).ok
    assert door.rate(opponent, argument, convincing=1).ok
    rating = Rating.objects.get()
    assert (rating.convincing, rating.bearing) == (1, 2)
    argument.refresh_from_db()
    assert (
        argument.convincing_sum,
        argument.convincing_count,
        argument.bearing_sum,
        argument.raters_count,
    ) == (1, 1, 2, 1)
    assert argument.subtree_ratings == 2


def test_rating_can_be_withdrawn(door, argument, thesis, opponent):
    door.rate(opponent, argument, convincing=4, bearing=4)
    assert door.unrate(opponent, argument).ok
    assert door.unrate(opponent, argument).ok
    argument.refresh_from_db()
    assert (argument.convincing_count, argument.standing, argument.weight) == (0, 0.5, 0)
    thesis.refresh_from_db()
    assert thesis.standing == 0.5


def test_counterargument_lowers_the_thesis_as_the_table_says(argument, thesis):
    factories.rate(argument, convincing=4, bearing=4, times=5)
    thesis.refresh_from_db()
    assert thesis.standing == pytest.approx(0.246094, abs=1e-6)


def test_nobody_rates_their_own_claim(door, argument, author):
    outcome = door.rate(author, argument, convincing=4)
    assert (outcome.status, outcome.codes) == (403, ("own_claim",))


@pytest.mark.parametrize(("value", "status"), [(5, None), (-1, None), ("high", None)])
def test_step_off_the_scale_is_refused(door, argument, opponent, value, status):
    outcome = door.rate(opponent, argument, convincing=value)
    assert not outcome.ok
    assert outcome.status == {"html": 422, "api": 400}[door.name]
    assert outcome.field == "convincing"
    assert not Rating.objects.exists()


def test_nothing_chosen_is_refused(door, argument, opponent):
    assert door.rate(opponent, argument).codes == ("empty",)


def test_thesis_has_no_bearing(door, thesis, opponent):
    assert door.rate(opponent, thesis, bearing=3).codes == ("no_bearing",)


def test_removed_claim_cannot_be_rated(door, argument, opponent):
    Claim.objects.filter(pk=argument.pk).update(state="removed")
    assert door.rate(opponent, argument, convincing=3).codes == ("not_published",)


def test_closed_debate_takes_no_ratings(door, argument, curator, opponent):
    door.set_state(curator, argument.debate, "closed")
    assert door.rate(opponent, argument, convincing=3).codes == ("closed",)


def test_visitor_is_asked_to_sign_in(door, argument):
    assert door.rate(None, argument, convincing=3).status == 401


def test_unrated_arguments_weigh_nothing(thesis):
    for _ in range(5):
        factories.argument(thesis)
    thesis.refresh_from_db()
    assert thesis.standing == 0.5


@pytest.mark.django_db(transaction=True)
def test_people_rating_at_once_are_all_counted(door, argument, thesis):
    people = [factories.person() for _ in range(5)]

    def rate(person):
        try:
            return door.rate(person, argument, convincing=4, bearing=4).ok
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert all(pool.map(rate, people))
    thesis.refresh_from_db()
    argument.refresh_from_db()
    assert (argument.convincing_sum, argument.bearing_count, argument.raters_count) == (20, 5, 5)
    assert thesis.standing == pytest.approx(0.246094, abs=1e-6)


@pytest.mark.django_db(transaction=True)
def test_one_person_rating_twice_at_once_is_one_rating(door, argument, opponent):
    def rate(step):
        try:
            return door.rate(opponent, argument, convincing=step).ok
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(rate, [1, 2, 3, 4]))
    rating = Rating.objects.get()
    argument.refresh_from_db()
    assert (argument.convincing_sum, argument.convincing_count) == (rating.convincing, 1)


@pytest.mark.parametrize(
    ("judged", "code"),
    [
        ({"convincing": 5}, "range"),
        ({}, "empty"),
        ({"convincing": 3, "bearing": 3}, "no_bearing"),
    ],
)
def test_demonstration_ratings_obey_the_same_rules(thesis, judged, code):
    reader = factories.person(is_demo=True)
    with pytest.raises(Refused) as refusal:
        add_demo_ratings(debate=thesis.debate, ratings=[Rating(claim=thesis, rater=reader, **judged)])
    assert refusal.value.code == code
    assert not Rating.objects.exists()


def test_demonstration_ratings_come_from_demonstration_accounts_only(thesis, opponent):
    with pytest.raises(Refused) as refusal:
        add_demo_ratings(debate=thesis.debate, ratings=[Rating(claim=thesis, rater=opponent, convincing=3)])
    assert refusal.value.code == "not_demo"


@pytest.mark.parametrize("wrong", ["own claim", "bearing of a thesis"])
def test_the_database_itself_refuses_what_no_rating_can_be(thesis, curator, opponent, wrong):
    rater, scales = (curator, {"convincing": 4}) if wrong == "own claim" else (opponent, {"bearing": 4})
    with pytest.raises(IntegrityError, match="nobody rates their own claim"), transaction.atomic():
        Rating.objects.create(claim=thesis, rater=rater, **scales)
