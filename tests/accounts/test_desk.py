"""Signing in at the admin's own door."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

ADDRESS = "/admin/login/?next=/admin/"


@pytest.fixture(autouse=True)
def _no_tries_yet(db):
    cache.clear()


def sign_in(client, name, password):
    return client.post(ADDRESS, {"username": name, "password": password, "next": "/admin/"})


def test_moderator_signs_in_and_sees_the_desk(client, moderator):
    assert sign_in(client, "moderator", "correct horse").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_wrong_tries_are_limited_as_on_the_site(client, moderator):
    for _ in range(12):
        answer = sign_in(client, "moderator", "wrong")
    assert "Too many wrong tries" in answer.content.decode()
    assert sign_in(client, "moderator", "correct horse").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_second_step_is_not_skipped(client, moderator):
    Authenticator.objects.create(user=moderator, type=Authenticator.Type.TOTP, data={"secret": "x"})
    answer = sign_in(client, "moderator", "correct horse")
    assert answer.status_code == 200
    assert "second step" in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_member_is_not_let_in(client, author):
    assert sign_in(client, "author", "correct horse").status_code == 200
    assert client.get("/admin/").status_code == 302
