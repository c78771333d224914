"""Passages in a newer capture: each is found again, or stays visible as lost, and older captures keep theirs."""

import re

import pytest

from archive.claims import services
from archive.claims.services.sources import capture_source
from archive.sources.models import Found, Passage, Place
from tests import factories

pytestmark = pytest.mark.django_db

FIRST = (
    "The controls were meant to slow the rival down by several years.\n\n"
    "Instead engineers learned to do more with fewer chips, and published how.\n\n"
    "Nothing about this was foreseen in the hearings of that spring."
)


@pytest.fixture
def source(author):
    """A source with one stored text."""
    source = factories.source("On controls", added_by=author)
    store(source, FIRST, author)
    return source


def store(source, words, person):
    """Store a capture with these words."""
    return capture_source(
        data=words.encode(), captured_by=person, media_type="text/plain", filename="", source=source
    )


def drawn(source, exact, person):
    """Return the passage of a claim drawn from these words."""
    services.draw_claim(source=source, exact=exact, statement=f"It says: {exact}", author=person)
    return Passage.objects.get(exact=exact)


def test_a_passage_drawn_from_a_text_has_its_place_there(source, opponent):
    passage = drawn(source, "do more with fewer chips", opponent)
    assert (passage.found, passage.paragraph) == (Found.DRAWN, 2)
    place = Place.objects.get(passage=passage)
    assert (place.start, place.end) == (passage.start, passage.end)
    assert FIRST[place.start : place.end] == "do more with fewer chips"


def test_words_that_stay_are_found_at_their_place_and_words_that_move_elsewhere(source, opponent, author):
    first = drawn(source, "slow the rival down", opponent)
    last = drawn(source, "the hearings of that spring", opponent)
    paragraphs = FIRST.split("\n\n")
    store(source, "\n\n".join([paragraphs[0], paragraphs[2], paragraphs[1]]), author)
    first.refresh_from_db()
    last.refresh_from_db()
    assert (first.found, first.paragraph) == (Found.POSITION, 1)
    assert (last.found, last.paragraph) == (Found.EXACT, 2)


def test_changed_words_are_found_and_the_words_of_the_drawing_stay(source, opponent, author):
    passage = drawn(source, "engineers learned to do more with fewer chips", opponent)
    newer = store(source, FIRST.replace("do more with fewer chips", "do much more with fewer chips"), author)
    passage.refresh_from_db()
    assert passage.found == Found.CHANGED
    assert passage.exact == "engineers learned to do more with fewer chips"
    assert newer.text[passage.start : passage.end] == "engineers learned to do much more with fewer chips"
    assert Place.objects.get(passage=passage, source_text=newer).score > 50


def test_a_passage_changed_twice_is_followed_from_one_capture_to_the_next(source, opponent, author):
    passage = drawn(source, "engineers learned to do more with fewer chips", opponent)
    second = FIRST.replace("engineers learned", "its engineers soon learned")
    third = second.replace("do more with fewer chips", "do much more with far fewer chips")
    store(source, second, author)
    newest = store(source, third, author)
    passage.refresh_from_db()
    assert passage.found == Found.CHANGED
    assert "soon learned to do much more with far fewer chips" in newest.text[passage.start : passage.end]


def test_words_that_come_back_are_the_words_of_the_drawing_again(source, opponent, author):
    passage = drawn(source, "engineers learned to do more with fewer chips", opponent)
    store(source, FIRST.replace("fewer chips", "fewer old chips"), author)
    store(source, FIRST + "\n\nAnd so it stood.", author)
    passage.refresh_from_db()
    assert passage.found in (Found.EXACT, Found.POSITION)


def test_lost_words_keep_what_they_were_and_are_found_when_they_return(source, opponent, author):
    passage = drawn(source, "engineers learned to do more with fewer chips", opponent)
    store(source, FIRST.split("\n\n")[0], author)
    passage.refresh_from_db()
    assert (passage.found, passage.start, passage.source_text) == (Found.NOWHERE, None, None)
    assert (passage.exact, passage.paragraph) == ("engineers learned to do more with fewer chips", 2)
    assert Place.objects.filter(passage=passage).count() == 1
    store(source, FIRST + "\n\nIt is all here again.", author)
    passage.refresh_from_db()
    assert (passage.found, passage.paragraph) == (Found.EXACT, 2)


def test_short_words_are_not_found_in_words_that_are_merely_like_them(source, opponent, author):
    passage = drawn(source, "that spring", opponent)
    store(source, FIRST.replace("that spring", "what sprang up"), author)
    passage.refresh_from_db()
    assert passage.found in (Found.NOWHERE, Found.CHANGED)
    store(source, "The hearings took place. Nobody can say what, or where, or who came.", author)
    passage.refresh_from_db()
    assert passage.found == Found.NOWHERE


def test_the_words_before_and_after_decide_between_places_that_say_the_same(source, opponent, author):
    words = "First it was said. Then it was said again by others. At last it was said no more."
    store(source, words, author)
    at = words.index("it was said no more")
    services.draw_claim(
        source=source,
        exact="it was said",
        prefix="At last ",
        suffix=" no more",
        statement="It ended.",
        author=opponent,
    )
    passage = Passage.objects.get(exact="it was said")
    assert passage.start == at
    newer = "Here is a new beginning.\n\n" + words
    store(source, newer, author)
    passage.refresh_from_db()
    assert passage.start == newer.index("it was said no more")


def test_an_older_capture_shows_what_was_drawn_where_it_stood_then(client, source, opponent, author):
    drawn(source, "engineers learned to do more with fewer chips", opponent)
    store(source, "A new beginning.\n\n" + FIRST.replace("fewer chips", "fewer old chips"), author)
    old = client.get(f"{source.get_absolute_url()}?version=1").content.decode()
    assert marked(old) == ["engineers learned to do more with fewer chips"]
    assert "Claims are marked where their words stood then" in old
    new = client.get(source.get_absolute_url()).content.decode()
    assert marked(new) == ["engineers learned to do more with fewer old chips"]
    assert "The words here have changed since the claim was drawn" in new


def test_an_older_capture_still_shows_what_the_newest_has_lost(client, source, opponent, author):
    drawn(source, "engineers learned to do more with fewer chips", opponent)
    store(source, "Nothing of it is left in this one.", author)
    old = client.get(f"{source.get_absolute_url()}?version=1").content.decode()
    assert marked(old) == ["engineers learned to do more with fewer chips"]
    new = client.get(source.get_absolute_url()).content.decode()
    assert "engineers learned to do more with fewer chips" in new
    assert marked(new) == []


def marked(page):
    """Return the marked passages of the reader's page."""
    return re.findall(r'<mark class="passage"[^>]* data-claims[^>]*>([^<]*)</mark>', page)
