"""Sentences of a paragraph, guessed from its punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.sources.sentences import sentences_of


def cut(words: str, **more) -> list[str]:
    """Return the sentences as words."""
    return [words[start:end] for start, end in sentences_of(words, **more)]


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("One is here. Two is there.", ["One is here.", "Two is there."]),
        ("“Really?” he asked. Yes… And no!", ["“Really?” he asked.", "Yes…", "And no!"]),
        (
            "Dr. J. Smith of the U.S. Army came. It was 1964.",
            ["Dr. J. Smith of the U.S. Army came.", "It was 1964."],
        ),
        (
            "It rose by 3.5 (see fig. 2). Then it fell.",
            ["It rose by 3.5 (see fig. 2).", "Then it fell."],
        ),
        ("历史教训。控制是否有效？没有人知道", ["历史教训。", "控制是否有效？", "没有人知道"]),
        ("no end", ["no end"]),
        ("a line\nthat goes on. Next", ["a line\nthat goes on.", "Next"]),
        ("  ", []),
    ],
)
def test_sentences_end_at_their_signs_and_not_at_abbreviations(words, sentences):
    assert cut(words) == sentences


def test_lines_are_cut_at_newlines_alone():
    assert cut("- One. Two.\n\n- three", lines=True) == ["- One. Two.", "- three"]


@given(st.text(alphabet="ab. \n!?“”U。\t", max_size=80), st.booleans())
def test_nothing_but_white_space_is_lost_between_sentences(words, lines):
    spans = sentences_of(words, lines=lines)
    assert "".join("".join(words[a:b].split()) for a, b in spans) == "".join(words.split())
    assert all(a < b for a, b in spans)
    assert spans == sorted(spans)
