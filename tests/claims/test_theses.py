"""Adding a thesis to a question, and questions with very many of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Claim
from archive.core.models import Publication
from tests import factories
from tests.oracle import assert_counted

QUESTION = "How should chips be controlled?"


@pytest.fixture
def question(curator):
    """A question with one thesis that `curator` opened."""
    return factories.debate("By a licence for each sale.", curator, title=QUESTION)


def test_any_member_adds_a_thesis(door, question, author):
    outcome = door.add_thesis(author, question, "By  a quota\nfor each country.")
    assert outcome.ok
    claim = Claim.objects.get(pk=outcome.id)
    assert (claim.statement, claim.path, claim.parent, claim.stance) == (
        "By a quota for each country.",
        "0002",
        None,
        None,
    )
    question.refresh_from_db()
    assert question.claims_count == 2
    assert_counted()


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("stranger", 403)])
def test_others_do_not(door, question, request, who, status):
    person = who and request.getfixturevalue(who)
    assert door.add_thesis(person, question).status == status
    assert question.claims.count() == 1


def test_debate_about_one_thesis_takes_no_other(door, thesis, author):
    outcome = door.add_thesis(author, thesis.debate, "Something else altogether.")
    assert outcome.codes == ("no_question",)
    if door.name == "html":
        assert "Something else altogether." in outcome.text


@pytest.mark.parametrize("state", ["closed", "concluded"])
def test_closed_question_takes_none(door, question, curator, author, state):
    services.set_debate_state(debate=question, by=curator, state=state, reason="Done.", outcome="So it is.")
    outcome = door.add_thesis(author, question, "Something else altogether.")
    assert outcome.codes == ("closed",)
    if door.name == "html":
        assert "Something else altogether." in outcome.text


@pytest.mark.parametrize(
    ("statement", "code"),
    [("", "empty"), ("x" * 501, "too_long"), ("a\x00", "control"), ("one\n\ntwo", "paragraphs")],
)
def test_bad_thesis_is_refused(door, question, author, statement, code):
    assert door.add_thesis(author, question, statement).codes == (code,)


def test_the_same_thesis_twice_is_one(door, question, author):
    first, second = (door.add_thesis(author, question, "By a quota.") for _ in range(2))
    assert first.ok
    assert first.id == second.id
    assert question.claims.count() == 2


def test_same_words_by_somebody_else_are_refused(door, question, author):
    outcome = door.add_thesis(author, question, "By a licence for each sale.")
    assert (outcome.codes, outcome.field) == (("duplicate",), "statement")


def test_same_words_in_another_debate_are_refused_with_the_way_there(door, question, thesis, author, curator):
    for person in (author, curator):  # its own author too: it is another place
        outcome = door.add_thesis(person, question, thesis.statement)
        assert outcome.codes == ("duplicate",)
        assert thesis.get_absolute_url() in outcome.text


def test_newcomers_thesis_waits(door, rules, question, newcomer, author):
    rules(HOLD_FIRST=1)
    outcome = door.add_thesis(newcomer, question, "By a quota.")
    assert outcome.ok
    assert Claim.objects.get(pk=outcome.id).state == Publication.HELD
    assert [door.sees(p, f"/claims/{outcome.id}/") for p in (newcomer, author)] == [200, 404]


def test_theses_count_towards_the_limit_of_the_first_day(door, rules, question, newcomer):
    rules(DAILY_LIMITS={"claims": 2})
    assert door.add_thesis(newcomer, question, "By a quota.").ok
    assert door.add_thesis(newcomer, question, "By a tax.").ok
    outcome = door.add_thesis(newcomer, question, "By a ban.")
    assert (outcome.status, outcome.codes) == (429, ("daily_limit",))


def test_theses_come_some_seconds_apart(door, rules, question, author):
    rules(POST_INTERVAL_SECONDS=5)
    author.last_post_at = timezone.now() - timedelta(seconds=1)
    author.save()
    assert door.add_thesis(author, question, "By a quota.").status == 429


def test_debate_that_is_not_there_is_404(door, author, question):
    question.pk = 999_999
    assert door.add_thesis(author, question).status == 404


def test_debate_keeps_its_address_when_a_further_thesis_goes(question, author):
    claim = services.post_thesis(debate=question, statement="By a quota.", author=author)
    address = question.get_absolute_url()
    services.withdraw_claim(claim=claim, author=author)
    question.refresh_from_db()
    assert question.get_absolute_url() == address
    assert not question.held
    assert_counted()


def test_debate_goes_on_when_its_first_thesis_goes(client, question, author, curator):
    other = services.post_thesis(debate=question, statement="By a quota.", author=author)
    services.withdraw_claim(claim=question.claims.get(path="0001"), author=curator)
    question.refresh_from_db()
    html = client.get(question.get_absolute_url()).content.decode()
    assert QUESTION in html
    assert other.statement in html


@pytest.mark.parametrize("count", [12, 300])
def test_question_with_many_theses_opens_and_pages_in_the_same_queries(
    client, question, author, count, django_assert_max_num_queries
):
    for number in range(count - 1):
        services.post_thesis(debate=question, statement=f"By rule number {number}.", author=author)
    address = question.get_absolute_url()
    with django_assert_max_num_queries(5):
        html = client.get(address).content.decode()
    assert QUESTION in html
    shown = sum(html.count(f'id="c{pk}"') for pk in question.claims.values_list("pk", flat=True))
    assert 0 < shown <= 25
    assert "from=5" in html
    with django_assert_max_num_queries(5):
        further = client.get(f"{address}?from=5&order=oldest").content.decode()
    assert "By rule number 4." in further
    last = client.get(f"{address}?from={count - 1}&order=oldest").content.decode()
    assert f"By rule number {count - 2}." in last
    assert client.get(f"{address}?from={count + 40}").status_code == 302
    assert len(html) < 300_000
    assert_counted()
