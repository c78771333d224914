"""Words sent too late: what they were for was moved, merged or taken away meanwhile, or the session ended."""

import re
from html import unescape

import pytest
from django.test import Client

from archive.claims import services
from archive.claims.models import Claim, Draft
from archive.moderation.services import decide
from tests import factories

pytestmark = pytest.mark.django_db

IN_PLACE = {"HX-Request": "true"}
WORDS = "An hour's work, in one sentence."
HEADERS = pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "in place"])


@pytest.fixture
def browser(opponent):
    client = Client()
    client.force_login(opponent)
    return client


@pytest.fixture
def claim(thesis, author):
    return factories.argument(factories.argument(thesis), author=author)


@pytest.fixture
def happens(claim, thesis, curator, moderator):
    """Let something happen to the claim that somebody is answering."""
    words = {"claim": claim, "person": curator, "reason": "So."}

    def withdraw():
        services.withdraw_claim(claim=claim, author=claim.author)

    def answered(then):
        factories.argument(claim)
        then()

    def remove():
        decide(act="remove", thing=claim, moderator=moderator, rule="civil", reason="Rude.")

    acts = {
        "moved": lambda: services.move_claim(parent=thesis, stance="supports", **words),
        "moved to the top": lambda: services.move_claim(parent=None, **words),
        "extracted": lambda: services.extract_branch(**words),
        "merged": lambda: services.merge_claims(into=factories.argument(thesis), **words),
        "withdrawn": withdraw,
        "withdrawn with answers": lambda: answered(withdraw),
        "removed": remove,
        "closed": lambda: services.set_debate_state(
            debate=thesis.debate, by=curator, state="closed", reason="All is said."
        ),
    }
    return lambda what: acts[what]()


def sent(browser, claim, page="argue", headers=None, **fields):
    """Send the form of a claim as it was opened before; return the answer and what it says."""
    fields = fields or {"stance": "opposes", "statement": WORDS, "debate": claim.debate_id}
    answer = browser.post(f"/claims/{claim.pk}/{page}/", fields, headers=headers)
    return answer, unescape(answer.content.decode())


@HEADERS
def test_an_answer_to_a_claim_that_was_moved_goes_where_the_claim_is(browser, claim, happens, headers):
    happens("moved")
    answer, said = sent(browser, claim, headers=headers)
    made = Claim.objects.get(statement=WORDS)
    assert answer.status_code == (201 if headers else 302)
    assert made.parent.number == claim.debate.claims.get(pk=claim.pk).number
    assert not headers or f'data-under="c{claim.pk}"' in said


@HEADERS
@pytest.mark.parametrize(
    ("what", "told", "status"),
    [
        ("extracted", "That claim stands in another debate.", 422),
        ("merged", "was merged into this one. Read it, and post here if your words still fit.", 422),
        ("withdrawn", "was withdrawn or taken away since you opened the form. Nothing was saved.", 404),
        ("withdrawn with answers", "This claim was withdrawn by its author and takes no answers.", 422),
        ("removed", "This claim was removed by a moderator and takes no answers.", 422),
        ("closed", "This debate is closed (All is said.); it can be read, and takes no posts.", 422),
    ],
)
def test_an_answer_that_comes_too_late_is_given_back_with_the_reason(
    browser, claim, happens, headers, what, told, status
):
    happens(what)
    answer, said = sent(browser, claim, headers=headers)
    assert answer.status_code == status
    assert told in said
    assert re.search(r"<textarea[^>]*>\s*An hour's work, in one sentence.</textarea>", said)
    assert not Claim.objects.filter(statement=WORDS).exists()


@HEADERS
@pytest.mark.parametrize("what", ["merged", "extracted"])
def test_given_back_words_are_posted_the_second_time(browser, opponent, claim, happens, headers, what):
    services.keep_draft(owner=opponent, place=f"/claims/{claim.pk}/argue/", fields={"statement": "Half"})
    happens(what)
    _, said = sent(browser, claim, headers=headers)
    address = re.search(r'<form class="fields" method="post" action="(/claims/\d+/argue/)"', said)[1]
    debate = re.search(r'name="debate" value="(\d+)"', said)[1]
    keeps = re.search(r'data-draft="([^"]+)"', said)[1]
    assert keeps == address
    again = {"stance": "opposes", "statement": WORDS, "debate": debate}
    assert browser.post(address, again, headers=headers).status_code in (201, 302)
    assert Claim.objects.get(statement=WORDS).parent_id == int(address.split("/")[2])
    assert not Draft.objects.exclude(fields={}).exists()


@HEADERS
def test_an_answer_about_the_bearing_of_what_became_a_thesis_is_given_back(browser, claim, happens, headers):
    happens("moved to the top")
    fields = {"stance": "opposes", "aim": "bearing", "statement": WORDS}
    answer, said = sent(browser, claim, headers=headers, **fields)
    assert answer.status_code == 422
    assert "A thesis answers nothing, so nobody can say that it is beside the point." in said
    assert WORDS in said


@HEADERS
@pytest.mark.parametrize("what", ["withdrawn with answers", "removed", "closed", "withdrawn"])
def test_evidence_that_comes_too_late_is_given_back(browser, claim, happens, headers, what):
    source = factories.source()
    happens(what)
    fields = {"tag": WORDS, "source": source.pk, "bearing": "supports"}
    answer, said = sent(browser, claim, "evidence", headers, **fields)
    assert answer.status_code == (404 if what == "withdrawn" else 422)
    assert WORDS in said
    assert not claim.evidence.exists()


@HEADERS
def test_a_rating_that_comes_too_late_says_so(browser, claim, happens, headers):
    happens("removed")
    answer, said = sent(browser, claim, "rate", headers, convincing="3")
    assert answer.status_code == 422
    assert "Only published claims can be rated." in said


@HEADERS
@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("argue", {"stance": "opposes", "statement": WORDS}),
        ("argue", {"stance": "opposes", "statement": WORDS, "preview": "1"}),
        ("argue", {"stance": "opposes", "statement": WORDS, "keep": "1"}),
        ("evidence", {"tag": WORDS, "bearing": "supports"}),
        ("reword", {"statement": WORDS}),
        ("move", {"parent": "top", "reason": WORDS}),
        ("merge", {"into": "1", "reason": WORDS}),
        ("extract", {"title": "", "reason": WORDS}),
    ],
)
def test_words_sent_after_the_session_ended_are_given_back(claim, headers, page, fields):
    answer, said = sent(Client(), claim, page, headers, **fields)
    assert answer.status_code == 401
    assert "you were signed out since you opened it. Nothing was changed." in said
    assert f'href="/accounts/login/?next=/claims/{claim.pk}/{page}/"' in said
    assert WORDS in said


@HEADERS
def test_words_sent_with_the_token_of_an_earlier_session_are_given_back(opponent, claim, headers):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(opponent)
    answer, said = sent(browser, claim, headers=headers)
    assert answer.status_code == 403
    assert "you signed in or out since you opened it" in said
    assert WORDS in said


@HEADERS
def test_a_rating_sent_after_the_session_ended_leads_to_sign_in(claim, headers):
    answer, _ = sent(Client(), claim, "rate", headers, convincing="3")
    assert answer.headers.get("HX-Redirect" if headers else "Location", "").startswith("/accounts/login/")


@pytest.mark.parametrize("address", ["/claims/987654/argue/", "/nothing/"])
def test_what_was_asked_for_and_never_there_is_not_said_to_be_gone(browser, address):
    said = browser.get(address).content.decode()
    assert "There is nothing at this address" in said
    assert "Nothing was saved" not in said
