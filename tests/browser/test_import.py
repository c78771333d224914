"""A file that is read in the background, in a real browser: told of as it happens, and whole without scripts."""

import pytest
from fpdf import FPDF

from archive.claims.services import incoming
from archive.sources.models import Source, SourceImport

pytestmark = pytest.mark.django_db(transaction=True)


def pdf(words):
    made = FPDF()
    made.set_font("helvetica", size=12)
    made.add_page()
    made.multi_cell(0, 8, words)
    return bytes(made.output())


def send(page, words, title):
    """Add a file by the form, as a person does."""
    page.goto("/sources/add/")
    file = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": pdf(words)}
    page.set_input_files("[name=file]", file)
    page.fill("[name=title]", title)
    page.click("text=Add the source")
    page.wait_for_url("**/sources/imports/*/")


@pytest.fixture(autouse=True)
def impatient(rules):
    rules(READ_SECONDS_IN_REQUEST=0.01, READ_SECONDS=60)


def test_the_page_tells_of_the_result_by_itself_and_leads_on(visit, sign_in, author):
    page = visit()
    sign_in(page, author)
    send(page, "Spending rose by a sixth.", "On spending")
    assert "It is waiting to be read." in page.inner_text("#outcome[role=status]")
    incoming.read_file(SourceImport.objects.get().pk)
    page.wait_for_selector("text=It is stored.")
    page.click("text=Go to the source")
    page.wait_for_url(f"**{Source.objects.get().get_absolute_url()}")
    assert "Version 1 is stored" in page.inner_text(".messages")


def test_without_scripts_a_link_does_the_same(visit, sign_in, author, rules):
    page = visit(width=390, scripts=False)
    sign_in(page, author)
    send(page, "Spending rose by a sixth.", "On spending")
    rules(READ_SECONDS=0.01)
    incoming.read_file(SourceImport.objects.get().pk)
    page.click("text=Look again")
    assert "Nothing was stored." in page.inner_text("#outcome")
    page.click("text=Try again with another file")
    assert page.input_value("[name=title]") == "On spending"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(visit, sign_in, author, rules, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page, found = visit(scheme=scheme, width=width), {}
    sign_in(page, author)
    send(page, "The first.", "One")
    send(page, "The second.", "Two")
    first, second = SourceImport.objects.order_by("id")
    rules(READ_SECONDS=0.01)
    for name, address in (
        ("waits", second.get_absolute_url()),
        ("failed", first.get_absolute_url()),
        ("add", "/sources/add/"),
    ):
        if name == "failed":
            incoming.read_file(first.pk)
        page.goto(address)
        found[name] = [violation["id"] for violation in Axe().run(page).response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert found == {"waits": [], "failed": [], "add": []}
