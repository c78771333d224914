"""Bibliographies that are pasted: what is in them is shown first, and each entry is added, filled in or left out."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.core.errors import Refused
from archive.exchange.queries import offers_in
from archive.exchange.services import ADDED, FILLED, REFUSED, SKIPPED, take_records
from archive.sources.models import Source
from tests import factories
from tests.contract import ContractClient

pytestmark = pytest.mark.django_db

BIBTEX = """@article{lewis1988,
  author = {Lewis, John Wilson and Xue, Litai},
  title = {China Builds the Bomb},
  year = {1988},
  journal = {A Journal},
  volume = {12},
  pages = {66--110},
  doi = {https://doi.org/10.1234/bomb}
}

@book{broken,
  title = {Never closed

@report{untitled, year = {2025}}
"""
RIS = "TY  - JOUR\r\nAU  - Choi, Jieon\r\nTI  - On controls\r\nPY  - 2025\r\nER  - \r\n"
ADDRESS = "/sources/records/"


@pytest.fixture
def signed(client, author):
    client.force_login(author)
    return client


def test_every_entry_is_shown_with_what_is_wrong_with_it_before_anything_is_stored(signed):
    response = signed.post(ADDRESS, {"text": BIBTEX})
    assert response.status_code == 200
    page = response.content.decode()
    assert "China Builds the Bomb" in page
    assert "line 11" in page or "line 12" in page
    assert "no title" in page
    assert not Source.objects.exists()


def test_what_is_chosen_is_added_and_a_bad_entry_keeps_none_of_the_others_out(author):
    taken = take_records(text=BIBTEX, person=author)
    assert [one.outcome for one in taken] == [ADDED, SKIPPED, SKIPPED]
    source = Source.objects.get()
    assert (source.kind, source.doi, source.issued, source.issued_from) == (
        "article-journal", "10.1234/bomb", "1988", 19880000,
    )  # fmt: skip
    assert source.details == {"volume": "12", "page": "66–110"} or source.details["page"].startswith("66")
    assert [name["family"] for name in source.authors] == ["Lewis", "Xue"]


def test_an_entry_without_a_title_is_refused_when_it_is_chosen_all_the_same(author):
    taken = take_records(text=BIBTEX, person=author, choices={3: "add"})
    assert taken[2].outcome == REFUSED
    assert "no title" in taken[2].reason
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"title": "Another title", "doi": "10.1234/BOMB"}, "same DOI"),
        ({"title": "china builds the bomb", "issued": "c. 1988"}, "same title and year"),
    ],
)
def test_what_is_here_already_is_offered_and_not_added_by_itself(author, fields, because):
    there = factories.source(**fields)
    offer = offers_in(BIBTEX, viewer=author)[0]
    assert [(twin.source, twin.because) for twin in offer.twins] == [(there, because)]
    assert take_records(text=BIBTEX, person=author)[0].outcome == SKIPPED
    assert Source.objects.count() == 1


def test_the_same_title_of_another_year_is_another_source(author):
    factories.source("China builds the bomb", issued="1991")
    assert offers_in(BIBTEX, viewer=author)[0].twins == ()


def test_an_entry_fills_what_is_empty_and_replaces_nothing(author):
    there = factories.source("China Builds the Bomb", issued="1988", publisher="A press")
    taken = take_records(text=BIBTEX, person=author, choices={1: f"fill:{there.pk}"})
    assert taken[0].outcome == FILLED
    there.refresh_from_db()
    assert (there.doi, there.publisher, there.container_title) == ("10.1234/bomb", "A press", "A Journal")
    assert there.details["volume"] == "12"
    assert Source.objects.count() == 1


def test_a_removed_source_is_no_twin(author):
    there = factories.source("China Builds the Bomb", issued="1988")
    Source.objects.filter(pk=there.pk).update(state="removed")
    assert offers_in(BIBTEX, viewer=author)[0].twins == ()
    taken = take_records(text=BIBTEX, person=author, choices={1: f"fill:{there.pk}"})
    assert (taken[0].outcome, taken[0].reason) == (REFUSED, f"There is no source {there.pk}.")


@pytest.mark.parametrize("choice", ["fill:", "fill:x", "drop", ""])
def test_a_choice_that_is_none_is_refused(author, choice):
    with pytest.raises(Refused) as refusal:
        take_records(text=RIS, person=author, choices={1: choice})
    assert refusal.value.field == "choices"
    assert not Source.objects.exists()


def test_filling_a_source_that_is_not_there_is_refused(author):
    taken = take_records(text=RIS, person=author, choices={1: "fill:" + "9" * 40})
    assert taken[0].outcome == REFUSED
    assert not Source.objects.exists()


def test_many_records_are_one_post(author, settings):
    settings.ARCHIVE = {**settings.ARCHIVE, "POST_INTERVAL_SECONDS": 60}
    items = [
        {"type": "book", "title": f"Book {n}", "issued": {"date-parts": [[1950 + n]]}} for n in range(30)
    ]
    taken = take_records(text=json.dumps(items), person=author)
    assert {one.outcome for one in taken} == {ADDED}
    assert Source.objects.count() == 30


def test_the_same_choice_sent_twice_adds_no_second_record(author):
    first, again = (take_records(text=RIS, person=author, choices={1: "add"})[0] for _ in range(2))
    assert (again.outcome, again.source) == (ADDED, first.source)
    assert Source.objects.count() == 1


def test_a_first_bibliography_waits_with_the_other_first_posts(newcomer, settings):
    settings.ARCHIVE = {**settings.ARCHIVE, "HOLD_FIRST": 3}
    take_records(text=RIS, person=newcomer)
    assert Source.objects.get().state == "held"


def test_the_page_takes_a_file_and_keeps_its_words_for_the_second_step(signed):
    file = SimpleUploadedFile("refs.ris", RIS.encode(), content_type="application/octet-stream")
    page = signed.post(ADDRESS, {"text": "", "file": file})
    assert "On controls" in page.content.decode()
    response = signed.post(ADDRESS, {"text": page.context["words"], "add": "1", "entry-1": "add"})
    assert response.status_code == 200
    assert "Added" in response.content.decode()
    assert Source.objects.get().title == "On controls"


@pytest.mark.parametrize(
    "text", ["", "   ", "Neither this nor that.", "@article{", "[{", '{"a": ', "TY  - ", "\x00", "@" * 5000]
)
def test_what_cannot_be_read_is_said_at_the_field_and_kept(signed, text):
    response = signed.post(ADDRESS, {"text": text})
    assert response.status_code in (200, 422)
    assert not Source.objects.exists()
    if response.status_code == 422:
        assert response.context["form"].errors["text"]
    response = signed.post(ADDRESS, {"text": text, "add": "1"})
    assert response.status_code in (200, 422)
    assert not Source.objects.exists()


def test_more_than_two_hundred_entries_are_refused(signed):
    items = json.dumps([{"title": f"Book {n}"} for n in range(201)])
    response = signed.post(ADDRESS, {"text": items})
    assert response.status_code == 422
    assert "at most 200" in response.content.decode()


def test_strangers_are_led_to_sign_in(client):
    assert client.get(ADDRESS).status_code == 302
    assert client.post(ADDRESS, {"text": RIS, "add": "1"}).status_code in (302, 401)
    assert not Source.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_entries(author, django_assert_max_num_queries):
    few = json.dumps([{"title": f"Book {n}", "URL": f"https://example.org/{n}"} for n in range(3)])
    many = json.dumps([{"title": f"Book {n}", "URL": f"https://example.org/{n}"} for n in range(100)])
    for text in (few, many):
        with django_assert_max_num_queries(3):
            offers_in(text, viewer=author)


@pytest.fixture
def api(author):
    client = ContractClient()
    client.force_authenticate(author)
    return client


def test_the_api_tells_what_is_in_a_bibliography_and_stores_nothing(api):
    response = api.post("/api/v1/records/", {"text": BIBTEX, "preview": True}, format="json")
    assert response.status_code == 200
    entries = response.json()
    assert [entry["outcome"] for entry in entries] == ["offered"] * 3
    assert any(problem["fatal"] for problem in entries[1]["problems"])
    assert not Source.objects.exists()


def test_the_api_adds_what_is_chosen(api):
    response = api.post("/api/v1/records/", {"text": BIBTEX, "choices": {"3": "add"}}, format="json")
    assert [entry["outcome"] for entry in response.json()] == ["added", "left out", "refused"]
    assert response.json()[0]["source"] == Source.objects.get().pk


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": None},
        {"text": ["x"]},
        {"text": RIS, "format": "docx"},
        {"text": RIS, "choices": {"9": "add"}},
        {"text": RIS, "choices": {"x": "add"}},
        {"text": RIS, "choices": {"1": "burn"}},
        {"text": RIS, "choices": []},
        {"text": RIS, "preview": "perhaps"},
        {"text": "neither"},
    ],
)
def test_the_api_refuses_what_it_cannot_take(api, body):
    response = api.post("/api/v1/records/", body, format="json")
    assert response.status_code == 400, response.json()
    assert not Source.objects.exists()


def test_the_api_asks_who_it_is(db):
    response = ContractClient().post("/api/v1/records/", {"text": RIS}, format="json")
    assert response.status_code == 401
