"""The language of the interface: as the browser asks, as the settings say, as the switch in the footer says."""

import pytest
from django.core import mail
from django.utils import translation

from archive.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english_afterwards():
    """The language of a request stays in force in its thread until the next one; other tests ask nobody."""
    yield
    translation.deactivate()


ENGLISH, CHINESE = "Skip to the text", "跳到正文"
ASKS_CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9,en;q=0.5"}


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "language"),
    [("", "en-gb"), ("en-US,en", "en-gb"), ("zh-CN,zh;q=0.9", "zh-hans"), ("zh-SG", "zh-hans"), ("fr", "en-gb"),
     ("de, zh-Hans;q=0.8, en;q=0.5", "zh-hans"), (";;q=x", "en-gb"), ("zh" * 3000, "en-gb")],
)  # fmt: skip
def test_pages_are_in_the_language_that_the_browser_asks_for(client, asked, language):
    answer = client.get("/about/", HTTP_ACCEPT_LANGUAGE=asked)
    assert f'<html lang="{language}"' in words_of(answer)
    assert (CHINESE if language == "zh-hans" else ENGLISH) in words_of(answer)
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_the_switch_outweighs_the_browser_and_the_settings(client, author):
    author.language = "zh-hans"
    author.save()
    client.post("/accounts/login/", {"login": author.username, "password": "correct horse"})
    assert CHINESE in words_of(client.get("/about/"))
    answer = client.post("/appearance/", {"language": "en-gb", "next": "/about/"})
    assert answer["Location"] == "/about/"
    assert ENGLISH in words_of(client.get("/about/", **ASKS_CHINESE))
    client.post("/appearance/", {"language": "tlh"})  # none of ours: the choice is forgotten
    assert CHINESE in words_of(client.get("/about/", **ASKS_CHINESE))
    assert ENGLISH in words_of(client.get("/about/"))


def test_saved_settings_end_the_switch_of_this_browser(client, author):
    client.force_login(author)
    client.post("/appearance/", {"language": "en-gb"})
    client.post("/settings/", {"display_name": "", "bio": "", "language": "zh-hans"})
    assert CHINESE in words_of(client.get("/about/"))


def test_who_signs_up_in_chinese_gets_letters_in_chinese(client):
    given = {"username": "xiaoming", "email": "xm@example.org"}
    given |= dict.fromkeys(("password1", "password2"), "a long enough password 7")
    client.post("/accounts/signup/", given, **ASKS_CHINESE)
    (letter,) = mail.outbox
    assert "邮箱" in letter.body or "确认" in letter.body
    assert User.objects.get(username="xiaoming").language == "zh-hans"


@pytest.mark.parametrize("path", ["/nothing/", "/api/v1/claims/999999/"])
def test_what_went_wrong_is_told_in_the_language_of_the_reader(client, path):
    english = words_of(client.get(path))
    chinese = words_of(client.get(path, **ASKS_CHINESE))
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert english != chinese


def test_dates_are_written_as_the_language_does(client):
    debate = factories.debate()
    path = debate.get_absolute_url()
    assert f"{debate.created:%Y}年" in words_of(client.get(path, **ASKS_CHINESE))
    assert f"{debate.created:%b %Y}" in words_of(client.get(path))


def test_an_english_statement_is_marked_as_english_on_a_chinese_page(client):
    thesis = factories.thesis("Export controls accelerated innovation.")
    answer = words_of(client.get(thesis.debate.get_absolute_url(), **ASKS_CHINESE))
    assert 'lang="en"' in answer
