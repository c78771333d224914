"""A person at the pages of an account, with a mailbox."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

PASSWORD = "a longer passphrase"


class Visitor(Client):
    """A browser without scripts that can read its mail."""

    def sign_up(self, username="ada", email="ada@example.org", password=PASSWORD, **more):
        fields = {"username": username, "email": email, "password1": password, "password2": password, **more}
        return self.post("/accounts/signup/", fields)

    def sign_in(self, login="ada", password=PASSWORD, **more):
        return self.post("/accounts/login/", {"login": login, "password": password, **more})

    def link(self, part):
        """Return the path in the newest message that has one with this part."""
        found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", mail.outbox[-1].body)
        return found[1]

    @property
    def is_signed_in(self):
        return "_auth_user_id" in self.session


@pytest.fixture
def visitor(db):
    """A visitor; limits on tries begin anew."""
    cache.clear()
    return Visitor()
