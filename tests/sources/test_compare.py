"""The page that compares two captures of a source, paragraph by paragraph."""

import pytest

from archive.claims.services.sources import capture_source
from tests import factories

pytestmark = pytest.mark.django_db

FIRST = "The first stays as it is.\n\nThe second says ten.\n\nThe third goes away altogether, every word.\n\nLast one."
SECOND = "The first stays as it is.\n\nThe second says twelve.\n\nLast one.\n\nSomething quite new stands here now."


@pytest.fixture
def source(author):
    source = factories.source("On versions", added_by=author)
    for words in (FIRST, SECOND):
        capture_source(data=words.encode(), captured_by=author, media_type="text/plain", source=source)
    return source


def test_the_newest_version_is_compared_with_the_one_before(client, source):
    page = client.get(f"{source.get_absolute_url()}compare/").content.decode()
    assert "What changed from version 1 to 2" in page
    assert "<del>ten</del>" in page
    assert "<ins>twelve</ins>" in page
    assert "<ins>Something quite new stands here now.</ins>" in page
    assert "<del>The third goes away altogether, every word.</del>" in page


def test_versions_asked_for_backwards_are_compared_forwards(client, source):
    page = client.get(f"{source.get_absolute_url()}compare/?old=2&new=1").content.decode()
    assert "What changed from version 1 to 2" in page


@pytest.mark.parametrize("query", ["old=1&new=1", "old=1&new=9", "old=7", "new=1"])
def test_versions_that_are_no_two_are_not_found(client, source, query):
    assert client.get(f"{source.get_absolute_url()}compare/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["old=x&new=-1", "from=999999", "from=x"])
def test_what_the_address_does_not_mean_breaks_nothing(client, source, query):
    assert client.get(f"{source.get_absolute_url()}compare/?{query}").status_code == 200


def test_a_source_with_one_text_has_nothing_to_compare(client, author):
    source = factories.source("Alone", added_by=author)
    capture_source(data=b"Words.", captured_by=author, media_type="text/plain", source=source)
    assert client.get(f"{source.get_absolute_url()}compare/").status_code == 404


def test_the_page_of_a_version_links_to_the_comparison(client, source):
    page = client.get(source.get_absolute_url()).content.decode()
    assert f"{source.get_absolute_url()}compare/" in page
    old = client.get(f"{source.get_absolute_url()}?version=1").content.decode()
    assert f"{source.get_absolute_url()}compare/?old=1" in old


def test_a_long_text_is_paged_and_asks_as_few_questions(client, author, django_assert_max_num_queries):
    source = factories.source("Long", added_by=author)
    first = "\n\n".join(f"Paragraph {n} says one thing or another." for n in range(300))
    second = "\n\n".join(
        f"Paragraph {n} says {'two things' if n % 2 else 'one thing'} or another." for n in range(300)
    )
    for words in (first, second):
        capture_source(data=words.encode(), captured_by=author, media_type="text/plain", source=source)
    with django_assert_max_num_queries(8):
        response = client.get(f"{source.get_absolute_url()}compare/?from=60")
    page = response.content.decode()
    assert "On in the text" in page
    assert "Earlier in the text" in page
    assert len(response.content) < 150_000
