"""Every page passes axe, fits its width, and is whole without scripts."""

import pytest

from archive.claims.services.sources import capture_source
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "home": "/",
    "debates": "/debates/",
    "thread": "{debate}",
    "claim": "/claims/{argument}/",
    "standing": "/claims/{thesis}/standing/",
    "evidence": "/evidence/{card}/",
    "sources": "/sources/?show=all",
    "reader": "{source}",
    "older capture": "{source}?version=1",
    "what changed": "{source}compare/",
    "citation": "{source}cite/",
    "cards of a source": "{source}cards/",
    "bibliography": "{debate}sources/",
    "records form": "/sources/records/",
    "lost passages": "/sources/lost/?all=1",
    "person": "/people/author/",
    "log": "/moderation/log/",
    "rules": "/rules/",
    "about": "/about/",
    "api": "/api/",
    "sign in": "/accounts/login/",
    "sign up": "/accounts/signup/",
    "not found": "/nowhere/",
    "answer form": "/claims/{thesis}/argue/",
    "rating form": "/claims/{argument}/rate/",
    "card form": "/claims/{argument}/evidence/",
    "opening form": "/debates/open/",
    "import form": "/sources/add/",
    "draw form": "/sources/{source_id}/draw/?paragraph=1",
    "settings": "/accounts/settings/",
    "tokens": "/accounts/tokens/",
}


@pytest.fixture
def addresses(thesis, author, opponent):
    text = capture_source(
        data=b"# A title\n\nWords of a first paragraph that somebody may quote.\n\n* a list\n* of two\n",
        filename="a.md",
        captured_by=author,
        fields={"title": "A text"},
    )
    capture_source(
        data=b"# A title\n\nWords of a first paragraph that nobody may quote.\n",
        filename="b.md",
        captured_by=author,
        source=text.source,
    )
    argument = factories.argument(thesis, author=author)
    card = factories.evidence(argument, opponent, source=text.source, quote="Words of a first paragraph")
    known = {
        "debate": thesis.debate.get_absolute_url(),
        "thesis": thesis.pk,
        "argument": argument.pk,
        "card": card.pk,
        "source": text.source.get_absolute_url(),
        "source_id": text.source_id,
    }
    return {name: address.format(**known) for name, address in PAGES.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(visit, sign_in, addresses, opponent, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page, found = visit(scheme=scheme), {}
    sign_in(page, opponent)
    for name, address in addresses.items():
        page.goto(address)
        for violation in Axe().run(page).response["violations"]:
            found[f"{name}: {violation['id']}"] = [node["html"][:200] for node in violation["nodes"]][:3]
    assert not found


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 2560])
def test_no_page_is_wider_than_its_window(visit, sign_in, addresses, opponent, width):
    page, wide = visit(width=width), {}
    sign_in(page, opponent)
    for name, address in addresses.items():
        page.goto(address)
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[name] = needed
    assert not wide


def test_without_scripts_there_is_no_button_that_does_nothing(visit, addresses):
    page = visit(scripts=False)
    page.goto(addresses["citation"])
    assert page.locator("[data-copy]").count() == 4
    assert page.locator("[data-copy]:visible").count() == 0
