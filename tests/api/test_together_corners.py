"""Odd input where people work together: letters that no database holds, and OPTIONS where nothing has an id."""

import json

import pytest

from archive.claims import services
from archive.moderation.services import decide
from archive.notices.services import follow
from archive.notices.services.spreading import spread_batch
from tests import factories
from tests.contract import client_of

UNSTORABLE = ["\x00", "a\x00b", "\ud800"]


def post(by, path, /, **body):
    return client_of(by).generic("POST", f"/api/v1/{path}", json.dumps(body), "application/json")


@pytest.mark.parametrize("slug", UNSTORABLE)
def test_topic_that_no_database_can_look_for_is_not_there(thesis, curator, moderator, slug):
    topic = services.add_topic(name="Trade", by=moderator)
    answers = [
        post(moderator, "topics/", name="Customs", parent=slug),
        post(moderator, f"topics/{topic.pk}/change/", name="Customs", parent=slug),
        post(moderator, f"topics/{topic.pk}/merge/", into=slug),
        post(curator, f"debates/{thesis.debate_id}/topics/", topics=[slug]),
        post(curator, "debates/", statement="Tariffs are paid by those who buy.", topics=[slug]),
    ]
    assert [(a.status_code, a.json()["errors"][0]["code"]) for a in answers] == [(400, "does_not_exist")] * 5


@pytest.mark.parametrize("name", UNSTORABLE)
def test_person_whom_no_database_can_look_for_is_not_there(thesis, curator, name):
    for path in ("curators/", "curators/take-back/"):
        answer = post(curator, f"debates/{thesis.debate_id}/{path}", person=name)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "does_not_exist")


def test_options_are_told_where_a_whole_list_is_written(db):
    asked = client_of(factories.person()).options("/api/v1/notifications/preferences/")
    assert asked.status_code == 200
    assert "actions" not in asked.json()


def test_title_goes_with_the_last_thesis(client, author, opponent, moderator):
    debate = factories.debate("Zebras pay no tolls.", author, title="Do zebras pay tolls?")
    thesis = debate.claims.get()
    follow(person=opponent, thing=debate)
    factories.argument(thesis, author=author)
    while spread_batch():
        pass
    decide(act="remove", thing=thesis, moderator=moderator, rule="civil", reason="It names somebody.")
    pages = [
        *(f"/debates/{debate.pk}/suggestions/", f"/debates/{debate.pk}/{debate.slug}/acts/"),
        *("/notifications/", "/notifications/following/", "/api/v1/notifications/", "/api/v1/follows/"),
    ]
    client.force_login(opponent)
    for page in pages:
        answer = client.get(page, follow=True)
        assert answer.status_code == 200, page
        assert "ebras" not in answer.content.decode(), page
