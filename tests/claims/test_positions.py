"""A quote that stands more than once: which place is meant, at each door and after each new text."""

import pytest

from archive.claims.models import Evidence
from archive.claims.occurrences import place_meant
from archive.claims.services.sources import capture_source
from tests import factories
from tests.contract import client_of

pytestmark = pytest.mark.django_db

QUOTE = "The ministry gave no reasons."
TEXT = f"Licences took weeks. {QUOTE}\n\nSome firms waited. {QUOTE}\n\nOthers left. {QUOTE} So it went.\n"
STARTS = [21, 71, 115]


def store(author, text, source=None):
    more = {"source": source} if source else {"fields": {"title": "A report"}}
    return capture_source(data=text.encode(), filename="r.md", captured_by=author, **more).source


@pytest.fixture
def stored(author):
    return store(author, TEXT)


def test_the_text_is_as_this_file_says():
    assert [at for at in range(len(TEXT)) if TEXT.startswith(QUOTE, at)] == STARTS


def test_the_place_that_is_named_is_the_one(door, thesis, opponent, stored):
    outcome = door.attach(opponent, thesis, stored, quote=QUOTE, start=71)
    card = Evidence.objects.get(pk=outcome.id)
    assert (card.check_state, card.check_detail["start"], card.check_detail["nth"]) == ("exact", 71, 1)
    assert card.check_detail["paragraphs"] == [1, 2, 3]


def test_a_place_where_the_quote_does_not_begin_means_the_nearest(door, thesis, opponent, stored):
    outcome = door.attach(opponent, thesis, stored, quote=QUOTE, start=100)
    assert Evidence.objects.get(pk=outcome.id).check_detail["start"] == 115


@pytest.mark.parametrize("start", ["here", -1, 1.5])
def test_a_place_that_is_no_number_is_refused(door, thesis, opponent, stored, start):
    outcome = door.attach(opponent, thesis, stored, quote=QUOTE, start=start)
    assert (outcome.ok, outcome.field) == (False, "start")
    assert not Evidence.objects.exists()


def test_form_comes_back_once_with_every_place_and_every_word(client, thesis, opponent, stored):
    client.force_login(opponent)
    typed = {
        "source": stored.pk,
        "tag": "It gave none.",
        "bearing": "undermines",
        "quote": QUOTE,
        "note": "Hm.",
    }
    address = f"/claims/{thesis.pk}/evidence/"
    answer = client.post(address, {**typed, "underline": "no reasons"})
    page = answer.content.decode()
    assert (answer.status_code, Evidence.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == ["quote"]
    for start, number in zip(STARTS, (1, 2, 3), strict=True):
        assert f'name="start" value="{start}"{" checked" if number == 1 else ""}>' in page
        assert f"Paragraph {number}" in page
    for words in (
        "Some firms waited. <mark>The ministry gave",
        "It gave none.",
        "Hm.",
        "no reasons</textarea>",
    ):
        assert words in page
    assert f'name="source" value="{stored.pk}" checked' in page
    assert client.post(address, {**typed, "start": 115}).status_code == 302
    assert Evidence.objects.get().check_detail["start"] == 115


def test_a_quote_that_stands_once_asks_nothing(client, thesis, opponent, stored):
    client.force_login(opponent)
    fields = {"source": stored.pk, "tag": "It waited.", "bearing": "supports", "quote": "Some firms waited."}
    assert client.post(f"/claims/{thesis.pk}/evidence/", fields).status_code == 302


def test_a_reflowed_quote_asks_too(client, thesis, opponent, stored):
    client.force_login(opponent)
    fields = {
        "source": stored.pk,
        "tag": "No reason.",
        "bearing": "supports",
        "quote": "The ministry  gave no\nreasons.",
    }
    answer = client.post(f"/claims/{thesis.pk}/evidence/", fields)
    assert [place.start for place in answer.context["form"].positions] == STARTS


def test_at_most_twenty_places_are_offered(client, thesis, opponent, author):
    source = store(author, "\n\n".join(f"Line {n}. {QUOTE}" for n in range(25)))
    client.force_login(opponent)
    fields = {"source": source.pk, "tag": "No reason.", "bearing": "supports", "quote": QUOTE}
    answer = client.post(f"/claims/{thesis.pk}/evidence/", fields)
    assert len(answer.context["form"].positions) == 20


def test_api_takes_the_first_and_returns_every_place(thesis, opponent, stored):
    body = {"claim": thesis.pk, "source": stored.pk, "tag": "No reason.", "quote": QUOTE}
    check = client_of(opponent).post("/api/v1/evidence/", body, format="json").json()["check"]
    assert (check["start"], check["end"], check["version"]) == (21, 50, 1)
    assert check["positions"] == [
        {"start": start, "end": start + len(QUOTE), "paragraph": number}
        for number, start in enumerate(STARTS, 1)
    ]
    assert check["place"] == f"{stored.get_absolute_url()}?version=1&words=21-50"


AGAIN = "A word before. " + TEXT
FEWER = (
    f"New opening, longer than it was.\n\nSome firms waited. {QUOTE}\n\nOthers left. {QUOTE} So it went.\n"
)


@pytest.mark.parametrize(
    ("start", "text", "stands_at"),
    [
        (71, AGAIN, 86),  # as many places: the same in order
        (115, AGAIN, 130),
        (71, FEWER, 53),  # fewer: the nearest to where it was
        (115, FEWER, 97),
    ],
)
def test_after_a_new_text_the_same_place_is_meant(thesis, opponent, author, stored, start, text, stands_at):
    card = factories.evidence(thesis, opponent, source=stored, quote=QUOTE, start=start)
    store(author, text, stored)
    card.refresh_from_db()
    assert text[stands_at:].startswith(QUOTE)
    assert (card.check_state, card.check_detail["start"]) == ("exact", stands_at)
    assert card.checked_text.version == 2


def test_a_place_is_remembered_while_a_text_lacks_the_quote(thesis, opponent, author, stored):
    card = factories.evidence(thesis, opponent, source=stored, quote=QUOTE, start=115)
    store(author, "Nothing of the kind is said in this one at all.", stored)
    card.refresh_from_db()
    assert (card.check_state, card.check_detail["start"], card.check_detail["at"]) == ("missing", None, 115)
    store(author, f"{TEXT}\nA last line. {QUOTE}", stored)
    card.refresh_from_db()
    assert card.check_detail["start"] == 115


def test_cards_checked_before_places_were_counted_stay_where_they_were():
    positions = [(0, 5), (50, 55), (100, 105)]
    assert place_meant(positions, start=None, before={"start": 52, "end": 57, "positions": []}) == 1
    assert place_meant(positions, start=None, before={}) == 0
    assert place_meant(positions, start=99, before={"nth": 0, "count": 3, "start": 0}) == 2


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        (QUOTE, "21-50"),
        ("Licences  took weeks.", "0-20"),
        ("Licences took weeks. … Others left.", "0-20"),
        ("Some firms wanted.", "52-70"),
        ("Nothing like it is anywhere near.", ""),
    ],
)
def test_card_leads_to_its_words_in_the_reader(client, thesis, opponent, stored, quote, words):
    card = factories.evidence(thesis, opponent, source=stored, quote=quote)
    page = client.get(f"/evidence/{card.pk}/").content.decode()
    link = f"{stored.get_absolute_url()}?version=1&amp;words={words}"
    assert (f'href="{link}"' in page) is bool(words)
    if words:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
