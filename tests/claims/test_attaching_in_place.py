"""The form of evidence as a part of an open page: what it brings, what is left after posting, what a refusal keeps."""

import re

import pytest
from django.test import Client

from archive.claims import services
from archive.claims.models import Evidence
from archive.claims.services.sources import capture_source
from tests import factories
from tests.oracle import assert_counted

IN_PLACE = {"HX-Request": "true"}
TEXT = b"Licences took weeks. The ministry gave no reasons.\n\nSome firms waited. The ministry gave no reasons.\n"
CARD = {"tag": "It gave none.", "bearing": "supports"}


@pytest.fixture
def stored(author):
    fields = {"title": "Two years of licences", "issued": "2025-01"}
    return capture_source(data=TEXT, filename="r.md", captured_by=author, fields=fields).source


@pytest.fixture
def browser(opponent):
    client = Client()
    client.force_login(opponent)
    return client


def address(claim):
    return f"/claims/{claim.pk}/evidence/"


def test_form_is_a_page_or_a_part_of_one(browser, thesis):
    whole, part = browser.get(address(thesis)), browser.get(address(thesis), headers=IN_PLACE)
    assert b"<!doctype" in whole.content
    assert b"hx-post" not in whole.content
    assert b"<!doctype" not in part.content
    assert f'hx-post="{address(thesis)}"' in part.content.decode()
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]


def test_ids_of_the_part_are_the_claims_own_and_all_its_labels_lead_somewhere(browser, thesis, author):
    argument = factories.argument(thesis, author=author)
    parts = [browser.get(address(claim), headers=IN_PLACE).content.decode() for claim in (thesis, argument)]
    ids = [set(re.findall(r'\bid="(id_[^"]+)"', part)) for part in parts]
    assert ids[0]
    assert not ids[0] & ids[1]
    for part, own in zip(parts, ids, strict=True):
        assert set(re.findall(r'\b(?:for|aria-describedby)="([^"]+)"', part)) <= own


def test_card_posted_in_place_comes_back_as_it_stands_under_its_claim(browser, thesis, stored):
    fields = {**CARD, "source": stored.pk, "quote": "Some firms waited."}
    answer = browser.post(address(thesis), fields, headers=IN_PLACE)
    said, card = answer.content.decode(), Evidence.objects.get()
    assert answer.status_code == 201
    assert "<!doctype" not in said
    assert f'id="e{card.pk}"' in said
    assert f'data-under="c{thesis.pk}"' in said
    assert 'data-check="exact"' in said
    assert "Your card is added." in said
    assert_counted()


@pytest.mark.parametrize(("hold", "left"), [(0, ""), (3, "1 person asks for more evidence.")])
def test_claim_that_cites_something_now_no_longer_asks_for_it(
    browser, rules, thesis, author, stored, hold, left
):
    services.ask_for_evidence(claim=thesis, person=author)
    rules(HOLD_FIRST=hold)
    answer = browser.post(address(thesis), {**CARD, "source": stored.pk}, headers=IN_PLACE)
    needs = re.findall(r'<template data-for="[^"]+">(.*?)</template>', answer.content.decode(), re.S)
    assert len(needs) == 2
    for line in needs:
        assert left in line
        assert bool(line.strip()) == bool(left)


def test_card_that_waits_and_a_source_made_with_it_are_told_in_place(browser, rules, thesis, stored):
    rules(HOLD_FIRST=3)
    record = "@book{b, title={Two years of licences}, year={2025}}"
    answer = browser.post(address(thesis), {**CARD, "record": record}, headers=IN_PLACE)
    assert answer.status_code == 201
    assert "waits for a moderator" in answer.content.decode()
    assert "waits for a moderator" not in browser.get("/about/").content.decode()


def test_refusal_in_place_keeps_every_word(browser, thesis, stored):
    words = {
        "quote": "A quote <kept>.",
        "locator": "page 7",
        "note": "A note kept.",
        "look_for": "kept words",
    }
    answer = browser.post(
        address(thesis), {**words, "source": stored.pk, "bearing": "undermines"}, headers=IN_PLACE
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "<!doctype" not in said
    assert f'href="#id_{thesis.pk}_tag"' in said
    assert all(kept in said for kept in ("A quote &lt;kept&gt;.", "page 7", "A note kept.", "kept words"))
    assert re.search(r'value="undermines" checked', said)
    assert re.search(rf'name="source" value="{stored.pk}" checked', said)
    assert not Evidence.objects.exists()


def test_quote_that_stands_twice_is_asked_for_in_place(browser, thesis, stored):
    fields = {**CARD, "source": stored.pk, "quote": "The ministry gave no reasons."}
    answer = browser.post(address(thesis), fields, headers=IN_PLACE)
    assert answer.status_code == 422
    assert "Which of these places do you mean?" in answer.content.decode()
    start = re.findall(r'name="start" value="(\d+)"', answer.content.decode())[1]
    assert browser.post(address(thesis), {**fields, "start": start}, headers=IN_PLACE).status_code == 201
    assert Evidence.objects.get().check_detail["nth"] == 1  # counted from 0


def test_looking_for_a_source_in_place_brings_the_form_back(browser, thesis, stored):
    answer = browser.post(address(thesis), {**CARD, "look_for": "licences", "find": "1"}, headers=IN_PLACE)
    assert answer.status_code == 200
    assert "It gave none." in answer.content.decode()
    assert re.search(rf'name="source" value="{stored.pk}" checked', answer.content.decode())


def test_same_card_posted_twice_in_place_is_one_card(browser, thesis, stored):
    fields = {**CARD, "source": stored.pk}
    answers = [browser.post(address(thesis), fields, headers=IN_PLACE) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Evidence.objects.count() == 1


def test_draft_of_the_claim_is_in_the_form_in_place_and_gone_after_posting(browser, thesis, stored):
    browser.post(address(thesis), {"tag": "Half a sentence", "keep": "1"})
    assert "Half a sentence" in browser.get(address(thesis), headers=IN_PLACE).content.decode()
    posted = browser.post(
        address(thesis), {**CARD, "source": stored.pk, "draft_version": "1"}, headers=IN_PLACE
    )
    assert posted.cookies["posted"].value
    assert "Half a sentence" not in browser.get(address(thesis), headers=IN_PLACE).content.decode()


def test_visitor_who_opens_the_form_in_place_is_led_to_sign_in(client, thesis):
    answer = client.get(address(thesis), headers=IN_PLACE)
    assert answer["HX-Redirect"].endswith(f"?next={address(thesis)}")


def test_words_sent_in_place_after_signing_out_come_back(client, thesis):
    answer = client.post(address(thesis), {"tag": "Words <kept>."}, headers=IN_PLACE)
    assert answer.status_code == 401
    assert "Words &lt;kept&gt;." in answer.content.decode()


def test_claim_that_is_gone_takes_no_card_in_place(browser, thesis):
    assert browser.post("/claims/999999/evidence/", CARD, headers=IN_PLACE).status_code == 404
    services.withdraw_claim(claim=thesis, author=thesis.author)
    answer = browser.post(address(thesis), {**CARD, "tag": "Words kept."}, headers=IN_PLACE)
    assert answer.status_code in (403, 404, 422)


@pytest.mark.parametrize("field", ["source", "start", "kind", "draft_version", "bearing", "quote"])
def test_nonsense_in_a_field_is_refused_in_place(browser, thesis, stored, field):
    fields = {**CARD, "source": stored.pk, "quote": "Some firms waited.", field: "9" * 3000 + "\x00x"}
    assert browser.post(address(thesis), fields, headers=IN_PLACE).status_code in (201, 400, 422)


def test_long_line_of_argument_folds_what_is_between(client, thesis, author):
    claim, made = thesis, []
    for _ in range(7):
        claim = factories.argument(claim, author=author)
        made.append(claim)
    short, long = (client.get(f"/claims/{one.pk}/").content.decode() for one in (made[4], made[6]))
    assert "claims between" not in short
    path = re.search(r'<nav class="path".*?</nav>', long, re.S)[0]
    assert "4 claims between" in path
    assert [int(pk) for pk in re.findall(r"/claims/(\d+)/", path)] == [thesis.pk, *(m.pk for m in made[:6])]
    fold = re.search(r"<details.*?</details>", path, re.S)[0]
    assert [int(pk) for pk in re.findall(r"/claims/(\d+)/", fold)] == [m.pk for m in made[:4]]
