"""An address that points at words: they are marked, on the page that has them, whatever the address says."""

import re

import pytest

from archive.claims.services.sources import capture_source
from tests import factories
from tests.sources.reader import ESSAY, draw, long_text, part, queries_of, shown, stored

pytestmark = pytest.mark.django_db

NOTICE = "The link that led here means words of"


def pointed_at(html: str) -> str:
    """Return the words that the page marks, in the order of the text."""
    return "".join(re.findall(r'<mark class="[^"]*is-selected"[^>]*>([^<]*)</mark>', html))


def span_of(source, words: str) -> str:
    """Return the query that points at these words of the newest text."""
    start = source.texts.first().text.index(words)
    return f"words={start}-{start + len(words)}"


def test_words_are_marked_with_an_anchor_and_the_page_says_where(client):
    source = stored()
    html = shown(client, source, f"?version=1&{span_of(source, 'the example that is')}")
    assert pointed_at(part(html, "p2")) == "the example that is"
    assert html.count('id="words"') == 1
    assert f"{NOTICE} paragraph 2" in html
    assert 'href="#words"' in html


def test_words_across_paragraphs_are_marked_in_each(client):
    source = stored()
    html = shown(client, source, f"?{span_of(source, chr(10).join(['do without.', '', 'The bomb']))}")
    assert pointed_at(part(html, "p1")) == "do without."
    assert pointed_at(part(html, "p2")) == "The bomb"
    assert html.count('id="words"') == 1


def test_words_that_a_claim_was_drawn_from_are_marked_as_both(client):
    source = stored()
    draw(source, "may hasten it")
    html = part(shown(client, source, f"?{span_of(source, 'rival may hasten')}"), "p1")
    assert pointed_at(html) == "rival may hasten"
    assert '<mark class="passage" data-density="1" data-claims="1"> it</mark>' in html


def test_the_page_that_has_the_words_is_shown(client):
    source = stored(long_text(400), "long.txt")
    html = shown(client, source, f"?{span_of(source, 'Paragraph 333.')}")
    assert pointed_at(part(html, "p333")) == "Paragraph 333."
    assert 'href="?paragraph=333#p333"' in html


def test_words_deep_in_an_endless_paragraph_are_found(client):
    source = stored(" ".join(f"word{n}" for n in range(9_000)), "endless.txt")
    assert pointed_at(shown(client, source, f"?{span_of(source, 'word8123')}")) == "word8123"


def test_words_of_an_older_copy_are_marked_in_it(client):
    source = stored()
    query = span_of(source, "The bomb of 1964")
    changed = ESSAY.replace("Controls", "It is said that controls")
    capture_source(data=changed.encode(), filename="a.md", captured_by=factories.person(), source=source)
    assert pointed_at(shown(client, source, f"?version=1&{query}")) == "The bomb of 1964"


@pytest.mark.parametrize(
    "words",
    [
        "", "abc", "5", "5-", "-5", "9-3", "7-7", "0-999999", "999999-9999999", "0-2001", "1-2-3", "-1-5", "１-９",
        "0-99999999999999999999", "0 -5", "0-5;DROP", "a-b",
    ],
)  # fmt: skip
def test_words_that_are_none_give_the_plain_page(client, words):
    source = stored(long_text(6), "a.txt")
    response = client.get(source.get_absolute_url(), {"words": words})
    assert response.status_code == 200
    assert "is-selected" not in response.content.decode()
    assert NOTICE not in response.content.decode()


def test_words_of_a_source_without_a_text_give_the_plain_page(client):
    source = factories.source(digest=[{"paragraph": 1, "text": "A summary."}])
    assert "is-selected" not in shown(client, source, "?words=0-5")


def test_pointing_at_words_takes_as_many_queries_in_any_text(client):
    small, large = stored(long_text(3), "small.txt"), stored(long_text(300), "large.txt")
    query = f"?{span_of(small, 'Paragraph 2.')}"
    assert queries_of(client, small, query) == queries_of(client, large, query)
