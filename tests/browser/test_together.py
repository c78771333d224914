"""A suggestion on its way to the accepted words and back to its suggester: two browsers and a mail server."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from archive.claims.models import Claim
from archive.notices.services import set_ways
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def work_off_the_queue():
    """Do what a worker does until nothing is queued: tell of acts, write letters, send them."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)


def test_suggestion_travels_to_the_notice(visit, sign_in, thesis, author, opponent, catcher, settings):
    claim = factories.argument(thesis, statement="They leek out.", author=author)
    set_ways(person=author, ways={"suggestion": "at_once"})
    set_ways(person=opponent, ways={"outcome": "at_once"})
    theirs, own = visit(), visit(scripts=False)
    sign_in(theirs, opponent)
    theirs.goto(f"/claims/{claim.pk}/suggest/")
    theirs.get_by_label("The claim as you would word it").fill("They leak out.")
    theirs.get_by_label("Why").fill("A spelling.")
    theirs.get_by_role("button", name="Suggest these words").click()
    expect(theirs.locator("ins").first).to_be_visible()

    work_off_the_queue()
    [(to, letter)] = catcher.caught
    assert to == ["author@example.org"]
    words = letter.get_body(("plain",)).get_content()
    assert "suggest" in words
    sign_in(own, author)
    own.goto("/")
    expect(own.locator(".masthead .new")).to_contain_text("1")
    own.goto("/notifications/")
    own.locator(
        "main .notification a[href*='/claims/'], main .notification a[href*='/suggestions/']"
    ).first.click()
    own.get_by_label("A word on it").fill("Thank you.")
    own.get_by_role("button", name="Accept the new words").click()
    expect(own.get_by_role("status").filter(has_text="accepted")).to_be_visible()
    assert Claim.objects.get(pk=claim.pk).statement == "They leak out."

    work_off_the_queue()
    to, letter = catcher.caught[-1]
    assert to == ["opponent@example.org"]
    assert "accepted" in letter["Subject"] + letter.get_body(("plain",)).get_content()
    theirs.goto("/notifications/")
    expect(theirs.locator("main")).to_contain_text("accepted")
