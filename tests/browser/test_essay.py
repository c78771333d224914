"""The starter's claims drawn again from the imported essay in a browser, by selecting, where the essay is at hand."""

from pathlib import Path

import pytest
import yaml

from archive.claims.models import Drawing
from archive.claims.services.sources import capture_source
from archive.sources.models import Found
from archive.sources.quoting import check_quote
from tests.browser.reading import select
from tests.sources.test_essay import ESSAY

STARTER = Path(__file__).resolve().parents[2] / "archive" / "starter" / "starter.yaml"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not ESSAY.exists(), reason="the essay is not beside the project (../shared/essay)"),
]
ENDS = 14  # characters at each end of a quotation that the mouse is led to


def test_what_the_essay_supports_is_drawn_from_it_by_selecting(visit, sign_in, author):
    claims = yaml.safe_load(STARTER.read_text("utf-8"))["debates"]
    supported = [claim for claim in claims if claim["drawn_from"]["holds"] != "denies"]
    assert len(supported) == 7
    text = capture_source(data=ESSAY.read_bytes(), filename=ESSAY.name, captured_by=author)
    page = visit()
    sign_in(page, author)
    for claim in supported:
        quote, number = claim["drawn_from"]["quote"], claim["drawn_from"]["paragraph"]
        assert check_quote(quote, text.text).state == "exact"
        page.goto(text.source.get_absolute_url())
        page.evaluate("id => document.getElementById(id).scrollIntoView({block: 'center'})", f"p{number}")
        select(page, (f"p{number}", quote[:ENDS]), (f"p{number}", quote[-ENDS:]))
        page.click(".selection-bar >> text=Draw a claim")
        page.fill("[name=statement]", claim["statement"])
        page.check(f"[name=holds][value={claim['drawn_from']['holds']}]")
        page.click("main form button.button-main")
        page.wait_for_url("**/debates/**")
        drawing = Drawing.objects.select_related("passage", "claim").latest("id")
        passage = drawing.passage
        assert (drawing.claim.statement, drawing.holds) == (claim["statement"], claim["drawn_from"]["holds"])
        assert passage.found == Found.DRAWN
        assert passage.paragraph == number
        assert quote in passage.exact
        assert len(passage.exact) < len(quote) + 20  # whole words at both ends
    page.goto(text.source.get_absolute_url())
    assert page.locator(".note").count() == 7
