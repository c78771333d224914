"""The reader with nothing but what nobody has examined yet."""

import re

import pytest

from archive.claims import services
from archive.claims.services.sources import capture_source
from archive.core.models import Publication
from tests import factories
from tests.sources.reader import ESSAY, draw, long_text, part, queries_of, shown, stored, words_of

pytestmark = pytest.mark.django_db

SHOW = "?show=unexamined"


def numbers(html: str) -> list[int]:
    """Return the paragraphs that the page shows."""
    return [int(n) for n in re.findall(r'<section class="paragraph" id="p(\d+)"', html)]


def test_paragraphs_that_a_claim_was_drawn_from_are_left_out(client):
    source = stored()
    draw(source, "The bomb of 1964")
    html = shown(client, source, SHOW)
    assert numbers(html) == [1, 3, 4]
    assert "What nobody has examined yet: 3 of 4 paragraphs." in words_of(html)
    assert f'href="{source.get_absolute_url()}">Back to the whole text' in html
    assert "Draw a claim from paragraph 3" in part(html, "p3")
    assert 'href="?paragraph=3#p3"' in part(html, "p3")


def test_the_reader_leads_there(client):
    source = stored()
    assert f'href="{SHOW}"' in shown(client, source).split("<h2")[0]
    for exact in ("Controls", "The bomb", "Nobody", "first"):
        draw(source, exact)
    assert SHOW not in shown(client, source)
    assert "4 of 4 paragraphs examined" in words_of(shown(client, source))


def test_a_passage_over_two_paragraphs_examines_both(client):
    source = stored()
    draw(source, "do without.\n\nThe bomb", "It learns.")
    assert numbers(shown(client, source, SHOW)) == [3, 4]
    assert "2 of 4 paragraphs examined" in words_of(shown(client, source))


def test_what_is_held_or_removed_examines_nothing(client, rules, moderator):
    source = stored()
    removed = draw(source, "The bomb of 1964")
    services.set_claim_state(
        claim=removed, state=Publication.REMOVED, moderator=moderator, reason="Spam.", entry=1
    )
    rules(HOLD_FIRST=3)
    draw(source, "Nobody asked")
    assert numbers(shown(client, source, SHOW)) == [1, 2, 3, 4]


def test_when_all_is_examined_it_says_so(client):
    source = stored("Only these words.", "a.txt")
    draw(source, "these words")
    assert "Every paragraph has been examined." in shown(client, source, SHOW)


def test_a_digest_is_filtered_too(client):
    digest = [{"paragraph": 1, "text": "Sets the scene."}, {"paragraph": 2, "text": "Draws a lesson."}]
    source = factories.source("Only a digest", digest=digest)
    draw(source, "words that only the essay has", paragraph=2)
    html = shown(client, source, SHOW)
    assert numbers(html) == [1]
    assert "1 of 2 paragraphs" in words_of(html)
    assert f'href="{SHOW}"' in shown(client, source)


def test_of_an_old_copy_the_whole_text_is_shown(client):
    source = stored()
    capture_source(
        data=ESSAY.replace("1964", "the sixties").encode(),
        filename="essay.md",
        captured_by=factories.person(),
        source=source,
    )
    assert numbers(shown(client, source, f"{SHOW}&version=1")) == [1, 2, 3, 4]


def test_a_long_text_is_paged_and_no_unexamined_paragraph_is_lost(client):
    source = stored(long_text(400), "long.txt")
    author = factories.person(is_trusted=True)
    examined = range(10, 400, 10)
    for n in examined:
        draw(source, f"Paragraph {n}.", f"Claim of paragraph {n}.", paragraph=n, author=author)
    query, seen = SHOW, []
    for _ in range(20):
        html = shown(client, source, query)
        assert len(html.encode()) < 150_000
        seen += numbers(html)
        later = re.search(r'rel="next" href="([^"]+)"', html)
        if not later:
            break
        query = later[1].replace("&amp;", "&")
    assert seen == [n for n in range(1, 401) if n not in examined]
    back = re.search(r'rel="prev" href="([^"]+)"', html)[1].replace("&amp;", "&")
    assert numbers(shown(client, source, back))[0] < numbers(html)[0]


def test_a_page_beyond_the_last_is_404(client):
    shown(client, stored(), f"{SHOW}&from=99", status=404)


def test_the_number_of_queries_does_not_grow(client):
    small, large = stored(long_text(3), "small.txt"), stored(long_text(300, "some other words "), "large.txt")
    author = factories.person(is_trusted=True)
    for n in range(1, 31):
        draw(large, "some other words", f"Claim of paragraph {n}.", paragraph=n, author=author)
    assert queries_of(client, small, SHOW) == queries_of(client, large, SHOW) <= 9
