"""Bookmarks: through every door, kept once, private, and leading on from merged claims."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.claims import services
from archive.claims.models import Bookmark
from archive.core.errors import Refused
from archive.moderation.models import Act
from archive.moderation.services import decide
from tests import factories
from tests.contract import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(thesis, author):
    return factories.argument(thesis, author=author, statement="Mines close when prices fall.")


def page_of(person, address="/bookmarks/") -> str:
    client = Client()
    client.force_login(person)
    return client.get(address).content.decode()


def test_bookmark_is_kept_once_and_removed_once(door, claim, opponent):
    for _ in range(2):
        assert door.bookmark(opponent, claim).ok
    assert Bookmark.objects.filter(owner=opponent).count() == 1
    assert claim.statement in page_of(opponent)
    for _ in range(2):
        assert door.unbookmark(opponent, claim).ok
    assert "You have no bookmarks" in page_of(opponent)


def test_visitors_sign_in_and_unconfirmed_people_confirm_first(door, claim, stranger):
    assert door.bookmark(None, claim).status == 401
    assert door.bookmark(stranger, claim).codes == ("unconfirmed",)


def test_claim_out_of_sight_cannot_be_bookmarked(door, claim, opponent, author):
    services.withdraw_claim(claim=claim, author=author)
    assert door.bookmark(opponent, claim).status == 404


def test_nobody_sees_the_bookmarks_of_others(claim, opponent, curator):
    services.keep_bookmark(owner=opponent, claim=claim)
    assert claim.statement not in page_of(curator)
    assert client_of(curator).get("/api/v1/bookmarks/").json()["results"] == []
    assert Client().get("/bookmarks/").status_code == 302


def test_bookmark_of_a_merged_claim_leads_to_the_one_that_stayed(thesis, claim, opponent, curator):
    kept = factories.argument(thesis, statement="Low prices close mines.", stance=claim.stance)
    services.keep_bookmark(owner=opponent, claim=claim)
    services.merge_claims(claim=claim, into=kept, person=curator, reason="The same point.")
    assert kept.statement in page_of(opponent)
    listed = client_of(opponent).get("/api/v1/bookmarks/").json()["results"]
    assert [row["claim"] for row in listed] == [kept.pk]
    assert "Remove the bookmark" in page_of(opponent, f"/claims/{kept.pk}/")
    services.drop_bookmark(owner=opponent, claim=kept)
    assert not Bookmark.objects.exists()


def test_bookmark_of_a_link_is_one_of_its_original(thesis, claim, opponent, curator):
    other = factories.argument(thesis)
    row = services.link_claim(
        claim=claim, parent=other, stance="supports", person=curator, reason="Here too."
    )
    services.keep_bookmark(owner=opponent, claim=row.other)
    assert Bookmark.objects.get().claim_id == claim.pk


def test_bookmark_of_what_is_gone_says_so_and_can_be_removed(claim, opponent, author, moderator):
    services.keep_bookmark(owner=opponent, claim=claim)
    decide(act=Act.REMOVE, thing=claim, moderator=moderator, rule="civil", reason="Rude.")
    assert claim.statement not in page_of(opponent)
    services.withdraw_claim(claim=factories.argument(claim.parent, author=author), author=author)
    client = Client()
    client.force_login(opponent)
    for number in (Bookmark.objects.get().pk, 0, 10**8):
        assert client.post("/bookmarks/", {"drop": number}).status_code == 302
    assert client.post("/bookmarks/", {"drop": "x" * 50}).status_code == 302
    assert not Bookmark.objects.exists()


def test_button_is_exchanged_in_an_open_page(claim, opponent):
    client = Client()
    client.force_login(opponent)
    answer = client.post(f"/claims/{claim.pk}/bookmark/", headers={"HX-Request": "true"})
    assert "Remove the bookmark" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_too_many_bookmarks_are_refused(monkeypatch, claim, thesis, opponent):
    monkeypatch.setattr("archive.claims.services.bookmarks.BOOKMARKS_AT_MOST", 1)
    services.keep_bookmark(owner=opponent, claim=claim)
    with pytest.raises(Refused, match="bookmarks"):
        services.keep_bookmark(owner=opponent, claim=thesis)


def test_pages_of_bookmarks_ask_as_much_for_many_as_for_one(thesis, opponent):
    client = Client()
    client.force_login(opponent)
    counts = []
    for number in (1, 24):
        for _ in range(number):
            claim = factories.argument(thesis)
            Bookmark.objects.create(owner=opponent, claim=claim)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/bookmarks/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    older = page.split('rel="next" href="')[1].split('"')[0]
    assert client.get(f"/bookmarks/{older}").content.decode().count('name="drop"') == 5
