"""A hint for who places words by hand: the part of the text that shares most with them."""

import pytest

from archive.sources.likely import likely_offset, likely_words

TEXT = """The committee met twice before the vote.

Few members foresaw how spending would rise after the second meeting.

It ended in March. Nobody came to the last meeting."""


@pytest.mark.parametrize(
    ("exact", "prefix", "suffix", "paragraph"),
    [
        ("Nobody foresaw that spending would rise", "", "", 1),
        ("spending rose", "Few members foresaw how ", " after the second", 1),
        ("Nobody had planned for it", "before the vote.\n\n", " after the second meeting.", 1),
        ("the end in March", "", "", 2),
    ],
)
def test_the_likeliest_part_shares_most_with_the_words(exact, prefix, suffix, paragraph):
    at = likely_offset(TEXT, exact, prefix, suffix)
    assert TEXT[:at].count("\n\n") == paragraph


@pytest.mark.parametrize("words", ["", "short", "zzzzzz qqqqqq xxxxxx"])
def test_words_that_share_nothing_have_no_place(words):
    assert likely_offset(TEXT, words) is None
    assert likely_offset("", words) is None


def test_a_guess_is_made_of_whole_words():
    block = TEXT.split("\n\n")[1]
    assert likely_words(block, "foresaw that spending rises") == "members foresaw how spending would"
    assert likely_words(block, "zzzzzz qqqqqq xxxxxx") == ""
    assert likely_words("", "words") == ""
    assert likely_words(block, block + " and more") == block


def test_chinese_words_are_found_without_spaces():
    text = "第一段说的是别的事情。\n\n一九五九年中国开始独立研制原子弹，苏联专家已经撤走。"
    at = likely_offset(text, "中国开始独立研制原子武器", "一九五九年", "")
    assert text[:at].count("\n\n") == 1
    assert likely_words(text.split("\n\n")[1], "中国开始独立研制原子武器").startswith("一九五九年中国开始")
