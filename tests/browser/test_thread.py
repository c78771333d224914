"""The thread by keyboard alone: walking, folding, showing more, the outline, the list of keys."""

import pytest
from playwright.sync_api import expect

from tests import factories


@pytest.fixture
def argued(transactional_db):
    """A debate with nine arguments, the first of them answered twice in a row."""
    author = factories.person("writer")
    thesis = factories.thesis("Controls sped the work up.", author)
    made = [
        factories.argument(thesis, author=author, statement=f"Point {n} bears on it.") for n in range(1, 10)
    ]
    inner = factories.argument(made[0], author=author)
    factories.argument(inner, author=author)
    return thesis.debate


def focused(page) -> str:
    return page.evaluate("document.activeElement.closest('.argument, .claim-head')?.id ?? ''")


def ids(page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.argument')].map((item) => item.id)")


def test_keys_walk_the_thread_and_fold_it(visit, argued):
    page = visit()
    page.goto(argued.get_absolute_url())
    order = ids(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == order[0]
    page.keyboard.press("j")
    assert focused(page) == order[1]
    page.keyboard.press("p")
    assert focused(page) == order[0]
    page.keyboard.press("o")
    assert not page.locator(f"#{order[1]}").is_visible()
    page.keyboard.press("j")
    assert focused(page) == order[3], "what is folded is passed over"
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert focused(page).startswith("c")
    page.reload()
    assert not page.locator(f"#{order[1]}").is_visible(), "what was folded stays folded"
    page.locator("[data-levels='99']").focus()
    page.keyboard.press("Enter")
    assert page.locator(f"#{order[1]}").is_visible()


def test_more_answers_come_in_place_and_take_the_focus(visit, argued):
    page = visit()
    page.goto(argued.get_absolute_url())
    before = ids(page)
    page.locator(".more .act[hx-get]").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".argument")).to_have_count(11)
    after = ids(page)
    assert after[: len(before)] == before
    expect(page.locator(f"#{after[len(before)]} > article .argument-number")).to_be_focused()
    assert page.url.endswith(argued.get_absolute_url())


def test_outline_marks_where_the_reader_is(visit, argued):
    page = visit()
    page.goto(argued.get_absolute_url())
    last = ids(page)[-1]
    page.locator(f"#{last}").scroll_into_view_if_needed()
    page.evaluate(f"document.getElementById('{last}').scrollIntoView()")
    marked = page.locator(".outline [aria-current]")
    expect(marked).to_have_count(1)
    expect(marked).not_to_have_attribute("href", f"#{page.locator('.claim-head').get_attribute('id')}")


def test_question_mark_lists_the_keys_and_they_can_be_turned_off(visit, argued):
    page = visit()
    page.goto(argued.get_absolute_url())
    page.keyboard.press("?")
    assert page.locator("#keys[open]").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-keys=off]")).to_have_count(1)
    page.keyboard.press("j")
    assert focused(page) == ""
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 0


def test_keys_lead_to_columns_map_and_answering(visit, argued, sign_in):
    page = visit()
    person = factories.person("walker")
    sign_in(page, person)
    page.goto(argued.get_absolute_url())
    page.keyboard.press("j")
    page.keyboard.press("j")
    claim = focused(page)[1:]
    page.keyboard.press("c")
    page.wait_for_url(f"**view=columns&claim={claim}")
    page.go_back()
    page.keyboard.press("m")
    page.wait_for_url("**/map/**")


def test_letters_typed_into_a_field_are_letters(visit, argued, sign_in):
    page = visit()
    sign_in(page, factories.person("typist"))
    page.goto(f"/claims/{argued.claims.first().pk}/argue/")
    page.locator("textarea[name=statement]").press_sequentially("jokepcm?")
    assert page.locator("textarea[name=statement]").input_value() == "jokepcm?"
