"""Two captures compared: what stayed, changed, came, went and moved, and which words."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.sources.comparing import Piece, Words, compare, pieces
from archive.sources.folding import fold

PARAGRAPHS = [
    "The ministry met in the spring and held that controls would not slow the programme.",
    "Nobody in the ministry agreed, and the plan was paid for by the provinces.",
    "In the autumn the first reactor was started; the engineers wrote home about it.",
    "The plan was dropped nine years later, when the engineers had left for the coast.",
    "What remained was a road, a fence and three empty houses by the river.",
    "A museum stands there now, and schools visit it in the summer months.",
]


def blocks(paragraphs, kind="paragraph"):
    return [Words(order, kind, order + 1, words) for order, words in enumerate(paragraphs)]


def states(old, new):
    """Return the rows in short: the state, and the numbers of the first blocks in both captures."""
    return [
        (row.state, row.old_first and row.old_first.number, row.new_first and row.new_first.number)
        for row in compare(blocks(old), blocks(new))
    ]


def test_the_same_blocks_are_one_row():
    (row,) = compare(blocks(PARAGRAPHS), blocks(PARAGRAPHS))
    assert (row.state, row.count) == ("same", 6)
    assert (row.old_first.number, row.old_last.number) == (1, 6)
    assert (row.new_first.number, row.new_last.number) == (1, 6)


def test_nothing_compared_with_nothing_has_no_rows():
    assert compare([], []) == []


def test_everything_is_added_to_nothing_and_removed_for_nothing():
    assert states([], PARAGRAPHS[:2]) == [("added", None, 1), ("added", None, 2)]
    assert states(PARAGRAPHS[:2], []) == [("removed", 1, None), ("removed", 2, None)]


def test_an_inserted_paragraph_changes_none_of_the_later_ones():
    new = [PARAGRAPHS[0], "Something quite new was written here.", *PARAGRAPHS[1:]]
    rows = compare(blocks(PARAGRAPHS), blocks(new))
    assert [(row.state, row.count) for row in rows] == [("same", 1), ("added", 1), ("same", 5)]
    assert (rows[2].old_first.number, rows[2].new_first.number) == (2, 3)


def test_changed_paragraphs_are_paired_by_likeness_and_not_by_position():
    changed = [words.replace("the ", "this ") for words in PARAGRAPHS]
    assert states(PARAGRAPHS, ["All of this is rather new, is it not so?", *changed]) == [
        ("added", None, 1),
        *[("changed", number, number + 1) for number in range(1, 7)],
    ]


def test_a_paragraph_that_was_rewritten_is_removed_and_added():
    new = [PARAGRAPHS[0], "It is all different here, word for word, and says nothing of it.", *PARAGRAPHS[2:]]
    assert states(PARAGRAPHS, new) == [
        ("same", 1, 1),
        ("removed", 2, None),
        ("added", None, 2),
        ("same", 3, 3),
    ]


def test_a_paragraph_that_was_moved_is_told_once_where_it_is_now():
    new = [*PARAGRAPHS[1:4], PARAGRAPHS[0], *PARAGRAPHS[4:]]
    assert states(PARAGRAPHS, new) == [("same", 2, 1), ("moved", 1, 4), ("same", 5, 5)]


def test_paragraphs_that_were_moved_together_are_one_row():
    rows = compare(blocks(PARAGRAPHS), blocks([*PARAGRAPHS[2:], *PARAGRAPHS[:2]]))
    assert [(row.state, row.count) for row in rows] == [("same", 4), ("moved", 2)]
    assert (rows[1].old_first.number, rows[1].old_last.number, rows[1].new_last.number) == (1, 2, 6)


def test_separators_are_not_said_to_have_moved():
    assert "moved" not in [row[0] for row in states(["* * *", *PARAGRAPHS], [*PARAGRAPHS, "Notes"])]
    assert "moved" not in [row[0] for row in states(["Notes", *PARAGRAPHS], [*PARAGRAPHS, "Notes"])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He wrote: 'no-one knew'", "He  wrote:\n“no‑one knew”"),
        ("the first office", "the ﬁrst oﬃce"),
        ("inno-\nvation grew apace", "innovation grew apace"),
    ],
)
def test_spacing_and_marks_make_no_difference(one, other):
    assert states([one], [other]) == [("same", 1, 1)]


def test_the_kind_of_a_block_makes_no_difference():
    (row,) = compare(blocks(["What remained"], "heading"), blocks(["What remained"]))
    assert (row.state, row.old_first.kind, row.new_first.kind) == ("same", "heading", "paragraph")


def test_the_words_that_changed_are_told():
    (row,) = compare(blocks(["The plan was dropped, at once."]), blocks(["The plan was kept, for now."]))
    assert row.state == "changed"
    assert row.pieces == (
        Piece("kept", "The plan was "),
        Piece("left out", "dropped"),
        Piece("added", "kept"),
        Piece("kept", ", "),
        Piece("left out", "at once"),
        Piece("added", "for now"),
        Piece("kept", "."),
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("He left", "He left.", [("kept", "He left"), ("added", ".")]),
        ("the therapist", "the rapist", [("kept", "the "), ("left out", "therapist"), ("added", "rapist")]),
        ("1,000 men", "1,200 men", [("left out", "1,000 "), ("added", "1,200 "), ("kept", "men")]),
        ("didn't go", "don't go", [("left out", "didn't "), ("added", "don't "), ("kept", "go")]),
        ("中国的核计划", "中国核计划", [("kept", "中国"), ("left out", "的"), ("kept", "核计划")]),
        (
            "הוועדה נפגשה באביב",
            "הוועדה נפגשה בסתיו",
            [("kept", "הוועדה נפגשה "), ("left out", "באביב"), ("added", "בסתיו")],
        ),
        ("हिन्दी में", "हिन्दी मे", [("kept", "हिन्दी "), ("left out", "में"), ("added", "मे")]),
        ("", "new", [("added", "new")]),
    ],
)
def test_words_punctuation_and_characters_are_told_apart(old, new, expected):
    assert [(piece.change, piece.words) for piece in pieces(old, new)] == expected


def test_a_letter_or_two_kept_between_changes_is_told_with_them():
    found = pieces("we saw great ships a month before", "they met little boats a year ago")
    assert [piece.change for piece in found] == ["left out", "added"]


def test_changed_rows_of_one_form_keep_their_order():
    old = [f"Row {number}: {number * 37 % 101} tons in {1900 + number}" for number in range(200)]
    new = [words.replace(" tons", ".5 tons") for at, words in enumerate(old) if at != 50]
    numbers = [(old, new) for state, old, new in states(old, new) if state == "changed"]
    assert numbers == sorted(numbers)
    assert len(numbers) >= 190


def test_thousands_of_paragraphs_are_paired_each_with_its_own():
    chance = random.Random(4)
    vocabulary = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 8))) for _ in range(3_000)]
    old = [" ".join(chance.choices(vocabulary, k=30)) for _ in range(1_500)]
    new = [" ".join("new" if chance.random() < 0.2 else word for word in words.split()) for words in old]
    del new[700]
    new.insert(10, "an inserted paragraph of which nothing was there before, not a word of it")
    found = {(one, other) for state, one, other in states(old, new) if state in ("changed", "same")}
    right = (
        {(n, n) for n in range(1, 11)}
        | {(n, n + 1) for n in range(11, 701)}
        | {(n, n) for n in range(702, 1501)}
    )
    assert len(found & right) >= 1_480
    assert len(found - right) == 0


def test_a_block_of_a_book_is_compared_without_harm():
    words = [str(number * 7919 % 65_537) for number in range(30_000)]
    (row,) = compare(blocks([" ".join(words)]), blocks([" ".join([*words[:9_000], "here", *words[9_001:]])]))
    assert [piece.change for piece in row.pieces] == ["kept", "left out", "added", "kept"]


VOCABULARY = [
    "the",
    "plan",
    "was",
    "kept",
    ",",
    "of",
    "1959",
    "中国",
    "old-new",
    "\n",
    "“so”",
    "'so'",
    "oﬃce",
]
TEXTS = st.lists(
    st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=8).map(" ".join).filter(str.strip), max_size=14
)


@given(TEXTS, TEXTS)
def test_every_block_is_told_once(old, new):
    rows = compare(blocks(old), blocks(new))
    assert sum(row.count for row in rows if row.old_first) == len(old)
    assert sum(row.count for row in rows if row.new_first) == len(new)
    order = [row.new_first.order for row in rows if row.new_first]
    assert order == sorted(order)
    order = [row.old_first.order for row in rows if row.old_first and row.state != "moved"]
    assert order == sorted(order)


@given(st.text(max_size=60), st.text(max_size=60).filter(str.strip))
def test_pieces_make_the_new_words_to_the_letter(old, new):
    assert "".join(piece.words for piece in pieces(old, new) if piece.change != "left out") == new


@given(TEXTS.map(" ".join), TEXTS.map(" ".join))
def test_pieces_make_the_old_words_but_for_spacing_and_marks(old, new):
    kept = "".join(piece.words for piece in pieces(old, new) if piece.change != "added")
    assert fold(kept).skeleton == fold(old).skeleton
