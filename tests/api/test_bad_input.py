"""Requests that are wrong: each gets the one error shape and a status from 400 on, never 500."""

import json

import pytest

from archive.claims.models import Claim, Debate
from tests import factories
from tests.contract import ContractClient, client_of

DEEP = "[" * 200_000


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "required"),
        ("{oops", "parse_error"),
        ("[]", "invalid"),
        ('"text"', "invalid"),
        ("null", "null"),
        ("7", "invalid"),
        ("NaN", "parse_error"),
        ("1" * 5000, "parse_error"),
        (DEEP, "parse_error"),
        (b'{"statement": "\xff\xfe"}', "parse_error"),
        ('{"statement": null}', "null"),
        ('{"statement": 7}', "invalid"),
        ('{"statement": true}', "invalid"),
        ('{"statement": ["a"]}', "invalid"),
        ('{"statement": {"a": 1}}', "invalid"),
        ('{"statement": ""}', "empty"),
        ('{"statement": " \\u200b "}', "empty"),
        ('{"statement": "a\\u0000b"}', "control"),
        ('{"statement": "a\\ud800b"}', "control"),
        ('{"statement": "a\\u202eb"}', "bidi"),
        ('{"statement": "x", "language": "not a language"}', "language"),
        ('{"statement": "x", "title": "a\\u0000b"}', "control"),
        ('{"statement": "x", "language": "a\\u0000"}', "language"),
        ('{"statement": "x", "passage": 7}', "invalid"),
        ('{"statement": "x", "passage": []}', "invalid"),
        (json.dumps({"statement": "x" * 501}), "too_long"),
        (json.dumps({"statement": "x" * 10_000_000}), "too_long"),
        (json.dumps({"statement": "See https://example.org"}), "address"),
        (json.dumps({"statement": "One.\n\nTwo."}), "paragraphs"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_body_that_is_wrong_is_refused(author, body, code):
    answer = client_of(author).generic("POST", "/api/v1/debates/", body, "application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == code
    assert not Debate.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"), [("[]", None), ('{"statement": "x", "passage": []}', "passage"), ("{}", "statement")]
)
def test_input_that_is_wrong_as_a_whole_names_no_field_within_it(author, body, field):
    answer = client_of(author).generic("POST", "/api/v1/debates/", body, "application/json")
    assert [error["attr"] for error in answer.json()["errors"]] == [field]


def test_body_of_another_type_is_refused(author):
    answer = client_of(author).generic(
        "POST", "/api/v1/debates/", "statement=x", "application/x-www-form-urlencoded"
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_body_that_is_too_large_is_refused_unread(author, settings, kind):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client_of(author).generic("POST", "/api/v1/sources/", "x" * 1001, kind)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too_large")


def test_answer_in_another_type_is_refused(db):
    answer = client_of().get("/api/v1/claims/", headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize("field", ["parent", "debate"])
@pytest.mark.parametrize("value", [0, -1, 10**30, "1", "x", 1.5, True, [], {}, "\x00"])
def test_id_in_a_body_that_leads_nowhere_is_refused_at_it(thesis, author, field, value):
    body = {"parent": thesis.pk, "stance": "opposes", "statement": "No.", field: value}
    answer = client_of(author).post("/api/v1/claims/", body)
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert (error["attr"], error["code"] in ("does_not_exist", "incorrect_type")) == (field, True)


def test_id_of_something_unseen_does_not_exist(thesis, author, opponent, rules):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=author)
    body = {"parent": held.pk, "stance": "opposes", "statement": "No."}
    assert client_of(opponent).post("/api/v1/claims/", body).json()["errors"][0]["code"] == "does_not_exist"
    assert client_of(opponent).get(f"/api/v1/claims/{held.pk}/rating/").status_code == 404
    assert Claim.objects.count() == 2


IDS = ["0", "999999", "-1", "x", "1.5", "9" * 30, "9" * 5000, "%00", "%ED%A0%80", "1%20", "٣", "1;2"]


@pytest.mark.parametrize("id", IDS, ids=lambda id: id[:12])
@pytest.mark.parametrize(
    "address",
    [
        "claims/{}/",
        "claims/{}/rating/",
        "debates/{}/",
        "debates/{}/thread/",
        "evidence/{}/",
        "sources/{}/text/",
    ],
)
def test_address_of_nothing_is_404(author, address, id):
    answer = client_of(author).get(f"/api/v1/{address.format(id)}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["nothing/", "claims/1/nothing/", "claims/1/rating/more/"])
def test_unknown_address_is_404_in_the_same_shape(db, method, address):
    answer = getattr(client_of(), method)(f"/api/v1/{address}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "query",
    [
        "claims/?debate=x",
        "claims/?debate=-1",
        "claims/?debate=1.5",
        f"claims/?parent={10**30}",
        "claims/?depth=NaN",
        f"claims/?author={'x' * 200}",
        "claims/?stance=maybe",
        "claims/?state=gone",
        "claims/?unanswered=maybe",
        "claims/?created_since=yesterday",
        "claims/?page_size=0",
        "claims/?page_size=201",
        "claims/?page_size=x",
        "claims/?page_size=",
        "debates/?state=paused",
        "evidence/?check_state=maybe",
        "evidence/?bearing=opposes",
        f"evidence/?source={'9' * 5000}",
        "sources/?kind=poem",
    ],
    ids=lambda query: query[:40],
)
def test_filter_that_cannot_be_read_is_refused_at_its_name(db, query):
    answer = client_of().get(f"/api/v1/{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == query.split("?")[1].split("=")[0]


@pytest.mark.parametrize("query", ["claims/?author", "debates/?topic", "sources/?q", "claims/?cursor"])
def test_nul_in_an_address_is_refused(db, query):
    assert client_of().get(f"/api/v1/{query}=%00").status_code == 400


@pytest.mark.parametrize(
    "cursor", ["x", "ü", "cD1hYmM=", "cD0tMQ==", "cj14", "bz05OTk5OTk5", "cD0" + "5" * 99]
)
def test_cursor_that_is_not_ours_is_404_or_a_page(db, cursor):
    assert client_of().get(f"/api/v1/claims/?cursor={cursor}").status_code in (200, 404)


@pytest.mark.parametrize(
    "when", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "2025-02-30T00:00:00Z"]
)
def test_farthest_times_break_nothing(db, when):
    assert client_of().get(f"/api/v1/claims/?created_since={when}").status_code in (200, 400)


def test_lost_database_is_a_503_in_the_same_shape(db, monkeypatch):
    from django.db import OperationalError

    from archive.claims.api.claims import ClaimViews

    def away(self):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(ClaimViews, "get_queryset", away)
    answer = client_of().get("/api/v1/claims/")
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["code"] == "database_away"
    assert int(answer["Retry-After"]) > 0


def test_half_a_surrogate_pair_is_refused_and_not_echoed(db):
    client = ContractClient()
    client.force_authenticate(factories.person())
    body = b'{"title": "A report", "text": "Words.", "format": "\\ud800"}'
    response = client.generic("POST", "/api/v1/sources/", body, "application/json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "format"


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_moment_off_the_calendar_is_refused(db, moment):
    response = ContractClient().get("/api/v1/claims/", {"created_since": moment})
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "created_since"


def test_a_language_with_a_line_end_is_refused(db):
    client = ContractClient()
    client.force_authenticate(factories.person())
    response = client.post("/api/v1/debates/", {"statement": "A thesis.", "language": "en\n"}, format="json")
    assert response.status_code == 400


@pytest.mark.parametrize("url", ["https://example.org/\u202egpj.exe", "https://@example.org/"])
def test_an_address_that_hides_something_is_refused(db, url):
    client = ContractClient()
    client.force_authenticate(factories.person())
    response = client.post("/api/v1/sources/", {"title": "A report", "url": url}, format="json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "url"
