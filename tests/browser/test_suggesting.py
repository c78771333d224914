"""A suggestion in two browsers: from who suggests it to the author, to the accepted words, and back."""

import pytest
from playwright.sync_api import expect

from archive.claims import services
from archive.claims.models import Claim
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_suggestion_travels_from_the_suggester_to_the_accepted_words(
    visit, sign_in, thesis, author, opponent
):
    claim = factories.argument(thesis, statement="They leek out.", author=author)
    services.rate_claim(claim=claim, rater=opponent, convincing=3, bearing=2)
    theirs, own = visit(scripts=False), visit()
    sign_in(theirs, opponent)
    theirs.goto(f"/claims/{claim.pk}/")
    theirs.get_by_role("link", name="Suggest a change").click()
    theirs.get_by_label("The claim as you would word it").fill("They leak out.")
    theirs.get_by_label("Why").fill("A spelling.")
    theirs.get_by_role("button", name="Suggest these words").click()
    expect(theirs.get_by_text("It waits for a decision.").or_(theirs.locator("ins"))).to_be_visible()
    sign_in(own, author)
    own.goto(thesis.debate.get_absolute_url())
    own.get_by_role("link", name="1 suggestion").click()
    expect(own.locator("#suggestions ins")).to_have_text("leak ")
    own.get_by_text("Decide").click()
    own.get_by_label("A word on it").fill("Thank you.")
    own.get_by_role("button", name="Accept the new words").click()
    expect(own.get_by_role("status").filter(has_text="accepted")).to_be_visible()
    assert Claim.objects.get(pk=claim.pk).statement == "They leak out."
    theirs.reload()
    expect(theirs.get_by_text("Thank you.")).to_be_visible()
    theirs.goto(f"/claims/{claim.pk}/rate/")
    expect(theirs.get_by_text("You rated 3, 2 before it was reworded")).to_be_visible()
