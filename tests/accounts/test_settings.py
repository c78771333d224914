"""What a person signs with and says about themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories


def describe(client, **fields):
    return client.post("/settings/", {"display_name": "", "bio": "", **fields})


@pytest.fixture
def ada(client, db):
    person = factories.person("ada")
    client.force_login(person)
    return person


def test_profile_is_shown_on_the_persons_page(client, ada):
    answer = describe(client, display_name="  Ada   Reyes ", bio="Reads treaties.\nAnd footnotes.")
    assert answer["Location"] == "/settings/"
    page = client.get("/people/ada/").content.decode()
    assert "Ada Reyes" in page
    assert "Reads treaties. And footnotes." in page


def test_profile_can_be_emptied(client, ada):
    describe(client, display_name="Ada")
    describe(client)
    ada.refresh_from_db()
    assert ada.signature == "ada"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("display_name", name) for name in ("x" * 81, "a\0b", "a\x07b", "a\u202eb", "e" + "\u0301" * 40)],
        *[("display_name", name) for name in ("Moderator", "Archive editors", "Аdmin", "Jane  Doe")],
        *[("bio", words) for words in ("x" * 501, "a\0b", "\u2066b")],
    ],
    ids=ascii,
)
def test_what_cannot_stand_is_told_at_its_field(client, ada, field, value):
    factories.person("jd", display_name="jane doe", is_staff=True)
    answer = describe(client, **{field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    ada.refresh_from_db()
    assert (ada.display_name, ada.bio) == ("", "")


def test_moderators_may_sign_as_such(client, moderator):
    client.force_login(moderator)
    assert describe(client, display_name="Jane (moderator)").status_code == 302


def test_suspended_people_keep_what_they_have(client, ada):
    ada.suspended_until = timezone.now() + timedelta(days=1)
    ada.save()
    answer = describe(client, bio="New.")
    assert answer.status_code == 403
    assert "may read and not write" in answer.content.decode()


def test_visitors_are_asked_to_sign_in(client, db):
    assert client.get("/settings/")["Location"] == "/accounts/login/?next=/settings/"


def test_language_and_whether_ratings_show_are_kept(client, ada):
    assert describe(client, language="en-gb", shows_ratings="on").status_code == 302
    ada.refresh_from_db()
    assert (ada.language, ada.shows_ratings) == ("en-gb", True)
    describe(client)
    ada.refresh_from_db()
    assert (ada.language, ada.shows_ratings) == ("", False)


@pytest.mark.parametrize("language", ["tlh", "x" * 500, "en\0"], ids=ascii)
def test_languages_that_the_pages_do_not_speak_are_refused(client, ada, language):
    answer = describe(client, language=language)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["language"]


def test_old_address_leads_to_the_settings(client, ada):
    assert client.get("/accounts/settings/")["Location"] == "/settings/"
    assert client.get("/accounts/sessions/")["Location"] == "/settings/sessions/"
