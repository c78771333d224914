"""Picking the source of a card: found by what is typed, with and without scripts, or made from a pasted record."""

import pytest

from archive.claims.models import Evidence
from archive.claims.queries.finding import sources_like
from archive.sources.models import Source
from tests import factories
from tests.contract import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(author):
    """Sources by the names that the tests call them."""
    return {
        "licences": factories.source("Two years of licences", author, authors="Choi, Jieon", issued="2025"),
        "years": factories.source("Two other years", author, authors="Smith, Ada", doi="10.1234/abc"),
        "paper": factories.source("中国的两年", author, url="https://example.org/paper?id=7"),
        "accents": factories.source("La politique d'exportation", author, authors="Müller, Zoë\nReuters"),
    }


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("licences", "licences"),
        ("YEARS two LICENCES", "licences"),
        ("two years of licenses", "licences"),
        ("jieon", "licences"),
        ("choi licen", "licences"),
        ("10.1234/abc", "years"),
        ("https://doi.org/10.1234/ABC", "years"),
        ("https://example.org/paper?id=7", "paper"),
        ("中国", "paper"),
        ("müller", "accents"),
        ("reuters politique", "accents"),
        ("exportatoin", "accents"),
    ],
)
def test_what_is_typed_finds_the_source(shelf, opponent, typed, first):
    assert sources_like(typed, viewer=opponent)[0] == shelf[first]


def test_number_finds_the_source_of_that_number(shelf, opponent):
    assert sources_like(str(shelf["years"].pk), viewer=opponent)[0] == shelf["years"]


@pytest.mark.parametrize("typed", ["", "   ", "zzzz qqqq", "\x00", "%", "'; --", "%%%%", "x" * 5000])
def test_what_names_nothing_finds_nothing(shelf, opponent, typed):
    assert sources_like(typed, viewer=opponent) == []


def test_at_most_eight_are_offered_in_at_most_three_queries(author, opponent, django_assert_max_num_queries):
    for n in range(12):
        factories.source(f"Yearbook of trade {n}", author)
    with django_assert_max_num_queries(3):
        assert len(sources_like("yearbook", viewer=opponent)) == 8


def test_what_a_reader_may_not_see_is_not_offered(client, shelf, opponent):
    Source.objects.filter(pk=shelf["licences"].pk).update(state="held")
    assert sources_like("licences", viewer=opponent) == []
    assert shelf["licences"] in sources_like("licences", viewer=shelf["licences"].added_by)
    assert "Two years of licences" not in client.get("/sources/find/?q=licences").content.decode()


def test_fragment_is_a_group_of_radio_buttons(client, shelf):
    page = client.get("/sources/find/?q=two").content.decode()
    assert page.count('type="radio" name="source"') == 2
    assert "checked" not in page
    assert "<html" not in page
    page = client.get("/sources/find/?q=licences").content.decode()
    assert f'value="{shelf["licences"].pk}" checked' in page
    assert "Nothing in the archive is like “<b>”" not in client.get("/sources/find/?q=<b>").content.decode()


# --------------------------------------------------------------------------------------------- the form

TYPED = {
    "tag": "It shows it.",
    "bearing": "undermines",
    "quote": "Words of it.",
    "locator": "p. 3",
    "note": "Hm.",
}


@pytest.fixture
def form(client, thesis, opponent):
    """Send the form: what was typed, and more."""
    client.force_login(opponent)
    return lambda **more: client.post(f"/claims/{thesis.pk}/evidence/", {**TYPED, **more})


def test_find_brings_the_form_back_with_every_word_and_saves_nothing(form, shelf):
    answer = form(find="1", look_for="two", underline="Words", title="Typed too", kind="book")
    page = answer.content.decode()
    assert (answer.status_code, answer.context["form"].errors) == (200, {})
    assert "Error:" not in page
    for words in (
        "It shows it.",
        "Words of it.</textarea>",
        "p. 3",
        "Hm.</textarea>",
        "Words</textarea>",
        "Typed too",
    ):
        assert words in page
    assert 'value="undermines" checked' in page
    assert '<option value="book" selected>' in page
    assert page.count('type="radio" name="source"') == 2
    assert not Evidence.objects.exists()


def test_only_source_that_is_found_is_chosen(form, shelf):
    page = form(find="1", look_for="licences").content.decode()
    assert f'name="source" value="{shelf["licences"].pk}" checked' in page


def test_source_that_was_chosen_stays_among_those_found_next(form, shelf):
    page = form(find="1", source=shelf["paper"].pk, look_for="two").content.decode()
    assert page.count('type="radio" name="source"') == 3
    assert f'value="{shelf["paper"].pk}" checked' in page


def test_nothing_found_says_what_to_do(form, shelf):
    assert "Look for other words, or fill it in below." in form(find="1", look_for="zzz qqq").content.decode()


def test_chosen_source_is_cited(form, shelf):
    assert form(source=shelf["years"].pk, look_for="two").status_code == 302
    assert Evidence.objects.get().source == shelf["years"]


@pytest.mark.parametrize("typed", ["two years of licences", "https://example.org/paper?id=7"])
def test_words_that_name_a_source_choose_it(form, shelf, typed):
    assert form(look_for=typed).status_code == 302


def test_words_that_may_mean_several_ask_which(form, shelf):
    answer = form(look_for="two")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"source": ["Choose the source that you mean."]}
    assert answer.content.decode().count('type="radio" name="source"') == 2
    assert not Evidence.objects.exists()


def test_address_fills_the_form_in(client, thesis, opponent, shelf):
    client.force_login(opponent)
    query = f"source={shelf['years'].pk}&quote=Some+%3Cwords%3E&start=12&locator=paragraph+4"
    page = client.get(f"/claims/{thesis.pk}/evidence/?{query}").content.decode()
    assert f'name="source" value="{shelf["years"].pk}" checked' in page
    assert "Some &lt;words&gt;</textarea>" in page
    assert 'name="start" value="12"' in page
    assert 'value="paragraph 4"' in page
    for start in ("x", "²", "-1"):
        page = client.get(f"/claims/{thesis.pk}/evidence/?start={start}").content.decode()
        assert f'value="{start}"' not in page


# ------------------------------------------------------------------------------------- a pasted record

BIBTEX = """@article{choi, title = {A {Record} of it}, author = {Choi, Jieon and Smith, Ada},
  journal = {Journal of Things}, year = 2024, volume = 3, doi = {10.5555/it}}"""
RIS = "TY  - RPRT\nTI  - A Record of it\nAU  - Choi, Jieon\nPY  - 2024\nER  - \n"
CSL = '[{"id": "a", "type": "report", "title": "A Record of it", "author": [{"family": "Choi", "given": "Jieon"}]}]'


@pytest.mark.parametrize("record", [BIBTEX, RIS, CSL], ids=["bibtex", "ris", "csl"])
def test_source_is_made_from_a_pasted_record(door, thesis, opponent, record):
    outcome = door.attach(opponent, thesis, None, record=record)
    assert outcome.ok
    source = Evidence.objects.get(pk=outcome.id).source
    assert source.title == "A Record of it"
    assert source.authors[0] == {"family": "Choi", "given": "Jieon"}


def test_record_of_a_known_doi_is_the_known_source(door, thesis, opponent):
    known = factories.source("The record", doi="10.5555/IT")
    outcome = door.attach(opponent, thesis, None, record=BIBTEX)
    assert Evidence.objects.get(pk=outcome.id).source == known


@pytest.mark.parametrize(
    ("record", "code", "says"),
    [
        ("@article{a, author = {Choi}}", "record", "Entry 1 (a), line 1"),
        ("Choi 2024, A record of it", "unknown_format", "neither BibTeX nor RIS"),
        ("@book{a, title = {T}, url = {javascript:alert(1)}}", None, "Entry 1"),
        ("x" * 100_001, "too_long", "at most 100,000"),
    ],
)
def test_record_that_cannot_be_used_is_refused_with_its_place(door, thesis, opponent, record, code, says):
    outcome = door.attach(opponent, thesis, None, record=record)
    assert (outcome.ok, outcome.field) == (False, "record")
    assert code is None or outcome.codes == (code,)
    assert says in outcome.text
    assert not Source.objects.exists()


def test_fields_and_record_at_once_are_refused(form):
    answer = form(title="A title", kind="book", record=BIBTEX)
    assert answer.context["form"].errors == {"record": ["Fill in the source or paste its record, not both."]}
    assert "A {Record} of it" in answer.content.decode()


def test_first_of_several_records_is_taken_and_said(form, client):
    answer = form(record=f"{BIBTEX}\n@book{{b, title = {{Another}}, year = 1999}}")
    page = client.get(answer["Location"]).content.decode()
    assert "Of 2 records the first was taken." in page
    assert Evidence.objects.get().source.title == "A Record of it"


def test_another_source_of_the_same_title_is_hinted_at(form, client, author):
    other = factories.source("A Record of it", author)
    page = client.get(form(title="A record of it", kind="book")["Location"]).content.decode()
    assert f"(source {other.pk}) may be the same document" in page
    assert Evidence.objects.get().source != other


def test_source_that_is_named_wins_over_a_record(thesis, opponent):
    known = factories.source()
    body = {"claim": thesis.pk, "source": known.pk, "record": BIBTEX, "tag": "It shows it."}
    made = client_of(opponent).post("/api/v1/evidence/", body, format="json").json()
    assert made["source"] == known.pk
