"""Writing in the thread: by keyboard alone, without scripts, with words that survive whatever happens."""

import pytest
from playwright.sync_api import expect

from archive.accounts.models import User
from archive.claims.models import Claim, Draft, Evidence
from archive.claims.services.sources import capture_source
from tests import factories
from tests.browser.hands import press, reach, violations

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = b"Licences took weeks. The ministry gave no reasons.\n\nSome firms waited.\n"
POINT = "The weeks were spent on smuggling."


@pytest.fixture
def stored(author):
    fields = {"title": "Two years of licences", "issued": "2025-01"}
    return capture_source(data=TEXT, filename="r.md", captured_by=author, fields=fields).source


def test_keyboard_alone_answers_with_evidence_in_place(visit, sign_in, thread, argument, opponent, stored):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.focus(f"#c{argument.pk} > .argument-body [data-key=r]")
    press(page, "Enter")
    page.wait_for_selector(".composer")
    assert page.url.endswith(thread)
    reach(page, "[name=stance]")
    press(page, "ArrowDown", "Tab", "Tab")
    assert page.evaluate("document.activeElement.name") == "statement"
    page.keyboard.type(POINT)
    assert page.inner_text("[data-left]") == f"{500 - len(POINT)} characters left"
    reach(page, ".attach summary")
    press(page, "Enter")
    reach(page, "[name=tag]")
    page.keyboard.type("It gave none.")
    reach(page, "[name=look_for]")
    page.keyboard.type("two years of licences")
    page.wait_for_selector("[data-find] :checked")
    reach(page, "[name=quote]")
    page.keyboard.type("The ministry gave no reasons.")
    press(page, "Control+Enter")
    page.wait_for_selector(f"#c{argument.pk} .replies .argument-text:has-text('{POINT}')")
    card = Evidence.objects.get()
    assert (card.claim.parent, card.claim.stance, card.check_state) == (argument, "opposes", "exact")
    assert page.locator(".composer").count() == 0
    focused = page.evaluate("document.activeElement.closest('.argument').id")
    assert focused == f"c{card.claim_id}"
    page.wait_for_timeout(1200)
    assert not Draft.objects.exclude(fields={}).exists()


def test_answering_with_evidence_needs_no_scripts(visit, sign_in, thread, argument, opponent, stored):
    page = visit(scripts=False)
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.wait_for_url("**/argue/")
    page.check("[name=stance][value=opposes]")
    page.fill("[name=statement]", POINT)
    page.click(".attach summary")
    page.fill("[name=tag]", "It gave none.")
    page.fill("[name=look_for]", "two years")
    page.click("[name=find]")
    assert page.locator("[data-find] :checked").count() == 1
    page.fill("[name=quote]", "The ministry gave few reasons.")
    page.click("[name=preview]")
    assert "Nothing is posted yet" in page.inner_text("#preview")
    assert page.get_attribute("#preview .check", "data-check") == "altered"
    page.fill("[name=quote]", "The ministry gave no reasons.")
    page.click("text=Post the argument")
    page.wait_for_url("**/debates/**")
    assert Evidence.objects.get().claim.statement == POINT


def test_refusal_in_place_keeps_the_words_and_takes_the_focus(visit, sign_in, thread, argument, opponent):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.fill("[name=statement]", "x" * 512)
    assert page.inner_text("[data-left]") == "12 characters too many"
    page.click("text=Post the argument")
    page.wait_for_selector(".composer .error-summary")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.input_value("[name=statement]") == "x" * 512
    page.check("[name=stance][value=supports]")
    page.fill("[name=statement]", POINT)
    page.focus("[name=statement]")
    press(page, "Control+Enter")
    page.wait_for_selector(f"#c{argument.pk} .replies .argument-text")
    assert Claim.objects.get(statement=POINT).stance == "supports"


def test_preview_in_place_stores_nothing(visit, sign_in, thread, argument, opponent):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click("text=Argue against it")
    page.wait_for_selector(".composer")
    assert page.is_checked("[name=stance][value=opposes]")
    page.fill("[name=statement]", POINT)
    page.click("[name=preview]")
    expect(page.locator("#preview")).to_be_focused()
    assert not Claim.objects.filter(statement=POINT).exists()
    assert page.input_value("[name=statement]") == POINT


def test_draft_survives_the_browser(visit, sign_in, thread, argument, opponent):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.fill("[name=statement]", POINT)
    page.wait_for_selector("[data-draft-said]:has-text('Draft kept')")
    again = visit()
    sign_in(again, opponent)
    again.goto(thread)
    again.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    assert again.input_value("[name=statement]") == POINT
    again.click("text=Discard it")
    again.wait_for_selector("[name=discard]", state="hidden")
    assert again.input_value("[name=statement]") == ""
    assert not Draft.objects.exclude(fields={}).exists()


def test_words_typed_after_the_session_ended_are_there_after_signing_in(
    visit, sign_in, thread, argument, opponent
):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.check("[name=stance][value=opposes]")
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=statement]", POINT)
    page.wait_for_selector("[data-draft-said]:has-text('signed out')")
    page.click("text=Post the argument")
    page.wait_for_selector("text=You are signed out")
    assert POINT in [area.input_value() for area in page.locator(".in-place textarea").all()]
    page.click("text=Sign in and open the form again")
    page.fill("input[name=login]", opponent.username)
    page.fill("input[name=password]", "correct horse")
    page.click("main form button:not([name])")
    page.wait_for_url("**/argue/")
    assert page.input_value("[name=statement]") == POINT
    assert page.is_checked("[name=stance][value=opposes]")


def test_two_tabs_choose_between_both_texts(visit, sign_in, thread, argument, opponent):
    one = visit()
    sign_in(one, opponent)
    address = f"/claims/{argument.pk}/argue/"
    one.goto(address)
    two = one.context.new_page()
    two.goto(address)
    one.fill("[name=statement]", "Words of the first tab.")
    one.wait_for_selector("[data-draft-said]:has-text('Draft kept')")
    two.fill("[name=statement]", "Words of the second tab.")
    two.wait_for_selector("[role=alert]:has-text('Another tab has newer words')")
    assert "Words of the first tab." in two.inner_text("[role=alert]")
    assert two.input_value("[name=statement]") == "Words of the second tab."
    assert Draft.objects.get().fields["statement"] == "Words of the first tab."
    two.click("text=Keep mine")
    two.wait_for_selector("[data-draft-said]:has-text('Draft kept')")
    assert Draft.objects.get().fields["statement"] == "Words of the second tab."
    one.fill("[name=statement]", "The first tab again.")
    one.wait_for_selector("[role=alert]")
    one.click("text=Take the newer words")
    assert one.input_value("[name=statement]") == "Words of the second tab."


def test_offline_words_stay_and_are_posted_later(visit, sign_in, thread, argument, opponent):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.check("[name=stance][value=opposes]")
    page.context.set_offline(True)
    page.fill("[name=statement]", POINT)
    page.wait_for_selector("[data-draft-said]:has-text('You are offline. The draft is kept in this browser')")
    page.click("text=Post the argument")
    page.wait_for_selector(".in-place [role=alert]:has-text('You are offline')")
    assert page.input_value("[name=statement]") == POINT
    page.context.set_offline(False)
    page.click("text=Post the argument")
    page.wait_for_selector(f"#c{argument.pk} .replies .argument-text:has-text('{POINT}')")
    assert page.locator(".in-place [role=alert]").count() == 0


def test_offline_the_form_s_own_page_stays(visit, sign_in, argument, opponent):
    page = visit()
    sign_in(page, opponent)
    page.goto(f"/claims/{argument.pk}/argue/?stance=opposes")
    page.fill("[name=statement]", POINT)
    page.context.set_offline(True)
    page.click("text=Post the argument")
    page.wait_for_selector("[data-draft-said]:has-text('Nothing was sent')")
    assert page.input_value("[name=statement]") == POINT
    page.context.set_offline(False)
    page.click("text=Post the argument")
    page.wait_for_url("**/debates/**")
    assert Claim.objects.filter(statement=POINT).count() == 1


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (
            413,
            "<!doctype html><main id=main><h1>Too large</h1><p class=lede>Make it less.</p></main>",
            "Too large",
        ),
        (502, "<html><h1>nginx</h1></html>", "The site does not answer as it should"),
    ],
)
def test_page_that_answers_in_place_leaves_the_form(
    visit, sign_in, thread, argument, opponent, status, body, says
):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.check("[name=stance][value=opposes]")
    page.fill("[name=statement]", POINT)
    page.route("**/argue/", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))
    page.click("text=Post the argument")
    page.wait_for_selector(f".in-place [role=alert]:has-text('{says}')")
    assert page.is_checked("[name=stance][value=opposes]")
    page.unroute("**/argue/")
    page.click("text=Post the argument")
    page.wait_for_selector(f"#c{argument.pk} .replies .argument-text:has-text('{POINT}')")


def test_writing_on_after_a_quick_preview_meets_no_other_tab(visit, sign_in, thread, argument, opponent):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.check("[name=stance][value=opposes]")
    page.fill("[name=statement]", POINT)
    page.click("[name=preview]")
    page.wait_for_selector("#preview")
    page.wait_for_timeout(1200)  # longer than the script waits with a save
    page.fill("[name=statement]", f"{POINT} All of them.")
    page.wait_for_selector("[data-draft-said]:has-text('Draft kept')")
    assert page.locator("text=Another tab has newer words").count() == 0


def test_browser_that_stores_nothing_says_that_the_words_are_not_kept(visit, sign_in, argument, opponent):
    page = visit()
    sign_in(page, opponent)
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full'); }")
    page.goto(f"/claims/{argument.pk}/argue/")
    page.context.set_offline(True)
    page.fill("[name=statement]", POINT)
    page.wait_for_selector("[data-draft-said]:has-text('The draft is not kept')")
    page.context.set_offline(False)


def test_one_form_is_open_at_a_time(visit, sign_in, thread, argument, opponent):
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.fill("[name=statement]", POINT)
    page.click(".claim-head [data-key=r]")
    page.wait_for_selector(".claim-head .composer")
    assert page.locator(".composer").count() == 1
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.wait_for_selector(f"#c{argument.pk} .composer")
    assert page.input_value("[name=statement]") == POINT


def test_first_answer_of_a_claim_makes_its_list(visit, sign_in, thesis, opponent):
    page = visit()
    sign_in(page, opponent)
    page.goto(thesis.debate.get_absolute_url())
    page.click("text=Argue for it")
    page.fill("[name=statement]", POINT)
    page.click("text=Post the argument")
    page.wait_for_selector(f".debate-main > ol.thread .argument-text:has-text('{POINT}')")
    assert page.locator("text=Nobody has answered this yet").count() == 0
    assert "1 for" in page.inner_text(".claim-stand .tally")
    assert User.objects.get(pk=opponent.pk).last_post_at


def test_visitor_is_led_to_sign_in_and_back_to_the_form(visit, thread, argument, opponent):
    page = visit()
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.wait_for_url("**/accounts/login/?next=/claims/**")
    page.fill("input[name=login]", opponent.username)
    page.fill("input[name=password]", "correct horse")
    page.click("main form button:not([name])")
    page.wait_for_url(f"**/claims/{argument.pk}/argue/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_forms_pass_axe(visit, sign_in, thread, argument, opponent, scheme):
    factories.rate(argument, convincing=3, bearing=2)
    page = visit(scheme=scheme, width=390)
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=r]")
    page.fill("[name=statement]", "They leak, all of them.")
    page.click(".attach summary")
    assert not violations(page)
    page.click("[name=preview]")
    page.wait_for_selector(".error-summary")
    assert not violations(page)
    page.check("[name=stance][value=opposes]")
    page.click("[name=preview]")
    page.wait_for_selector("#preview")
    assert not violations(page)
    page.click(f"#c{argument.pk} > .argument-body [data-key=v]")
    page.click("text=Show me how others rated it")
    page.wait_for_selector(".rating table")
    assert not violations(page)
    page.goto("/drafts/")
    assert not violations(page)
