"""Links that lead to words of a text, and claims that unfold beside theirs, in a real browser."""

import pytest

from archive.claims import services
from tests import factories
from tests.browser.reading import PLACE, rules_text, select

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(author):
    return rules_text(author)


# ------------------------------------------------------------------------------------ links to words


@pytest.fixture
def copied(visit, source):
    """Select words, press a button of the bar, and return what the clipboard then has."""

    def act(button, start, end):
        page = visit()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(source.get_absolute_url())
        page.locator(f"#{start[0]}").scroll_into_view_if_needed()
        select(page, start, end)
        page.click(f".selection-bar >> text={button}")
        page.wait_for_selector(".selection-bar [role=status]:has-text('Copied')")
        return page.evaluate("navigator.clipboard.readText()")

    return act


def test_a_copied_link_marks_the_words_and_leads_to_them(visit, source, copied):
    link = copied("Copy link", ("p20", "a sentence"), ("p20", "known"))
    assert link.endswith("#words:~:text=a%20sentence%2C%20well%2Dknown")
    for scripts in (True, False):
        page = visit(scripts=scripts)
        page.goto(link)
        assert page.inner_text("#words") == "a sentence, well-known"
        assert "is-selected" in page.get_attribute("#words", "class")
        assert page.locator("#words").bounding_box()["y"] < 900


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (("p20", "far"), ("p20", "end"), "text=far%20end"),
        (("p2", "published"), ("b2", "China"), "text=published"),
        (("p20", "ends"), ("p20", "ends"), "text=ends"),
    ],
)
def test_a_browser_that_knows_text_directives_finds_the_words_by_them_alone(
    visit, source, copied, start, end, told
):
    link = copied("Copy link", start, end)
    address, _, fragment = link.partition("#")
    assert told in fragment
    page = visit()
    page.set_viewport_size({"width": 600, "height": 200})
    page.goto(f"{address.partition('&')[0]}#{fragment.removeprefix('words')}")
    page.wait_for_function("scrollY > 0")
    _, top, _, _ = page.evaluate(PLACE, start)
    assert 0 < top < 200


def test_words_that_stand_twice_on_the_page_are_not_left_to_the_browser(source, copied):
    assert copied("Copy link", ("p5", "says nothing"), ("p5", "says nothing")).endswith("#words")


def test_a_copied_citation_has_the_source_the_place_the_words_and_an_address(source, copied):
    start = source.texts.get().text.index("slow a rival")
    cited = copied("Copy citation", ("p1", "slow"), ("p1", "rival"))
    assert cited.startswith("“On rules”, paragraph 1: “slow a rival” http")
    assert cited.endswith(f"{source.get_absolute_url()}?version=1&words={start}-{start + 12}")


# ---------------------------------------------------------------------------------- claims that unfold


@pytest.fixture
def thesis(source):
    """A claim drawn from the first paragraph."""
    debate = services.draw_claim(
        source=source, exact="slow a rival", statement="Rules slow rivals.", author=factories.person()
    )
    return debate.claims.get()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_on_a_phone_a_marks_number_opens_its_claim_in_place(visit, source, thesis, scripts):
    page = visit(width=390, scripts=scripts)
    page.goto(source.get_absolute_url())
    assert page.is_visible("text=1 claim drawn from here")
    assert page.is_hidden(".note")
    page.click("#p1 [aria-label='Claim 1']")
    page.wait_for_selector(".note >> text=Rules slow rivals.")


def test_on_a_phone_the_marked_words_open_their_claim_in_place(visit, source, thesis):
    page = visit(width=390)
    page.goto(source.get_absolute_url())
    page.click("mark.passage[data-claims]")
    page.wait_for_selector(".note >> text=Rules slow rivals.")


def test_on_a_desk_the_claims_stand_beside_the_text(visit, source, thesis):
    page = visit()
    page.goto(source.get_absolute_url())
    assert page.is_visible(".note >> text=Rules slow rivals.")
    assert page.is_hidden("text=1 claim drawn from here")
    assert page.locator(".note").bounding_box()["x"] > page.locator("#p1 .reading").bounding_box()["x"] + 500
