"""A new copy of a source arrives while others quote it and draw from it; and what needs its own transaction."""

import threading

import pytest
from django.db import connections, transaction
from django.test import Client

from archive.claims import services
from archive.claims.models import Drawing, Evidence
from archive.sources.models import Source
from tests import factories
from tests.contract import ContractClient

pytestmark = pytest.mark.django_db(transaction=True)

OLDER = b"Spending rose by a sixth in the first two years."
NEWER = b"A preface.\n\nSpending rose by a sixth in the first two years."
WORDS = "rose by a sixth"


def meanwhile(*calls):
    """Start the calls in threads; returns the threads."""

    def run(call):
        try:
            call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    return threads


def test_what_is_quoted_and_drawn_while_a_newer_text_is_stored_refers_to_the_newer_one(author, opponent):
    source = services.capture_source(data=OLDER, captured_by=author, fields={"title": "A report"}).source
    claim = factories.argument()
    card = {"claim": claim, "source": source, "tag": "It rose.", "quote": WORDS}
    draw = {"source": source, "exact": WORDS, "statement": "Spending rose."}
    with transaction.atomic():
        newer = services.capture_source(data=NEWER, captured_by=author, source=source)
        posts = meanwhile(
            lambda: services.attach_evidence(author=opponent, **card),
            lambda: services.draw_claim(author=factories.person(), **draw),
        )
        for post in posts:
            post.join(timeout=0.5)  # they wait for us, or else they are done by now
    for post in posts:
        post.join(timeout=30)
    assert Evidence.objects.get().checked_text == newer
    assert Drawing.objects.select_related("passage").get().passage.source_text == newer


def test_a_record_without_a_text_is_added_by_every_door(author):
    """Other tests run inside a transaction, where a service that forgets to begin its own is not noticed."""
    browser, program = Client(), ContractClient()
    browser.force_login(author)
    program.force_authenticate(author)
    assert browser.post("/sources/add/", {"kind": "document", "title": "By page"}).status_code == 302
    assert program.post("/api/v1/sources/", {"title": "By program"}).status_code == 201
    assert set(Source.objects.values_list("title", flat=True)) == {"By page", "By program"}
