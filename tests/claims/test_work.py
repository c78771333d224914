"""My work: what waits for a person and what of theirs waits for others; and first steps for somebody new."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.claims import services
from archive.claims.models import SetAsideRating, Suggestion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(thesis, author):
    return factories.argument(thesis, author=author, statement="Ports would stand idle.")


def page_of(person, address="/work/", **query) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def suggest(claim, by, **more):
    fields = {"kind": "reword", "statement": "Ports would be idle.", "reason": "Shorter.", **more}
    return Suggestion.objects.create(claim=claim, author=by, **fields)


def test_nothing_waits_and_one_step_is_named(author):
    assert "Find one useful thing to do" in page_of(author)


def test_visitors_sign_in(db):
    assert Client().get("/work/").status_code == 302


def test_answers_wait_until_one_has_answered(point, author, opponent):
    answer = factories.argument(point, author=opponent, statement="Rail took over.")
    factories.argument(point, author=author, statement="My own addition.")
    page = page_of(author)
    assert answer.statement in page
    assert "My own addition." not in page
    factories.argument(answer, author=author)
    assert answer.statement not in page_of(author)


def test_answers_in_closed_debates_wait_for_nobody(point, author, opponent, curator):
    answer = factories.argument(point, author=opponent)
    services.set_debate_state(debate=point.debate, by=curator, state="closed", reason="Done.")
    assert answer.statement not in page_of(author)


def test_claims_that_are_asked_for_evidence_wait_for_their_author(point, author, opponent):
    services.ask_for_evidence(claim=point, person=opponent)
    assert f"/claims/{point.pk}/evidence/" in page_of(author)
    assert "Asked for evidence" not in page_of(opponent)


def test_held_posts_say_that_they_wait_and_why(rules, thesis, newcomer):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=newcomer)
    page = page_of(newcomer)
    assert held.statement in page
    assert "The first 3 posts of a new member wait until a moderator has read them." in page


def test_suggestions_wait_for_those_who_decide_and_show_to_who_made_them(point, author, opponent, curator):
    row = suggest(point, opponent)
    for person, title in (
        (author, "Suggestions to decide"),
        (curator, "Suggestions to decide"),
        (opponent, "Your open suggestions"),
    ):
        page = page_of(person)
        assert title in page
        assert row.statement in page
    row.state = "withdrawn"
    row.save()
    assert row.statement not in page_of(author) + page_of(curator) + page_of(opponent)


def test_ratings_are_asked_again_until_given(point, author, opponent):
    now = timezone.now()
    row = suggest(point, author, state="accepted", decided_by=author, decided_at=now)
    SetAsideRating.objects.create(
        suggestion=row, claim=point, rater=opponent, scale="convincing", value=3, rated=now, changed=now
    )
    assert "To rate again" in page_of(opponent)
    services.rate_claim(claim=point, rater=opponent, convincing=2)
    assert "To rate again" not in page_of(opponent)


def test_drafts_are_shown(point, opponent):
    services.keep_draft(owner=opponent, place=f"/claims/{point.pk}/argue/", fields={"statement": "So far"})
    assert "Your drafts" in page_of(opponent)


def test_each_kind_is_bounded_and_has_a_page_of_all(point, author, opponent):
    counts = []
    for number in (1, 24):
        for _ in range(number):
            factories.argument(point, author=opponent)
        client = Client()
        client.force_login(author)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/work/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count('class="act"') == 5
    first = page_of(author, show="unanswered")
    assert first.count('class="act"') == 20
    before = first.split("before=")[1].split('"')[0]
    assert page_of(author, show="unanswered", before=before).count('class="act"') == 5
    assert "Nothing more here" in page_of(author, show="unanswered", before=1)


def test_unknown_kinds_are_not_there_and_wrong_numbers_count_as_none(author):
    client = Client()
    client.force_login(author)
    assert client.get("/work/", {"show": "secrets"}).status_code == 404
    assert client.get("/work/", {"show": "held", "before": "x" * 999}).status_code == 200


def test_first_steps_lead_to_an_argument_a_claim_and_a_paragraph(thesis, author, opponent):
    source = factories.source("A report", digest=[{"paragraph": 1, "text": "Prices fell."}])
    point = factories.argument(thesis, author=author, statement="Nobody answered this.")
    services.ask_for_evidence(claim=thesis, person=opponent)
    page = Client().get("/first-steps/").content.decode()
    assert f"/claims/{point.pk}/argue/" in page
    assert f"/claims/{thesis.pk}/evidence/" in page
    assert source.title in page or not source.digest


def test_first_steps_never_lead_to_ones_own_claim(thesis, author):
    point = factories.argument(thesis, author=author)
    assert f"/claims/{point.pk}/argue/" not in page_of(author, "/first-steps/")


def test_first_steps_of_an_empty_archive_lead_to_the_debates(db):
    assert "Nothing waits at the moment" in Client().get("/first-steps/").content.decode()
