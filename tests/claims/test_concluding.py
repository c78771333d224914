"""Conclusions keep how every thesis stood at that moment, whatever is rated, moved or concluded later."""

import pytest

from archive.claims import services
from archive.claims.models import Debate
from tests import factories

QUESTION = "How should chips be controlled?"


@pytest.fixture
def question(curator):
    """A question with two rated theses."""
    debate = factories.debate(
        "By a licence for each sale.", curator, title=QUESTION, theses=["By a quota for each country."]
    )
    for thesis, mark in zip(debate.claims.order_by("path"), (4, 0), strict=True):
        factories.rate(thesis, convincing=mark, times=6)
    return debate


def conclude(door, debate, curator, outcome="Licences **won**."):
    assert door.set_state(curator, debate, "concluded", "All was said.", outcome).ok
    return Debate.objects.get(pk=debate.pk)


def test_conclusion_keeps_the_standing_of_each_thesis(door, question, curator):
    debate = conclude(door, question, curator)
    (kept,) = debate.conclusions
    first, second = debate.claims.order_by("path")
    assert [row["claim"] for row in kept["theses"]] == [first.pk, second.pk]
    assert kept["theses"][0]["standing"] == pytest.approx(first.standing)
    assert kept["theses"][0]["ratings"] == 6
    assert kept["at"]


def test_page_shows_the_outcome_with_the_frozen_standings(client, door, question, curator):
    debate = conclude(door, question, curator)
    debate.claims.update(standing=0.5)  # whatever becomes of them
    html = client.get(debate.get_absolute_url()).content.decode()
    outcome = html[
        html.index('id="outcome-title"') : html.index("</section>", html.index('id="outcome-title"'))
    ]
    assert "<strong>won</strong>" in outcome
    assert "By a licence for each sale." in outcome
    assert "Well supported" in outcome
    assert "Refuted" in outcome
    assert "0.50" not in outcome
    assert "at the conclusion before" not in outcome


def test_closing_and_reopening_freeze_nothing(door, question, curator):
    assert door.set_state(curator, question, "closed").ok
    assert door.set_state(curator, question, "open").ok
    assert Debate.objects.get(pk=question.pk).conclusions == []


def test_second_conclusion_says_what_changed_since_the_first(client, door, question, curator):
    conclude(door, question, curator)
    assert door.set_state(curator, question, "open", "New studies.").ok
    html = client.get(question.get_absolute_url()).content.decode()
    assert "outcome-title" not in html
    first = question.claims.get(path="0001")
    factories.rate(first, convincing=0, times=20)
    debate = conclude(door, question, curator, "It is open again.")
    assert len(debate.conclusions) == 2
    html = client.get(debate.get_absolute_url()).content.decode()
    assert html.count("at the conclusion before") == 1
    assert "well supported, 0.83" in html


def test_removed_thesis_is_not_read_in_an_outcome(client, door, question, curator, moderator):
    debate = conclude(door, question, curator)
    first = debate.claims.get(path="0001")
    services.set_claim_state(claim=first, state="removed", reason="off topic", moderator=moderator, entry=1)
    assert first.statement not in client.get(f"/debates/{debate.pk}/", follow=True).content.decode()


def test_api_tells_the_conclusions(client, door, question, curator):
    debate = conclude(door, question, curator)
    told = client.get(f"/api/v1/debates/{debate.pk}/").json()
    assert [row["claim"] for row in told["conclusions"][0]["theses"]] == [t["id"] for t in told["theses"]]


@pytest.mark.parametrize("count", [1, 30])
def test_concluded_debate_takes_the_same_queries(client, curator, count, django_assert_max_num_queries):
    debate = factories.debate("Thesis number zero holds.", curator, title=QUESTION)
    for number in range(count):
        services.post_thesis(debate=debate, statement=f"By rule number {number}.", author=curator)
    services.set_debate_state(debate=debate, by=curator, state="concluded", reason="Done.", outcome="So.")
    with django_assert_max_num_queries(6):
        html = client.get(debate.get_absolute_url()).content.decode()
    assert ("And 11 more theses." in html) == (count == 30)


def test_concluding_twice_is_refused(door, question, curator):
    conclude(door, question, curator)
    assert door.set_state(curator, question, "concluded", "Again.", "More.").codes == ("state",)


def test_state_page_keeps_what_was_typed(client, question, curator):
    client.force_login(curator)
    answer = client.post(
        f"/debates/{question.pk}/state/", {"state": "concluded", "reason": "All was said.", "outcome": ""}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "All was said." in html
    assert 'value="concluded" checked' in html
