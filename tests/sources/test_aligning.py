"""Two versions of a text laid upon each other: what stayed, what moved, and where things lie now."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.sources.aligning import Alignment, Run, align
from archive.sources.folding import fold
from tests.benchmarks.versions import versions

ONE = "thecommitteemetinthespringandheldthatcontrolswouldnotslowtheprogramme"
TWO = "nobodyintheministryagreedandtheplanwaspaidforbytheprovincesallthesame"
THREE = "inautumnthefirstreactorwasstartedandtheengineerswrotehomeaboutitall"


def letters(alignment, old):
    """Return the letters that stayed, run by run."""
    return [old[run.old : run.old_end] for run in alignment.runs]


def test_the_same_text_is_one_run():
    assert align(ONE, ONE).runs == (Run(0, 0, len(ONE)),)


def test_a_changed_word_parts_two_runs():
    later = ONE.replace("controls", "sanctions")
    assert "".join(letters(align(ONE, later), ONE)).startswith("thecommitteemetinthespringandheldthat")
    at = ONE.index("wouldnot")
    assert align(ONE, later).place(at, at + 8, 0) == (at + 1, at + 9)


def test_a_moved_paragraph_is_found_where_it_went():
    alignment = align(ONE + TWO + THREE, THREE + ONE + TWO)
    start = len(ONE + TWO)
    assert alignment.place(start, start + len(THREE), 0) == (0, len(THREE))
    assert alignment.place(0, len(ONE), 0) == (len(THREE), len(THREE + ONE))


def test_replaced_letters_lie_between_their_neighbours():
    alignment = align(ONE + "abcdefgh" + TWO, ONE + "zyxwvuts" + TWO)
    assert alignment.place(len(ONE), len(ONE) + 8, 2) == (len(ONE), len(ONE) + 8)


def test_letters_that_were_left_out_lie_nowhere():
    alignment = align(ONE + TWO + THREE, ONE + THREE)
    assert alignment.place(len(ONE), len(ONE + TWO), 10) is None
    assert alignment.expected(len(ONE)) == len(ONE)


def test_shares_tell_own_letters_from_others():
    alignment = align(ONE + TWO, TWO + ONE)
    assert alignment.shares(0, 10, len(ONE), len(ONE + TWO)) == (10, 0)
    assert alignment.shares(0, 10, 0, len(ONE)) == (0, 10)
    assert alignment.shares(len(TWO) - 4, len(TWO) + 6, 0, len(ONE)) == (6, 4)


def test_nothing_is_joined_to_nothing():
    assert not Alignment(()).is_joined(0, 3, 0, 3, 5)
    assert Alignment(()).place(0, 3, 5) is None
    assert Alignment(()).expected(7) == 7


@pytest.mark.parametrize("pair", [(0.05, False), (0.2, True)])
def test_most_of_a_text_is_found_again(pair):
    text = versions(pair[0], reordered=pair[1], length=20_000)
    old = fold(text.old).skeleton
    assert sum(run.size for run in align(old, fold(text.new).skeleton).runs) > (1 - 1.2 * pair[0]) * len(old)


TEXTS = st.lists(st.sampled_from([ONE, TWO, THREE, ONE[:20], TWO[30:], "ab", "a", "x" * 40]), max_size=9).map(
    "".join
)


@given(TEXTS, TEXTS)
@example("", "")
@example("", ONE)
@example("x" * 9_000 + ONE, "x" * 8_000 + TWO)
def test_runs_are_equal_and_do_not_overlap(old, new):
    runs = align(old, new).runs
    assert all(old[run.old : run.old_end] == new[run.new : run.new_end] for run in runs)
    assert all(one.old_end <= other.old for one, other in pairwise(runs))
    assert all(one.new_end <= other.new for one, other in pairwise(sorted(runs, key=lambda run: run.new)))
    assert all(run.size > 0 for run in runs)
