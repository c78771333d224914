"""Talk in the browser: quoting and completing a name by keyboard alone, and all of it without scripts."""

import pytest
from playwright.sync_api import expect

from archive.claims.models import Comment
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_quotation_and_a_name_are_put_in_by_keyboard(visit, thesis, author, opponent, sign_in):
    factories.comment(thesis, author, "Which year?")
    factories.argument(thesis, author=factories.person("annika", display_name="Annika"))
    page = visit()
    sign_in(page, opponent)
    page.goto(f"/claims/{thesis.pk}/talk/")
    page.get_by_role("link", name="Quote").focus()
    page.keyboard.press("Enter")
    answer = page.get_by_label("Your answer")
    expect(answer).to_be_focused()
    expect(answer).to_have_value("> Which year?\n\n")
    page.keyboard.type("Ask @an")
    options = page.get_by_role("option")
    expect(options).to_have_text(["@annika Annika"])
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type("n")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(answer).to_have_value("> Which year?\n\nAsk @annika ")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said-answers .said")).to_contain_text("Ask @annika")
    expect(page.get_by_role("link", name="@annika")).to_be_visible()


def test_a_conversation_is_held_and_resolved_without_scripts(visit, thesis, author, sign_in):
    page = visit(scripts=False, width=390)
    sign_in(page, author)
    page.goto(f"/claims/{thesis.pk}/talk/")
    page.get_by_label("Comment").fill("The source *says* 2019.")
    page.get_by_role("button", name="Begin a conversation").click()
    page.get_by_role("link", name="Quote").click()
    expect(page.get_by_label("Comment")).to_have_value("> The source *says* 2019.\n\n")
    page.get_by_label("Comment").fill("So it does.")
    page.get_by_role("button", name="Post the answer").click()
    page.get_by_role("button", name="Mark as resolved").click()
    expect(page.locator("main")).to_contain_text("Resolved by author")
    page.goto(f"/claims/{thesis.pk}/talk/")
    page.get_by_text("Resolved by author").click()
    expect(page.get_by_text("So it does.")).to_be_visible()
    assert Comment.objects.filter(resolved_by=author).count() == 1
