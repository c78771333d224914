"""Completing a record: what is empty is filled, what stands there stays."""

import pytest

from archive.claims import services
from archive.core.errors import NotAllowed, Refused
from archive.sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(author):
    fields = {"title": "A report", "publisher": "The Office", "language": "en", "details": {"volume": "3"}}
    return factories.source(added_by=author, **fields)


def test_only_what_is_empty_is_filled(source, opponent):
    given = {
        "title": "Another title", "publisher": "Another office", "doi": "https://doi.org/10.1234/abc",
        "authors": "Meyer, Eva", "issued": "2024-05", "details": {"volume": "4", "issue": "2"}, "kind": "book",
    }  # fmt: skip
    filled = services.complete_source(source=source, fields=given, person=opponent)
    assert sorted(filled) == ["authors", "details", "doi", "issued"]
    source.refresh_from_db()
    assert (source.title, source.publisher, source.kind) == ("A report", "The Office", "document")
    assert (source.doi, source.author_names) == ("10.1234/abc", "Eva Meyer")
    assert (source.issued, source.issued_from) == ("2024-05", 20240500)
    assert source.details == {"volume": "3", "issue": "2"}


def test_nothing_to_fill_changes_nothing(source, opponent):
    assert services.complete_source(source=source, fields={"publisher": "Another"}, person=opponent) == {}
    assert Source.objects.get().publisher == "The Office"


def test_a_merged_record_fills_the_one_that_stands_for_it(source, opponent, moderator):
    other = factories.source("The report", added_by=moderator)
    services.merge_sources(source=source, into=other, reason="One.", person=moderator)
    source.refresh_from_db()
    assert services.complete_source(source=source, fields={"doi": "10.1234/abc"}, person=opponent) == {
        "doi": "10.1234/abc"
    }
    other.refresh_from_db()
    assert other.doi == "10.1234/abc"


def test_wrong_fields_are_refused_and_nothing_is_filled(source, opponent):
    with pytest.raises(Refused) as refusal:
        services.complete_source(
            source=source, fields={"doi": "no doi", "authors": "Meyer, Eva"}, person=opponent
        )
    assert (refusal.value.field, refusal.value.code) == ("doi", "doi")
    source.refresh_from_db()
    assert source.authors == []


def test_neither_newcomers_nor_strangers_complete_records(source, stranger, newcomer, rules):
    rules(HOLD_FIRST=3)
    for person, code in ((stranger, "unconfirmed"), (newcomer, "newcomer")):
        with pytest.raises(NotAllowed) as refusal:
            services.complete_source(source=source, fields={"doi": "10.1234/abc"}, person=person)
        assert refusal.value.code == code
