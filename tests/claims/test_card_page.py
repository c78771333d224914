"""The page of one card: what its check found, what that means, and what to do about it."""

import re

import pytest

from archive.claims.models.evidence import QuoteState
from archive.claims.queries.cards import MEANS, REMEDIES
from archive.claims.services.sources import capture_source
from archive.moderation.services import decide
from archive.sources.wording import wording
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = (
    "Controls were meant to slow the rival down. The record shows a mixed picture: spending rose by a sixth "
    "while “output” stayed flat or fell.\n\n中国的三个城市在两年内增加了预算，并且建立了新的实验室。\n"
)


@pytest.fixture
def stored(author):
    return capture_source(
        data=TEXT.encode(), filename="report.txt", captured_by=author, fields={"title": "A report"}
    ).source


def page_of(client, card):
    return client.get(f"/evidence/{card.pk}/").content.decode()


QUOTES = {
    QuoteState.EXACT: "spending rose by a sixth",
    QuoteState.REFLOWED: 'while "output"  stayed flat',
    QuoteState.ELIDED: "Controls were meant … spending rose by a sixth",
    QuoteState.ALTERED: "spending rose by a third while “output” had stayed flat or fell",
    QuoteState.MISSING: "The committee never met again after the flood of the cellar.",
    QuoteState.NO_QUOTE: "",
}


@pytest.mark.parametrize(("state", "quote"), QUOTES.items())
def test_every_state_says_what_it_means_and_what_to_do(client, thesis, stored, state, quote):
    page = page_of(client, factories.evidence(thesis, source=stored, quote=quote))
    assert f'data-check="{state}"' in page
    assert str(MEANS[state]).replace("'", "&#x27;") in page
    assert str(REMEDIES.get(state, "")) in page
    assert ("Checked against version 1 of the stored text" in page) is bool(quote)
    assert (f"/sources/{stored.pk}/store/" in page) is (state == QuoteState.MISSING)


def test_no_text_stored_says_so_and_leads_to_storing_one(client, thesis, author):
    source = factories.source("Not stored", author)
    page = page_of(client, factories.evidence(thesis, source=source, quote="Words of it."))
    assert str(MEANS[QuoteState.UNCHECKED]) in page
    assert f"/sources/{source.pk}/store/" in page


def test_every_state_has_its_words():
    assert set(MEANS) == set(QuoteState)


def differing(page) -> str:
    """Return the wording section as text, with - and + round what differs."""
    found = re.search(r'aria-labelledby="check-title".*?<blockquote[^>]*><p>(.*?)</p>', page, re.DOTALL)[1]
    found = re.sub(r'<span class="visually-hidden" lang="en">only \w+: </span>', "", found)
    return re.sub(r"</?ins>", "+", re.sub(r"</?del>", "-", found))


def test_differing_words_are_shown_where_they_stand(client, thesis, stored):
    page = page_of(client, factories.evidence(thesis, source=stored, quote=QUOTES[QuoteState.ALTERED]))
    assert differing(page) == "spending rose by a -third- +sixth+ while “output” -had- stayed flat or fell"


def test_differing_characters_of_a_script_without_spaces_are_shown(client, thesis, stored):
    page = page_of(client, factories.evidence(thesis, source=stored, quote="中国的六个城市在两年内增加预算"))
    assert differing(page) == "中国的-六-+三+个城市在两年内增加+了+预算"


@pytest.mark.parametrize(
    ("quote", "text", "pieces"),
    [
        ("the same", "the same", [("both", "the same")]),
        ("It's “so”", 'It’s "so"', [("both", "It's “so”")]),
        ("a micro-\ncomputer", "a microcomputer", [("both", "a"), ("both", "micro-\ncomputer")]),
        ("Case kept", "case kept", [("quote", "Case"), ("text", "case"), ("both", "kept")]),
        ("one two", "", [("quote", "one two")]),
        ("", "one two", [("text", "one two")]),
        ("مرحبا بالعالم", "مرحبا يا عالم", [("both", "مرحبا"), ("quote", "بالعالم"), ("text", "يا عالم")]),
    ],
)
def test_wording_tells_apart_what_differs(quote, text, pieces):
    assert [(piece.of, piece.words) for piece in wording(quote, text)] == pieces


@pytest.mark.parametrize("door_status", [{"html": 422, "api": 400}])
def test_quote_of_2001_characters_is_refused_with_a_count_and_kept(
    door, thesis, opponent, stored, door_status
):
    quote = "a word " * 285 + "and more"
    quote = quote[:2001].ljust(2001, "x")
    outcome = door.attach(opponent, thesis, stored, quote=quote, tag="Kept words.")
    assert (outcome.status, outcome.field, outcome.codes) == (door_status[door.name], "quote", ("too_long",))
    assert "At most 2,000 characters; this is 2,001, so 1 too many." in outcome.text
    if door.name == "html":
        assert f"{quote}</textarea>" in outcome.text
        assert "Kept words." in outcome.text


def test_quote_of_2000_characters_is_taken(door, thesis, opponent, stored):
    assert door.attach(opponent, thesis, stored, quote="x" * 2000).ok


def test_removed_card_tells_nothing_of_its_check(client, thesis, stored, moderator):
    card = factories.evidence(thesis, source=stored, quote=QUOTES[QuoteState.ALTERED])
    decide(act="remove", thing=card, moderator=moderator, rule="civil", reason="Rude.")
    page = page_of(client, card)
    assert "third" not in page
    assert "The quote check" not in page


def test_words_of_a_removed_source_are_not_shown(client, thesis, stored, moderator):
    card = factories.evidence(thesis, source=stored, quote=QUOTES[QuoteState.ALTERED])
    assert "sixth" in page_of(client, card)
    decide(act="remove", thing=stored, moderator=moderator, rule="civil", reason="Leaked.")
    page = page_of(client, card)
    assert "sixth" not in page
    assert "&amp;words=" not in page
    told = client.get(f"/api/v1/evidence/{card.pk}/").json()["check"]
    assert (told["differing"], told["positions"], told["place"]) == ([], [], "")


def test_page_takes_the_same_few_queries_whatever_the_text(
    client, author, thesis, opponent, django_assert_max_num_queries
):
    source = capture_source(
        data=("\n\n".join([TEXT] * 300)).encode(),
        filename="long.txt",
        captured_by=author,
        fields={"title": "Long"},
    ).source
    card = factories.evidence(thesis, author, source=source, quote=QUOTES[QuoteState.ALTERED])
    client.force_login(opponent)
    with django_assert_max_num_queries(9):
        client.get(f"/evidence/{card.pk}/?show=ratings")
