"""Words of a text chosen in a real browser, by mouse, by keys and by links, and what is done with them."""

from urllib.parse import parse_qs, urlsplit

import pytest

from archive.claims import services
from archive.claims.models import Drawing
from tests import factories
from tests.browser.reading import rules_text, select

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(author):
    return rules_text(author)


def drawn(source) -> str:
    """Return the words of the one passage that was drawn, as the stored text has them."""
    passage = Drawing.objects.get().passage
    assert source.texts.get().text[passage.start : passage.end] == passage.exact
    return passage.exact


def draw_it(page) -> None:
    page.fill("[name=statement]", "The rules are meant to slow somebody.")
    page.click("main form button.button-main")
    page.wait_for_url("**/debates/**")


def tab_to(page, selector: str) -> None:
    """Press Tab until this is focused."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not in the order of tabs")


# ---------------------------------------------------------------------------------------- selecting


def test_words_selected_with_the_mouse_are_drawn_from(visit, sign_in, author, source):
    page = visit()
    sign_in(page, author)
    page.goto(source.get_absolute_url())
    select(page, ("p1", "ules were"), ("p1", "a rival dow"))
    page.click(".selection-bar >> text=Draw a claim")
    assert page.input_value("[name=exact]") == "rules were written to slow a rival down"
    draw_it(page)
    assert drawn(source) == "rules were written to slow a rival down"


def test_words_selected_across_paragraphs_are_drawn_from(visit, sign_in, author, source):
    page = visit()
    sign_in(page, author)
    page.goto(source.get_absolute_url())
    select(page, ("p1", "slow a rival"), ("b2", "3"))
    page.click(".selection-bar >> text=Draw a claim")
    draw_it(page)
    words = drawn(source)
    assert words.startswith("slow a rival down.\n\nTwo years later")
    assert words.endswith("done.\n\nYear\tTests\tCountry\n1945\t3")


def test_what_is_copied_has_no_numbers_and_no_links_in_it(visit, source):
    draw = {"source": source, "author": factories.person(), "statement": "It was meant so."}
    services.draw_claim(exact="to slow a rival", **draw)
    page = visit()
    page.goto(source.get_absolute_url())
    select(page, ("p1", "The rules"), ("p2", "Two years"))
    chosen = page.evaluate("getSelection().toString()")
    assert chosen.split() == [
        "The",
        "rules",
        "were",
        "written",
        "to",
        "slow",
        "a",
        "rival",
        "down.",
        "Two",
        "years",
    ]


def test_words_are_chosen_and_drawn_from_by_keyboard_alone(visit, sign_in, author, source):
    page = visit()
    sign_in(page, author)
    page.goto(source.get_absolute_url())
    tab_to(page, "#p1 .paragraph-number")
    assert "Shift" in page.inner_text(".selection-bar")
    assert page.get_attribute("#p1 .paragraph-number", "aria-describedby") == "word-keys"
    for key in ["ArrowRight"] * 4 + ["ArrowLeft"] + ["Shift+ArrowRight"] * 3 + ["Shift+ArrowLeft"]:
        page.keyboard.press(key)
    assert page.evaluate("getSelection().toString()") == "asks. The rules"
    page.keyboard.press("Shift+ArrowDown")
    assert page.evaluate("getSelection().toString()").endswith("to slow a rival down.")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Draw a claim"
    page.keyboard.press("Enter")
    page.wait_for_url("**/draw/**")
    tab_to(page, "[name=statement]")
    page.keyboard.type("The rules are meant to slow somebody.")
    tab_to(page, "button.button-main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/debates/**")
    assert drawn(source) == "asks. The rules were written to slow a rival down."


def test_the_keys_go_on_into_the_next_paragraph_and_escape_lets_go(visit, source):
    page = visit()
    page.goto(source.get_absolute_url())
    page.focus("#p1 .paragraph-number")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    page.wait_for_function("document.querySelector('.selection-bar q').textContent.includes('Two years')")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#p1 .paragraph-number')")
    assert page.evaluate("getSelection().isCollapsed")
    assert page.is_hidden(".selection-bar")


def test_too_many_words_are_told_to_be_too_many(visit, source):
    page = visit()
    page.goto(source.get_absolute_url())
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.source-body'))")
    page.wait_for_selector("text=Choose fewer words: at most 2,000 characters.")
    assert page.is_hidden(".selection-bar >> text=Draw a claim")


def test_words_are_quoted_for_a_claim_found_by_search(visit, sign_in, author, source):
    thesis = factories.thesis("Rivals learn to do without.")
    page = visit(width=390)
    sign_in(page, author)
    page.goto(source.get_absolute_url())
    select(page, ("p1", "slow"), ("p1", "rival"))
    page.click(".selection-bar >> text=Quote as evidence")
    page.fill("main [name=q]", "rivals learn")
    page.click("button:has-text('Search claims')")
    page.click("text=Quote for this claim")
    page.wait_for_url("**/evidence/**")
    query = parse_qs(urlsplit(page.url).query)
    assert urlsplit(page.url).path == f"/claims/{thesis.pk}/evidence/"
    assert (query["quote"], query["locator"]) == (["slow a rival"], ["paragraph 1"])


def test_without_scripts_a_sentence_is_chosen_by_a_link(visit, sign_in, author, source):
    page = visit(width=390, scripts=False)
    sign_in(page, author)
    page.goto(source.get_absolute_url())
    page.click("text=Draw a claim from paragraph 1 >> visible=true")
    page.click("li:has-text('The rules were') >> text=Use this sentence")
    assert page.input_value("[name=exact]") == "The rules were written to slow a rival down."
    draw_it(page)
    assert drawn(source) == "The rules were written to slow a rival down."


# -------------------------------------------------------------------------------------------- access


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_reader_and_its_forms(visit, sign_in, author, source, width):
    from axe_playwright_python.sync_playwright import Axe

    thesis = factories.thesis()
    draw = {"source": source, "author": author, "statement": "Rules slow rivals."}
    services.draw_claim(exact="slow a rival", **draw)
    page, found = visit(width=width), {}
    sign_in(page, author)
    reader, number = source.get_absolute_url(), source.pk
    for address in (
        reader,
        f"{reader}?words=10-30",
        f"{reader}?show=unexamined&for={thesis.pk}",
        f"/sources/{number}/draw/?paragraph=2",
        f"/sources/{number}/quote/?paragraph=2",
        f"/sources/{number}/quote/?start=0&end=5",
    ):
        page.goto(address)
        if address == reader:
            select(page, ("p1", "rules"), ("p1", "written"))
            page.wait_for_selector(".selection-bar >> text=Draw a claim")
            page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        for violation in Axe().run(page).response["violations"]:
            found[f"{address}: {violation['id']}"] = [node["html"][:200] for node in violation["nodes"]][:3]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[f"{address}: wider than its window"] = []
    assert not found


def test_the_bar_never_lies_over_what_is_focused(visit, source):
    page = visit(width=390)
    page.goto(source.get_absolute_url())
    select(page, ("p1", "rules"), ("p1", "written"))
    page.wait_for_selector(".selection-bar >> text=Draw a claim")
    for _ in range(25):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
                const [focused, bar] = [document.activeElement, document.querySelector(".selection-bar")];
                const box = focused.getBoundingClientRect();
                return !bar.hidden && !bar.contains(focused) && box.bottom > bar.getBoundingClientRect().top;
            }"""
        )
        assert not covered
