"""Words cut where passages begin and end."""

from hypothesis import given
from hypothesis import strategies as st

from archive.sources.marking import Segment, Span, lines_of, segments_of

WORDS = "It spurred China to innovate beyond expectations."


def test_words_without_passages_are_one_segment():
    assert segments_of(WORDS, []) == [Segment(WORDS)]


def test_no_words_are_no_segments():
    assert segments_of("", [Span(0, 3, 1)]) == []


def test_a_passage_is_marked_once_and_ends_where_it_ends():
    assert segments_of("one two three", [Span(4, 7, 9)]) == [
        Segment("one "),
        Segment("two", (9,), (9,)),
        Segment(" three"),
    ]


def test_overlapping_passages_are_denser_where_both_lie():
    found = segments_of("abcdef", [Span(0, 4, 1), Span(2, 6, 2)])
    assert found == [Segment("ab", (1,)), Segment("cd", (1, 2), (1,)), Segment("ef", (2,), (2,))]
    assert [s.density for s in found] == [1, 2, 1]


def test_a_passage_inside_another_ends_before_it():
    found = segments_of("abcdef", [Span(0, 6, 1), Span(2, 3, 2)])
    assert [(s.words, s.marks, s.ends) for s in found] == [
        ("ab", (1,), ()),
        ("c", (1, 2), (2,)),
        ("def", (1,), (1,)),
    ]


def test_more_than_three_claims_are_as_dense_as_three():
    assert segments_of("abc", [Span(0, 3, n) for n in range(5)])[0].density == 3


def test_one_claim_drawn_twice_from_the_same_words_counts_once():
    assert segments_of("abc", [Span(0, 3, 7), Span(0, 3, 7)]) == [Segment("abc", (7,), (7,))]


def test_offsets_are_those_of_the_whole_text():
    assert segments_of("world", [Span(100, 103, 1)], offset=100)[0] == Segment("wor", (1,), (1,))


def test_a_passage_that_goes_beyond_the_words_is_cut_at_their_ends():
    assert segments_of("middle", [Span(0, 999, 1)], offset=100) == [Segment("middle", (1,), (1,))]


def test_passages_elsewhere_and_empty_ones_mark_nothing():
    assert segments_of("here", [Span(0, 10, 1), Span(14, 20, 2), Span(11, 11, 3)], offset=10) == [
        Segment("here")
    ]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 5)), max_size=8),
    st.integers(0, 20),
)
def test_segments_joined_are_the_words_and_each_letter_has_its_claims(words, raw, offset):
    spans = [Span(min(a, b), max(a, b), mark) for a, b, mark in raw]
    found = segments_of(words, spans, offset=offset)
    assert "".join(s.words for s in found) == words
    at = offset
    for segment in found:
        for place in range(at, at + len(segment.words)):
            assert set(segment.marks) == {s.mark for s in spans if s.start <= place < s.end}
        at += len(segment.words)


def test_lines_keep_their_newlines_and_a_passage_over_two_lines_ends_once():
    lines = lines_of(segments_of("one\ntwo\nthree", [Span(2, 6, 5)]))
    assert [[s.words for s in line] for line in lines] == [["on", "e\n"], ["tw", "o\n"], ["three"]]
    assert [s.ends for line in lines for s in line] == [(), (), (5,), (), ()]


def test_no_words_are_one_empty_line():
    assert lines_of([]) == [[]]
