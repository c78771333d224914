"""Drawing a claim from words of a source, through every door."""

import pytest

from archive.claims.models import Claim, Debate
from archive.claims.services import capture_source
from archive.sources.models import Passage

TEXT = "Rules were written to slow a rival down.\n\nWhether they did is another question, and a harder one."


@pytest.fixture
def source(author):
    data = TEXT.encode()
    return capture_source(data=data, filename="a.txt", captured_by=author, fields={"title": "Rules"}).source


def test_thesis_keeps_its_anchor(door, source, opponent):
    assert door.draw(opponent, source, "slow a rival down", "Rules are meant to slow.", paragraph=1).ok
    anchor = Claim.objects.get().drawings.get().passage
    assert (anchor.exact, anchor.paragraph) == ("slow a rival down", 1)
    assert source.texts.get().text[anchor.start : anchor.end] == anchor.exact
    assert anchor.prefix.endswith("written to ")
    assert anchor.suffix.startswith(".")


@pytest.mark.parametrize(
    ("exact", "paragraph", "code"),
    [
        ("words that stand nowhere", None, "not_in_text"),
        ("slow a rival down", 2, "not_in_text"),
        ("", 1, "empty"),
        ("a" * 2001, None, "too_long"),
        ("slow\x00down", None, "control"),
    ],
)
def test_words_that_cannot_be_an_anchor_are_refused(door, source, opponent, exact, paragraph, code):
    outcome = door.draw(opponent, source, exact, "Rules are meant to slow.", paragraph=paragraph)
    assert (outcome.field, outcome.codes) == ("exact", (code,))
    assert outcome.status == {"html": 422, "api": 400}[door.name]
    assert not Passage.objects.exists()
    assert not Debate.objects.exists()


def test_bad_statement_leaves_no_passage_behind(door, source, opponent):
    assert door.draw(opponent, source, "slow a rival down", " ").codes == ("empty",)
    assert not Passage.objects.exists()


def test_the_same_drawing_twice_is_one(door, source, opponent):
    for _ in range(2):
        assert door.draw(opponent, source, "slow a rival down", "Rules are meant to slow.").ok
    assert (Debate.objects.count(), Passage.objects.count()) == (1, 1)
