"""Adding evidence without leaving the page: by keyboard alone, without scripts, and in whatever goes wrong."""

import pytest
from playwright.sync_api import expect

from archive.claims.models import Draft, Evidence
from archive.claims.services.sources import capture_source
from tests import factories
from tests.browser.hands import press, reach, violations

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = b"Licences took weeks. The ministry gave no reasons.\n\nSome firms waited. The ministry gave no reasons.\n"


@pytest.fixture
def stored(author):
    fields = {"title": "Two years of licences", "issued": "2025-01"}
    return capture_source(data=TEXT, filename="r.md", captured_by=author, fields=fields).source


def link(claim):
    """What opens the form at a claim: in its actions, in a thread or at the head of a page."""
    return f":is(#c{claim.pk}, #c{claim.pk} > .argument-body) > .argument-actions [data-key=e]"


def test_keyboard_alone_adds_a_card_in_the_thread(visit, sign_in, thread, argument, opponent, stored):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    body = page.locator(f"#c{argument.pk} > .argument-body")
    expect(body.locator(".needs")).to_contain_text("No evidence yet.")
    body.locator(".argument-number").focus()
    press(page, "e")
    expect(page.locator(".composer [name=tag]")).to_be_focused()
    assert page.url.endswith(thread)
    page.keyboard.type("It gave none.")
    reach(page, "[name=look_for]")
    page.keyboard.type("two years of licences")
    expect(page.locator("[data-find] :checked")).to_have_value(str(stored.pk))
    reach(page, "[name=quote]")
    page.keyboard.type("The ministry gave no reasons.")
    reach(page, "summary:has-text('Mark what')")
    press(page, "Enter", "Shift+Tab", "Home", *["Shift+ArrowRight"] * len("The ministry"), "Tab")
    reach(page, "[data-mark=underline]")
    press(page, "Enter")
    expect(page.locator(".mark-tools u")).to_have_text("The ministry")
    press(page, "Control+Enter")
    expect(page.locator(".composer .error-summary")).to_be_focused()
    expect(page.locator("[name=quote]")).to_have_value("The ministry gave no reasons.")
    expect(page.locator("[name=underline]")).to_have_value("The ministry")
    reach(page, "[name=start]")
    press(page, "ArrowDown", "Control+Enter")
    summary = body.locator(".evidence-list > li > .evidence > summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Two years of licences")
    expect(body.locator("[role=status]")).to_have_text("Your card is added.")
    expect(page.locator(".composer")).to_have_count(0)
    expect(body.locator(".needs")).to_have_count(0)
    card = Evidence.objects.get()
    assert (card.claim, card.check_state, card.check_detail["nth"]) == (argument, "exact", 1)
    assert card.read_aloud == [[0, 12, "underline"]]
    assert page.url.endswith(thread)
    page.reload()
    expect(body.locator(f"#e{card.pk}")).to_be_visible()
    assert not Draft.objects.exclude(fields={}).exists()


def test_without_scripts_the_link_leads_to_the_form_and_back(
    visit, sign_in, thread, argument, opponent, stored
):
    page = visit(scripts=False, width=390)
    sign_in(page, opponent)
    page.goto(thread)
    page.click(link(argument))
    page.wait_for_url(f"**/claims/{argument.pk}/evidence/")
    page.fill("[name=look_for]", "two years")
    page.click("[name=find]")
    expect(page.locator("[data-find] :checked")).to_have_count(1)
    page.fill("[name=quote]", "Some firms waited.")
    page.click("text=Add the card")
    expect(page.locator(".error-summary")).to_contain_text("What it shows")
    page.fill("[name=tag]", "They waited.")
    page.click("text=Add the card")
    page.wait_for_url("**/debates/**")
    card = Evidence.objects.get()
    expect(page.locator(f"#c{argument.pk} #e{card.pk}")).to_be_visible()


def test_escape_closes_gives_the_focus_back_and_the_words_are_kept(
    visit, sign_in, thread, argument, thesis, opponent
):
    page = visit()
    sign_in(page, opponent)
    page.goto(f"{thread}?view=columns&claim={argument.pk}")
    before = page.url
    page.focus(link(argument))
    press(page, "Enter")
    expect(page.locator(".composer [name=tag]")).to_be_focused()
    page.keyboard.type("Half a sentence")
    press(page, "Escape")
    expect(page.locator(".composer")).to_have_count(0)
    expect(page.locator(link(argument))).to_be_focused()
    assert page.url == before, "Escape steps out of the columns only where no form is open"
    page.goto(thread)
    page.click(link(argument))
    expect(page.locator(".composer [name=tag]")).to_have_value("Half a sentence")
    page.click(link(thesis))
    expect(page.locator(".claim-head .composer [name=tag]")).to_have_value("")
    expect(page.locator(".composer")).to_have_count(1)
    page.click(link(argument))
    expect(page.locator(f"#c{argument.pk} .composer [name=tag]")).to_have_value("Half a sentence")
    page.click("[data-close]")
    expect(page.locator(link(argument))).to_be_focused()


@pytest.mark.parametrize("where", ["/claims/{}/", "{thread}?view=columns&claim={}"])
def test_card_comes_after_those_that_are_there(
    visit, sign_in, thread, argument, author, opponent, stored, where
):
    factories.evidence(argument, author, source=stored, tag="The first.")
    page = visit(width=390)
    sign_in(page, opponent)
    page.goto(where.format(argument.pk, thread=thread))
    page.click(link(argument))
    page.fill(".composer [name=tag]", "The second.")
    page.click("summary:has-text('not in the archive yet')")
    page.fill(".composer [name=record]", "@book{b, title={A pasted book}, year={2020}}")
    page.click("text=Add the card")
    cards = page.locator(f"#c{argument.pk} > .evidence-list > li summary")
    expect(cards).to_have_count(2)
    expect(cards.nth(1)).to_contain_text("A pasted book")
    expect(cards.nth(1)).to_be_focused()
    assert Evidence.objects.get(tag="The second.").claim == argument


def test_words_stay_when_the_session_or_the_network_ends(visit, sign_in, thread, argument, opponent, stored):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click(link(argument))
    page.fill(".composer [name=tag]", "They waited.")
    page.fill(".composer [name=look_for]", "two years")
    expect(page.locator("[data-find] :checked")).to_have_count(1)
    page.context.set_offline(True)
    page.click("text=Add the card")
    expect(page.locator(".in-place [role=alert]")).to_contain_text("You are offline")
    page.context.set_offline(False)
    session = next(cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    page.context.clear_cookies(name="sessionid")
    page.click("text=Add the card")
    expect(page.locator(".in-place [role=alert]")).to_contain_text("You are signed out")
    expect(page.locator(".composer [name=tag]")).to_have_value("They waited.")
    page.context.add_cookies([session])
    page.click("text=Add the card")
    expect(page.locator(f"#c{argument.pk} .evidence-list summary")).to_be_focused()
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_form_and_new_card_pass_axe(visit, sign_in, thread, argument, opponent, stored, scheme):
    page = visit(scheme=scheme, width=390)
    sign_in(page, opponent)
    page.goto(thread)
    page.click(link(argument))
    page.click(".composer summary:has-text('not in the archive yet')")
    page.click(".composer summary:has-text('Mark what')")
    page.fill(".composer [name=look_for]", "two years")
    expect(page.locator("[data-find] :checked")).to_have_count(1)
    page.fill(".composer [name=quote]", "Some firms waited.")
    page.fill(".composer [name=emphasis]", "waited")
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.click("text=Add the card")
    expect(page.locator(".composer .error-summary")).to_be_visible()
    assert not violations(page)
    page.fill(".composer [name=tag]", "They waited.")
    page.click("text=Add the card")
    expect(page.locator(f"#c{argument.pk} .evidence-list summary")).to_be_focused()
    assert not violations(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_long_path_is_folded_on_a_phone_and_open_on_a_wide_screen(visit, thesis, author, scripts):
    claim = thesis
    for number in range(8):
        claim = factories.argument(claim, author=author, statement=f"Step {number}.")
    page = visit(width=390, scripts=scripts)
    page.goto(f"/claims/{claim.pk}/")
    path = page.locator(".path")
    expect(path.locator("a:visible")).to_have_count(4)
    path.locator("summary").focus()
    press(page, "Enter")
    expect(path.locator("a:visible")).to_have_count(9)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/claims/{claim.pk}/")
    expect(path.locator("a:visible")).to_have_count(9)
    expect(path.locator("summary")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390])
def test_every_order_of_a_thread_is_in_sight_on_a_phone(visit, thread, width):
    page = visit(width=width)
    page.goto(thread)
    orders = page.locator(".thread-head [aria-label=Order] a")
    expect(orders).to_have_count(5)
    for order in orders.all():
        box = order.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_answering_in_columns_opens_in_place_too(visit, sign_in, thread, argument, opponent):
    page = visit()
    sign_in(page, opponent)
    page.goto(f"{thread}?view=columns&claim={argument.pk}")
    before = page.url
    press(page, "r")
    expect(page.locator(".composer [name=stance]").first).to_be_focused()
    press(page, "ArrowDown")
    page.fill("[name=statement]", "The weeks were spent on smuggling.")
    press(page, "Control+Enter")
    made = page.locator(".focus .posted .argument")
    expect(made).to_contain_text("The weeks were spent on smuggling.")
    expect(page.locator(".claim-stand .tally")).to_contain_text("1 against")
    assert page.url == before
