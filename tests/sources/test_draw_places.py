"""Words that stand more than once, sentences to choose, and what else can be done with chosen words."""

import re

import pytest

from archive.claims.models import Debate
from archive.claims.services.sources import capture_source
from archive.sources.models import Passage, Source
from tests import factories
from tests.sources.reader import stored_blocks, words_of
from tests.sources.test_draw import WORDS, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(author) -> Source:
    text = capture_source(
        data=WORDS.encode(), filename="rules.txt", fields={"title": "On rules"}, captured_by=author
    )
    return Source.objects.get(pk=text.source_id)


@pytest.fixture(autouse=True)
def member(client, opponent):
    client.force_login(opponent)
    return opponent


def positions(response) -> list[int]:
    """Return the places that the form offers."""
    return [int(n) for n in re.findall(r'name="at" value="(\d+)"', response.content.decode())]


def page(client, source, query: str, name: str = "draw") -> str:
    """Return the page at which words are taken from the source."""
    response = client.get(f"/sources/{source.pk}/{name}/?{query}")
    assert response.status_code == 200
    return response.content.decode()


# ------------------------------------------------------------------------------------- several places


def test_words_that_stand_twice_are_asked_about_and_nothing_typed_is_lost(client, source):
    response = post(client, source, exact="The rule was", statement="It was so.", holds="denies")
    html = response.content.decode()
    assert response.status_code == 422
    assert "These words stand 2 times in paragraph 1. Choose which you mean." in html
    assert positions(response) == [0, WORDS.index("The rule was never")]
    assert html.count('name="at"') == 2
    assert re.findall(r'name="at" value="(\d+)" checked', html) == ["0"]
    assert "The rule was made in haste. <mark>The rule was</mark> never tested." in html
    assert "It was so.</textarea>" in html
    assert 'value="denies" checked' in html
    assert not Debate.objects.exists()


def test_the_chosen_place_is_drawn_from(client, source):
    second = WORDS.index("The rule was never")
    assert post(client, source, exact="The rule was", at=second).status_code == 302
    assert Passage.objects.get().start == second


def test_without_a_paragraph_every_place_in_the_text_is_offered(client, source):
    response = post(client, source, exact="rule was", paragraph="")
    assert len(positions(response)) == 3
    assert (
        words_of(response.content.decode()).count(
            "Paragraph 2: A second paragraph says that the rule was made to last."
        )
        == 1
    )
    assert "3 times in the text" in response.content.decode()


def test_words_that_stand_once_in_their_paragraph_are_not_asked_about(client, source):
    assert post(client, source, exact="rule was", paragraph="2").status_code == 302
    assert Passage.objects.get().paragraph == 2


def test_words_changed_after_selecting_them_are_not_marked_where_they_do_not_stand(client, source):
    start = WORDS.index("The rule was never")
    sent = {"start": start, "end": start + len("The rule was never"), "prefix": "nothing like it"}
    response = post(client, source, exact="rule was", **sent)
    assert len(positions(response)) == 2


def test_a_place_that_the_words_do_not_have_is_asked_about_again(client, source):
    assert len(positions(post(client, source, exact="The rule was", at=7))) == 2


def test_of_very_many_places_the_first_twenty_are_offered(client):
    source = stored_blocks(("paragraph", "no and " * 30, {"number": 1}))
    response = post(client, source, exact="no and")
    assert len(positions(response)) == 20
    assert "These words stand 30 times in paragraph 1." in response.content.decode()
    assert "The first 20 are listed." in response.content.decode()


def test_words_of_a_block_without_a_number_are_looked_for_in_it(client):
    source = stored_blocks(
        ("paragraph", "China tested.", {"number": 1}), ("table", "1964\tChina\n1965\tChina", {})
    )
    response = post(client, source, exact="China", paragraph="", start=15)
    assert len(positions(response)) == 2
    assert "The table: 1964 China 1965" in words_of(response.content.decode())
    assert post(client, source, exact="1965", paragraph="", start=15).status_code == 302


# -------------------------------------------------------------------------------------- sentences


def test_every_sentence_of_the_paragraph_can_be_used_by_a_link(client, source):
    html = page(client, source, "paragraph=1")
    uses = re.findall(r'href="\?paragraph=1&amp;start=(\d+)&amp;end=(\d+)#id_exact">Use this sentence', html)
    assert [WORDS[int(a) : int(b)] for a, b in uses] == [
        "The rule was made in haste.",
        "The rule was never tested.",
    ]
    used = page(client, source, f"paragraph=1&start={uses[1][0]}&end={uses[1][1]}")
    assert "The rule was never tested.</textarea>" in used
    assert f'name="start" value="{uses[1][0]}"' in used


def test_lines_of_a_table_are_what_can_be_used_of_it(client):
    source = stored_blocks(("table", "1964\tChina. Yes.\n1965\tChina", {}))
    assert page(client, source, "start=0").count("Use this sentence") == 2


def test_a_digest_offers_no_sentences(client):
    source = factories.source("A digest", digest=[{"paragraph": 1, "text": "Summary. In two."}])
    assert "Use this sentence" not in page(client, source, "paragraph=1")


@pytest.mark.parametrize("query", ["start=5&end=2", "start=0&end=99999", "start=0&end=0", "start=x&end=y"])
def test_offsets_that_are_no_words_fill_in_nothing(client, source, query):
    assert re.search(r"<textarea[^>]*name=\"exact\"[^>]*>\s*</textarea>", page(client, source, query))


# ------------------------------------------------------------------------------ citing, linking, quoting


def test_chosen_words_can_be_cited_linked_and_quoted_without_scripts(client, source):
    start = WORDS.index("made in haste")
    html = page(client, source, f"paragraph=1&start={start}&end={start + 13}")
    words = words_of(html)
    address = f"{source.get_absolute_url()}?version=1&amp;words={start}-{start + 13}"
    assert f"“On rules”, paragraph 1: “made in haste” http://testserver{address}" in words
    assert f'href="{address}#words"' in html
    assert f'href="/sources/{source.pk}/quote/?start={start}&amp;end={start + 13}"' in html


def test_until_words_are_chosen_the_page_offers_to_quote_from_the_paragraph(client, source):
    html = page(client, source, "paragraph=1")
    assert f'href="/sources/{source.pk}/quote/?paragraph=1"' in html
    assert 'id="chosen"' not in html
