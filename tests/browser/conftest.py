"""Debian's Chromium on the live server; without it these tests are skipped with a visible line."""

import os
import shutil

import pytest
from django.core.cache import cache

from archive.claims.models import Claim
from tests import factories

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    """Mark everything here, and skip it where no Chromium is."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium here: THE BROWSER TESTS ARE SKIPPED"))


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once a worker; Django is told that its event loop is meant."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, live_server):
    """Open a page: `visit(width=390, scheme="dark", scripts=False)`; outside requests fail the test."""
    contexts, strays = [], []

    def open_page(*, width=1280, scheme="light", scripts=True):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on(
            "request",
            lambda r: None if r.url.startswith((live_server.url, "data:")) else strays.append(r.url),
        )
        page.on("pageerror", lambda error: strays.append(f"script error: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.set_offline(
            True
        )  # a page that is closed sends a last word, which would meet an emptied database
        context.close()
    assert not strays, "pages ask nothing of other hosts and throw nothing"


@pytest.fixture
def sign_in(live_server):
    """Sign a person in on a page, by the form."""
    cache.clear()  # all tests come from one address, which may sign in only so often a minute

    def act(page, person, password="correct horse"):
        page.goto("/accounts/login/")
        page.fill("input[name=login]", person.username)
        page.fill("input[name=password]", password)
        page.click("main button[type=submit], main form button:not([name])")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)

    return act


@pytest.fixture
def thread(thesis, author):
    """A thread with one argument under the thesis."""
    factories.argument(thesis, "opposes", "They leak.", author)
    return thesis.debate.get_absolute_url()


@pytest.fixture
def argument(thread):
    return Claim.objects.get(statement="They leak.")
