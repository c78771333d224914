"""Drafts: kept per place, never overwritten unseen, gone once posted; without and with a script."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from archive.accounts.models import User
from archive.claims import services
from archive.claims.models import Draft, Evidence, Topic
from archive.claims.services.drafts import DRAFTS_AT_MOST, LATE
from archive.core.errors import NotAllowed, Refused
from tests import factories
from tests.contract import client_of

pytestmark = pytest.mark.django_db

SCRIPT = {"Accept": "application/json"}
WORDS = {"stance": "opposes", "statement": "Half a thought"}


@pytest.fixture
def browser(opponent):
    client = Client()
    client.force_login(opponent)
    return client


@pytest.fixture
def place(thesis):
    return f"/claims/{thesis.pk}/argue/"


def keep(owner, place="/claims/1/argue/", version=0, **fields):
    return services.keep_draft(owner=owner, place=place, fields=fields or WORDS, version=version)


def kept():
    """Return the drafts that hold words; of one that is posted its version stays a while."""
    return list(Draft.objects.exclude(fields={}))


def send(client, place, version=0, **fields):
    body = {**(fields or WORDS), "draft_place": place, "draft_version": version}
    return client.post("/drafts/", body, headers=SCRIPT)


def test_kept_words_are_in_the_form_again(browser, place):
    assert browser.post(place, {**WORDS, "keep": "1", "draft_version": "0"})["Location"] == place
    said = browser.get(place).content.decode()
    assert "Half a thought</textarea>" in said
    assert 'value="opposes" checked' in said
    assert "Draft kept now" in said
    assert 'name="draft_version" value="1"' in said


def test_discarding_empties_the_form(browser, place, opponent):
    keep(opponent, place)
    answer = browser.post(place, {**WORDS, "discard": "1"})
    assert answer["Location"] == place
    assert not kept()
    assert "Half a thought" not in browser.get(place).content.decode()


def test_posting_discards_the_draft(browser, place, opponent):
    keep(opponent, place)
    answer = browser.post(place, WORDS)
    assert answer.status_code == 302
    assert answer.cookies["posted"].value.replace("%2F", "/") == place
    assert not kept()


def test_refused_post_keeps_the_draft(browser, place, opponent):
    keep(opponent, place)
    assert browser.post(place, {**WORDS, "statement": ""}).status_code == 422
    assert Draft.objects.get().fields == WORDS


def test_evidence_is_kept_and_forgotten_likewise(browser, thesis, opponent):
    place, source = f"/claims/{thesis.pk}/evidence/", factories.source()
    browser.post(place, {"tag": "A tag", "keep": "1"})
    assert "A tag" in browser.get(place).content.decode()
    browser.post(place, {"tag": "A tag", "source": source.pk, "bearing": "supports"})
    assert Evidence.objects.exists()
    assert not kept()


@pytest.mark.parametrize("form", ["open", "reword"])
def test_other_forms_keep_their_drafts(form, thesis, curator):
    client = Client()
    client.force_login(curator)
    place = "/debates/open/" if form == "open" else f"/claims/{thesis.pk}/reword/"
    client.post(place, {"statement": "New words hold.", "keep": "1"})
    assert "New words hold." in client.get(place).content.decode()
    assert client.post(place, {"statement": "New words hold."}).status_code == 302
    assert not kept()


def test_form_asked_for_other_words_leaves_the_draft_alone(browser, thesis, opponent):
    place = f"/claims/{thesis.pk}/evidence/"
    keep(opponent, place, tag="A tag", quote="A kept quote")
    said = browser.get(f"{place}?quote=Another+quote").content.decode()
    assert "Another quote" in said
    assert "A kept quote" not in said
    assert "You have a draft here" in said
    assert 'name="draft_version" value="0"' in said


def test_stale_save_is_refused_and_brings_both_texts(browser, place, opponent):
    keep(opponent, place)
    keep(opponent, place, version=1, statement="Newer words")
    answer = browser.post(place, {"statement": "Older words", "keep": "1", "draft_version": "1"})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Newer words" in said
    assert "Older words" in said
    assert Draft.objects.get().fields == {"statement": "Newer words"}
    chosen = browser.post(
        "/drafts/", {"statement": "Older words", "draft_place": place, "draft_version": "2"}
    )
    assert chosen["Location"] == place
    assert Draft.objects.get().fields == {"statement": "Older words"}


def test_script_keeps_and_is_told_of_newer_words(browser, place):
    assert send(browser, place).json()["version"] == 1
    assert send(browser, place, 1, statement="More").json()["version"] == 2
    stale = send(browser, place, 1, statement="Other")
    assert (stale.status_code, stale.json()["fields"], stale.json()["version"]) == (
        409,
        {"statement": "More"},
        2,
    )
    assert Draft.objects.get().fields == {"statement": "More"}


def test_same_words_again_are_no_conflict(opponent):
    keep(opponent)
    assert keep(opponent, version=7).version == 1


@pytest.mark.parametrize("version", [0, 1])
def test_save_on_its_way_while_the_words_are_posted_does_not_bring_them_back(
    browser, place, opponent, version
):
    if version:
        keep(opponent, place)
    assert browser.post(place, {**WORDS, "draft_version": version}).status_code == 302
    late = send(browser, place, version)
    assert (late.status_code, late.json()["fields"]) == (409, {})
    assert kept() == []
    assert "Half a thought" not in browser.get("/drafts/").content.decode()
    said = browser.get(place).content.decode()
    assert f'name="draft_version" value="{version + 1}"' in said
    assert "Draft kept" not in said
    assert send(browser, place, version + 1, statement="The next thought").json()["version"] == version + 2


def test_save_on_its_way_while_the_draft_is_discarded_does_not_bring_it_back(browser, place, opponent):
    keep(opponent, place)
    browser.post(place, {**WORDS, "discard": "1"})
    answer = browser.post(place, {**WORDS, "keep": "1", "draft_version": "1"})
    assert answer.status_code == 409
    assert "posted or discarded" in answer.content.decode()
    assert kept() == []


def test_discarding_where_nothing_is_kept_leaves_no_trace(opponent):
    services.discard_draft(owner=opponent, place="/claims/1/argue/")
    assert not Draft.objects.exists()


def test_versions_of_posted_drafts_go_after_a_while(browser, place, opponent):
    keep(opponent, "/claims/1/argue/")
    services.discard_draft(owner=opponent, place="/claims/1/argue/")
    Draft.objects.update(changed=timezone.now() - 2 * LATE)
    browser.post(place, WORDS)
    assert Draft.objects.get().place == place


def test_a_program_keeps_a_new_draft_where_the_last_was_discarded(opponent):
    client, body = client_of(opponent), {"place": "/claims/1/argue/", "words": {"statement": "A"}}
    for _ in range(2):
        assert client.put("/api/v1/drafts/", body, format="json").status_code == 200
        assert client.delete("/api/v1/drafts/?place=/claims/1/argue/").status_code == 204
        assert client.get("/api/v1/drafts/").json() == []


def test_save_of_an_account_that_is_gone_is_refused(opponent):
    gone = User.objects.get(pk=opponent.pk)
    opponent.delete()
    with pytest.raises(NotAllowed):
        keep(gone)


def test_what_a_script_kept_while_the_form_was_sent_is_no_newer_text(browser, place):
    send(browser, place)
    said = browser.post(place, {**WORDS, "preview": "1", "draft_version": "0"}).content.decode()
    assert 'name="draft_version" value="1"' in said


def test_chosen_topics_are_kept(browser):
    for slug in ("chips", "energy", "trade"):
        Topic.objects.create(slug=slug, name=slug.title())
    place = "/debates/open/"
    browser.post(
        place, {"statement": "A thesis", "topics": ["chips", "trade"], "confirm": "True", "keep": "1"}
    )
    said = browser.get(place).content.decode()
    checked = re.findall(r'name="topics" value="(\w+)"[^>]*checked', said)
    assert checked == ["chips", "trade"]
    assert "confirm" not in Draft.objects.get().fields


def test_form_s_own_fields_are_no_words(browser, place):
    send(browser, place, csrfmiddlewaretoken="secret", debate="1", statement="A")
    assert Draft.objects.get().fields == {"statement": "A"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"place": "https://evil.example/"}, "place"),
        ({"place": "//evil.example/"}, "place"),
        ({"place": "/a b/"}, "place"),
        ({"place": ""}, "place"),
        ({"place": "/" + "a" * 300 + "/"}, "place"),
        ({"statement": "a" * 20_001}, "too_long"),
        ({"statement": "a\x00b"}, "control"),
        ({"statement": "a\ud800b"}, "control"),
        ({f"f{n}": "a" for n in range(51)}, "too_many"),
        ({"version": -1}, "version"),
        ({"version": 10**30}, "version"),
    ],
)
def test_what_is_no_draft_is_refused(opponent, wrong, code):
    with pytest.raises(Refused) as refusal:
        keep(opponent, **wrong)
    assert refusal.value.code == code
    assert not Draft.objects.exists()


@pytest.mark.parametrize("place", ["", "https://evil.example/", "javascript:alert(1)", "//evil.example/"])
def test_a_wrong_place_leads_nowhere(browser, place):
    answer = browser.post("/drafts/", {**WORDS, "draft_place": place})
    assert answer.status_code == 422
    assert "evil.example" not in answer.content.decode()
    assert send(browser, place).status_code == 422


def test_draft_outlives_the_claim_it_answers(opponent):
    assert keep(opponent, "/claims/999999/argue/").pk


def test_a_person_keeps_a_hundred(opponent, browser):
    fields = {"owner": opponent, "fields": WORDS, "changed": timezone.now()}
    Draft.objects.bulk_create(Draft(place=f"/claims/{n}/argue/", **fields) for n in range(DRAFTS_AT_MOST))
    answer = browser.post("/debates/open/", {"statement": "One more", "keep": "1"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "You keep 100 drafts already" in said
    assert "One more" in said


def test_drafts_are_their_owners_alone(browser, place, author):
    keep(author, place)
    assert "Half a thought" not in browser.get(place).content.decode()
    assert "Half a thought" not in browser.get("/drafts/").content.decode()
    browser.post("/drafts/", {"draft_place": place, "discard": "1"})
    assert Draft.objects.get().owner == author


def test_who_may_not_post_keeps_no_drafts(stranger):
    with pytest.raises(NotAllowed):
        keep(stranger)


def test_script_of_a_signed_out_person_is_told_so(client, place):
    assert send(client, place).status_code == 401
    assert client.get("/drafts/")["Location"] == "/accounts/login/?next=/drafts/"


def test_list_names_what_each_draft_is_for(browser, opponent, thesis, place):
    keep(opponent, place)
    keep(opponent, "/debates/open/", statement="A thesis in the making")
    keep(opponent, f"/debates/{thesis.debate_id}/thesis/", statement="Another answer")
    said = browser.get("/drafts/").content.decode()
    assert "Answer to: <bdi>Export controls slow the rival down.</bdi>" in said
    assert "A new debate" in said
    assert "Another thesis for a question" in said
    assert "A thesis in the making" in said
    answer = browser.post("/drafts/", {"draft_place": place, "discard": "1"}, follow=True)
    assert "Half a thought" not in answer.content.decode()


@pytest.mark.parametrize("number", [2, 20])
def test_list_costs_the_same_at_any_length(browser, opponent, number, django_assert_max_num_queries):
    for claim in [factories.thesis() for _ in range(number)]:
        keep(opponent, f"/claims/{claim.pk}/argue/")
    with django_assert_max_num_queries(6):
        browser.get("/drafts/")


def test_hostile_posts_are_no_server_errors(browser):
    for body in (
        {},
        {"draft_version": "x" * 5000},
        {"draft_place": "\x00"},
        {"draft_place": "/a/", "x": "\x00"},
    ):
        assert browser.post("/drafts/", body, headers=SCRIPT).status_code in (200, 422)
        assert browser.post("/drafts/", body).status_code in (302, 422)


def test_api_keeps_lists_and_discards(opponent):
    client = client_of(opponent)
    body = {"place": "/claims/1/argue/", "words": {"statement": "Half a thought"}}
    assert client.put("/api/v1/drafts/", body).json()["version"] == 1
    body["words"]["statement"] = "More"
    stale = client.put("/api/v1/drafts/", body)
    assert (stale.status_code, stale.json()["errors"][0]["code"]) == (409, "stale")
    assert client.put("/api/v1/drafts/", {**body, "version": 1}).json()["version"] == 2
    assert [draft["words"] for draft in client.get("/api/v1/drafts/").json()] == [{"statement": "More"}]
    assert client.delete("/api/v1/drafts/?place=/claims/1/argue/").status_code == 204
    assert client.get("/api/v1/drafts/").json() == []


@pytest.mark.parametrize("wrong", [{}, {"place": 1}, {"words": []}, {"words": {"a": 1}}, {"version": "x"}])
def test_api_refuses_what_is_no_draft(opponent, wrong):
    body = {"place": "/a/", "words": {}} if wrong else {}
    assert client_of(opponent).put("/api/v1/drafts/", {**body, **wrong}).status_code == 400


def test_api_tells_visitors_to_sign_in():
    assert client_of().get("/api/v1/drafts/").status_code == 401
