"""The list of sources."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.sources.reader import draw, stored, words_of

pytestmark = pytest.mark.django_db


def test_the_list_says_what_was_made_of_each_source(client):
    source = stored(issued="2025")
    thesis = draw(source, "may hasten it")
    factories.evidence(thesis, source=source)
    factories.source("A record alone")
    words = words_of(client.get("/sources/").content.decode())
    for part_ in ("On containment", "Jieon Choi", "2025", "1 claim drawn", "cited by 1 card", "text stored"):
        assert part_ in words
    assert "A record alone" not in words
    assert "A record alone" in client.get("/sources/?show=cited").content.decode()
    assert "On containment" not in client.get("/sources/?show=cited").content.decode()
    everything = client.get("/sources/?show=all").content.decode()
    assert "A record alone" in everything
    assert "On containment" in everything


def test_the_list_is_paged_with_a_fixed_number_of_queries(client):
    member = factories.person()
    for n in range(3):
        factories.source(f"Source {n}", member)
    with CaptureQueriesContext(connection) as few:
        client.get("/sources/?show=all")
    for n in range(3, 43):
        factories.source(f"Source {n}", member)
    with CaptureQueriesContext(connection) as many:
        first = client.get("/sources/?show=all").content.decode()
    assert len(few) == len(many) <= 4
    last = client.get("/sources/?show=all&from=40").content.decode()
    assert "Source 42<" in first
    assert "Source 0<" in last
    assert "Source 22<" not in first
    assert 'rel="next"' not in last


def test_an_empty_list_says_what_to_do(client):
    html = client.get("/sources/").content.decode()
    assert "No sources here yet." in html
    assert 'href="/sources/add/"' in html


def test_a_held_source_is_not_in_the_list(client, rules):
    rules(HOLD_FIRST=3)
    stored()
    assert "On containment" not in client.get("/sources/?show=all").content.decode()


def test_the_file_that_was_uploaded_is_the_file_that_is_read(client):
    member = factories.person()
    client.force_login(member)
    file = SimpleUploadedFile("note.txt", b"One paragraph of plain text.", "text/plain")
    response = client.post("/sources/add/", {"file": file, "title": "A note"}, follow=True)
    assert "One paragraph of plain text." in response.content.decode()
