"""Rating in the thread: by keyboard alone, without scripts, with the others' ratings on request."""

import re

import pytest
from playwright.sync_api import expect

from archive.claims.models import Rating
from tests import factories
from tests.browser.hands import press, reach

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_rating_by_keyboard(visit, sign_in, thread, argument, opponent, scripts):
    factories.rate(argument, convincing=4, bearing=4, times=2)
    page = visit(scripts=scripts)
    sign_in(page, opponent)
    page.goto(thread)
    assert "4 of 5" in page.inner_text(f"#c{argument.pk} > .argument-body > .standing")
    page.focus(f"#c{argument.pk} > .argument-body [data-key=v]")
    press(page, "Enter")
    page.wait_for_selector(".rating")
    assert page.locator("text=How people rated").count() == 0
    reach(page, "[name=convincing]")
    press(page, *(["ArrowRight"] * 3), "Tab")
    reach(page, "[name=bearing]")
    press(page, "ArrowRight", "ArrowRight")
    reach(page, ".button-main")
    press(page, "Enter")
    if scripts:
        page.wait_for_selector("[data-rated]")
        assert page.url.endswith(thread)
        assert "Your rating is saved." in page.inner_text("[data-rated]")
        assert page.locator("[data-rated] table").count() == 2
    else:
        page.wait_for_url("**/debates/**")
    rating = Rating.objects.get(rater=opponent)
    assert (rating.convincing, rating.bearing) == (3, 2)
    link = page.locator(f"#c{argument.pk} > .argument-body [data-key=v]")
    expect(link).to_have_text(re.compile(r"^\s*Rated 3, 2"))
    assert "too few" not in page.inner_text(f"#c{argument.pk} > .argument-body > .standing").lower()
    thesis_standing = page.locator(".claim-stand .standing")
    assert "standing-large" in thesis_standing.get_attribute("class")
    assert (
        "refuted" in thesis_standing.inner_text().lower()
        or "contested" in thesis_standing.inner_text().lower()
    )
    if scripts:
        link.click()
        page.wait_for_selector("[name=withdraw]")
        page.click("[name=withdraw]")
        page.wait_for_selector("text=Your rating is taken back.")
        # The button is exchanged beside the panel, so it may come a moment after the panel's own words.
        expect(link).to_have_text(re.compile(r"^\s*Rate\b(?!d)"))
        page.click("[data-rated] [data-close]")
        assert page.evaluate("document.activeElement.dataset.key") == "v"
        assert not Rating.objects.filter(rater=opponent).exists()


def test_others_ratings_are_shown_on_request(visit, sign_in, thread, argument, opponent):
    factories.rate(argument, convincing=4, bearing=1, times=2)
    page = visit()
    sign_in(page, opponent)
    page.goto(thread)
    page.click(f"#c{argument.pk} > .argument-body [data-key=v]")
    page.click("text=Show me how others rated it")
    page.wait_for_selector(".rating table")
    assert "2 ratings, mean 4 of 4" in page.inner_text(".rating").replace("4.00", "4")
    assert page.locator("[name=convincing]").count() == 5
