"""The whole chain in a real browser: import, draw, argue, rate, browse, sign up, moderate; with and without scripts."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from archive.claims.models import Claim, Debate
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """# On keeping chips at home

Rules on exports were written to slow a rival down. Two years later the rival's laboratories publish more than before.

Whether the rules caused that is another question. Budgets had begun to grow before the first rule was signed.
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), (1280, "light")], ids=["phone dark", "desk light"]
)
def test_from_a_text_to_a_standing(visit, sign_in, author, opponent, scripts, width, scheme):
    page = visit(width=width, scheme=scheme, scripts=scripts)
    sign_in(page, author)

    page.goto("/sources/add/")
    page.click("summary:has-text('paste')")
    page.fill("[name=text]", TEXT)
    page.fill("[name=title]", "On keeping chips at home")
    page.click("text=Add the source")
    assert "Rules on exports were written" in page.inner_text("main")

    page.click("text=Draw a claim from paragraph 1")
    page.fill("[name=exact]", "written to slow a rival down")
    page.fill("[name=statement]", "Export rules exist to slow rivals.")
    page.click("main form button.button-main")
    assert page.inner_text("h1") == "Export rules exist to slow rivals."
    assert "written to slow a rival down" in page.inner_text("main")
    thesis = Claim.objects.get()

    rival = visit(width=width, scheme=scheme, scripts=scripts)
    sign_in(rival, opponent)
    rival.goto(thesis.debate.get_absolute_url())
    rival.click("text=Argue against it")
    rival.fill("[name=statement]", "They exist to protect a lead, which is not the same.")
    rival.click("main form button.button-main")
    expect(rival.locator(".argument-text")).to_have_text(
        "They exist to protect a lead, which is not the same."
    )
    argument = Claim.objects.get(parent=thesis)

    rival.goto(f"/claims/{argument.pk}/evidence/")
    rival.fill("[name=tag]", "The text itself says when budgets began to grow.")
    rival.fill("[name=look_for]", "On keeping chips at home")
    rival.fill("[name=quote]", "Budgets had begun to grow before the first rule was signed.")
    rival.click("main form button.button-main")
    assert "Quote exact" in rival.inner_text("main")

    page.goto(f"/claims/{argument.pk}/rate/")
    page.locator("label:has([name=convincing][value='3'])").click()
    page.locator("label:has([name=bearing][value='4'])").click()
    page.click("text=Save rating")
    assert "Rated 3, 4" in page.inner_text("main")

    visitor = visit(width=width, scheme=scheme, scripts=scripts)
    visitor.goto("/")
    visitor.click("text=Export rules exist to slow rivals.")
    assert "which is not the same" in visitor.inner_text("main")
    visitor.goto(f"/claims/{thesis.pk}/standing/")
    assert "The ratings of the claim alone" in visitor.inner_text("main")


def test_newcomer_signs_up_confirms_argues_and_waits(visit, rules, thesis):
    rules(HOLD_FIRST=3)
    page = visit(width=390)
    page.goto("/accounts/signup/")
    for name, value in {
        "username": "new.reader",
        "email": "new@example.org",
        "password1": "a long enough phrase",
        "password2": "a long enough phrase",
    }.items():
        page.fill(f"[name={name}]", value)
    page.click("main form button.button-main")
    link = re.search(r"https?://[^\s]+/accounts/confirm-email/[^\s]+", mail.outbox[-1].body)[0]
    page.goto(link)
    page.click("main form button.button-main")
    page.goto(f"/claims/{thesis.pk}/argue/")
    page.locator("label:has([value=opposes])").click()
    page.fill("[name=statement]", "A first thought.")
    page.click("main form button.button-main")
    assert "waits for a moderator" in page.inner_text("body")
    assert Claim.objects.get(parent=thesis).state == "held"


def test_moderator_removes_a_claim_in_the_admin(visit, sign_in, thesis, author, moderator):
    argument = factories.argument(thesis, statement="You are all fools.", author=author)
    page = visit()
    sign_in(page, moderator)
    page.goto(thesis.debate.get_absolute_url())
    page.click(f"#c{argument.pk} >> text=Moderate")
    page.get_by_text("You are all fools.").first.wait_for()  # the desk's scripts uncover the page
    page.click("text=/^Remove/ >> visible=true")
    page.select_option("select[name=rule]", "civil")
    page.fill("[name=reason]", "It attacks people and says nothing of the claim.")
    page.click("button.act-button")
    page.goto(thesis.debate.get_absolute_url())
    assert "Removed by a moderator: It attacks people" in page.inner_text("main")
    page.goto("/moderation/log/")
    assert "It attacks people" in page.inner_text("main")


def test_closing_a_debate_by_keyboard_alone(visit, sign_in, thesis, curator):
    page = visit()
    sign_in(page, curator)
    page.goto(f"/debates/{thesis.debate_id}/state/")
    page.focus("[name=state][value=open]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Settled.")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/state/" not in url)
    assert Debate.objects.get().state == "closed"
