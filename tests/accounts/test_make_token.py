"""`manage.py make_token` prints a token that the API takes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.models import AuthToken

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("make_token", *arguments, stdout=out)
    return out.getvalue()


def test_prints_a_token_and_nothing_else(author):
    token = run("Author").strip()
    person, stored = TokenAuthentication().authenticate_credentials(token.encode())
    assert person == author
    assert token not in (stored.digest, stored.token_key)


def test_token_lasts_as_long_as_asked(author):
    run("author", "--days", "7")
    left = AuthToken.objects.get().expiry - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nobody",), "There is no account named nobody."),
        (("author", "--days", "0"), "A token lasts from 1 to 365 days."),
        (("stranger",), "Confirm your e-mail address first"),
    ],
)
def test_says_why_there_is_no_token(author, stranger, arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)
    assert AuthToken.objects.count() == 0
