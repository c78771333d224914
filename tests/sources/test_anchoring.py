"""Passages described, and found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.sources.anchoring import describe, find, occurrences

TEXT = "First the plan failed. Then the plan worked. At last the plan was dropped, and nobody missed it."


def test_a_passage_is_its_words_and_what_stands_around_them():
    selector = describe(TEXT, 10, 14, context=6)
    assert (selector.exact, selector.prefix, selector.suffix) == ("plan", "t the ", " faile")
    assert (selector.start, selector.end) == (10, 14)


def test_context_ends_where_the_text_ends():
    selector = describe("short", 0, 5)
    assert (selector.prefix, selector.suffix) == ("", "")


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 4), (0, 1_000)])
def test_a_span_that_is_no_words_of_the_text_is_refused(start, end):
    with pytest.raises(ValueError, match="not a passage"):
        describe(TEXT, start, end)


def test_all_occurrences_are_told():
    assert [TEXT[start:end] for start, end in occurrences(TEXT, "the plan")] == ["the plan"] * 3
    assert occurrences(TEXT, "") == []


def test_the_old_position_is_taken_first():
    start = TEXT.rindex("the plan")
    assert find(TEXT, "the plan", start=start) == (start, start + 8)


def test_context_decides_between_equal_words():
    at = TEXT.index("the plan worked")
    assert find(TEXT, "the plan", prefix="Then ", suffix=" worked") == (at, at + 8)
    assert find(TEXT, "the plan", prefix="Then ", suffix=" worked", start=6) == (at, at + 8)


def test_without_context_the_nearest_is_taken():
    at = TEXT.index("the plan was")
    assert find(TEXT, "the plan", start=at - 3) == (at, at + 8)
    assert find(TEXT, "the plan") == (6, 14)


def test_words_set_otherwise_are_found_reflowed():
    start, end = find("He wrote: “no-\none   knew”.", 'wrote: "noone knew"')
    assert (start, end) == (3, 26)


def test_a_context_longer_than_what_stands_before_is_no_trap():
    assert find("abcabc", "abc", prefix="zzzz", start=0) == (0, 3)


@pytest.mark.parametrize("exact", ["", "   ", "not in there at all"])
def test_what_is_not_there_is_not_found(exact):
    assert find("Some text.", exact) is None


@given(st.text(min_size=1, max_size=300), st.data())
def test_what_was_described_is_found_where_it_stood(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    one = describe(text, start, end)
    assert find(text, one.exact, one.prefix, one.suffix, one.start) == (start, end)
    again = find(text, one.exact, one.prefix, one.suffix)
    assert text[slice(*again)] == one.exact
