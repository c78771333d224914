"""Everything about oneself, as a zip: every table is in it or left out for a reason, and nobody else's secrets are."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.cache import cache

from archive.accounts.models import User
from archive.exchange.personal import LEFT_OUT, PARTS, write_export
from tests.accounts.filled import BIO, DISPLAY, EMAIL, full_member

pytestmark = pytest.mark.django_db

SELDOM = {
    *("curators-named-revisions", "curating-revisions", "account-revisions", "admin-log"),
    *("rearrangements-undone", "rearrangements-undone-revisions", "source-merges", "source-files"),
    *("source-marks-lifted", "source-marks-lifted-revisions", "decisions-made", "drawings"),
    *(
        "drawing-revisions",
        "decisions-about-evidence",
        "activities-about-you",
        "rules-written",
        "listed-words",
    ),
    *("listed-word-revisions", "notes-written", "looks", "looked-at", "erasures-asked", "erasures-decided"),
    *("erasure-asked-revisions", "erasure-decided-revisions", "rewordings-asked", "sign-ins"),
}
"""Parts that are empty for the member of these tests."""


def zip_of(person) -> ZipFile:
    file = BytesIO()
    write_export(person, file)
    return ZipFile(file)


def references() -> set[tuple[str, str]]:
    """Every column of every table that refers to a person, and the account itself."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is User
    }


def test_every_column_that_refers_to_a_person_is_exported_or_left_out_for_a_reason():
    told = {(part.table, part.by) for part in PARTS} | set(LEFT_OUT)
    assert references() - told == set()
    assert set(LEFT_OUT) <= references()
    assert not set(LEFT_OUT) & {(part.table, part.by) for part in PARTS}


def test_zip_holds_a_row_of_each_kind_and_reads_as_markdown(opponent, moderator):
    person = full_member(opponent, moderator)
    archive = zip_of(person)
    counts = {p.name: len(archive.read(f"data/{p.name}.jsonl").splitlines()) for p in PARTS}
    assert {name for name, count in counts.items() if not count} <= SELDOM
    (account,) = map(json.loads, archive.read("data/account.jsonl").splitlines())
    assert (account["display_name"], account["bio"], account["email"]) == (DISPLAY, BIO, EMAIL)
    assert "Her point." in archive.read("claims.md").decode()
    readme = archive.read("README.md").decode()
    assert all(f"`data/{part.name}.jsonl`" in readme for part in PARTS)
    assert "who reported you is told to nobody" in readme


def test_zip_holds_no_secrets_and_nothing_private_of_others(opponent, moderator):
    person = full_member(opponent, moderator)
    archive = zip_of(person)
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for secret in ("TOPSECRET", "its-key", person.password, opponent.email, "The secret reporter's words."):
        assert secret not in everything


def test_page_gives_the_zip_once_a_minute_and_to_its_person_only(client, opponent, moderator):
    assert client.post("/settings/export/").status_code in (302, 401)
    cache.clear()
    client.force_login(opponent)
    assert client.get("/settings/export/").status_code == 200
    answer = client.post("/settings/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="opponent.zip"'
    assert ZipFile(BytesIO(b"".join(answer.streaming_content))).testzip() is None
    again = client.post("/settings/export/")
    assert (again.status_code, again["Retry-After"]) == (429, "60")


def test_memory_does_not_grow_with_the_account(opponent, django_assert_num_queries):
    with django_assert_num_queries(len(PARTS)):
        zip_of(opponent)
