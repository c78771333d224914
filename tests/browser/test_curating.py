"""Marks, merges and lost words in a real browser: axe, widths, keyboard alone, no scripts."""

import pytest

from archive.claims import services
from archive.claims.models import Claim
from archive.sources.models import Found, Passage, Source
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = b"""The committee met twice before the vote and once after it was taken in March.

Nobody had planned for the rise in spending that followed, and the chair said so."""
SECOND = b"""The committee convened twice before the vote and once after it was taken in March.

Few foresaw how spending would rise."""
AGAIN = "Few foresaw how spending would rise"


@pytest.fixture
def kept(author, opponent, moderator):
    """A source with every kind of past: marked, merged into, with changed, lost and missing words."""
    source = services.capture_source(data=FIRST, captured_by=author, fields={"title": "Minutes"}).source
    for words in ("The committee met twice before the vote", "planned for the rise in spending"):
        services.draw_claim(source=source, exact=words, statement=f"It says: {words}.", author=author)
    card = factories.evidence(source=source, author=opponent, quote="Nobody had planned for the rise")
    copy = services.capture_source(
        data=FIRST + b" A copy.", captured_by=author, fields={"title": "A copy"}
    ).source
    services.merge_sources(source=copy, into=source, reason="A scan of the same minutes.", person=moderator)
    services.capture_source(data=SECOND, captured_by=author, source=source)
    services.mark_source(source=source, kind="corrected", reason="A date.", person=author)
    services.mark_source(
        source=source, kind="retracted", reason="Taken back.", url="https://example.org/n", person=moderator
    )
    other = services.record_source(fields={"title": "Minutes of 2024"}, added_by=author)
    return {
        "source": source,
        "card": card,
        "copy": copy,
        "other": other,
        "lost": Passage.objects.lost().get(),
    }


@pytest.fixture
def addresses(kept):
    source, card = kept["source"], kept["card"]
    return {
        "a marked source": source.get_absolute_url(),
        "sources": "/sources/?show=all",
        "a card": f"/evidence/{card.pk}/",
        "a claim with a card": f"/claims/{card.claim_id}/",
        "a thread": card.claim.debate.get_absolute_url(),
        "mark": f"/sources/{source.pk}/mark/",
        "lift": f"/sources/{source.pk}/mark/?lift={source.marks.order_by('-id').first().pk}",
        "merge": f"/sources/{kept['other'].pk}/merge/",
        "merge preview": f"/sources/{kept['other'].pk}/merge/?into={source.pk}",
        "merge error": f"/sources/{kept['other'].pk}/merge/?into=none+such",
        "lost": "/sources/lost/",
        "all lost": "/sources/lost/?all=1",
        "place": f"/passages/{kept['lost'].pk}/place/",
        "an old text": f"{kept['copy'].get_absolute_url()}?version=1",
        "a claim whose words changed": f"/claims/{Claim.objects.order_by('id').first().pk}/",
    }


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(visit, sign_in, addresses, author, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page, found = visit(scheme=scheme, width=width), {}
    sign_in(page, author)
    for name, address in addresses.items():
        assert page.goto(address).status == 200, name
        for violation in Axe().run(page).response["violations"]:
            found[f"{name}: {violation['id']}"] = [node["html"][:200] for node in violation["nodes"]][:3]
    assert not found


@pytest.mark.parametrize("width", [320, 768])
def test_no_page_is_wider_than_its_window(visit, sign_in, addresses, author, width):
    page, wide = visit(width=width), {}
    sign_in(page, author)
    for name, address in addresses.items():
        page.goto(address)
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[name] = needed
    assert not wide


def test_a_mark_is_set_and_lifted_by_keyboard_alone(visit, sign_in, author):
    source = factories.source("A study", added_by=author)
    page = visit()
    sign_in(page, author)
    page.goto(f"/sources/{source.pk}/mark/")
    page.focus("[name=kind][value=retracted]")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Taken back by its journal.")
    page.keyboard.press("Tab")
    page.keyboard.type("https://example.org/notice")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/mark/" not in url)
    assert "Taken back by its journal." in page.inner_text("#mark")
    page.goto(f"/sources/{source.pk}/mark/?lift={source.marks.get().pk}")
    page.focus("[name=reason]")
    page.keyboard.type("It was another study.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/mark/" not in url)
    assert page.locator("#mark").count() == 0
    assert Source.objects.get().mark == ""


def test_words_are_placed_again_and_records_merged_without_scripts(visit, sign_in, kept, author, moderator):
    page = visit(width=390, scripts=False)
    sign_in(page, author)
    page.goto("/sources/lost/")
    page.click("text=Place it again")
    page.fill("[name=exact]", AGAIN)
    page.click("text=Place it here")
    assert AGAIN in page.inner_text("main")
    kept["lost"].refresh_from_db()
    assert kept["lost"].found == Found.BY_HAND

    boss = visit(width=1280, scripts=False)
    sign_in(boss, moderator)
    boss.goto(kept["other"].get_absolute_url())
    boss.click("text=Merge into another record")
    boss.fill("[name=into]", str(kept["source"].pk))
    boss.click("text=See what would go over")
    boss.fill("[name=reason]", "The same minutes.")
    boss.click("text=Merge them")
    assert boss.url.endswith(kept["source"].get_absolute_url())
    assert "The same minutes." in boss.inner_text("#past")
    boss.goto(kept["other"].get_absolute_url())
    assert boss.url.endswith(kept["source"].get_absolute_url())
