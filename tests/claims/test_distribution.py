"""How others rated a claim: told after one's own rating or when asked, and never by whom."""

import pytest
from django.test import Client

from archive.claims import services
from archive.claims.queries.ratings import ratings_of
from tests import factories
from tests.contract import client_of

pytestmark = pytest.mark.django_db

ASK = "Show me how others rated it"
TOLD = "How people rated"


@pytest.fixture
def argument(thesis, author):
    """An argument that five people found convincing (4 4 3 0 0) and two of them to the point (2, 1)."""
    argument = factories.argument(thesis, author=author)
    for convincing, bearing in ((4, 2), (4, 1), (3, None), (0, None), (0, None)):
        factories.rate(argument, convincing=convincing, bearing=bearing)
    argument.refresh_from_db()
    return argument


def page_of(person, address, **more):
    client = Client()
    if person:
        client.force_login(person)
    return client.get(address, **more).content.decode()


def test_means_and_steps_are_those_of_the_ratings(argument, opponent):
    told = ratings_of(argument, viewer=opponent, asked=True)
    convincing, bearing = told.scales
    assert (convincing.count, convincing.mean) == (5, 2.2)
    assert [step.count for step in convincing.steps] == [2, 0, 0, 1, 2]
    assert [step.width for step in convincing.steps] == ["40.0", "0.0", "0.0", "20.0", "40.0"]
    assert (bearing.count, bearing.mean, [s.count for s in bearing.steps]) == (2, 1.5, [0, 1, 1, 0, 0])


def test_a_thesis_has_no_bearing(thesis):
    assert [scale.name for scale in ratings_of(thesis, viewer=None, asked=True).scales] == ["convincing"]


def test_nothing_is_told_before_ones_own_rating(argument, opponent):
    said = page_of(opponent, f"/claims/{argument.pk}/rate/")
    assert ASK in said
    assert TOLD not in said
    assert "mean" not in said


@pytest.mark.parametrize("who", ["member", "visitor", "author"])
def test_whoever_asks_is_told(argument, opponent, author, who):
    person = {"member": opponent, "author": author, "visitor": None}[who]
    said = page_of(person, f"/claims/{argument.pk}/rate/?others=1")
    assert TOLD in said
    assert "5 ratings, mean 2.20 of 4" in said


def test_a_visitor_who_asks_is_offered_to_sign_in_and_no_form(argument):
    said = page_of(None, f"/claims/{argument.pk}/rate/?others=1")
    assert "Sign in to rate it" in said
    assert 'name="convincing"' not in said


def test_rating_tells_the_rest(argument, opponent):
    services.rate_claim(claim=argument, rater=opponent, convincing=2)
    said = page_of(opponent, f"/claims/{argument.pk}/rate/")
    assert TOLD in said
    assert ASK not in said


def test_nobody_is_named(argument, thesis):
    rater = factories.person("the-only-rater")
    services.rate_claim(claim=thesis, rater=rater, convincing=1)
    assert "the-only-rater" not in page_of(None, f"/claims/{thesis.pk}/rate/?others=1")


def test_rating_in_place_brings_the_new_figures_of_the_whole_line(argument, thesis, opponent):
    client = Client()
    client.force_login(opponent)
    fields = {"convincing": "3", "bearing": "2"}
    answer = client.post(f"/claims/{argument.pk}/rate/", fields, headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Your rating is saved." in said
    assert "Rated 3, 2" in said
    assert TOLD in said
    for claim in (argument, thesis):
        assert f'data-for="#c{claim.pk} ' in said


def test_rating_taken_back_in_place_asks_again(argument, opponent):
    services.rate_claim(claim=argument, rater=opponent, convincing=2)
    client = Client()
    client.force_login(opponent)
    answer = client.post(f"/claims/{argument.pk}/rate/", {"withdraw": "1"}, headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert "Your rating is taken back." in said
    assert TOLD not in said
    assert ">Rate<" in said


def test_api_tells_the_same(argument, opponent):
    services.rate_claim(claim=argument, rater=opponent, bearing=4)
    told = client_of(opponent).get(f"/api/v1/claims/{argument.pk}/ratings/").json()
    assert told["raters"] == 6
    assert told["mine"] == {"claim": argument.pk, "convincing": None, "bearing": 4}
    assert told["convincing"]["mean"] == 2.2
    assert [step["people"] for step in told["bearing"]["steps"]] == [0, 1, 1, 0, 1]


def test_api_tells_visitors_without_a_rating_of_their_own(thesis):
    told = client_of().get(f"/api/v1/claims/{thesis.pk}/ratings/").json()
    assert (told["mine"], told["bearing"], told["convincing"]["mean"]) == (None, None, None)


@pytest.mark.parametrize("times", [2, 12])
def test_page_costs_the_same_however_many_rated(argument, times, django_assert_max_num_queries):
    factories.rate(argument, times=times)
    with django_assert_max_num_queries(8):
        page_of(None, f"/claims/{argument.pk}/rate/?others=1")
