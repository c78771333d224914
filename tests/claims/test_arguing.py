"""Answering in one step with evidence, in place, with a preview; and what becomes of words written too late."""

import pytest
from django.test import Client

from archive.claims import services
from archive.claims.models import Claim, Evidence
from archive.claims.services.sources import capture_source
from archive.core.errors import Refused
from archive.sources.models import Source
from tests import factories
from tests.oracle import assert_counted

IN_PLACE = {"HX-Request": "true"}
TEXT = b"Licences took weeks. The ministry gave no reasons.\n\nSome firms waited.\n"
WORDS = {"stance": "opposes", "statement": "The weeks were spent smuggling."}


@pytest.fixture
def stored(author):
    fields = {"title": "Two years of licences", "issued": "2025-01"}
    return capture_source(data=TEXT, filename="r.md", captured_by=author, fields=fields).source


@pytest.fixture
def browser(opponent):
    client = Client()
    client.force_login(opponent)
    return client


def test_argument_and_card_are_posted_together(door, rules, thesis, opponent, stored):
    rules(POST_INTERVAL_SECONDS=5)
    card = {"source": stored.pk, "tag": "It gave none.", "quote": "The ministry gave no reasons."}
    outcome = door.argue(opponent, thesis, statement="They leak.", card=card)
    assert outcome.ok
    made = Evidence.objects.get()
    assert (made.claim_id, made.author, made.check_state) == (outcome.id, opponent, "exact")
    assert Claim.objects.get(pk=outcome.id).evidence_count == 1
    assert_counted()


def test_refused_card_leaves_nothing_posted(door, thesis, opponent, stored):
    outcome = door.argue(
        opponent, thesis, card={"source": stored.pk, "quote": "The ministry gave no reasons."}
    )
    assert not outcome.ok
    assert (outcome.codes, outcome.field) == (("empty",), "tag")
    assert (Claim.objects.count(), Evidence.objects.count()) == (1, 0)
    assert_counted()


def test_card_can_bring_its_source_along(door, thesis, opponent):
    record = "@book{b, title={A pasted book}, year={2020}}"
    outcome = door.argue(opponent, thesis, card={"record": record, "tag": "It says so."})
    assert outcome.ok
    assert Evidence.objects.get().source == Source.objects.get(title="A pasted book")


def test_refused_argument_adds_no_source(door, thesis, opponent):
    record = "@book{b, title={A pasted book}, year={2020}}"
    assert not door.argue(opponent, thesis, statement="", card={"record": record, "tag": "So."}).ok
    assert not Source.objects.filter(title="A pasted book").exists()


def test_same_post_with_its_card_again_is_the_first_one(door, thesis, opponent, stored):
    card = {"source": stored.pk, "tag": "It gave none."}
    first, second = (door.argue(opponent, thesis, card=card) for _ in range(2))
    assert first.id == second.id
    assert Evidence.objects.count() == 1


def test_first_posts_wait_with_their_cards(door, rules, thesis, newcomer, stored):
    rules(HOLD_FIRST=3)
    assert door.argue(newcomer, thesis, card={"source": stored.pk, "tag": "It gave none."}).ok
    assert (Claim.objects.get(parent=thesis).state, Evidence.objects.get().state) == ("held", "held")


def test_day_of_a_young_account_counts_cards_by_themselves(door, rules, thesis, opponent, stored):
    rules(DAILY_LIMITS={"claims": 10, "evidence": 1})
    assert door.argue(opponent, thesis, card={"source": stored.pk, "tag": "One."}).ok
    outcome = door.argue(opponent, thesis, statement="More.", card={"source": stored.pk, "tag": "Two."})
    assert (outcome.status, outcome.codes) == (429, ("daily_limit",))
    assert not Claim.objects.filter(statement="More.").exists()


def test_preview_shows_the_argument_and_stores_nothing(browser, thesis, stored):
    fields = {"tag": "It gave none.", "source": stored.pk, "quote": "The ministry gave few reasons."}
    answer = browser.post(
        f"/claims/{thesis.pk}/argue/", {**WORDS, **fields, "bearing": "supports", "preview": "1"}
    )
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing is posted yet" in said
    assert 'data-check="altered"' in said
    assert said.count("The weeks were spent smuggling.") == 2  # as it will look, and in the form
    assert (Claim.objects.count(), Evidence.objects.count()) == (1, 0)
    assert_counted()


def test_preview_says_what_posting_would_refuse(browser, thesis):
    answer = browser.post(f"/claims/{thesis.pk}/argue/", {**WORDS, "statement": "a" * 501, "preview": "1"})
    assert answer.status_code == 422
    assert "so 1 too many" in answer.content.decode()


@pytest.mark.parametrize("act", ["argue", "rate"])
def test_form_is_a_page_or_a_part_of_one(browser, thesis, act):
    whole = browser.get(f"/claims/{thesis.pk}/{act}/")
    part = browser.get(f"/claims/{thesis.pk}/{act}/", headers=IN_PLACE)
    assert b"<!doctype" in whole.content
    assert b"<!doctype" not in part.content
    assert b"hx-post" in part.content
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]


def test_argument_posted_in_place_comes_back_as_it_stands_in_the_thread(browser, thesis):
    answer = browser.post(f"/claims/{thesis.pk}/argue/", WORDS, headers=IN_PLACE)
    said, made = answer.content.decode(), Claim.objects.get(parent=thesis)
    assert answer.status_code == 201
    assert f'id="c{made.pk}"' in said
    assert f'data-under="c{thesis.pk}"' in said
    assert (
        f'data-for="#c{thesis.pk} &gt; .claim-stand' in said
        or f'data-for="#c{thesis.pk} > .claim-stand' in said
    )


def test_argument_that_waits_says_so_in_place(browser, rules, thesis):
    rules(HOLD_FIRST=3)
    answer = browser.post(f"/claims/{thesis.pk}/argue/", WORDS, headers=IN_PLACE)
    assert "waits for a moderator" in answer.content.decode()


def test_refusal_in_place_keeps_every_word(browser, thesis):
    fields = {
        **WORDS,
        "statement": "Kept <words> " + "a" * 500,
        "tag": "A tag kept.",
        "quote": "A quote kept.",
    }
    answer = browser.post(f"/claims/{thesis.pk}/argue/", fields, headers=IN_PLACE)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert all(words in said for words in ("Kept &lt;words&gt;", "A tag kept.", "A quote kept."))
    assert "<!doctype" not in said


def test_visitor_who_opens_the_form_in_place_is_led_to_sign_in(client, thesis):
    answer = client.get(f"/claims/{thesis.pk}/argue/", headers=IN_PLACE)
    assert answer["HX-Redirect"] == f"/accounts/login/?next=/claims/{thesis.pk}/argue/"


def test_words_sent_in_place_after_the_session_ended_come_back(client, thesis):
    answer = client.post(f"/claims/{thesis.pk}/argue/", WORDS, headers=IN_PLACE)
    assert answer.status_code == 401
    assert "The weeks were spent smuggling." in answer.content.decode()


def merged(claim, into):
    Claim.objects.filter(pk=claim.pk).update(state="merged", merged_into=into)


def test_form_of_a_merged_claim_leads_to_the_kept_one(browser, thesis, author):
    one, other = (factories.argument(thesis, author=author) for _ in range(2))
    merged(one, other)
    assert browser.get(f"/claims/{one.pk}/argue/")["Location"] == f"/claims/{other.pk}/argue/"


def test_words_for_a_merged_claim_are_kept_at_the_kept_one(browser, thesis, author):
    one, other = (factories.argument(thesis, author=author) for _ in range(2))
    merged(one, other)
    answer = browser.post(f"/claims/{one.pk}/argue/", {**WORDS, "debate": thesis.debate_id})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "was merged into this one" in said
    assert f'action="/claims/{other.pk}/argue/"' in said
    assert "The weeks were spent smuggling." in said
    assert not Claim.objects.filter(parent=other).exists()


def test_service_points_from_a_merged_claim_to_the_kept_one(thesis, author, opponent):
    one, other = (factories.argument(thesis, author=author) for _ in range(2))
    merged(one, other)
    with pytest.raises(Refused) as refusal:
        services.post_argument(parent=one, stance="opposes", statement="Late.", author=opponent)
    assert (refusal.value.code, refusal.value.existing) == ("merged", f"/claims/{other.pk}/")


def test_claim_that_came_into_another_debate_is_answered_there_the_second_time(browser, thesis):
    other = factories.thesis()
    fields = {**WORDS, "debate": other.debate_id}
    answer = browser.post(f"/claims/{thesis.pk}/argue/", fields)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="/claims/{thesis.pk}/"' in said
    assert f'name="debate" value="{thesis.debate_id}"' in said


@pytest.mark.parametrize("state", ["removed", "withdrawn"])
def test_words_for_a_claim_that_was_taken_away_are_kept(browser, thesis, author, state):
    parent = factories.argument(thesis, author=author)
    Claim.objects.filter(pk=parent.pk).update(state=state, descendants=1)
    answer = browser.post(f"/claims/{parent.pk}/argue/", WORDS, headers=IN_PLACE)
    assert answer.status_code == 422
    assert "The weeks were spent smuggling." in answer.content.decode()


def test_aim_is_offered_under_arguments_only(browser, thesis, author):
    argument = factories.argument(thesis, author=author)
    assert b'name="aim"' not in browser.get(f"/claims/{thesis.pk}/argue/").content
    assert b'name="aim"' in browser.get(f"/claims/{argument.pk}/argue/").content


def test_several_places_of_the_quote_are_chosen_from(browser, thesis, author, opponent):
    text = b"It gave no reasons. Firms waited.\n\nIt gave no reasons. Firms left.\n"
    source = capture_source(data=text, filename="t.md", captured_by=author, fields={"title": "T"}).source
    fields = {
        **WORDS,
        "tag": "So.",
        "source": source.pk,
        "quote": "It gave no reasons.",
        "bearing": "supports",
    }
    answer = browser.post(f"/claims/{thesis.pk}/argue/", fields)
    assert answer.status_code == 422
    assert "Which of these places do you mean?" in answer.content.decode()
    assert Claim.objects.count() == 1
    assert browser.post(f"/claims/{thesis.pk}/argue/", {**fields, "start": "35"}).status_code == 302
    assert Evidence.objects.get().check_detail["start"] == 35
