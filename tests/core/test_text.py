"""The rules of plain text, as every door applies them."""

import time

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from archive.core.text import (
    TextProblem,
    check_prose,
    check_short,
    check_statement,
    clean_line,
    clean_prose,
)

TEN_MEGABYTES = 10_000_000


def refusal(check, *args, **kwargs):
    with pytest.raises(TextProblem) as caught:
        check(*args, **kwargs)
    return caught.value


def test_statement_comes_back_as_one_clean_line():
    assert (
        check_statement("  \ufeffExport controls\n work,\t mostly. \u200b") == "Export controls work, mostly."
    )


def test_accents_written_apart_are_composed():
    assert check_statement("cafe\u0301") == "café"


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t\n", "\u200b\ufeff", "\u200d\u2060", "\u3164", "\u2800 \u0301", " " * 100]
)
def test_a_statement_that_shows_nothing_is_empty(text):
    assert refusal(check_statement, text).code == "empty"


def test_five_hundred_characters_are_allowed_and_one_more_is_not():
    assert len(check_statement("x" * 500)) == 500
    problem = refusal(check_statement, "x" * 501)
    assert problem.code == "too_long"
    assert "500" in problem.message
    assert "1 too many" in problem.message


def test_length_counts_after_cleaning():
    assert len(check_statement("e\u0301" * 500 + " " * 5_000)) == 500


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\x00", "U+0000"),
        ("\x07", "U+0007"),
        ("\x1b", "U+001B"),
        ("\x1f", "U+001F"),
        ("\x7f", "U+007F"),
        ("\x9b", "U+009B"),
        ("\ud800", "U+D800"),
        ("\ue000", "U+E000"),
        ("\ufffe", "U+FFFE"),
        ("\U0010ffff", "U+10FFFF"),
    ],
)
def test_control_characters_are_refused_by_name(char, name):
    for check in (
        check_statement,
        lambda text: check_short(text, limit=80),
        lambda text: check_prose(text, limit=80),
    ):
        problem = refusal(check, f"before{char}after")
        assert problem.code == "control"
        assert name in problem.message


@pytest.mark.parametrize("char", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_characters_that_turn_the_reading_direction_are_refused(char):
    for check in (
        check_statement,
        lambda text: check_short(text, limit=80),
        lambda text: check_prose(text, limit=80),
    ):
        assert refusal(check, f"a{char}b").code == "bidi"


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\u2029", "\r\r", "\n\n\n\n"])
def test_two_paragraphs_are_not_one_statement(gap):
    assert refusal(check_statement, f"One.{gap}Two.").code == "paragraphs"


def test_single_newlines_and_blank_lines_at_the_ends_are_folded():
    assert check_statement("\n\nOne\nline\r\nand more\n\n") == "One line and more"


@pytest.mark.parametrize(
    "address", ["https://a.example/b", "HTTP://A.EXAMPLE", "www.example.org", "(http://x.y)"]
)
def test_addresses_belong_in_evidence(address):
    problem = refusal(check_statement, f"See {address} for more")
    assert problem.code == "address"
    assert "evidence" in problem.message
    assert address in check_statement(f"See {address} for more", addresses=True)


def test_a_word_that_looks_a_little_like_an_address_is_no_address():
    assert (
        check_statement("The http protocol and the awww. of a crowd")
        == "The http protocol and the awww. of a crowd"
    )


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم بدانم",
        "👩\u200d🔬 found it 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "עברית ו-English",
        "出口管制适得其反。",
        "क्षत्रिय",
        "Tiếng Việt",
        "H₂O ≤ 5 °C",
        "\u200fשלום\u200f, עולם",
    ],
)
def test_every_script_and_emoji_is_kept(text):
    assert check_statement(text) == text


def test_a_tower_of_accents_is_refused():
    assert refusal(check_statement, "a" + "\u0300\u0323" * 40).code == "marks"


def test_prose_keeps_its_paragraphs_with_plain_newlines():
    assert check_prose("One. \r\n\r\nTwo.\rThree.\n", limit=100) == "One.\n\nTwo.\nThree."


def test_what_is_not_required_may_be_empty():
    assert check_prose(" \n", limit=10, required=False) == ""
    assert check_short("\u200b", limit=10, required=False) == ""
    assert refusal(check_prose, " ", limit=10).code == "empty"
    assert refusal(check_short, "", limit=10).code == "empty"


def test_a_short_line_may_hold_an_address_and_has_its_own_limit():
    assert check_short(" p. 4,\nhttps://a.example ", limit=80) == "p. 4, https://a.example"
    assert refusal(check_short, "x" * 81, limit=80).code == "too_long"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * TEN_MEGABYTES, "too_long"),
        ("a\n" * (TEN_MEGABYTES // 2), "too_long"),
        ("\x00" * TEN_MEGABYTES, "too_long"),
        (" " * TEN_MEGABYTES, "empty"),
        ("a" + "̣̀" * (TEN_MEGABYTES // 2), "too_long"),
    ],
    ids=["letters", "lines", "NUL", "spaces", "accents"],
)
def test_ten_megabytes_are_refused_at_once(text, code):
    began = time.perf_counter()
    assert refusal(check_statement, text).code == code
    assert refusal(check_prose, text, limit=20_000).code == code
    assert time.perf_counter() - began < 1


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_prose(clean_prose(text)) == clean_prose(text)


@given(st.text(max_size=600))
def test_what_passes_passes_again_unchanged(text):
    try:
        statement = check_statement(text)
    except TextProblem as problem:
        event(problem.code)
        return
    assert 1 <= len(statement) <= 500
    assert "\n" not in statement
    assert check_statement(statement) == statement
