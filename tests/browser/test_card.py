"""Writing a card in the browser: by keyboard alone, without scripts, and as axe sees it."""

import pytest

from archive.claims import services
from archive.claims.models import Evidence
from archive.claims.services.sources import capture_source
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

TWICE = "The ministry gave no reasons."
TEXT = f"Licences took weeks. {TWICE}\n\nSome firms waited. {TWICE} Others left for good.\n"


@pytest.fixture
def stored(author):
    fields = {"title": "Two years of licences", "authors": "Choi, Jieon", "issued": "2025-01"}
    capture = capture_source(data=TEXT.encode(), filename="r.md", captured_by=author, fields=fields)
    factories.source("Two other years", author)
    return capture.source


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_keyboard_alone_writes_a_card_with_marked_words(visit, sign_in, thesis, opponent, stored):
    page = visit()
    sign_in(page, opponent)
    page.goto(f"/claims/{thesis.pk}/evidence/")
    page.focus("#id_tag")
    page.keyboard.type("It gave no reasons.")
    page.focus("#id_look_for")
    page.keyboard.type("two years")
    page.wait_for_selector("[data-find] label")
    assert page.locator("[data-find] label").count() == 2
    page.wait_for_selector("#id_source [role=status]:has-text('2 sources')", state="attached")
    press(page, "Tab", "Tab", "Space")
    assert page.locator("[data-find] :checked").input_value() == str(stored.pk)
    page.focus("#id_quote")
    page.keyboard.type("Others left for good.")
    press(page, "Home", *["Shift+ArrowRight"] * len("Others left"), "Tab", "Enter", "Tab", "Enter")
    assert page.input_value("[name=underline]") == "Others left"
    assert page.inner_html(".mark-tools blockquote") == "<u>Others left</u> for good."
    page.focus("#id_note")
    press(page, "Tab", "Enter")
    page.wait_for_url("**/debates/**")
    card = Evidence.objects.get()
    assert (card.source, card.check_state, card.read_aloud) == (stored, "exact", [[0, 11, "underline"]])


def test_words_that_stand_twice_are_marked_where_they_were_selected(visit, sign_in, thesis, opponent, stored):
    page = visit()
    sign_in(page, opponent)
    page.goto(f"/claims/{thesis.pk}/evidence/?source={stored.pk}&quote=no+reason+is+no+reason")
    page.fill("#id_tag", "It gave none.")
    page.click("summary:has-text('Mark what')")
    mark = "(kind, start, end) => { const quote = document.querySelector('#id_quote'); "
    mark += "quote.setSelectionRange(start, end); document.querySelector(`[data-mark='${kind}']`).click(); }"

    def select(kind, start, end):
        page.evaluate(f"([kind, start, end]) => ({mark})(kind, start, end)", [kind, start, end])

    select("underline", 13, 22)
    assert page.inner_html(".mark-tools blockquote") == "no reason is <u>no reason</u>"
    select("emphasis", 16, 22)
    select("underline", 0, 2)
    select("", 13, 15)
    page.click("text=Add the card")
    page.wait_for_url("**/debates/**")
    assert Evidence.objects.get().read_aloud == [
        [0, 2, "underline"],
        [16, 22, "emphasis"],
        [16, 22, "underline"],
    ]


@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_the_source_is_found_and_the_place_chosen(
    visit, sign_in, thesis, opponent, stored, width
):
    page = visit(scripts=False, width=width)
    sign_in(page, opponent)
    page.goto(f"/claims/{thesis.pk}/evidence/")
    page.fill("#id_tag", "It gave none.")
    page.fill("#id_look_for", "jieon")
    page.fill("#id_quote", TWICE)
    page.click("text=Find >> nth=-1")
    assert page.locator("[data-find] :checked").input_value() == str(stored.pk)
    page.click("summary:has-text('Mark what')")
    page.fill("[name=emphasis]", "no reasons")
    page.click("text=Add the card")
    assert page.locator(".error-summary").inner_text().count("more than once") == 1
    page.check("text=Paragraph 2")
    page.click("text=Add the card")
    page.wait_for_url("**/debates/**")
    card = Evidence.objects.get()
    assert (card.check_detail["nth"], card.read_aloud) == (1, [[18, 28, "emphasis"]])


def test_card_is_judged_and_marked_on_its_page(visit, sign_in, thesis, opponent, author, stored):
    card = factories.evidence(thesis, author, source=stored, quote=TWICE, start=21)
    page = visit(width=390)
    sign_in(page, opponent)
    page.goto(f"/evidence/{card.pk}/")
    page.focus("[name=shows]")
    press(page, "ArrowRight", "ArrowRight", "Tab", "Enter")
    page.wait_for_selector("text=On average 2.0 of 4")
    page = visit()
    sign_in(page, author)
    page.goto(f"/evidence/{card.pk}/")
    page.click("summary:has-text('Change what is underlined')")
    page.evaluate("document.querySelector('#id_quote').setSelectionRange(4, 12)")
    page.click("[data-mark=underline]")
    page.click("text=Save what is marked")
    page.wait_for_selector(".evidence-quote u")
    assert page.inner_text(".evidence-body .evidence-quote u") == "ministry"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_forms_and_cards(visit, sign_in, thesis, opponent, author, stored, scheme):
    from axe_playwright_python.sync_playwright import Axe

    quotes = (
        TWICE,
        "Some firms wanted.",
        "Nothing like it stands there at all, anywhere.",
        "Licences … Others left",
    )
    cards = [factories.evidence(thesis, opponent, source=stored, quote=quote) for quote in quotes]
    cards += [
        factories.evidence(thesis, author, quote="Unchecked words."),
        factories.evidence(thesis, author),
    ]
    services.rate_card(card=cards[-1], rater=opponent, shows=3)
    services.mark_card(card=cards[0], author=opponent, read_aloud=[[0, 12, "underline"], [4, 12, "emphasis"]])
    services.ask_for_evidence(claim=thesis, person=opponent)
    page, found = visit(scheme=scheme), {}
    sign_in(page, opponent)

    def look(name):
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        for violation in Axe().run(page).response["violations"]:
            found[f"{name}: {violation['id']}"] = [node["html"][:200] for node in violation["nodes"]][:3]

    addresses = [f"/evidence/{card.pk}/" for card in cards]
    for address in [
        *addresses,
        thesis.debate.get_absolute_url(),
        f"/claims/{thesis.pk}/ask/",
        "/debates/needs-evidence/",
    ]:
        page.goto(address)
        look(address)
    page.goto(f"/claims/{thesis.pk}/evidence/?source={stored.pk}&quote={TWICE}")
    page.fill("#id_look_for", "two")
    page.wait_for_selector("[data-find] label >> nth=1")
    look("form with sources")
    page.click("text=Add the card")
    page.wait_for_selector(".error-summary")
    look("form refused")
    assert not found


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_form_or_card_is_wider_than_its_window(visit, sign_in, thesis, opponent, stored, width):
    long = "x" * 300
    card = factories.evidence(thesis, opponent, source=stored, quote=f"{long} {TWICE}", tag=long)
    page = visit(width=width)
    sign_in(page, opponent)
    for address in (
        f"/evidence/{card.pk}/",
        f"/claims/{thesis.pk}/evidence/?source={stored.pk}&quote={long}",
        f"/claims/{thesis.pk}/ask/",
        "/debates/needs-evidence/",
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
