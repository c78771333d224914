"""Parts of a thread: further answers in place, levels that are open, numbers of theses, what an argument answers."""

import pytest

from archive.claims.models.claim import number_of
from archive.claims.queries.threads import FIRST, FURTHER, LEVELS
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("0001", ""),
        ("00010002", "2"),
        ("000100020011", "2.11"),
        ("0002", "B"),
        ("00020001", "B.1"),
        ("0026", "Z"),
        ("0027", "BA"),
        ("0300", "LN"),
    ],
)
def test_number_says_which_thesis_and_the_steps_below_it(path, number):
    assert number_of(path) == number


def test_no_two_theses_have_one_number():
    numbers = [number_of(f"{step:04}") for step in range(1, 10_000)]
    assert len(set(numbers)) == len(numbers)


def test_further_answers_come_as_a_part_of_the_page(client, thesis, author):
    made = [factories.argument(thesis, author=author).pk for _ in range(FIRST + FURTHER + 2)]
    address = f"/claims/{thesis.pk}/answers/?order=oldest"
    part = client.get(f"{address}&from={FIRST}", headers=HTMX)
    shown = [row.id for row in part.context["thread"].top.answers]
    assert shown == made[FIRST : FIRST + FURTHER]
    html = part.content.decode()
    assert "<html" not in html
    assert f"from={FIRST + FURTHER}" in html
    assert "Show 2 more answers" in html
    rest = client.get(f"{address}&from={FIRST + FURTHER}", headers=HTMX)
    assert [row.id for row in rest.context["thread"].top.answers] == made[FIRST + FURTHER :]
    assert "more answer" not in rest.content.decode()


def test_page_of_the_debate_says_how_many_answers_it_leaves_out(client, thesis, author):
    for _ in range(FIRST + 3):
        factories.argument(thesis, author=author)
    assert "Show 3 more answers to the claim" in client.get(thesis.debate.get_absolute_url()).content.decode()


def test_further_answers_without_scripts_stand_on_the_claims_own_page(client, thesis):
    answer = client.get(f"/claims/{thesis.pk}/answers/?from=5&order=newest")
    assert answer["Location"] == f"/claims/{thesis.pk}/?from=5&order=newest"
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("query", ["", "?from=x&top=-3&order=9", "?from=99999999999999999999&top=900"])
def test_nonsense_in_the_address_of_further_answers_breaks_nothing(client, thesis, query):
    assert client.get(f"/claims/{thesis.pk}/answers/{query}", headers=HTMX).status_code == 200


def test_further_answers_of_what_is_not_there_are_not_found(client, thesis, rules):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis)
    assert client.get(f"/claims/{held.pk}/answers/", headers=HTMX).status_code == 404
    assert client.get("/claims/987654321/answers/", headers=HTMX).status_code == 404


def test_thread_ends_after_six_levels_and_leads_on(client, thesis, author):
    claim = thesis
    for _ in range(LEVELS + 2):
        claim = factories.argument(claim, author=author)
    page = client.get(thesis.debate.get_absolute_url())
    assert max(row.depth for row in page.context["thread"].shown.values()) == LEVELS
    assert "Read on at 1.1.1.1.1.1: 1 answer" in page.content.decode()
    deeper = client.get(f"/claims/{claim.parent.parent.pk}/")
    assert claim.pk in deeper.context["thread"].shown


def test_levels_in_the_address_fold_what_is_deeper(client, thesis, author):
    factories.argument(factories.argument(factories.argument(thesis, author=author), author=author))
    address = thesis.debate.get_absolute_url()

    def opened(query=""):
        html = client.get(address + query).content.decode()
        return html.count('<details class="replies" open>'), html.count('<details class="replies">')

    assert [opened(), opened("?levels=2"), opened("?levels=1"), opened("?levels=x")] == [
        (2, 0),
        (1, 1),
        (0, 2),
        (2, 0),
    ]


def test_argument_about_the_bearing_says_what_it_answers(client, thesis, author):
    first = factories.argument(thesis, author=author)
    beside = factories.argument(first, "opposes", author=author, aim="bearing")
    factories.argument(beside, "supports", author=author, aim="bearing")
    html = client.get(thesis.debate.get_absolute_url()).content.decode()
    assert "opposes that 1 matters to the claim" in html
    assert "supports that 1.1 matters to 1" in html


def test_address_keeps_its_question_when_the_slug_is_mended(client, thesis):
    answer = client.get(f"/debates/{thesis.debate_id}/wrong/?view=columns&claim=5")
    assert answer["Location"] == f"{thesis.debate.get_absolute_url()}?view=columns&claim=5"
