"""Ten reports of five kinds on their way to decisions, an appeal, its overturning and the log; two moderators."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from archive.claims import services
from archive.moderation.models import Decision, Item, Report
from archive.moderation.queries.chain import broken_places, chain_head
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {
    "claim": "attack",
    "evidence": "misquotes",
    "comment": "off-topic",
    "source": "spam",
    "person": "other",
}
INBOX = "/admin/archive/decision/waiting/"


@pytest.fixture
def things(thesis, author):
    """One thing of each kind, all by the same author."""
    claim = factories.argument(thesis, statement="You know nothing of chips.", author=author)
    card = factories.evidence(claim, author, tag="It shows it.")
    return {
        "claim": claim,
        "evidence": card,
        "comment": services.post_comment(about=thesis, text="Look at my shop.", author=author),
        "source": card.source,
        "person": author,
    }


def report(page, kind, thing):
    """Fill in the form of a report as a reader does."""
    page.goto(f"/report/{kind}/{thing.pk}/")
    page.check(f"input[name=reason][value={WHY[kind]}]")
    page.fill("#details", "See the words.")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("heading", name="Your reports")).to_be_visible()


def decide(page, kind, thing, act, rule, reason):
    """Decide about a thing on its one screen, without scripts."""
    page.goto(f"{INBOX}{kind}/{thing.pk}/")
    page.check(f"input[name=act][value={act}]")
    page.select_option("select[name=rule]", rule)
    page.fill("textarea[name=reason]", reason)
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_text("Decided. This is the next.")).to_be_visible()


def test_reports_travel_to_decision_appeal_overturn_and_log(
    visit, sign_in, things, author, opponent, curator, moderator
):
    for reader in (opponent, factories.person("reader")):
        theirs = visit(scripts=False)
        sign_in(theirs, reader)
        for kind, thing in things.items():
            report(theirs, kind, thing)
    assert (Report.objects.count(), Item.objects.count()) == (10, 5)

    first, second = visit(), visit(scripts=False)
    sign_in(first, moderator)
    sign_in(second, factories.person("second", is_staff=True))
    claim = things["claim"]
    first.goto(f"{INBOX}claim/{claim.pk}/")
    assert Axe().run(first, context="main").response["violations"] == []
    first.get_by_role("button", name="Take it for 15 minutes").click()
    second.goto(INBOX)
    assert Axe().run(first, context="main").response["violations"] == []
    expect(second.locator(f"#claim-{claim.pk}")).to_contain_text("moderator looks at it")
    first.keyboard.press("r")
    first.keyboard.type("It attacks a person.")
    first.select_option("select[name=rule]", "civil")
    first.keyboard.press("Control+Enter")
    expect(first.get_by_text("Decided. This is the next.")).to_be_visible()
    decide(second, "comment", things["comment"], "remove", "no_spam", "Advertising.")
    decide(second, "evidence", things["evidence"], "dismiss", "", "The quotation is right.")
    decide(second, "source", things["source"], "dismiss", "", "A source like others.")
    decide(second, "person", author, "warn", "civil", "Argue with what was said.")
    assert not Item.objects.filter(closed_at=None).exists()
    assert {state for (state,) in Report.objects.values_list("state")} == {"answered"}

    own = visit(scripts=False)
    sign_in(own, author)
    removal = Decision.objects.get(claim=claim)
    own.goto(removal.get_absolute_url())
    expect(own.locator("main")).to_contain_text("You know nothing of chips.")
    own.get_by_label("Why is the decision wrong?").fill("I meant what is known of chips.")
    own.get_by_role("button", name="Send the appeal").click()
    expect(own.locator("main")).to_contain_text("open")

    second.goto(INBOX + "?matter=appeal")
    expect(second.locator(".waiting-rows > li")).to_have_count(1)
    second.goto(f"/admin/archive/appeal/{removal.appeal.pk}/change/")
    second.get_by_role("link", name="Overturn").click()
    second.get_by_label("Reason").fill("Read so, it attacks nobody.")
    second.get_by_role("button", name="Overturn").click()
    own.goto(claim.get_absolute_url())
    expect(own.locator("main")).to_contain_text("You know nothing of chips.")
    visitor = visit(scripts=False)
    visitor.goto("/moderation/log/")
    expect(visitor.locator(f"#entry-{removal.pk}")).to_contain_text("Reversed by")
    expect(visitor.locator("main")).not_to_contain_text("You know nothing of chips.")
    assert list(broken_places()) == []
    assert chain_head()[0] == Decision.objects.count() == 6
