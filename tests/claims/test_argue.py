"""Answering a claim, through every door."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from archive.claims.models import Claim, Debate
from archive.claims.models.claim import MAX_DEPTH
from tests import factories

BAD_STATEMENTS = {
    "empty": ("", "empty"),
    "white space": (" \n\t\u00a0 ", "empty"),
    "invisible": ("\u200b\ufeff", "empty"),
    "501 characters": ("a" * 501, "too_long"),
    "10 MB": ("word " * 2_000_000, "too_long"),
    "NUL": ("a\x00b", "control"),
    "control character": ("a\x07b", "control"),
    "right-to-left override": ("abc\u202edef", "bidi"),
    "two paragraphs": ("One.\n\nTwo.", "paragraphs"),
    "an address": ("See https://example.org now", "address"),
}


def test_argument_is_posted_and_counted(door, thesis, opponent):
    outcome = door.argue(opponent, thesis, "opposes", "  They leak.  ")
    assert outcome.ok
    argument = Claim.objects.get(pk=outcome.id)
    assert (argument.statement, argument.stance, argument.parent, argument.author) == (
        "They leak.",
        "opposes",
        thesis,
        opponent,
    )
    thesis.refresh_from_db()
    assert (thesis.children, thesis.opposes, thesis.supports, thesis.descendants) == (1, 1, 0, 1)


@pytest.mark.parametrize(("statement", "code"), BAD_STATEMENTS.values(), ids=BAD_STATEMENTS.keys())
def test_bad_statement_is_refused_at_its_field(door, thesis, opponent, statement, code):
    outcome = door.argue(opponent, thesis, statement=statement)
    assert not outcome.ok
    assert outcome.status == {"html": 422, "api": 400}[door.name]
    assert outcome.codes == (code,)
    assert outcome.field == "statement"
    assert Claim.objects.count() == 1


def test_500_characters_of_chinese_are_taken(door, thesis, opponent):
    outcome = door.argue(opponent, thesis, statement="限" * 500)
    assert outcome.ok


def test_what_was_typed_is_kept_on_the_form(client, thesis, opponent):
    client.force_login(opponent)
    response = client.post(f"/claims/{thesis.pk}/argue/", {"stance": "", "statement": "Kept <words>"})
    assert response.status_code == 422
    assert "Kept &lt;words&gt;" in response.content.decode()


def test_stance_is_needed(door, thesis, opponent):
    outcome = door.argue(opponent, thesis, stance="sideways")
    assert (outcome.codes, outcome.field) == (("stance",), "stance")


def test_stranger_without_confirmed_address_may_not_post(door, thesis, stranger):
    outcome = door.argue(stranger, thesis)
    assert (outcome.status, outcome.codes) == (403, ("unconfirmed",))


def test_suspended_member_may_not_post(door, thesis, opponent):
    opponent.suspended_until = timezone.now() + timedelta(days=1)
    opponent.save()
    outcome = door.argue(opponent, thesis)
    assert (outcome.status, outcome.codes) == (403, ("suspended",))


def test_visitor_is_asked_to_sign_in(door, thesis):
    assert door.argue(None, thesis).status == 401


def test_closed_debate_takes_no_posts(door, thesis, curator, opponent):
    door.set_state(curator, thesis.debate, "closed", "Settled elsewhere.")
    outcome = door.argue(opponent, thesis)
    assert outcome.codes == ("closed",)
    assert outcome.status == {"html": 422, "api": 409}[door.name]


def test_removed_claim_takes_no_answers(door, thesis, opponent, author):
    argument = factories.argument(thesis, author=author)
    Claim.objects.filter(pk=argument.pk).update(state="removed")
    outcome = door.argue(opponent, argument)
    assert outcome.codes == ("parent_removed",)


def test_claim_of_another_debate_is_refused(door, thesis, opponent):
    other = factories.thesis()
    outcome = door.argue(opponent, thesis, debate=other.debate_id)
    assert outcome.codes == ("wrong_debate",)


def test_depth_51_is_refused(door, thesis, opponent):
    claim, author = thesis, factories.person()
    for step in range(MAX_DEPTH):
        claim = factories.argument(claim, statement=f"Step {step}.", author=author)
    outcome = door.argue(opponent, claim)
    assert outcome.codes == ("too_deep",)
    thesis.refresh_from_db()
    assert thesis.descendants == MAX_DEPTH


def test_same_post_within_a_minute_is_the_first_one(door, thesis, opponent):
    first = door.argue(opponent, thesis, statement="They leak.")
    second = door.argue(opponent, thesis, statement=" They  leak. ")
    assert second.ok
    assert first.id == second.id


def test_same_words_by_somebody_else_are_refused_with_a_pointer(door, thesis, opponent, author):
    first = door.argue(author, thesis, statement="They leak.")
    outcome = door.argue(opponent, thesis, statement="They leak.")
    assert outcome.codes == ("duplicate",)
    assert f"/claims/{first.id}/" in outcome.text


def test_second_post_within_the_interval_is_told_when_to_come_back(door, rules, thesis, opponent):
    rules(POST_INTERVAL_SECONDS=5)
    door.argue(opponent, thesis, statement="One.")
    outcome = door.argue(opponent, thesis, statement="Two.")
    assert (outcome.status, outcome.codes) == (429, ("interval",))
    assert 1 <= outcome.retry_after <= 5


def test_young_account_has_a_daily_limit(door, rules, thesis, opponent):
    rules(DAILY_LIMITS={"debates": 3, "claims": 2, "evidence": 20})
    for word in ("One.", "Two."):
        assert door.argue(opponent, thesis, statement=word).ok
    outcome = door.argue(opponent, thesis, statement="Three.")
    assert (outcome.status, outcome.codes) == (429, ("daily_limit",))
    opponent.date_joined -= timedelta(days=2)
    opponent.save()
    assert door.argue(opponent, thesis, statement="Three.").ok


def test_first_posts_of_an_account_wait_for_a_moderator(door, rules, thesis, newcomer, opponent, moderator):
    rules(HOLD_FIRST=3)
    outcome = door.argue(newcomer, thesis, statement="My first words here.")
    assert outcome.ok
    claim = Claim.objects.get(pk=outcome.id)
    assert claim.state == "held"
    seen = {
        p.username if p else "visitor": door.sees(p, f"/claims/{claim.pk}/")
        for p in (newcomer, moderator, opponent, None)
    }
    assert seen == {"newcomer": 200, "moderator": 200, "opponent": 404, "visitor": 404}
    thesis.refresh_from_db()
    assert thesis.children == 0


def test_account_whose_posts_were_let_through_posts_at_once(door, rules, thesis, newcomer):
    for word in ("One.", "Two.", "Three."):
        door.argue(newcomer, thesis, statement=word)
    rules(HOLD_FIRST=3)
    outcome = door.argue(newcomer, thesis, statement="Four.")
    assert Claim.objects.get(pk=outcome.id).state == "published"


@pytest.mark.parametrize("id", ["0", "999999999", "9" * 30, "9" * 5000, "abc", "-1", "1.5", "%00", "１"])
def test_missing_or_malformed_id_is_not_found(door, opponent, id):
    outcome = door._send(opponent, "GET", f"/claims/{id}/", {}) if door.name == "api" else None
    status = outcome.status if outcome else door.sees(opponent, f"/claims/{id}/")
    assert status == 404


@pytest.mark.django_db(transaction=True)
def test_same_post_twice_at_once_is_one(door, thesis, opponent):
    def post(_):
        try:
            return door.argue(opponent, thesis, statement="They leak.").id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(post, range(4)))
    assert len(ids) == 1
    assert Claim.objects.filter(parent=thesis).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_people_answering_at_once_are_all_counted(thesis):
    people = [factories.person() for _ in range(6)]

    def post(person):
        try:
            return factories.argument(thesis, author=person).path
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        paths = set(pool.map(post, people))
    assert len(paths) == 6
    thesis.refresh_from_db()
    assert (thesis.children, Debate.objects.get().claims_count) == (6, 7)
