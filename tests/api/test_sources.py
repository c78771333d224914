"""Sources through the API: records, texts pasted and as files, and reading a text in stretches."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.claims import services
from archive.claims.models import Evidence
from archive.sources.models import Source, SourceText
from tests import factories
from tests.contract import client_of

TEXT = "# On leaks\n\nMany chips leak through third countries.\n\nPrices rise.\n"


def first_error(answer):
    return answer.json()["errors"][0]


def test_record_is_stored_as_given(author):
    body = {
        "title": "Counted leaks",
        "kind": "report",
        "authors": ["Choi, Jieon", {"literal": "Reuters"}],
        "publisher": "An institute",
        "issued": "2025-01",
        "language": "en",
        "url": "https://example.org/leaks",
        "doi": "https://doi.org/10.1234/abc",
        "note": "Two volumes.",
    }
    row = client_of(author).post("/api/v1/sources/", body).json()
    assert row["permalink"] == f"/sources/{row['id']}/counted-leaks/"
    assert (row["kind"], row["doi"], row["url"]) == ("report", "10.1234/abc", "https://example.org/leaks")
    assert row["authors"] == [{"family": "Choi", "given": "Jieon"}, {"literal": "Reuters"}]
    assert (row["texts"], row["added_by"]["username"]) == ([], "author")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "title", "empty"),
        ({"title": "x" * 501}, "title", "too_long"),
        ({"title": "x", "kind": "poem"}, "kind", "kind"),
        ({"title": "x", "url": "ftp://example.org"}, "url", "address"),
        ({"title": "x", "url": "https://a:b@example.org"}, "url", "credentials"),
        ({"title": "x", "doi": "abc"}, "doi", "doi"),
        ({"title": "x", "language": "?"}, "language", "language"),
        ({"title": "x", "authors": 7}, "authors", "not_a_list"),
        ({"title": "x", "authors": [7]}, "authors.0", "invalid"),
        ({"title": "x", "authors": [{"family": 7}]}, "authors.0", "invalid"),
        ({"title": "x", "authors": ["a\x00"]}, "authors", "control"),
        ({"title": "x", "text": "a", "format": "exe"}, "format", "invalid_choice"),
        ({"title": "x", "text": "a", "format": "docx"}, "text", "not_what_it_says"),
        ({"text": ""}, "text", "empty"),
        ({"text": "\x00"}, "text", "null_characters_not_allowed"),
    ],
)
def test_record_that_cannot_be_stored_is_refused_at_its_field(author, body, field, code):
    answer = client_of(author).post("/api/v1/sources/", body)
    assert answer.status_code == 400
    assert (first_error(answer)["attr"], first_error(answer)["code"]) == (field, code)
    assert not Source.objects.exists()


def test_pasted_text_makes_a_source_with_blocks(author):
    made = (
        client_of(author)
        .post("/api/v1/sources/", {"title": "Leaks", "text": TEXT, "format": "markdown"})
        .json()
    )
    (capture,) = made["texts"]
    assert capture["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (capture["version"], capture["bytes"], capture["media_type"]) == (1, len(TEXT), "text/markdown")
    told = client_of().get(f"/api/v1/sources/{made['id']}/text/").json()
    assert [(b["kind"], b["number"], b["words"]) for b in told["blocks"]] == [
        ("heading", None, "On leaks"),
        ("paragraph", 1, "Many chips leak through third countries."),
        ("paragraph", 2, "Prices rise."),
    ]
    assert (told["next"], told["capture"]["sha256"]) == (None, capture["sha256"])


def test_file_makes_a_source_and_names_it(author):
    file = SimpleUploadedFile("counted-leaks.md", b"Many chips leak.\n", "text/markdown")
    made = client_of(author).post("/api/v1/sources/", {"file": file}, format="multipart").json()
    assert (made["title"], made["title_is_ours"]) == ("counted leaks", True)
    assert made["texts"][0]["filename"] == "counted-leaks.md"


def test_form_gives_a_record_and_several_authors(author):
    file = SimpleUploadedFile("a.txt", b"Words of it.")
    body = {
        "file": file,
        "title": "Given",
        "authors": ["Choi, Jieon", "Reuters"],
        "url": "https://example.org/",
    }
    made = client_of(author).post("/api/v1/sources/", body, format="multipart").json()
    assert (made["title"], made["url"]) == ("Given", "https://example.org/")
    assert made["authors"] == [{"family": "Choi", "given": "Jieon"}, {"literal": "Reuters"}]


def test_new_text_is_a_new_version_and_checks_quotes_anew(thesis, author):
    source = factories.source("Leaks", author)
    card = factories.evidence(thesis, author, source=source, quote="Many chips leak")
    assert card.check_state == "unchecked"
    address = f"/api/v1/sources/{source.pk}/text/"
    assert client_of().get(address).status_code == 404
    first = client_of(author).post(address, {"text": TEXT}).json()
    assert Evidence.objects.get().check_state == "exact"
    second = client_of(author).post(address, {"text": "Few chips leak."}).json()
    assert [len(first["texts"]), [t["version"] for t in second["texts"]]] == [1, [2, 1]]
    assert client_of().get(f"{address}?version=1").json()["capture"]["version"] == 1
    assert client_of().get(f"{address}?version=3").status_code == 404


def test_same_bytes_again_say_where_they_are(author, opponent):
    made = client_of(author).post("/api/v1/sources/", {"title": "Leaks", "text": TEXT}).json()
    answer = client_of(opponent).post("/api/v1/sources/", {"title": "Again", "text": TEXT})
    assert answer.status_code == 409
    error = first_error(answer)
    assert (error["code"], error["attr"], error["existing"]) == ("already_stored", "text", made["permalink"])
    assert SourceText.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.pdf", b"", "empty"),
        ("not.pdf", b"Only words.", "not_what_it_says"),
        ("broken.pdf", b"%PDF-1.7\nnothing", "broken"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_the_reason(author, name, data, code):
    answer = client_of(author).post(
        "/api/v1/sources/", {"file": SimpleUploadedFile(name, data)}, format="multipart"
    )
    assert answer.status_code == 400
    assert (first_error(answer)["attr"], first_error(answer)["code"]) == ("file", code)
    assert not Source.objects.exists()


@pytest.mark.parametrize("field", ["url", "text", "title", "note"])
def test_half_of_a_character_is_refused(author, field):
    body = f'{{"title": "x", "{field}": "https://example.org/\\ud800"}}'
    answer = client_of(author).generic("POST", "/api/v1/sources/", body, "application/json")
    assert (answer.status_code, first_error(answer)["attr"]) == (400, field)


def test_text_and_file_at_once_are_refused(author):
    body = {"file": SimpleUploadedFile("a.txt", b"Words."), "text": "Words."}
    answer = client_of(author).post("/api/v1/sources/", body, format="multipart")
    assert (answer.status_code, first_error(answer)["code"]) == (400, "both")


def test_file_name_with_hidden_characters_breaks_nothing(author):
    head = b'Content-Disposition: form-data; name="file"; filename="a\x00b\xff.txt"'
    body = b"--x\r\n" + head + b"\r\n\r\nWords.\r\n--x--\r\n"
    answer = client_of(author).generic("POST", "/api/v1/sources/", body, "multipart/form-data; boundary=x")
    assert answer.status_code in (201, 400)


def test_newcomers_source_waits(newcomer, rules):
    rules(HOLD_FIRST=3)
    made = client_of(newcomer).post("/api/v1/sources/", {"title": "Mine"}).json()
    assert made["state"] == "held"
    assert client_of().get(f"/api/v1/sources/{made['id']}/").status_code == 404
    assert client_of(newcomer).get(f"/api/v1/sources/{made['id']}/").status_code == 200


def test_long_text_is_read_in_stretches_without_loss(author):
    text = "\n\n".join(["word " * 3000 + f"end {n}." for n in range(8)] + ["long " * 8000 + "end."])
    made = (
        client_of(author).post("/api/v1/sources/", {"title": "Long", "text": text, "format": "text"}).json()
    )
    stored = SourceText.objects.get().text
    address, read, pages = f"/api/v1/sources/{made['id']}/text/", [" "] * len(stored), 0
    while address and pages < 50:
        told = client_of().get(address).json()
        for block in told["blocks"]:
            read[block["start"] : block["end"]] = block["words"]
        address, pages = told["next"], pages + 1
    assert address is None
    assert pages > 1
    assert "".join(read).split() == stored.split()


@pytest.mark.parametrize("query", ["version=0", "version=x", "first=-1", f"first={10**12}", "at=x"])
def test_stretch_that_cannot_be_is_refused(author, query):
    source = factories.source(added_by=author)
    services.sources.capture_source(data=b"Words.", captured_by=author, source=source)
    assert client_of().get(f"/api/v1/sources/{source.pk}/text/?{query}").status_code == 400


@pytest.mark.parametrize("query", ["first=999", "at=999", "first=0&at=3"])
def test_stretch_beyond_the_end_is_empty_or_short(author, query):
    source = factories.source(added_by=author)
    services.sources.capture_source(data=b"Words.", captured_by=author, source=source)
    told = client_of().get(f"/api/v1/sources/{source.pk}/text/?{query}").json()
    assert "".join(block["words"] for block in told["blocks"]) in ("", "ds.")
