"""Writing through the API: tokens and sessions, what comes back, and what a refusal says."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from archive.accounts.services import make_token, set_suspension
from archive.claims.models import Claim, Debate, Evidence, Rating
from archive.sources.models import Source
from tests import factories
from tests.contract import ContractClient, client_of


def first_error(answer):
    return answer.json()["errors"][0]


def test_token_posts_and_rates(thesis, author, opponent):
    program = ContractClient(headers={"Authorization": f"Token {make_token(person=author)}"})
    body = {"parent": thesis.pk, "stance": "opposes", "statement": "  They leak.  "}
    made = program.post("/api/v1/claims/", body)
    assert (made.status_code, made.json()["statement"]) == (201, "They leak.")
    assert program.get(made["Location"]).json()["id"] == made.json()["id"]
    rated = program.put(f"/api/v1/claims/{thesis.pk}/rating/", {"convincing": 1})
    assert rated.json() == {"claim": thesis.pk, "convincing": 1, "bearing": None}
    assert Rating.objects.get().rater == author


@pytest.mark.parametrize(
    "header", ["Token wrong", "Token", "Token a b", "Token \x00", "Token ünsinn", "Basic eDp5"]
)
def test_token_that_is_none_is_refused(thesis, header):
    program = ContractClient(headers={"Authorization": header})
    answer = program.post("/api/v1/debates/", {"statement": "A thesis."})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"


def test_suspended_token_reads_and_does_not_write(thesis, author):
    set_suspension(person=author, until=timezone.now() + timedelta(days=1))
    client = client_of(author)
    assert client.get("/api/v1/me/").json()["roles"] == []
    answer = client.post("/api/v1/debates/", {"statement": "A thesis."})
    assert (answer.status_code, first_error(answer)["code"]) == (403, "suspended")


def test_session_writes_with_its_csrf_token_only(thesis, author):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author)
    body = {"parent": thesis.pk, "stance": "opposes", "statement": "They leak."}
    send = lambda **more: browser.post("/api/v1/claims/", body, "application/json", **more)  # noqa: E731
    assert send().status_code == 403
    browser.cookies["csrftoken"] = "a" * 32
    assert send(headers={"X-CSRFToken": "a" * 32}).status_code == 201


WRITES = [
    ("post", "debates/", {"statement": "A thesis."}),
    ("post", "debates/{debate}/state/", {"state": "closed", "reason": "Done."}),
    ("post", "claims/", {"parent": "{claim}", "stance": "opposes", "statement": "No."}),
    ("patch", "claims/{claim}/", {"statement": "Reworded."}),
    ("post", "claims/{claim}/withdraw/", {}),
    ("get", "claims/{claim}/rating/", {}),
    ("put", "claims/{claim}/rating/", {"convincing": 2}),
    ("patch", "claims/{claim}/rating/", {"bearing": 2}),
    ("delete", "claims/{claim}/rating/", {}),
    ("post", "evidence/", {"claim": "{claim}", "source": "{source}", "tag": "It shows it."}),
    ("post", "sources/", {"title": "A record"}),
    ("post", "sources/{source}/text/", {"text": "Words of a source."}),
    ("get", "me/", {}),
]
CAST = {  # who may: the visitor, the unconfirmed, a member, the claim's author, the debate's curator
    "debates/": (401, 403, 201, 201, 201),
    "debates/{debate}/state/": (401, 403, 403, 403, 200),
    "claims/": (401, 403, 201, 201, 201),
    "claims/{claim}/": (401, 403, 403, 200, 403),
    "claims/{claim}/withdraw/": (401, 403, 403, 200, 403),
    "get claims/{claim}/rating/": (401, 200, 200, 200, 200),
    "put claims/{claim}/rating/": (401, 403, 200, 403, 200),
    "patch claims/{claim}/rating/": (401, 403, 200, 403, 200),
    "delete claims/{claim}/rating/": (401, 403, 204, 204, 204),
    "evidence/": (401, 403, 201, 201, 201),
    "sources/": (401, 403, 201, 201, 201),
    "sources/{source}/text/": (401, 403, 201, 201, 201),
    "me/": (401, 200, 200, 200, 200),
}
PEOPLE = [None, "stranger", "opponent", "author", "curator"]
TABLE = [
    pytest.param(method, address, body, who, outcome, id=f"{who or 'visitor'} {method} {address}")
    for method, address, body in WRITES
    for who, outcome in zip(PEOPLE, CAST.get(f"{method} {address}") or CAST[address], strict=True)
]


@pytest.mark.parametrize(("method", "address", "body", "who", "outcome"), TABLE)
def test_who_may(request, thesis, author, method, address, body, who, outcome):
    claim = factories.argument(thesis, author=author)
    names = {"claim": claim.pk, "debate": thesis.debate_id, "source": factories.source(added_by=author).pk}
    body = {k: names.get(str(v).strip("{}"), v) for k, v in body.items()}
    client = client_of(request.getfixturevalue(who) if who else None)
    answer = getattr(client, method)(f"/api/v1/{address.format(**names)}", body or None)
    assert answer.status_code == outcome, answer.content


def test_drawn_debate_keeps_its_anchor(author):
    source = factories.source("An essay", author)
    passage = {"source": source.pk, "exact": "not a shock", "paragraph": 3, "holds": "suggests"}
    made = client_of(author).post("/api/v1/debates/", {"statement": "It was no shock.", "passage": passage})
    assert made.status_code == 201
    drawing = Claim.objects.get().drawings.get()
    assert (drawing.holds, drawing.passage.exact, drawing.passage.paragraph) == ("suggests", "not a shock", 3)


@pytest.mark.parametrize(
    ("passage", "field", "code"),
    [
        ({"exact": "  "}, "passage.exact", "empty"),
        ({"exact": "a\x00b"}, "passage.exact", "control"),
        ({"exact": "x" * 2001}, "passage.exact", "too_long"),
        ({"exact": "words", "source": 999}, "passage.source", "does_not_exist"),
        ({"exact": "words", "holds": "maybe"}, "passage.holds", "holds"),
        ({"exact": "words", "start": -1}, "passage.start", "min_value"),
        ({"exact": "words", "paragraph": 2**40}, "passage.paragraph", "max_value"),
        ({"exact": "words", "paragraph": True}, "passage.paragraph", "invalid"),
        ({}, "passage.exact", "required"),
    ],
)
def test_passage_that_cannot_be_marked_is_refused_at_its_field(author, passage, field, code):
    passage = {"source": factories.source(added_by=author).pk, **passage}
    answer = client_of(author).post("/api/v1/debates/", {"statement": "A thesis.", "passage": passage})
    assert answer.status_code == 400
    assert (first_error(answer)["attr"], first_error(answer)["code"]) == (field, code)
    assert not Debate.objects.exists()


def test_drawn_debate_takes_no_title_of_its_own(author):
    passage = {"source": factories.source(added_by=author).pk, "exact": "words"}
    body = {"statement": "A thesis.", "title": "A title", "passage": passage}
    answer = client_of(author).post("/api/v1/debates/", body)
    assert (answer.status_code, first_error(answer)["attr"]) == (400, "title")


def test_duplicate_says_where_it_stands_already(thesis, author, opponent):
    claim = factories.argument(thesis, statement="They leak.", author=author)
    body = {"parent": thesis.pk, "stance": "opposes", "statement": "They leak."}
    answer = client_of(opponent).post("/api/v1/claims/", body)
    assert answer.status_code == 409
    assert first_error(answer) == {
        "code": "duplicate",
        "detail": "The same words stand here already; rate or answer that claim instead.",
        "attr": "statement",
        "existing": f"/claims/{claim.pk}/",
    }


def test_same_post_twice_is_one_claim(thesis, author):
    body = {"parent": thesis.pk, "stance": "opposes", "statement": "They leak."}
    answers = [client_of(author).post("/api/v1/claims/", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]


def test_too_soon_says_when_to_come_back(thesis, author, rules):
    rules(POST_INTERVAL_SECONDS=5)
    client = client_of(author)
    assert client.post("/api/v1/debates/", {"statement": "One."}).status_code == 201
    answer = client.post("/api/v1/debates/", {"statement": "Two."})
    assert (answer.status_code, first_error(answer)["code"]) == (429, "interval")
    assert 1 <= int(answer["Retry-After"]) <= 5


def test_rating_is_ones_own_and_is_taken_back(thesis, author, opponent):
    address = f"/api/v1/claims/{thesis.pk}/rating/"
    nothing = {"claim": thesis.pk, "convincing": None, "bearing": None}
    client = client_of(author)
    assert client.get(address).json() == nothing
    client.put(address, {"convincing": 4})
    assert client_of(opponent).get(address).json() == nothing
    assert client.patch(address, {"convincing": 0}).json()["convincing"] == 0
    assert [client.delete(address).status_code for _ in range(2)] == [204, 204]
    assert client.get(address).json() == nothing


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"convincing": 5}, "convincing", "range"),
        ({"convincing": -1}, "convincing", "range"),
        ({"bearing": 2}, "bearing", "no_bearing"),
        ({"convincing": "3"}, "convincing", "invalid"),
        ({"convincing": 2.5}, "convincing", "invalid"),
        ({"convincing": True}, "convincing", "invalid"),
        ({"convincing": None}, "convincing", "empty"),
        ({}, "convincing", "empty"),
    ],
)
def test_rating_off_the_scale_is_refused_at_its_field(thesis, author, body, field, code):
    answer = client_of(author).put(f"/api/v1/claims/{thesis.pk}/rating/", body)
    assert answer.status_code == 400
    assert (first_error(answer)["attr"], first_error(answer)["code"]) == (field, code)


def test_curator_concludes_and_reopens(thesis, curator):
    address = f"/api/v1/debates/{thesis.debate_id}/state/"
    client = client_of(curator)
    done = client.post(address, {"state": "concluded", "reason": "Done.", "outcome": "It **held**."}).json()
    assert (done["state"], done["outcome"]) == ("concluded", "It **held**.")
    assert (
        first_error(client.post(address, {"state": "concluded", "reason": "Again.", "outcome": "x"}))["code"]
        == "state"
    )
    assert client.post(address, {"state": "open", "reason": "News."}).json()["state"] == "open"
    answer = client.post(address, {"state": "paused", "reason": "News."})
    assert (answer.status_code, first_error(answer)["attr"]) == (400, "state")


def test_evidence_can_bring_its_source_along(thesis, author):
    claim = factories.argument(thesis, author=author)
    new = {
        "title": "Counted leaks",
        "authors": [{"family": "Choi", "given": "Jieon"}, "Reuters"],
        "issued": "2025",
    }
    body = {
        "claim": claim.pk,
        "new_source": new,
        "tag": "It shows it.",
        "quote": "many",
        "bearing": "undermines",
    }
    card = client_of(author).post("/api/v1/evidence/", body).json()
    assert card["citation"] == "Jieon Choi; Reuters, “Counted leaks”, 2025"
    assert (card["bearing"], card["check"]["state"]) == ("undermines", "unchecked")
    assert Source.objects.get().authors == [{"family": "Choi", "given": "Jieon"}, {"literal": "Reuters"}]


def test_evidence_without_a_source_is_refused_at_it(thesis, author):
    answer = client_of(author).post("/api/v1/evidence/", {"claim": thesis.pk, "tag": "It shows it."})
    assert (answer.status_code, first_error(answer)["attr"]) == (400, "source")
    assert not Evidence.objects.exists()


def test_me_tells_what_the_caller_is(author, moderator, stranger):
    assert client_of(author).get("/api/v1/me/").json()["roles"] == ["member"]
    assert client_of(moderator).get("/api/v1/me/").json()["roles"] == ["member", "moderator"]
    told = client_of(stranger).get("/api/v1/me/").json()
    assert (told["roles"], told["confirmed"]) == ([], False)


@pytest.mark.parametrize("address", ["claims/{}/", "debates/{}/", "evidence/{}/", "sources/{}/"])
def test_nothing_can_be_deleted(thesis, moderator, address):
    card = factories.evidence(thesis)
    ids = {"claims": thesis.pk, "debates": thesis.debate_id, "evidence": card.pk, "sources": card.source_id}
    answer = client_of(moderator).delete(f"/api/v1/{address.format(ids[address.split('/')[0]])}")
    assert (answer.status_code, first_error(answer)["code"]) == (405, "method_not_allowed")


def test_pages_elsewhere_may_read_and_not_write(thesis):
    elsewhere = {"Origin": "https://elsewhere.example"}
    read = APIClient().get("/api/v1/claims/", headers=elsewhere)
    assert read["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in read
    asked = {
        **elsewhere,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    preflight = APIClient().options("/api/v1/claims/", headers=asked)
    assert "POST" not in preflight["Access-Control-Allow-Methods"]
    assert "content-type" not in preflight["Access-Control-Allow-Headers"]
