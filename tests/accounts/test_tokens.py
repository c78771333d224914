"""API tokens: made, shown once, used, ended."""

import re

import pytest
from knox.models import AuthToken

from tests import factories


@pytest.fixture
def ada(client, db):
    person = factories.person("ada")
    client.force_login(person)
    return person


def make(client, days="30"):
    """Make a token and return the answer and the token."""
    answer = client.post("/accounts/tokens/", {"days": days})
    found = re.search(r'class="secret">(\w+)<', answer.content.decode())
    return answer, found and found[1]


def who(client, token):
    return client.get("/api/v1/me/", headers={"authorization": f"Token {token}"})


def test_token_is_shown_once_and_works(client, ada, db):
    answer, token = make(client)
    assert "no-store" in answer["Cache-Control"]
    assert token not in client.get("/accounts/tokens/").content.decode()
    client.logout()
    assert who(client, token).json()["username"] == "ada"
    (stored,) = AuthToken.objects.all()
    assert token not in (stored.digest, stored.token_key)


def test_ended_token_is_refused(client, ada):
    _, token = make(client)
    digest = AuthToken.objects.get().digest
    assert client.post("/accounts/tokens/end/", {"digest": digest})["Location"] == "/accounts/tokens/"
    client.logout()
    assert who(client, token).status_code == 401


def test_tokens_of_others_stay(client, ada):
    make(client)
    digest = AuthToken.objects.get().digest
    client.force_login(factories.person())
    assert AuthToken.objects.get().token_key[:6] not in client.get("/accounts/tokens/").content.decode()
    client.post("/accounts/tokens/end/", {"digest": digest})
    assert AuthToken.objects.count() == 1


@pytest.mark.parametrize("days", ["", "0", "-1", "366", "x", "1.5", "9" * 40, "1\0"], ids=ascii)
def test_wrong_number_of_days_is_told(client, ada, days):
    answer, token = make(client, days)
    assert answer.status_code == 422
    assert "days" in answer.context["form"].errors
    assert token is None


def test_unconfirmed_people_get_no_token(client, stranger):
    client.force_login(stranger)
    answer, token = make(client)
    assert answer.status_code == 403
    assert "Confirm your e-mail address first" in answer.content.decode()
    assert token is None


@pytest.mark.parametrize("digest", ["", "x", "a\0b", "x" * 500], ids=ascii)
def test_unknown_token_is_ended_without_a_word(client, ada, digest):
    assert client.post("/accounts/tokens/end/", {"digest": digest}).status_code == 302


def test_ending_is_by_post(client, ada):
    assert client.get("/accounts/tokens/end/").status_code == 405


def test_list_costs_the_same_whatever_its_length(client, ada, django_assert_num_queries):
    make(client)
    client.get("/accounts/tokens/")
    with django_assert_num_queries(3):
        client.get("/accounts/tokens/")
    make(client)
    make(client)
    with django_assert_num_queries(3):
        client.get("/accounts/tokens/")
