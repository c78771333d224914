"""Words of a source on their way to a card of evidence."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.claims import services
from archive.claims.services.sources import capture_source
from archive.core.models import Publication
from archive.sources.models import Source
from tests import factories
from tests.sources.reader import draw, part, shown, stored_blocks, words_of
from tests.sources.test_draw import WORDS

pytestmark = pytest.mark.django_db

START = WORDS.index("made in haste")
CHOSEN = f"start={START}&end={START + 13}"


@pytest.fixture
def source(author) -> Source:
    text = capture_source(
        data=WORDS.encode(), filename="rules.txt", fields={"title": "On rules"}, captured_by=author
    )
    return Source.objects.get(pk=text.source_id)


@pytest.fixture
def member(client, opponent):
    client.force_login(opponent)
    return opponent


def ask(client, source, query: str = "", **more):
    """Ask for the page."""
    return client.get(f"/sources/{source.pk}/quote/?{query}", more)


def led_to(response) -> tuple[str, dict[str, str]]:
    """Return the page that the answer leads to, and what it fills in there."""
    assert response.status_code == 302
    address = urlsplit(response["Location"])
    return address.path, {name: values[0] for name, values in parse_qs(address.query).items()}


def offered(response) -> list[str]:
    """Return the claims to choose from."""
    return [choice.statement for choice in response.context["choices"]]


def test_who_is_not_signed_in_is_asked_to_and_keeps_the_words(client, source):
    response = ask(client, source, CHOSEN)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert "start%3D" in response["Location"]


def test_a_claim_is_searched_by_its_words_and_chosen(client, source, member):
    wanted = factories.thesis("Export controls were made in great haste.")
    factories.thesis("Something else altogether.")
    response = ask(client, source, f"{CHOSEN}&q=haste+controls")
    assert offered(response) == [wanted.statement]
    assert f'name="claim" value="{wanted.pk}"' in response.content.decode()
    assert f'name="start" value="{START}"' in response.content.decode()
    path, card = led_to(ask(client, source, f"{CHOSEN}&claim={wanted.pk}"))
    assert path == f"/claims/{wanted.pk}/evidence/"
    assert card == {
        "source": str(source.pk),
        "quote": "made in haste",
        "start": str(START),
        "locator": "paragraph 1",
    }


def test_before_a_search_the_claims_drawn_from_the_source_are_offered(client, source, member):
    thesis = draw(source, "made to last")
    factories.thesis("Nothing to do with it.")
    assert offered(ask(client, source, CHOSEN)) == [thesis.statement]


@pytest.mark.parametrize("q", ["{id}", "/claims/{id}/", "http://testserver/claims/{id}/", "#{id}"])
def test_a_claim_is_found_by_its_number_or_address(client, source, member, q):
    thesis = factories.thesis("Nothing like the words.")
    assert offered(ask(client, source, CHOSEN, start=START, end=START + 13, q=q.format(id=thesis.pk))) == [
        thesis.statement
    ]


@pytest.mark.parametrize("q", ["zzz", "%", "_", "99999999999999999999", "haste " * 500, "'; --"])
def test_a_search_that_finds_nothing_says_what_to_do(client, source, member, q):
    factories.thesis("A thesis stands here.")
    response = ask(client, source, start=START, end=START + 13, q=q)
    assert response.status_code == 200
    assert offered(response) == []
    assert "No claim in an open debate has these words." in response.content.decode()


def test_only_published_claims_of_open_debates_are_offered(client, source, member, moderator, rules):
    removed = factories.thesis("Haste was removed.")
    services.set_claim_state(
        claim=removed, state=Publication.REMOVED, moderator=moderator, reason="Spam.", entry=1
    )
    closed = factories.thesis("Haste was closed.", moderator)
    services.set_debate_state(debate=closed.debate, by=moderator, state="closed", reason="Done.")
    rules(HOLD_FIRST=3)
    held = factories.thesis("Haste is held.", factories.person())
    response = ask(client, source, f"{CHOSEN}&q=haste")
    assert offered(response) == []
    for claim in (removed, closed, held):
        assert ask(client, source, f"{CHOSEN}&claim={claim.pk}").status_code == 200


def test_twenty_claims_at_most_are_offered_the_likest_first_in_as_many_queries(client, source, member):
    factories.thesis("Haste.")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            ask(client, source, f"{CHOSEN}&q=haste")
        return len(caught)

    few = queries()
    for n in range(25):
        factories.thesis(f"Number {n} says of hastened and hasteless things that they are many.")
    assert few == queries()
    found = offered(ask(client, source, f"{CHOSEN}&q=haste"))
    assert len(found) == 20
    assert found[0] == "Haste."


def test_words_can_be_typed_and_are_found_in_the_paragraph(client, source, member):
    html = ask(client, source, "paragraph=2").content.decode()
    assert "Use this sentence" in html
    assert 'name="paragraph" value="2"' in html
    thesis = factories.thesis()
    typed = "rule was\r\nmade to last"
    _, card = led_to(ask(client, source, paragraph=2, exact=typed, claim=thesis.pk))
    assert card["quote"] == "rule was made to last"
    assert card["locator"] == "paragraph 2"
    assert card["start"] == str(WORDS.index("rule was made to last"))


def test_words_that_do_not_stand_there_are_refused_and_kept(client, source, member):
    response = ask(client, source, "paragraph=1&exact=made+to+last&claim=1")
    assert response.status_code == 422
    assert "These words do not stand here." in response.content.decode()
    assert "made to last</textarea>" in response.content.decode()


def test_a_quote_of_2001_characters_is_refused(client, source, member):
    response = ask(client, source, exact="x" * 2001)
    assert response.status_code == 422
    assert "At most 2,000 characters; this is 2,001." in response.content.decode()


def test_words_of_a_source_without_a_text_are_passed_on_as_typed(client, member):
    source = factories.source("A book")
    thesis = factories.thesis()
    _, card = led_to(ask(client, source, exact="words of page nine", claim=thesis.pk))
    assert card == {"source": str(source.pk), "quote": "words of page nine"}


def test_the_locator_of_a_paged_document_is_its_page_and_of_a_long_passage_both_ends(client, member):
    thesis = factories.thesis()
    source = stored_blocks(
        ("paragraph", "On one page.", {"number": 1, "page": 7}),
        ("paragraph", "On the next.", {"number": 2, "page": 8}),
    )
    _, card = led_to(ask(client, source, f"start=0&end=6&claim={thesis.pk}"))
    assert card["locator"] == "page 7"
    _, card = led_to(ask(client, source, f"start=3&end=20&claim={thesis.pk}"))
    assert card["locator"] == "page 7 to page 8"
    assert card["quote"] == "one page.\n\nOn the"


@pytest.mark.parametrize(
    "query", ["start=9&end=2", "start=a&end=b", "claim=x&start=1", "end=99999999999", "for=0"]
)
def test_a_malformed_address_breaks_nothing(client, source, member, query):
    assert ask(client, source, query).status_code in (200, 404)


# ------------------------------------------------------------------- the reader, opened from a claim


def test_the_reader_says_for_which_claim_words_are_chosen_and_leads_back(client, source):
    thesis = factories.thesis("Haste makes waste.")
    html = shown(client, source, f"?for={thesis.pk}")
    assert "Choosing words for: Haste makes waste." in words_of(html)
    assert f'href="/claims/{thesis.pk}/evidence/?source={source.pk}"' in html
    assert (
        f'href="/sources/{source.pk}/quote/?paragraph=1&amp;for={thesis.pk}">Quote from paragraph 1'
        in part(html, "p1")
    )
    assert f'data-for="{thesis.pk}"' in html
    assert f'href="?show=unexamined&amp;for={thesis.pk}"' in html
    assert f"?for={thesis.pk}" in shown(client, source, f"?show=unexamined&for={thesis.pk}")


@pytest.mark.parametrize("asked", ["0", "999999", "abc", "99999999999999999999"])
def test_a_claim_that_is_not_there_leaves_the_reader_as_it_is(client, source, asked):
    assert "Choosing words for" not in shown(client, source, f"?for={asked}")


def test_words_chosen_for_a_claim_lead_straight_to_its_card(client, source, member):
    thesis = factories.thesis()
    path, card = led_to(ask(client, source, f"{CHOSEN}&for={thesis.pk}"))
    assert path == f"/claims/{thesis.pk}/evidence/"
    assert card["quote"] == "made in haste"
