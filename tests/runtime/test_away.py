"""A site whose database does not answer: 503 everywhere, with Retry-After, and typed words given back."""

from tests.runtime.test_site import NOWHERE

SCRIPT = """
import django; django.setup()
from django.test import Client
visitor = Client(headers={"host": "localhost"}, raise_request_exception=False)
signed = Client(headers={"host": "localhost"}, raise_request_exception=False)
signed.cookies["sessionid"] = "a" * 32
for who in (visitor, signed):
    for address in ADDRESSES:
        answer = who.METHOD(address, DATA)
        print(address, answer.status_code, answer.get("Retry-After"), answer.content.decode().replace("\\n", " "))
"""


def answers(python, addresses, method="get", data="None"):
    """Ask each address as a visitor and with a session's cookie, and return the lines of the answers."""
    script = SCRIPT.replace("ADDRESSES", repr(addresses)).replace("METHOD", method).replace("DATA", data)
    done = python("-c", script, DATABASE_URL=NOWHERE, DJANGO_SETTINGS_MODULE="tests.settings")
    assert done.stdout, done.stderr
    return done.stdout.splitlines()


def test_every_page_says_that_it_is_away(python):
    addresses = ["/", "/debates/", "/claims/1/", "/sources/", "/people/ada/", "/moderation/log/", "/api/"]
    lines = answers(python, addresses)
    assert len(lines) == 2 * len(addresses)
    for line in lines:
        assert " 503 10 " in line
        assert "The archive is away for a moment" in line


def test_signed_in_readers_are_told_at_addresses_that_need_no_database(python):
    visitor, signed = answers(python, ["/about/"])
    assert " 200 None " in visitor
    assert " 503 10 " in signed


def test_programs_are_told_in_the_shape_of_the_api(python):
    for line in answers(python, ["/api/v1/claims/"]):
        assert " 503 10 " in line
        assert '"code": "database_away"' in line


def test_typed_words_are_given_back_without_secrets(python):
    data = '{"statement": "Hours of <b>thought</b>.", "password": "hunter2"}'
    for line in answers(python, ["/claims/1/argue/"], "post", data):
        assert " 503 10 " in line or " 401 " in line  # a visitor is asked to sign in, and keeps the words too
    signed = answers(python, ["/claims/1/argue/"], "post", data)[1]
    assert "Hours of &lt;b&gt;thought&lt;/b&gt;." in signed
    assert "hunter2" not in signed
