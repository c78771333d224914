"""The claims of a debate that a filter keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Visit
from tests import factories


def shown(client, debate, show, **query) -> list[int]:
    response = client.get(debate.get_absolute_url(), {"show": show, **query})
    assert response.status_code == 200
    return [row.id for row in response.context["rows"]]


def test_unanswered_arguments_are_those_without_an_answer(client, thesis):
    answered = factories.argument(thesis)
    answer = factories.argument(answered)
    assert shown(client, thesis.debate, "unanswered") == [answer.pk]


def test_needs_evidence_keeps_what_cites_nothing_and_what_people_ask_about(client, thesis):
    bare, cited = factories.argument(thesis), factories.argument(thesis)
    factories.evidence(cited)
    assert shown(client, thesis.debate, "needs-evidence") == [bare.pk]
    services.ask_for_evidence(claim=thesis, person=factories.person())
    assert shown(client, thesis.debate, "needs-evidence") == [thesis.pk, bare.pk]


def test_contested_keeps_what_stands_in_the_middle_by_enough_ratings(client, thesis):
    middle, strong, unrated = (factories.argument(thesis) for _ in range(3))
    factories.rate(middle, convincing=2, times=5)
    factories.rate(strong, convincing=4, times=6)
    kept = shown(client, thesis.debate, "contested")
    assert middle.pk in kept
    assert strong.pk not in kept
    assert unrated.pk not in kept


def test_too_few_ratings_keeps_what_hardly_anybody_rated(client, thesis):
    rated, unrated = factories.argument(thesis), factories.argument(thesis)
    factories.rate(rated, times=5)
    assert shown(client, thesis.debate, "too-few-ratings") == [unrated.pk]


def test_mine_keeps_ones_own_and_is_not_for_visitors(client, thesis, author):
    factories.argument(thesis)
    mine = factories.argument(thesis, author=author)
    assert "rows" not in client.get(thesis.debate.get_absolute_url(), {"show": "mine"}).context
    client.force_login(author)
    own = [thesis.pk] if thesis.author_id == author.pk else []
    assert shown(client, thesis.debate, "mine") == [*own, mine.pk]


def test_new_keeps_what_happened_since_the_last_visit(client, thesis, opponent):
    old = factories.argument(thesis)
    before = timezone.now()
    Visit.objects.create(reader=opponent, debate=thesis.debate, since=before, seen=before)
    fresh = factories.argument(old)
    client.force_login(opponent)
    assert shown(client, thesis.debate, "new") == [old.pk, fresh.pk]
    marks = {
        row.id: row.changes
        for row in client.get(thesis.debate.get_absolute_url(), {"show": "new"}).context["rows"]
    }
    assert marks == {old.pk: ("answered",), fresh.pk: ("new",)}
    page = client.get(thesis.debate.get_absolute_url()).content.decode()
    assert page.count('<span class="new">new</span>') == 1
    assert shown(client, thesis.debate, "new", since=(timezone.now() + timedelta(hours=1)).isoformat()) == []


@pytest.mark.parametrize("show", ["", "nonsense", "new", "UNANSWERED", "a" * 3000])
def test_unknown_filter_shows_the_thread(client, thesis, show):
    assert client.get(thesis.debate.get_absolute_url(), {"show": show}).context["thread"].tops


def test_list_goes_on_after_25_and_ends_politely(client, thesis, author):
    made = [factories.argument(thesis, author=author).pk for _ in range(27)]
    assert shown(client, thesis.debate, "unanswered") == made[:25]
    assert shown(client, thesis.debate, "unanswered", **{"from": 25}) == made[25:]
    assert shown(client, thesis.debate, "unanswered", **{"from": 999}) == []


def test_hidden_claims_are_in_no_list(client, thesis, rules):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis)
    assert held.state == "held"
    for show in ("unanswered", "needs-evidence", "too-few-ratings"):
        assert held.pk not in shown(client, thesis.debate, show)


@pytest.mark.parametrize("show", ["unanswered", "too-few-ratings"])
def test_queries_do_not_grow_with_the_list(client, thesis, author, show, django_assert_max_num_queries):
    for size in (3, 20):
        for _ in range(size):
            factories.evidence(factories.argument(thesis, author=author), author)
        with django_assert_max_num_queries(5):
            shown(client, thesis.debate, show)
