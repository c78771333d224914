"""Signing in and out, forgotten passwords, another address, a second step."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail

from archive.accounts.models import User
from archive.accounts.services import make_account
from tests import factories
from tests.accounts.conftest import PASSWORD


@pytest.fixture
def member(visitor):
    """Somebody who signed up and confirmed, and is signed in."""
    visitor.sign_up()
    visitor.post(visitor.link("confirm-email"))
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    mail.outbox.clear()
    return User.objects.get(username="ada")


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.org", "Ada@Example.org", " ada "])
def test_name_or_address_signs_in(visitor, member, login):
    visitor.logout()
    assert visitor.sign_in(login)["Location"] == "/"
    assert visitor.is_signed_in


def test_signing_in_leads_back_but_nowhere_else(visitor, member):
    visitor.logout()
    assert visitor.sign_in(next="/debates/")["Location"] == "/debates/"
    visitor.logout()
    assert visitor.sign_in(next="https://elsewhere.example/")["Location"] == "/"


@pytest.mark.parametrize("login", ["nobody", "a\0b", "\u202eada", "x" * 10_000, "ada"], ids=ascii)
def test_wrong_name_or_password_is_told(visitor, member, login):
    visitor.logout()
    answer = visitor.sign_in(login, "wrong")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "error-summary" in answer.content.decode()
    assert not visitor.is_signed_in


def test_many_wrong_tries_have_to_wait(visitor, member):
    visitor.logout()
    for _ in range(5):
        visitor.sign_in(password="wrong")
    assert "Too many wrong tries" in visitor.sign_in().content.decode()
    assert not visitor.is_signed_in


def test_signing_out_is_by_post(visitor, member):
    assert visitor.get("/accounts/logout/").status_code == 200
    assert visitor.is_signed_in
    visitor.post("/accounts/logout/")
    assert not visitor.is_signed_in


@pytest.mark.parametrize("email", ["made@example.org", "Made@Example.org"])
def test_account_made_by_command_signs_in_without_a_message(visitor, email):
    User.objects.create_superuser("keeper", email, PASSWORD)
    assert visitor.sign_in("keeper")["Location"] == "/"
    assert not mail.outbox
    visitor.logout()
    assert visitor.sign_in(email)["Location"] == "/"
    assert User.objects.get().email == "made@example.org"
    assert EmailAddress.objects.get(user__username="keeper").verified


def test_account_without_confirmation_is_not_adopted(visitor):
    factories.person("late", email="late@example.org", confirmed_at=None)
    visitor.sign_in("late", "correct horse")
    assert not visitor.is_signed_in
    assert mail.outbox[-1].to == ["late@example.org"]


def test_shut_account_cannot_sign_in(visitor, member):
    visitor.logout()
    member.is_active = False
    member.save()
    visitor.sign_in()
    assert not visitor.is_signed_in


def test_forgotten_password_is_chosen_anew(visitor, member):
    visitor.logout()
    visitor.post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert mail.outbox[-1].subject == "Policy Debate Archive: choose a new password"
    form = visitor.get(visitor.link("reset/key"), follow=True)
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    visitor.post(form.redirect_chain[-1][0], new)
    assert mail.outbox[-1].subject == "Policy Debate Archive: your password was changed"
    visitor.sign_in()
    assert not visitor.is_signed_in
    visitor.sign_in(password="quite another phrase")
    assert visitor.is_signed_in


def test_link_for_a_new_password_works_once(visitor, member):
    visitor.logout()
    visitor.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = visitor.link("reset/key")
    form = visitor.get(link, follow=True)
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    visitor.post(form.redirect_chain[-1][0], new)
    assert "This link does not work" in visitor.get(link, follow=True).content.decode()


def test_resetting_does_not_confirm_by_itself(visitor):
    visitor.sign_up()
    visitor.post("/accounts/password/reset/", {"email": "ada@example.org"})
    form = visitor.get(visitor.link("reset/key"), follow=True)
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    visitor.post(form.redirect_chain[-1][0], new)
    assert User.objects.get().confirmed_at is None


def test_unknown_address_is_answered_alike_and_told_by_mail(visitor):
    answer = visitor.post("/accounts/password/reset/", {"email": "who@example.org"})
    assert answer["Location"] == "/accounts/password/reset/done/"
    assert mail.outbox[-1].subject.endswith("no account has this address")


@pytest.mark.parametrize("key", ["1-abc", "zzzzzzzzzzzzzzzzzzzzzzzz-abc", "0-x", "1-%00", "1-set-password"])
def test_wrong_link_for_a_new_password_is_explained(visitor, key):
    answer = visitor.get(f"/accounts/password/reset/key/{key}/", follow=True)
    assert answer.status_code in (200, 404)
    if answer.status_code == 200:
        assert "This link does not work" in answer.content.decode()


def test_password_is_changed_knowing_the_old_one(visitor, member):
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    wrong = visitor.post("/accounts/password/change/", {"oldpassword": "wrong", **new})
    assert "This is not your password now" in wrong.content.decode()
    visitor.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    assert not visitor.is_signed_in
    visitor.sign_in(password="quite another phrase")
    assert visitor.is_signed_in


def test_new_address_counts_once_confirmed(visitor, member):
    confirmed = member.confirmed_at
    visitor.post("/accounts/email/", {"action_add": "1", "email": "new@example.org"})
    member.refresh_from_db()
    assert member.email == "ada@example.org"
    assert "is not confirmed yet" in visitor.get("/accounts/email/").content.decode()
    visitor.post(visitor.link("confirm-email"))
    member.refresh_from_db()
    assert (member.email, member.confirmed_at) == ("new@example.org", confirmed)
    visitor.logout()
    visitor.sign_in("new@example.org")
    assert visitor.is_signed_in


def test_address_that_another_account_took_meanwhile_is_not_confirmed(visitor, member):
    visitor.post("/accounts/email/", {"action_add": "1", "email": "new@example.org"})
    link = visitor.link("confirm-email")
    make_account(username="quick")
    User.objects.filter(username="quick").update(email="New@example.org")
    assert visitor.post(link).status_code in (200, 302)
    member.refresh_from_db()
    assert member.email == "ada@example.org"


@pytest.mark.parametrize("email", ["", "x", "a\0@b.org", '"\x07"@b.org', "a@ex\u202eample.org"], ids=ascii)
def test_wrong_new_address_is_told(visitor, member, email):
    answer = visitor.post("/accounts/email/", {"action_add": "1", "email": email})
    assert answer.status_code == 200
    assert "email" in answer.context["form"].errors


def test_what_matters_asks_for_the_password_once_more_and_goes_on(visitor, member):
    visitor.logout()
    visitor.sign_in()
    asked = visitor.post("/accounts/email/", {"action_add": "1", "email": "new@example.org"})
    assert asked["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    wrong = visitor.post(asked["Location"], {"password": "wrong"})
    assert "This is not your password" in wrong.content.decode()
    visitor.post(asked["Location"], {"password": PASSWORD, "next": "/accounts/email/"})
    assert mail.outbox[-1].to == ["new@example.org"]


@pytest.mark.django_db(transaction=True)  # the message is sent on commit
def test_second_step_is_asked_once_set_up(visitor, member):
    page = visitor.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    visitor.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    visitor.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert mail.outbox[-1].subject.endswith("second step turned on")
    assert "choose a new password now" in mail.outbox[-1].body
    codes = visitor.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert visitor.get("/accounts/2fa/").status_code == 200
    visitor.logout()
    assert visitor.sign_in()["Location"] == "/accounts/2fa/authenticate/"
    assert not visitor.is_signed_in
    for wrong in ("000000", "a\0b", "\u202e1", "x" * 5000):
        answer = visitor.post("/accounts/2fa/authenticate/", {"code": wrong})
        assert "code" in answer.context["form"].errors
    visitor.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert visitor.is_signed_in


def code_now(secret: str) -> str:
    """Return what an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize(
    "credential", ["", "x", "null", "[]", "{}", '{"id": "a\\u0000"}', '"\\u0000"', '{"id": 1}', "1e999"]
)
def test_wrong_passkey_is_no_fault_of_ours(visitor, credential):
    answer = visitor.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert answer.status_code == 302
    assert not visitor.is_signed_in


@pytest.mark.parametrize(
    "address",
    [
        *("login/", "signup/", "inactive/", "confirm-email/", "password/reset/", "password/reset/done/"),
        "password/reset/key/done/",
    ],
)
def test_pages_of_visitors_are_in_the_frame(visitor, address):
    check_frame(visitor.get(f"/accounts/{address}"))


@pytest.mark.parametrize(
    "address",
    [
        *("logout/", "email/", "password/change/", "reauthenticate/", "tokens/"),
        *("2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/"),
    ],
)
def test_pages_of_members_are_in_the_frame(visitor, member, address):
    check_frame(visitor.get(f"/accounts/{address}"))


@pytest.mark.parametrize(
    "address", ["/settings/", "/settings/sessions/", "/settings/export/", "/work/", "/bookmarks/"]
)
def test_pages_of_ones_own_are_in_the_frame(visitor, member, address):
    check_frame(visitor.get(address))


def check_frame(answer):
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="masthead"' in page
    assert page.count('<h1 class="title">') == 1
    assert "<title></title>" not in page
    assert "placeholder=" not in page
    assert " style=" not in page
