"""The examples of the front page and of docs/api.md, run as they stand."""

import html
import re
import shlex
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.accounts.services import make_token
from tests import factories
from tests.contract import ContractClient

DOCS = Path(__file__).parents[2] / "docs" / "api.md"


def commands_in(text):
    """Return the words of each curl command in a text, continued lines joined."""
    lines = (line.strip() for line in text.replace("\\\n", " ").split("\n"))
    return [shlex.split(line)[1:] for line in lines if line.startswith("curl ")]


def sent(words):
    """Return what curl would send: method, address, headers, body, form."""
    method, address, headers, body, form = "", "", {}, None, {}
    words = iter(words)
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(words)
        elif word == "-F":
            name, _, value = next(words).partition("=")
            form[name] = SimpleUploadedFile(value[1:], b"Words of it.") if value[0] == "@" else value
        else:
            address = word
    return method or ("POST" if body or form else "GET"), address, headers, body, form


def run(words, prefix):
    """Send one example, and return the answer."""
    method, address, headers, body, form = sent(words)
    assert address.startswith(prefix), words
    path = f"/api/v1/{address.removeprefix(prefix).lstrip('/')}"
    client = ContractClient(headers=headers)
    if form:
        return client.post(path, form, format="multipart")
    return client.generic(method, path, body or "", headers.get("Content-Type", "application/json"))


@pytest.fixture
def token(author):
    return make_token(person=author)


def test_examples_of_the_front_page_work(client, thesis, token):
    page = client.get("/api/")
    assert page.status_code == 200
    blocks = re.findall(r"<pre[^>]*>(.*?)</pre>", page.content.decode(), re.DOTALL)
    commands = commands_in(html.unescape("\n".join(blocks)).replace("$TOKEN", token))
    assert len(commands) == 11
    for words in commands:
        answer = run(words, "http://testserver/api/v1/")
        assert answer.status_code < 300, (words, answer.content)


def test_examples_of_the_documentation_work(thesis, author, token):
    source = factories.source("A report", author)
    names = {
        "ARCHIVE": "ARCHIVE",
        "TOKEN": token,
        "CLAIM": thesis.pk,
        "DEBATE": thesis.debate_id,
        "SOURCE": source.pk,
    }
    text = DOCS.read_text()
    for name, value in names.items():
        text = text.replace(f"'${name}'", str(value)).replace(f"${name}", str(value))
    commands = commands_in(text)
    assert len(commands) == 13
    for words in commands:
        answer = run(words, "ARCHIVE")
        assert answer.status_code < 300, (words, answer.content)


def test_front_page_shows_its_way_without_content_too(client, db):
    page = client.get("/api/").content.decode()
    for address in ("/api/v1/docs/", "/api/v1/schema/", "/api/v1/", "/accounts/tokens/"):
        assert f'href="{address}"' in page


def test_docs_page_asks_nobody_else_and_has_no_inline_script(client, db):
    page = client.get("/api/v1/docs/")
    text = page.content.decode()
    sources = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert all(address.startswith("/") and not address.startswith("//") for address in sources), sources
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert (
        "'unsafe-inline'"
        not in re.search(r"(?:default|script)-src ([^;]*)", page["Content-Security-Policy"])[1]
    )
    script = client.get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert b"/api/v1/schema/" in script.content


def test_first_address_lists_the_others(client, db):
    listed = set(client.get("/api/v1/").json())
    assert listed >= {"sources", "passages", "debates", "claims", "evidence", "topics", "comments"}
