"""The parts of a quote that are read aloud: as numbers, as lines of words, and through every door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.claims.models import Evidence
from archive.claims.read_aloud import (
    KINDS,
    MarkProblem,
    clean_marks,
    lines_from_marks,
    marks_from_lines,
    runs_of,
)
from archive.claims.services.sources import capture_source
from archive.core.errors import Refused
from tests import factories

QUOTE = "the result of the art; in part the re-\nsult"


def test_marks_are_kept_in_order_and_those_of_a_kind_that_touch_are_one():
    marks = [[11, 17, "underline"], [4, 8, "underline"], [0, 5, "underline"], [4, 10, "emphasis"]]
    assert clean_marks(QUOTE, marks) == [[0, 8, "underline"], [4, 10, "emphasis"], [11, 17, "underline"]]


def test_space_at_the_edges_of_a_mark_is_left_out():
    assert clean_marks(QUOTE, [[3, 11, "underline"]]) == [[4, 10, "underline"]]


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ("underline", "shape"),
        ({"start": 1}, "shape"),
        ([[0, 3]], "shape"),
        ([["0", 3, "underline"]], "shape"),
        ([[0.0, 3, "underline"]], "shape"),
        ([[False, 3, "underline"]], "shape"),
        ([7], "shape"),
        ([[0, 3, "bold"]], "kind"),
        ([[3, 3, "underline"]], "range"),
        ([[5, 3, "underline"]], "range"),
        ([[-1, 3, "underline"]], "range"),
        ([[0, 44, "underline"]], "range"),
        ([[3, 4, "underline"]], "range"),
    ],
)
def test_marks_that_are_none_are_refused(marks, code):
    with pytest.raises(MarkProblem) as problem:
        clean_marks(QUOTE, marks)
    assert (problem.value.code, problem.value.field) == (code, "read_aloud")


def test_at_most_fifty_runs_of_words_are_marked():
    quote = "ab " * 51
    marks = [[at * 3, at * 3 + 2, "underline"] for at in range(51)]
    assert len(clean_marks(quote, marks[:50])) == 50
    with pytest.raises(MarkProblem, match="At most 50 runs of words; these are 51"):
        clean_marks(quote, marks)


def test_nothing_of_an_empty_quote_is_marked():
    assert clean_marks("", []) == []
    with pytest.raises(MarkProblem):
        clean_marks("", [[0, 1, "underline"]])


@pytest.mark.parametrize(
    ("lines", "spans"),
    [
        ("result", [(4, 10)]),
        ("art", [(18, 21)]),  # the word, not the end of "part", nor what comes first in it
        ("the\nthe\r\nthe", [(0, 3), (14, 17), (31, 34)]),
        ("\n  in   part \n", [(23, 30)]),
        ("re- sult", [(35, 43)]),
        ("part [[the]] re-", [(31, 34)]),
        ("esul", [(5, 9)]),
        ("of the art;\n[[the]] result", [(11, 22), (0, 3)]),
        ("", []),
    ],
)
def test_lines_name_the_words_to_mark(lines, spans):
    assert marks_from_lines(QUOTE, lines, "underline") == [(*span, "underline") for span in spans]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("result\nnowhere here", "Line 2: “nowhere here” is not in the quote."),
        ("The result", "Line 1: “The result” is not in the quote."),
        ("in\nin", "Line 2: “in” is listed more often than it stands in the quote."),
        ("x" * 90, f"Line 1: “{'x' * 80}…” is not in the quote."),
        ("a\n" * 51, "At most 50 lines; these are 51."),
    ],
)
def test_line_that_is_not_in_the_quote_is_named(lines, says):
    with pytest.raises(MarkProblem) as problem:
        marks_from_lines(QUOTE, lines, "emphasis")
    assert (problem.value.message, problem.value.field) == (says, "emphasis")


pieces = st.sampled_from(["a", "b", "the ", "an ", "三", "六", "\n", " ", "x.", "é"])
quotes = st.lists(pieces, min_size=1, max_size=40).map("".join).map(str.strip).filter(bool)


@given(quote=quotes, data=st.data())
def test_lines_written_for_marks_are_read_as_these_marks(quote, data):
    number = st.integers(0, len(quote))
    spans = data.draw(st.lists(st.tuples(number, number, st.sampled_from(KINDS)), max_size=6))
    marks = clean_marks(quote, [[a, b, kind] for a, b, kind in spans if quote[a:b].strip()])
    again = [m for kind in KINDS for m in marks_from_lines(quote, lines_from_marks(quote, marks, kind), kind)]
    assert sorted(map(list, again)) == marks
    assert "".join(run.words for run in runs_of(quote, marks)) == quote


def test_runs_say_how_their_words_are_marked():
    runs = runs_of("abcdef", [[0, 4, "underline"], [2, 5, "emphasis"]])
    assert [(run.words, run.underlined, run.emphasised) for run in runs] == [
        ("ab", True, False),
        ("cd", True, True),
        ("e", False, True),
        ("f", False, False),
    ]


# ------------------------------------------------------------------------------------ through the doors

WORDS = "Spending rose by a sixth while output stayed flat or fell."


@pytest.fixture
def card(thesis, opponent):
    return factories.evidence(thesis, opponent, quote=WORDS)


def test_marks_come_with_the_card(door, thesis, opponent):
    outcome = door.attach(
        opponent,
        thesis,
        factories.source(),
        quote=WORDS,
        underline="rose by a sixth\noutput",
        emphasis="sixth",
    )
    assert Evidence.objects.get(pk=outcome.id).read_aloud == [
        [9, 24, "underline"],
        [19, 24, "emphasis"],
        [31, 37, "underline"],
    ]


def test_author_changes_the_marks_of_their_card_and_nothing_else(door, card, opponent):
    assert door.read_aloud(opponent, card, underline="Spending rose").ok
    assert door.read_aloud(opponent, card, emphasis="flat or fell").ok
    card.refresh_from_db()
    assert (card.read_aloud, card.quote) == ([[45, 57, "emphasis"]], WORDS)


def test_every_marking_is_a_revision(card, opponent):
    from archive.claims.services import mark_card

    for marks in ([[0, 8, "underline"]], [[0, 8, "underline"]], []):
        mark_card(card=card, author=opponent, read_aloud=marks)
    kept = list(card.events.order_by("pgh_id").values_list("read_aloud", flat=True))
    assert kept == [[], [[0, 8, "underline"]], []]


def test_nobody_else_marks_a_card(door, card, author, moderator):
    for person in (author, moderator):
        outcome = door.read_aloud(person, card, underline="Spending")
        assert (outcome.status, outcome.ok) == (403, False)
    card.refresh_from_db()
    assert card.read_aloud == []


def test_closed_debate_keeps_the_marks_as_they_are(door, card, opponent, curator):
    door.set_state(curator, card.claim.debate, "closed")
    assert door.read_aloud(opponent, card, underline="Spending").codes == ("closed",)


def test_removed_card_keeps_the_marks_as_they_are(door, card, opponent):
    Evidence.objects.filter(pk=card.pk).update(state="removed")
    assert door.read_aloud(opponent, card, underline="Spending").codes == ("not_published",)


def test_line_that_is_not_in_the_quote_comes_back_with_every_word(client, thesis, opponent):
    client.force_login(opponent)
    typed = {"source": factories.source().pk, "tag": "It shows it.", "bearing": "supports", "quote": WORDS}
    answer = client.post(f"/claims/{thesis.pk}/evidence/", {**typed, "underline": "rose\nby a third"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"underline": ["Line 2: “by a third” is not in the quote."]}
    assert "rose\nby a third</textarea>" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_lines_are_looked_for_in_the_quote_as_it_is_stored(client, thesis, opponent):
    client.force_login(opponent)
    typed = {"source": factories.source().pk, "tag": "It shows it.", "bearing": "supports"}
    typed |= {"quote": "  One line,\r\nanother cafe\u0301 line. \r\n", "underline": "another café"}
    assert client.post(f"/claims/{thesis.pk}/evidence/", typed).status_code == 302
    card = Evidence.objects.get()
    assert [card.quote[start:end] for start, end, _ in card.read_aloud] == ["another café"]


def test_positions_in_a_quote_that_is_not_as_it_is_stored_are_refused(thesis, opponent):
    with pytest.raises(Refused) as refusal:
        factories.evidence(thesis, opponent, quote=f" {WORDS}", read_aloud=[[1, 9, "underline"]])
    assert (refusal.value.field, refusal.value.code) == ("read_aloud", "untidy_quote")


def test_api_gives_marks_as_it_takes_them_and_names_the_bad_one(thesis, opponent):
    from tests.contract import client_of

    api = client_of(opponent)
    body = {"claim": thesis.pk, "source": factories.source().pk, "tag": "It shows it.", "quote": WORDS}
    made = api.post("/api/v1/evidence/", {**body, "read_aloud": [[0, 8, "underline"]]}, format="json").json()
    assert made["read_aloud"] == [[0, 8, "underline"]]
    for bad, code in (([[0, 99, "underline"]], "range"), ([{"start": 0}], "shape"), ("all", "not_a_list")):
        answer = api.patch(f"/api/v1/evidence/{made['id']}/", {"read_aloud": bad}, format="json")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
        assert answer.json()["errors"][0]["attr"] == "read_aloud"


@pytest.mark.parametrize("address", ["/evidence/{card}/", "/debates/{debate}/", "/claims/{claim}/"])
def test_marks_are_printed_wherever_the_quote_is(client, thesis, opponent, address):
    card = factories.evidence(
        thesis,
        opponent,
        quote="One <b> line\nand another.",
        read_aloud=[[0, 12, "underline"], [4, 7, "emphasis"], [13, 16, "underline"]],
    )
    known = {"card": card.pk, "debate": thesis.debate_id, "claim": thesis.pk}
    page = client.get(address.format(**known), follow=True).content.decode()
    assert "<u>One </u><u><strong>&lt;b&gt;</strong></u><u> line</u><br><u>and</u> another." in page


def test_form_on_the_cards_page_is_for_its_author_and_knows_the_marks(client, card, opponent, author):
    address = f"/evidence/{card.pk}/"
    client.force_login(author)
    assert "Change what is underlined" not in client.get(address).content.decode()
    client.force_login(opponent)
    client.post(f"{address}mark/", {"underline": "rose by a sixth"})
    assert "rose by a sixth</textarea>" in client.get(address).content.decode()
    refused = client.post(f"{address}mark/", {"underline": "rose by a third"})
    assert refused.status_code == 422
    assert "“rose by a third” is not in the quote" in refused.content.decode()
    assert client.get(f"{address}mark/")["Location"] == f"{address}#marking"


def test_marks_of_a_removed_card_are_not_told(client, card, opponent, moderator):
    from archive.moderation.services import decide

    decide(act="remove", thing=card, moderator=moderator, rule="civil", reason="Rude.")
    told = client.get(f"/api/v1/evidence/{card.pk}/").json()
    assert (told["quote"], told["read_aloud"], told["check"]["positions"]) == (None, [], [])


def test_marks_stay_when_a_new_text_arrives(author, opponent, thesis):
    source = factories.source("A report", author)
    card = factories.evidence(thesis, opponent, source=source, quote=WORDS, read_aloud=[[0, 8, "underline"]])
    capture_source(data=WORDS.encode(), filename="a.txt", captured_by=author, source=source)
    card.refresh_from_db()
    assert (card.check_state, card.read_aloud) == ("exact", [[0, 8, "underline"]])
