"""A debate's thread as nested JSON: what the page shows, no more and no less."""

import pytest

from archive.claims import queries, services
from archive.claims.queries.threads import BEST_FIRST, FIRST
from tests import factories
from tests.contract import client_of


def thread_of(debate_id, person=None, **query):
    return client_of(person).get(f"/api/v1/debates/{debate_id}/thread/", query)


def flat(rows):
    return [found for row in rows for found in (row, *flat(row["answers"]))]


def test_thread_nests_answers_and_cards(thesis, author, opponent):
    against = factories.argument(thesis, "opposes", author=opponent)
    reply = factories.argument(against, "supports", author=author)
    card = factories.evidence(reply, author)
    told = thread_of(thesis.debate_id).json()
    top = told["claims"][0]
    assert (told["debate"], told["order"], top["id"]) == (thesis.debate_id, BEST_FIRST, thesis.pk)
    inner = top["answers"][0]["answers"][0]
    assert (inner["id"], inner["number"]) == (reply.pk, "1.1")
    assert [row["id"] for row in inner["evidence"]] == [card.pk]


def test_thread_holds_the_claims_of_the_page(thesis, author):
    for _ in range(FIRST + 5):
        factories.argument(thesis, author=author)
    told = thread_of(thesis.debate_id).json()["claims"]
    page = queries.thread(thesis.debate, viewer=None)
    assert {row["id"] for row in flat(told)} == set(page.shown)
    assert told[0]["more"] == 5


def test_thread_goes_on_at_a_claim_and_after_what_was_shown(thesis, author):
    made = [factories.argument(thesis, author=author) for _ in range(4)]
    inner = factories.argument(made[1], author=author)
    begun = thread_of(thesis.debate_id, claim=made[1].pk).json()["claims"]
    assert [row["id"] for row in flat(begun)] == [made[1].pk, inner.pk]
    rest = thread_of(thesis.debate_id, claim=thesis.pk, skip=3).json()["claims"][0]["answers"]
    assert [row["id"] for row in rest] == [made[3].pk]


def test_thread_can_be_ordered(thesis, author):
    made = [factories.argument(thesis, author=author).pk for _ in range(3)]
    newest = thread_of(thesis.debate_id, order="newest").json()["claims"][0]["answers"]
    assert [row["id"] for row in newest] == made[::-1]


@pytest.mark.parametrize("claim", ["foreign", "unseen", 0, -1, "x", 10**30, 4.5])
def test_thread_begins_at_no_claim_that_is_not_in_it(thesis, author, rules, claim):
    if claim == "foreign":
        claim = factories.thesis().pk
    elif claim == "unseen":
        rules(HOLD_FIRST=3)
        claim = factories.argument(thesis, author=author).pk
    answer = thread_of(thesis.debate_id, claim=claim)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "claim")


@pytest.mark.parametrize("size", [5, 40])
def test_thread_asks_few_queries_whatever_its_size(
    thesis, author, opponent, django_assert_max_num_queries, size
):
    for _ in range(size):
        factories.evidence(factories.argument(thesis, author=author), author)
    with django_assert_max_num_queries(8):
        assert thread_of(thesis.debate_id, opponent).status_code == 200


def test_withdrawn_answer_without_answers_is_gone(thesis, author):
    claim = factories.argument(thesis, author=author)
    services.withdraw_claim(claim=claim, author=author)
    assert thread_of(thesis.debate_id).json()["claims"][0]["answers"] == []
    assert len(thread_of(thesis.debate_id, author).json()["claims"][0]["answers"]) == 1
