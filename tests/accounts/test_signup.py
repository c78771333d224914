"""Asking for an account, and confirming the address."""

import pytest
from django.core import mail
from django.db import IntegrityError

from archive.accounts.forms import SignupForm
from archive.accounts.models import User
from archive.accounts.permissions import is_member
from tests import factories
from tests.accounts.conftest import PASSWORD

BIDI = "a\u202eda"


def test_confirmed_address_makes_a_member(visitor):
    answer = visitor.sign_up()
    assert answer["Location"] == "/accounts/confirm-email/"
    person = User.objects.get(username="ada")
    assert person.confirmed_at is None
    assert not is_member(person)
    assert not visitor.is_signed_in
    (message,) = mail.outbox
    assert message.subject == "Policy Debate Archive: confirm your e-mail address"
    assert message.body.rstrip().endswith("http://testserver/")
    link = visitor.link("confirm-email")
    assert "Confirm the address" in visitor.get(link).content.decode()
    person.refresh_from_db()
    assert person.confirmed_at is None, "a mail scanner that opens the link confirms nothing"
    visitor.post(link)
    person.refresh_from_db()
    assert is_member(person)
    assert visitor.is_signed_in


def test_unconfirmed_cannot_sign_in_and_get_the_link_again(visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    visitor.sign_up()
    mail.outbox.clear()
    assert visitor.sign_in()["Location"] == "/accounts/confirm-email/"
    assert not visitor.is_signed_in
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("key", ["abc", "MQ:1xVU3C:no", "%00", "::::"])
def test_wrong_confirmation_link_is_explained(visitor, key):
    answer = visitor.get(f"/accounts/confirm-email/{key}/")
    assert answer.status_code in (200, 404)
    assert visitor.post(f"/accounts/confirm-email/{key}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[
            ("username", name)
            for name in ("", " ", "a", "a/b", "a b", "аda", BIDI, "a\0b", "a\x07b", "x" * 151)
        ],
        *[("username", name) for name in ("admin", "m0derator", "Archive", "site.admin")],
        *[("email", email) for email in ("", "x", "a\0@b.org", '"\x07"@example.org', "a@ex\u202eample.org")],
        *[("email", f"{'x' * 300}@example.org")],
        *[
            ("password1", word)
            for word in ("", "short", "12345678", "password", "a\0bcdefghij", "ada@example")
        ],
    ],
    ids=ascii,
)
def test_what_cannot_stand_is_told_at_its_field(visitor, field, value):
    answer = visitor.sign_up(**{field: value})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert "<title>Error: " in answer.content.decode()
    assert not User.objects.exists()


def test_taken_name_is_refused_whatever_its_case(visitor):
    factories.person("Ada", email="other@example.org")
    assert "username" in visitor.sign_up("aDA").context["form"].errors


def test_names_like_a_moderators_are_refused(visitor):
    factories.person("jane.doe", is_staff=True)
    assert "username" in visitor.sign_up("jane_d0e").context["form"].errors


def test_taken_address_is_told_to_its_owner_only(visitor):
    factories.person("other", email="ada@example.org")
    answer = visitor.sign_up()
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == "/accounts/confirm-email/"
    assert not User.objects.filter(username="ada").exists()
    (message,) = mail.outbox
    assert message.subject.endswith("you have an account already")
    assert "/accounts/password/reset/" in message.body


def test_two_who_ask_at_once_get_one_account_and_one_answer(visitor, monkeypatch):
    def take_first(self, request):
        factories.person("ada", email="first@example.org")
        raise IntegrityError("user_username_whatever_case")

    monkeypatch.setattr(SignupForm.__mro__[2], "try_save", take_first)
    answer = visitor.sign_up()
    assert answer.status_code == 422
    assert "Somebody took this name" in answer.content.decode()
    assert 'value="ada@example.org"' in answer.content.decode()


def test_everything_works_with_the_form_as_printed(visitor):
    page = visitor.get("/accounts/signup/").content.decode()
    for name in ("username", "email", "password1", "password2"):
        assert f'name="{name}"' in page
    assert "placeholder" not in page
    assert PASSWORD not in page


def test_who_confirmed_is_led_to_one_useful_thing_to_do(visitor):
    visitor.sign_up()
    answer = visitor.post(visitor.link("confirm-email"))
    assert answer["Location"] == "/first-steps/"
    assert visitor.get("/first-steps/").status_code == 200
    assert "Find one useful thing to do" in visitor.get("/").content.decode()
