"""The frame round every page: appearance, where one is, and whether ratings are for show."""

import re

import pytest

from archive.claims.context import demonstration
from archive.claims.services.ratings import rate_claim
from tests import factories

pytestmark = pytest.mark.django_db


def html_tag(answer) -> str:
    return re.search(r"<html[^>]*>", answer.content.decode())[0]


def pressed(answer) -> str:
    return re.search(r'aria-pressed="true"[^>]*>([^<]+)', answer.content.decode())[1]


def test_appearance_follows_the_device_until_chosen(client):
    answer = client.get("/about/")
    assert "data-theme" not in html_tag(answer)
    assert pressed(answer) == "As my device"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chosen_appearance_stays_and_leads_back(client, theme):
    answer = client.post("/appearance/", {"theme": theme, "next": "/about/?a=1"})
    assert answer["Location"] == "/about/?a=1"
    assert f'data-theme="{theme}"' in html_tag(client.get("/about/"))
    assert f'data-theme="{theme}"' in html_tag(client.get("/nothing/"))
    client.post("/appearance/", {"theme": "", "next": "/"})
    assert "data-theme" not in html_tag(client.get("/about/"))


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "", "javascript:1"])
def test_appearance_leads_nowhere_else(client, back):
    assert client.post("/appearance/", {"theme": "dark", "next": back})["Location"] == "/"


def test_unknown_appearance_is_none(client):
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in html_tag(client.get("/about/"))
    assert not client.post("/appearance/", {"theme": "pink"}).cookies["theme"].value


def test_appearance_is_changed_by_post_only(client):
    assert client.get("/appearance/").status_code == 405


def test_masthead_leads_to_ones_own_account_and_moderators_to_the_admin(client, author, moderator):
    assert 'href="/admin/"' not in client.get("/about/").content.decode()
    client.force_login(author)
    page = client.get("/about/").content.decode()
    assert 'href="/people/author/"' in page
    assert 'href="/admin/"' not in page
    assert 'href="/settings/"' in page
    client.force_login(moderator)
    assert 'href="/admin/"' in client.get("/about/").content.decode()


def test_sign_in_leads_back_to_the_page(client):
    assert (
        "/accounts/login/?next=/debates/%3Fstate%3Dopen"
        in client.get("/debates/?state=open").content.decode()
    )


def test_frame_of_a_visitor_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/about/")


def test_banner_stands_while_there_are_demonstration_ratings(client, django_assert_num_queries):
    demonstration.remember(None)
    assert "remove_demo" not in client.get("/about/").content.decode()
    reader = factories.person("demo-1", is_demo=True)
    rate_claim(claim=factories.thesis(), rater=reader, convincing=3)
    demonstration.remember(None)
    assert "python manage.py remove_demo" in client.get("/about/").content.decode()
    with django_assert_num_queries(0):
        assert "remove_demo" in client.get("/about/").content.decode()


def test_about_explains_standing_with_numbers_that_are_computed(client):
    page = client.get("/about/").content.decode()
    assert 'id="standing"' in page
    assert "0.643 − 0.643 × 0.268 = 0.471: contested" in page


def test_errors_of_a_form_are_told_above_it_and_at_the_field(client, author):
    client.force_login(author)
    answer = client.post("/settings/", {"display_name": "x" * 81, "bio": "Kept."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert '<a href="#id_display_name">The name you sign with</a>: At most 80 characters' in page
    assert re.search(r'id="id_display_name_error"><p class="field-error">Error: At most 80', page)
    assert 'aria-describedby="id_display_name_helptext id_display_name_error"' in page
    assert "Kept." in page
