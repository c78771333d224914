"""Searching from the header by keyboard, and the page of results to somebody who cannot see it."""

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_header_offers_what_goes_on_and_keys_choose_it(visit, thesis):
    claim = factories.argument(thesis, statement="Memory chips are the narrow place.")
    page = visit()
    page.goto("/about/")
    page.keyboard.press("/")
    field = page.locator("#masthead-q")
    expect(field).to_be_focused()
    page.keyboard.type("mem")
    options = page.locator(".masthead-search [role=option]")
    expect(options.first).to_contain_text("Memory chips")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/claims/{claim.pk}/")


def test_form_works_without_scripts_and_the_page_passes_axe(visit, thesis):
    from axe_playwright_python.sync_playwright import Axe

    factories.argument(thesis, statement="Memory chips are the narrow place.")
    bare = visit(scripts=False)
    bare.goto("/about/")
    bare.fill("#masthead-q", "memory")
    bare.press("#masthead-q", "Enter")
    expect(bare.locator("mark")).to_have_text("Memory")
    page = visit()
    page.goto("/search/?q=memory")
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations] == []


def test_evidence_from_many_authors_fits_a_phone(visit, author):
    people = [{"family": f"Featherstonehaugh-{n}", "given": "Cholmondeley"} for n in range(3)]
    report = factories.source("What three writers found in ten years", author, authors=people)
    factories.evidence(author=author, source=report, tag="Memory chips are scarce.")
    page = visit(width=390)
    page.goto("/search/?q=memory")
    expect(page.locator(".rows mark").first).to_have_text("Memory")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_escape_closes_the_menu_of_the_account(visit, sign_in, author):
    page = visit()
    sign_in(page, author)
    page.goto("/about/")
    menu = page.locator("details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
