"""Attaching evidence, through every door."""

import pytest

from archive.claims.models import Claim, Evidence
from archive.claims.services.sources import capture_source
from archive.sources.models import Source
from tests import factories

TEXT = (
    "Controls were meant to slow the rival down. The record of the first two years shows a mixed picture: "
    "spending rose by a sixth while output stayed flat or fell, and the largest firms found other suppliers.\n\n"
    "A second paragraph says that licences took eleven weeks on average to be granted or refused."
)


@pytest.fixture
def stored(author):
    """A source with a stored text."""
    return capture_source(
        data=TEXT.encode(), filename="report.txt", captured_by=author, fields={"title": "A report"}
    ).source


QUOTES = {
    "exact": "spending rose by a sixth while output stayed flat or fell",
    "reflowed": "spending rose\nby a sixth  while output stayed flat or fell",
    "elided": "Controls were meant to slow the rival down … licences took eleven weeks on average",
    "altered": "spending rose by a third while output stayed flat or fell",
    "missing": "The committee never met again after the flood of the archive's cellar in winter.",
}


@pytest.mark.parametrize(("state", "quote"), QUOTES.items())
def test_quote_is_checked_on_save_and_never_blocks_it(door, thesis, opponent, stored, state, quote):
    outcome = door.attach(opponent, thesis, stored, quote=quote)
    assert outcome.ok
    card = Evidence.objects.get(pk=outcome.id)
    assert card.check_state == state
    assert card.checked_text == stored.texts.get()


def test_quote_of_a_source_without_text_is_unchecked_until_one_arrives(door, thesis, opponent, author):
    source = factories.source("Not stored yet", author)
    outcome = door.attach(opponent, thesis, source, quote=QUOTES["exact"])
    card = Evidence.objects.get(pk=outcome.id)
    assert card.check_state == "unchecked"
    capture_source(data=TEXT.encode(), filename="report.txt", captured_by=author, source=source)
    card.refresh_from_db()
    assert card.check_state == "exact"


def test_card_is_counted_on_claim_and_debate(door, thesis, opponent, stored):
    door.attach(opponent, thesis, stored)
    thesis.refresh_from_db()
    assert (thesis.evidence_count, thesis.debate.evidence_count) == (1, 1)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"tag": ""}, "tag", "empty"),
        ({"tag": "a" * 301}, "tag", "too_long"),
        ({"quote": "a" * 2001}, "quote", "too_long"),
        ({"quote": "a\x00b"}, "quote", "control"),
        ({"bearing": "both"}, "bearing", "bearing"),
        ({"locator": "p" * 101}, "locator", "too_long"),
    ],
)
def test_bad_card_is_refused_at_its_field(door, thesis, opponent, stored, change, field, code):
    outcome = door.attach(opponent, thesis, stored, **change)
    assert (outcome.field, outcome.codes) == (field, (code,))
    assert outcome.status == {"html": 422, "api": 400}[door.name]
    assert not Evidence.objects.exists()


def test_the_same_card_within_a_minute_is_the_first_one(door, thesis, opponent, stored):
    assert door.attach(opponent, thesis, stored).id == door.attach(opponent, thesis, stored).id
    assert Evidence.objects.count() == 1


def test_removed_claim_takes_no_evidence(door, thesis, opponent, author, stored):
    argument = factories.argument(thesis, author=author)
    Claim.objects.filter(pk=argument.pk).update(state="removed")
    assert door.attach(opponent, argument, stored).codes == ("not_published",)


def test_closed_debate_takes_no_evidence(door, thesis, curator, opponent, stored):
    door.set_state(curator, thesis.debate, "closed")
    assert door.attach(opponent, thesis, stored).codes == ("closed",)


def test_source_made_in_the_same_step(client, thesis, opponent):
    client.force_login(opponent)
    fields = {
        "tag": "It shows it.",
        "bearing": "supports",
        "title": "A new report",
        "authors": "Choi, Jieon\nReuters",
    }
    response = client.post(
        f"/claims/{thesis.pk}/evidence/", {**fields, "kind": "report", "doi": "https://doi.org/10.1000/xyz"}
    )
    assert response.status_code == 302
    source = Source.objects.get(title="A new report")
    assert (source.doi, source.authors) == (
        "10.1000/xyz",
        [{"family": "Choi", "given": "Jieon"}, {"literal": "Reuters"}],
    )


def test_same_card_with_its_new_source_within_a_minute_is_the_first_one(client, thesis, opponent):
    client.force_login(opponent)
    fields = {"tag": "It shows it.", "bearing": "supports", "title": "A new report", "kind": "report"}
    for _ in range(2):
        assert client.post(f"/claims/{thesis.pk}/evidence/", fields).status_code == 302
    assert Evidence.objects.count() == Source.objects.count() == 1


@pytest.mark.parametrize("doi", ["10.1000/XYZ", "https://doi.org/10.1000/xyz", "doi: 10.1000/xyz"])
def test_source_with_the_doi_of_a_known_one_is_that_one(client, thesis, opponent, doi):
    known = factories.source("A report", doi="10.1000/xyz")
    client.force_login(opponent)
    fields = {
        "tag": "It shows it.",
        "bearing": "supports",
        "title": "The report",
        "kind": "report",
        "doi": doi,
    }
    assert client.post(f"/claims/{thesis.pk}/evidence/", fields).status_code == 302
    assert Evidence.objects.get().source == known


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://me:secret@example.org/"}, "url"),
        ({"url": "https://example.org/" + "a" * 5000}, "url"),
        ({"url": "http://[::1"}, "url"),
        ({"doi": "11.1/x"}, "doi"),
        ({"kind": "poem"}, "kind"),
        ({}, "source"),
    ],
)
def test_bad_source_is_refused_and_what_was_typed_kept(client, thesis, opponent, fields, field):
    client.force_login(opponent)
    typed = {"tag": "It shows it.", "bearing": "supports", **({"title": "New"} if fields else {}), **fields}
    response = client.post(f"/claims/{thesis.pk}/evidence/", typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "It shows it." in response.content.decode()
    assert not Evidence.objects.exists()
    assert not Source.objects.exists()


@pytest.mark.parametrize("name", ["number", "title", "address", "page"])
def test_source_of_the_archive_is_named_as_people_would(client, thesis, opponent, name):
    source = factories.source("A Known Report", url="https://example.org/report")
    words = {
        "number": source.pk,
        "title": "a known report",
        "address": source.url,
        "page": source.get_absolute_url(),
    }
    client.force_login(opponent)
    fields = {"tag": "It shows it.", "bearing": "supports", "source": words[name]}
    assert client.post(f"/claims/{thesis.pk}/evidence/", fields).status_code == 302
    assert Evidence.objects.get().source == source


def test_card_has_a_page_of_its_own(client, thesis, stored, opponent):
    card = factories.evidence(thesis, opponent, source=stored, quote=QUOTES["altered"])
    html = client.get(f"/evidence/{card.pk}/").content.decode()
    assert "Quote altered" in html
    assert "<del>" in html
