"""Judging cards: does the quote show what the tag says? Through every door."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction

from archive.claims import services
from archive.claims.models import CardRating, Claim, Evidence
from tests import factories
from tests.contract import client_of
from tests.oracle import assert_counted


@pytest.fixture
def card(thesis, author):
    return factories.evidence(thesis, author, quote="Words of it.")


def judged(card, *steps):
    for step in steps:
        services.rate_card(card=card, rater=factories.person(), shows=step)


def test_judgement_counts_once_and_can_be_changed(door, card, opponent):
    assert door.rate_card(opponent, card, shows=4).ok
    assert door.rate_card(opponent, card, shows=1).ok
    assert door.rate_card(opponent, card, shows=1).ok
    assert CardRating.objects.get().shows == 1
    card.refresh_from_db()
    assert (card.raters_count, card.ratings_sum) == (1, 1)
    assert_counted()


def test_judgement_can_be_taken_back(door, card, opponent):
    judged(card, 3)
    door.rate_card(opponent, card, shows=4)
    assert door.unrate_card(opponent, card).ok
    assert door.unrate_card(opponent, card).ok
    card.refresh_from_db()
    assert (card.raters_count, card.ratings_sum) == (1, 3)
    assert_counted()


def test_standing_is_left_alone(door, card, thesis, opponent):
    factories.rate(thesis, times=5)
    thesis.refresh_from_db()
    before = thesis.standing
    door.rate_card(opponent, card, shows=0)
    thesis.refresh_from_db()
    assert (thesis.standing, thesis.raters_count, thesis.debate.ratings_count) == (before, 5, 5)


def test_nobody_judges_their_own_card(door, card, author):
    outcome = door.rate_card(author, card, shows=4)
    assert (outcome.status, outcome.codes) == (403, ("own_card",))


@pytest.mark.django_db
def test_the_database_refuses_a_judgement_of_ones_own_card(card, author):
    with pytest.raises(IntegrityError, match="nobody rates their own card"), transaction.atomic():
        CardRating.objects.create(card=card, rater=author, shows=4)


@pytest.mark.parametrize("step", [5, -1, "high"])
def test_step_off_the_scale_is_refused(door, card, opponent, step):
    outcome = door.rate_card(opponent, card, shows=step)
    assert (outcome.ok, outcome.field) == (False, "shows")
    assert outcome.status == {"html": 422, "api": 400}[door.name]
    assert not CardRating.objects.exists()


def test_nothing_chosen_is_refused(door, card, opponent):
    outcome = door.rate_card(opponent, card)
    assert (outcome.ok, outcome.field) == (False, "shows")


def test_visitor_is_asked_to_sign_in(door, card):
    assert door.rate_card(None, card, shows=3).status == 401


def test_who_never_confirmed_judges_nothing(door, card, stranger):
    assert door.rate_card(stranger, card, shows=3).status == 403


def test_closed_debate_takes_no_judgements_and_gives_none_back(door, card, curator, opponent):
    door.rate_card(opponent, card, shows=3)
    door.set_state(curator, card.claim.debate, "closed")
    assert door.rate_card(factories.person(), card, shows=3).codes == ("closed",)
    assert door.unrate_card(opponent, card).codes == ("closed",)
    card.refresh_from_db()
    assert card.raters_count == 1


def test_removed_card_is_not_judged(door, card, opponent):
    Evidence.objects.filter(pk=card.pk).update(state="removed")
    assert door.rate_card(opponent, card, shows=3).codes == ("not_published",)


def test_card_that_waits_is_not_there_to_judge(door, card, opponent):
    Evidence.objects.filter(pk=card.pk).update(state="held", published_at=None)
    assert door.rate_card(opponent, card, shows=3).status == 404


def test_card_under_a_removed_claim_is_not_there_to_judge(door, card, opponent):
    Claim.objects.filter(pk=card.claim_id).update(state="removed")
    assert door.rate_card(opponent, card, shows=3).status == 404


@pytest.mark.django_db
def test_judgements_are_told_after_ones_own_or_on_request(client, card, opponent, author):
    judged(card, 4, 4, 1)
    address = f"/evidence/{card.pk}/"

    def told(query=""):
        page = client.get(address + query).content.decode()
        return "On average 3.0 of 4" in page, "3 rated it" in page

    assert told() == (False, True)
    assert told("?show=ratings") == (True, True)
    client.force_login(opponent)
    assert told() == (False, True)
    services.rate_card(card=card, rater=opponent, shows=3)
    page = client.get(address).content.decode()
    assert "On average 3.0 of 4" in page
    assert "<dt>4 Fully</dt><dd>2</dd>" in page
    assert 'value="3" checked' in page
    assert "Take it back" in page


@pytest.mark.django_db
def test_api_tells_the_mean_after_ones_own_or_on_request(card, opponent):
    judged(card, 4, 0, 1)
    address = f"/api/v1/evidence/{card.pk}/rating/"
    hidden = {"card": card.pk, "shows": None, "raters": 3, "mean": None, "steps": []}
    assert client_of().get(address).json() == hidden
    assert client_of(opponent).get(address).json() == hidden
    assert client_of().get(f"{address}?show=ratings").json()["mean"] == 1.67
    assert client_of().get(f"{address}?show=all").status_code == 400
    told = client_of(opponent).put(address, {"shows": 1}, format="json").json()
    people = [{"step": step, "people": n} for step, n in enumerate((1, 2, 0, 0, 1))]
    assert told == {"card": card.pk, "shows": 1, "raters": 4, "mean": 1.5, "steps": people}
    assert client_of().get(f"/api/v1/evidence/{card.pk}/").json()["raters"] == 4


@pytest.mark.django_db
def test_form_is_offered_to_whom_it_may_serve(client, card, author, opponent, curator):
    address = f"/evidence/{card.pk}/"
    asked = "Does the quote show what the tag says?"
    assert "Sign in to rate this card" in client.get(address).content.decode()
    client.force_login(opponent)
    assert asked in client.get(address).content.decode()
    client.force_login(author)
    assert asked not in client.get(address).content.decode()
    services.set_debate_state(debate=card.claim.debate, by=curator, state="closed", reason="Done.")
    client.force_login(opponent)
    assert asked not in client.get(address).content.decode()


@pytest.mark.django_db
def test_card_without_a_quote_is_judged_by_its_source(client, thesis, author, opponent):
    card = factories.evidence(thesis, author)
    client.force_login(opponent)
    assert "Does the source show what the tag says?" in client.get(f"/evidence/{card.pk}/").content.decode()


@pytest.mark.django_db
def test_refused_judgement_shows_the_card_again(client, card, opponent):
    client.force_login(opponent)
    answer = client.post(f"/evidence/{card.pk}/rate/", {})
    assert answer.status_code == 422
    assert "Choose a step." in answer.content.decode()
    assert card.tag in answer.content.decode()


@pytest.mark.django_db
def test_every_judgement_is_kept_and_nobody_sees_whose_it_was(card, opponent):
    services.rate_card(card=card, rater=opponent, shows=2)
    services.rate_card(card=card, rater=opponent, shows=3)
    services.withdraw_card_rating(card=card, rater=opponent)
    kept = CardRating.objects.model.pgh_event_model.objects.order_by("pgh_id")
    assert list(kept.values_list("pgh_label", "shows")) == [("insert", 2), ("update", 3), ("delete", 3)]
    assert not admin.site.is_registered(CardRating)


@pytest.mark.django_db(transaction=True)
def test_people_judging_at_once_are_all_counted(door, card, opponent):
    people = [factories.person() for _ in range(4)] + [opponent] * 2

    def rate(person):
        try:
            return door.rate_card(person, card, shows=2).ok
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(rate, people))
    card.refresh_from_db()
    assert (card.raters_count, card.ratings_sum) == (5, 10)
