"""What was typed comes back when the form's page, or the session, is gone; and answers stay with whom they are for."""

import pytest
from django.test import Client

from archive.claims import services
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = "An hour's work, in one sentence."


def test_words_sent_after_the_session_ended_come_back(thesis):
    answer = Client().post(f"/claims/{thesis.pk}/argue/", {"stance": "opposes", "statement": WORDS})
    assert answer.status_code == 401
    said = answer.content.decode()
    assert "An hour&#x27;s work" in said
    assert f"/accounts/login/?next=/claims/{thesis.pk}/argue/" in said


def test_a_visitor_who_typed_nothing_is_led_to_sign_in(thesis):
    answer = Client().get(f"/claims/{thesis.pk}/argue/")
    assert answer["Location"] == f"/accounts/login/?next=/claims/{thesis.pk}/argue/"


def test_words_sent_to_what_is_gone_meanwhile_come_back(thesis, author, opponent):
    parent = factories.argument(thesis, author=author)
    services.withdraw_claim(claim=parent, author=author)
    client = Client()
    client.force_login(opponent)
    answer = client.post(f"/claims/{parent.pk}/argue/", {"stance": "opposes", "statement": WORDS})
    assert answer.status_code == 404
    assert "An hour&#x27;s work" in answer.content.decode()


def test_shared_caches_keep_only_what_visitors_are_answered(author, thesis):
    client = Client()
    assert "Cache-Control" not in client.get(f"/claims/{thesis.pk}/").headers
    client.force_login(author)
    assert client.get(f"/claims/{thesis.pk}/")["Cache-Control"] == "private"


@pytest.mark.parametrize("place", ["//[", "http://[", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(author, place):
    client = Client()
    client.force_login(author)
    assert client.get("/accounts/login/", {"next": place})["Location"] == "/"
