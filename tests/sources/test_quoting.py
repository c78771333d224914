"""The quote check: exact, reflowed, elided, altered or missing, and where."""

import random
import sys
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.sources.folding import fold, same_words
from archive.sources.quoting import EDITS_AT_MOST, check_quote

TEXT = """The committee met in 1959. “Controls,” it wrote, ‘rarely hold’ — they leak.
Inno-
vation and self-
reliance grew; the ﬁrst oﬃce was re-signed. The therapist left. 中国的
核计划开始于1955年，很快。 She said that the plan would not work in practice, and everyone
agreed with her at once."""


def found(check, text=TEXT):
    return text[check.start : check.end]


@pytest.mark.parametrize(
    "quote", ["met in 1959", "— they leak", "中国的\n核计划", "The", TEXT, "  it wrote  "]
)
def test_the_very_characters_are_exact(quote):
    check = check_quote(quote, TEXT)
    assert check.state == "exact"
    assert found(check) == quote.strip()


def test_an_exact_quote_tells_all_its_places():
    check = check_quote("on", "on and on")
    assert check.positions == ((0, 2), (7, 9))
    assert (check.start, check.end) == (0, 2)


@pytest.mark.parametrize(
    ("quote", "place"),
    [
        ("in 1959. \"Controls,\" it wrote, 'rarely hold'", "in 1959. “Controls,” it wrote, ‘rarely hold’"),
        ("«Controls,» it wrote, „rarely hold“ - they", "“Controls,” it wrote, ‘rarely hold’ — they"),
        ("hold’—they leak.", "hold’ — they leak."),
        (
            "they\n\tleak. Innovation and self-reliance grew",
            "they leak.\nInno-\nvation and self-\nreliance grew",
        ),
        ("the first office", "the ﬁrst oﬃce"),
        ("not\u00a0work in prac\u00adtice", "not work in practice"),
        ("中国的核计划", "中国的\n核计划"),
        ("中国 的核 计划", "中国的\n核计划"),
        ("the plan\u200b would", "the plan would"),
    ],
)
def test_a_quote_set_otherwise_is_reflowed(quote, place):
    check = check_quote(quote, TEXT)
    assert check.state == "reflowed"
    assert found(check) == place


def test_a_quote_with_hyphens_of_its_own_line_ends_is_reflowed():
    assert check_quote("the com-\nmittee", "Then the committee met").state == "reflowed"
    assert check_quote("a post- war order", "a post-war order").state == "reflowed"


@pytest.mark.parametrize(
    "quote",
    [
        "the rapist left",
        "resigned. The therapist left",
        "thatthe plan would not work",
        "THE COMMITTEE met in 1959",
    ],
)
def test_other_words_and_other_case_are_never_reflowed(quote):
    assert check_quote(quote, TEXT).state in ("altered", "missing")


def test_a_minus_sign_is_not_mere_punctuation():
    assert check_quote("-5 degrees outside", "It was 5 degrees outside").state == "altered"


@pytest.mark.parametrize("dots", ["…", "...", "[...]", "[…]", "(...)", ". . ."])
def test_parts_in_order_make_an_elided_quote(dots):
    check = check_quote(f"The committee {dots} Innovation and {dots} in practice", TEXT)
    assert check.state == "elided"
    assert [TEXT[start:end] for start, end in check.positions] == [
        "The committee",
        "Inno-\nvation and",
        "in practice",
    ]
    assert (check.start, check.end) == (check.positions[0][0], check.positions[-1][1])


def test_parts_out_of_order_are_not_elided():
    assert check_quote("in practice … The committee", TEXT).state == "missing"


def test_an_elided_quote_is_taken_at_its_narrowest():
    text = "the start, the middle, the plan failed at the end"
    check = check_quote("the … failed", text)
    assert text[check.start : check.end] == "the plan failed"


def test_dots_that_stand_in_the_text_are_no_elision():
    assert check_quote("well... perhaps", "He said: well… perhaps so.").state == "reflowed"


def test_changed_words_are_shown():
    check = check_quote("that the plan would work in practise, and nearly everyone agreed", TEXT)
    assert check.state == "altered"
    assert found(check) == "that the plan would not work in practice, and everyone\nagreed"
    assert [(one.operation, one.quote, one.text) for one in check.differing] == [
        ("left out", "", "not"),
        ("replaced", "practise,", "practice,"),
        ("added", "nearly", ""),
    ]


def test_a_changed_first_or_last_word_is_within_the_place():
    assert found(check_quote("A committee met in 1958", TEXT)) == "The committee met in 1959"


def test_chinese_differences_are_shown_by_character():
    check = check_quote("中国的核武器计划开始于1955年", TEXT)
    assert check.state == "altered"
    assert [(one.operation, one.quote) for one in check.differing] == [("added", "武器")]


def test_line_ends_do_not_count_as_differences_of_an_altered_quote():
    check = check_quote("Innovation and self-reliance shrank; the first office", TEXT)
    assert [(one.quote, one.text) for one in check.differing] == [("shrank;", "grew;")]


@pytest.mark.parametrize(
    "quote", ["", "   ", "…", "[...]", "—", "nothing of the sort is to be found anywhere in here", "xq"]
)
def test_what_is_not_there_is_missing(quote):
    check = check_quote(quote, "Some text with none of that.")
    assert (check.state, check.start, check.positions) == ("missing", None, ())


def test_everything_is_missing_from_an_empty_text():
    assert check_quote("a", "").state == "missing"


def test_one_edit_in_four_is_altered_and_more_is_missing():
    text = "abcdefghijklmnopqrstuvwxyz0123456789ABCD"
    assert check_quote("####" + text[4:36] + "####", f"-{text}-").state == "altered"
    assert check_quote("######" + text[6:34] + "######", f"-{text}-").state == "missing"


def test_at_most_so_many_edits_are_altered_however_long_the_quote():
    words = [f"word{number}" for number in range(400)]
    changed = [f"thing{number}" if number % 4 == 0 else word for number, word in enumerate(words)]
    assert len(" ".join(words)) // 4 > EDITS_AT_MOST
    assert check_quote(" ".join(changed), " ".join(words)).state == "missing"


def test_a_text_in_decomposed_form_is_matched_with_offsets_into_it():
    text = "Une e\u0301tude de cas: l'e\u0301te\u0301 fut chaud."
    check = check_quote("étude de cas: l’été", text)
    assert check.state == "reflowed"
    assert found(check, text) == "e\u0301tude de cas: l'e\u0301te\u0301"


def test_many_quotes_share_one_folded_text():
    folded = fold(TEXT)
    assert check_quote("the first office", folded) == check_quote("the first office", TEXT)


WORDS = [
    "the",
    "plan",
    "of",
    "controls",
    "didn’t",
    "hold",
    "—",
    "“never”",
    "in",
    "1959,",
    "self-reliance",
    "grew",
]
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=60)


@given(st.text(min_size=1), st.data())
def test_every_piece_of_a_text_checks_as_exact(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    assume(quote.strip())
    check = check_quote(quote, text)
    assert check.state == "exact"
    assert all(text[start:end] == quote.strip() for start, end in check.positions)


@given(words, st.data())
def test_reflowing_keeps_the_place(text_words, data):
    text = " ".join(text_words)
    start = data.draw(st.integers(0, len(text_words) - 1))
    end = data.draw(st.integers(start + 1, len(text_words)))
    quote = "\n ".join(text_words[start:end]).replace("’", "'").replace("“", '"').replace("”", '"')
    assume(set(quote.split()) != {"—"})  # dashes alone are no words to find
    check = check_quote(quote, text)
    assert check.state in ("exact", "reflowed")
    assert all(same_words(quote, text[start:end]) for start, end in check.positions)


@given(words, words, words, st.sampled_from(["…", "...", "[...]"]))
def test_leaving_words_out_is_elided_unless_they_meet(before, between, after, dots):
    assume({*before, *after} != {"—"})
    text = " ".join([*before, *between, *after])
    check = check_quote(f"{' '.join(before)} {dots} {' '.join(after)}", text)
    assert check.state == "elided"
    assert 0 <= check.start < check.end <= len(text)
    assert list(check.positions) == sorted(check.positions)


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_two_strings_are_compared_without_harm(quote, text):
    check = check_quote(quote, text)
    for start, end in check.positions:
        assert 0 <= start < end <= len(text)


def _prose(seed, length):
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices("etaoinshrdlucmfw", k=chance.randint(2, 9))) for _ in range(3000)]
    weights = [1 / rank for rank in range(1, 3001)]
    return (
        " ".join(chance.choices(vocabulary, weights, k=length // 4))[:length]
        .replace(" e", " “e")
        .replace("s ", "s’ ")
    )


def _variants():
    text = _prose(1, 100_000)
    quote = text[60_000:62_000]
    chance = random.Random(2)
    altered = [word if chance.random() > 0.04 else "zebra" for word in quote.split(" ")]
    chinese = "".join(chance.choices([chr(0x4E00 + code) for code in range(2_000)], k=100_000))
    return {
        "exact": (quote, text, "exact"),
        "reflowed": (quote.replace("“", '"').replace(" ", "\n"), text, "reflowed"),
        "elided": (f"{quote[:600]} … {quote[800:1300]} [...] {quote[1400:1980]}", text, "elided"),
        "altered": (" ".join(altered)[:2_000], text, "altered"),
        "cut short": (quote[:900] + quote[1_100:], text, "altered"),
        "missing": (_prose(3, 2_000), text, "missing"),
        "Chinese altered": (
            "".join("#" if chance.random() < 0.08 else char for char in chinese[50_000:52_000]),
            chinese,
            "altered",
        ),
        "repeating itself": ("ab" * 990 + "xx" * 4, "ab" * 50_000, "altered"),
    }


VARIANTS = [
    "exact",
    "reflowed",
    "elided",
    "altered",
    "cut short",
    "missing",
    "Chinese altered",
    "repeating itself",
]


@pytest.fixture(scope="module")
def variants():
    return _variants()


def least_time(quote, text):
    """Return the check and the least processor time of nine, in seconds; tracers are set aside."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        times = []
        for _ in range(9):
            began = time.process_time()
            check = check_quote(quote, text)
            times.append(time.process_time() - began)
        return check, min(times)
    finally:
        sys.settrace(tracer)


@pytest.mark.parametrize("name", VARIANTS)
def test_two_thousand_characters_in_a_hundred_thousand_take_under_fifty_milliseconds(variants, name):
    quote, text, state = variants[name]
    check, seconds = least_time(quote, text)
    assert check.state == state
    assert seconds < 0.05
