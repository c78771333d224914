"""Long texts page by page, what a page costs, and addresses that lead nowhere."""

import re

import pytest

from archive.core.models import Publication
from tests import factories
from tests.sources.reader import draw, long_text, part, queries_of, shown, stored

pytestmark = pytest.mark.django_db


def test_a_long_text_is_paged_and_every_paragraph_is_on_some_page(client):
    source = stored(long_text(400), "long.txt")
    query, seen = "", []
    for _ in range(20):
        html = shown(client, source, query)
        assert len(html.encode()) < 150_000
        seen += [int(n) for n in re.findall(r'<section class="paragraph" id="p(\d+)"', html)]
        later = re.search(r'rel="next" href="([^"]+)"', html)
        if not later:
            break
        query = later[1].replace("&amp;", "&")
    assert seen == list(range(1, 401))


def test_the_page_before_ends_where_this_one_begins(client):
    source = stored(long_text(400), "long.txt")
    first = shown(client, source)
    second = shown(client, source, re.search(r'rel="next" href="([^"]+)"', first)[1])
    third = shown(client, source, re.search(r'rel="next" href="([^"]+)"', second)[1])
    back = shown(client, source, re.search(r'rel="prev" href="([^"]+)"', third)[1])
    begins = int(re.search(r'id="p(\d+)"', third)[1])
    seen = [int(n) for n in re.findall(r'<section class="paragraph" id="p(\d+)"', back)]
    assert begins - 1 in seen or begins in seen


def test_a_paragraph_of_a_long_text_has_an_address_of_its_own(client):
    source = stored(long_text(400), "long.txt")
    html = shown(client, source, "?paragraph=333")
    assert "Paragraph 333." in part(html, "p333")
    assert 'href="?paragraph=333#p333"' in html
    assert "Paragraph 2." in shown(client, source, "?paragraph=2")
    shown(client, source, "?paragraph=401", status=404)


def test_one_endless_paragraph_goes_on_on_the_next_page(client):
    words = " ".join(f"word{n}" for n in range(9_000))
    source = stored(words, "endless.txt")
    query, seen = "", ""
    for _ in range(20):
        html = shown(client, source, query)
        assert len(html.encode()) < 150_000
        seen += re.search(r'<p class="reading"[^>]*>(.*?)\n?</p>', html, re.DOTALL)[1]
        later = re.search(r'rel="next" href="([^"]+)"', html)
        if not later:
            break
        query = later[1].replace("&amp;", "&")
    assert seen == words


def test_many_claims_keep_a_page_small_and_are_counted(client):
    source = stored(long_text(60), "long.txt")
    author = factories.person(is_trusted=True)
    for n in range(30):
        draw(source, "word and another", f"Claim number {n} of one paragraph.", paragraph=1, author=author)
    html = shown(client, source)
    assert len(html.encode()) < 150_000
    assert part(html, "p1").count('<article class="note"') == 12
    assert "18 more claims drawn here" in html


def test_pages_of_chinese_stay_small_too(client):
    source = stored(long_text(300, "原子弹与芯片的历史教训，"), "long.txt", language="zh-Hans")
    assert len(shown(client, source).encode()) < 150_000


def test_the_number_of_queries_does_not_grow(client):
    author = factories.person(is_trusted=True)
    small, large = stored(long_text(3), "small.txt"), stored(long_text(300, "some other words "), "large.txt")
    draw(small, "word and another", paragraph=1, author=author)
    card = factories.evidence(source=small)
    for n in range(1, 41):
        thesis = draw(large, "some other words", f"Claim of paragraph {n}.", paragraph=n, author=author)
        factories.evidence(thesis, source=large, author=author)
    assert card.source == small
    few, many = queries_of(client, small), queries_of(client, large)
    assert few == many <= 13


def test_a_wrong_slug_leads_to_the_right_one_and_keeps_the_query(client):
    source = stored()
    response = client.get(f"/sources/{source.pk}/something-else/?version=1")
    assert response.status_code == 301
    assert response["Location"] == f"{source.get_absolute_url()}?version=1"
    assert client.get(f"/sources/{source.pk}/")["Location"] == source.get_absolute_url()


@pytest.mark.parametrize("id", ["0", "999999", "99999999999999999999999", "abc", "-1"])
def test_a_source_that_is_not_there_is_404(client, id):
    assert client.get(f"/sources/{id}/x/").status_code == 404
    assert client.get(f"/sources/{id}/").status_code == 404


@pytest.mark.parametrize(
    "query", ["?from=abc", "?from=-3", "?at=9999999", "?version=abc", "?from=99999999999999999999"]
)
def test_a_malformed_place_breaks_nothing(client, query):
    assert client.get(stored().get_absolute_url() + query).status_code in (200, 404)


def test_a_place_beyond_the_text_is_404(client):
    shown(client, stored(), "?from=500", status=404)


def test_a_held_source_is_there_for_its_finder_and_moderators_only(client, rules, moderator, stranger):
    rules(HOLD_FIRST=3)
    author = factories.person()
    source = stored(added_by=author)
    assert source.state == Publication.HELD
    for person, status in ((None, 404), (stranger, 404), (author, 200), (moderator, 200)):
        if person:
            client.force_login(person)
        shown(client, source, status=status)
    assert "Waits for a moderator." in shown(client, source)
