"""Many anchors found again in a later text: where, how, and which are lost."""

import itertools
import random
import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from archive.sources import refinding
from archive.sources.anchoring import Anchor, describe, find_all
from archive.sources.folding import fold, span_of
from archive.sources.quoting import occurrences
from tests.benchmarks.anchoring import agree, outcome
from tests.benchmarks.versions import draw, rows_of_one_form, versions

TEXT = (
    "The ministry met in the spring. It held that controls would not slow the programme by more than a year.\n\n"
    "Nobody in the ministry agreed. The plan was kept, and the plan was paid for by the provinces.\n\n"
    "In the autumn the first reactor was started. The engineers wrote home about it with some pride.\n\n"
    "The plan was dropped nine years later. By then the engineers had left for the coast."
)


def anchor(words, text=TEXT, nth=0):
    """Return the anchor of these words of the text, of the one that stands there for the nth time."""
    start, end = occurrences(text, words)[nth]
    selector = describe(text, start, end)
    return Anchor(selector.exact, selector.prefix, selector.suffix, start)


def found(words, later, *, nth=0, old=TEXT):
    """Return how the words of `TEXT` are found in a later text, and what stands there."""
    (place,) = find_all(old, later, [anchor(words, nth=nth)])
    return place.how, later[slice(*place.span)] if place.span else None


def changed(*pairs, text=TEXT):
    """Return the text with each first string replaced by the second."""
    for one, other in pairs:
        assert one in text
        text = text.replace(one, other, 1)
    return text


def test_the_same_text_has_every_anchor_at_its_position():
    anchors = [anchor(words) for words in ("controls", "The plan was kept", "the", TEXT, ".")]
    places = find_all(TEXT, TEXT, anchors)
    assert [(place.how, place.span[0]) for place in places] == [("position", one.start) for one in anchors]
    assert all(place.score == pytest.approx(92) for place in places)


def test_the_outcomes_stand_in_the_order_of_the_anchors():
    anchors = [anchor("autumn"), Anchor("not there at all"), anchor("controls")]
    assert [place.how for place in find_all(TEXT, TEXT, anchors)] == ["position", "lost", "position"]


def test_words_that_something_came_before_are_exact():
    assert found("controls would not slow", "A new beginning. " + TEXT) == (
        "exact",
        "controls would not slow",
    )


def test_words_set_otherwise_are_reflowed():
    later = changed(("controls would not slow", "con-\ntrols  would\nnot slow"))
    assert found("controls would not slow", later) == ("reflowed", "con-\ntrols  would\nnot slow")


def test_changed_words_are_found_with_those_that_replaced_them():
    later = "News. " + changed(("would not slow the programme", "could not slow that programme"))
    assert found("It held that controls would not slow the programme", later) == (
        "changed",
        "It held that controls could not slow that programme",
    )


@pytest.mark.parametrize(
    ("words", "change", "expected"),
    [
        ("started. The engineers wrote home", ("started", "lit"), "lit. The engineers wrote home"),
        ("The engineers wrote home about", ("about", "of"), "The engineers wrote home of"),
        (
            "the first reactor was started",
            ("the first", "the very first"),
            "the very first reactor was started",
        ),
        ("the first reactor was started", ("was started", "started"), "the first reactor started"),
    ],
)
def test_changed_words_are_whole_words(words, change, expected):
    assert found(words, "News. " + changed(change)) == ("changed", expected)


def test_words_in_a_moved_paragraph_are_found_where_it_went():
    first, *rest = TEXT.split("\n\n")
    later = "\n\n".join([*rest, first.replace("slow", "halt")])
    assert found("It held that controls", later) == ("exact", "It held that controls")
    assert found("controls would not slow the programme", later)[1] == "controls would not halt the programme"


def test_repeated_words_go_where_their_context_went():
    paragraphs = TEXT.split("\n\n")
    later = "\n\n".join([paragraphs[3], "The plan was new. " + paragraphs[1], paragraphs[2]])
    (place,) = find_all(TEXT, later, [anchor("The plan was", nth=0)])
    assert later[place.span[0] :].startswith("The plan was kept")
    (place,) = find_all(TEXT, later, [anchor("The plan was", nth=1)])
    assert later[place.span[0] :].startswith("The plan was dropped")


@pytest.mark.parametrize("old", [TEXT, None])
def test_a_common_word_goes_where_its_context_agrees_and_not_to_the_first(old):
    later = "The end of the story at the start. " + TEXT
    for nth in range(len(occurrences(TEXT, "the"))):
        one = anchor("the", nth=nth)
        (place,) = find_all(old, later, [one])
        assert place.span[0] == one.start + 35


def test_a_common_word_between_changed_ones_stays_where_it_was():
    later = changed(("about it with", "about their with"), ("in the spring", "at the dawn"))
    assert found("the", later) == ("position", "the") or found("the", later) == ("exact", "the")
    assert find_all(TEXT, later, [anchor("the")])[0].span[0] == later.index("the dawn")


def test_a_common_word_that_was_left_out_is_lost():
    assert found("the", changed(("in the spring", "in spring"))) == ("lost", None)


def test_a_common_word_is_lost_when_nothing_that_stood_around_it_is_left():
    (place,) = find_all(None, changed(("in the spring", "in spring")), [anchor("the")])
    assert place.how == "lost"


def test_a_common_word_is_kept_by_its_place_when_everything_beside_it_was_rewritten():
    one, other = (
        "controls would not slow the programme by more than",
        "sanctions might hinder the enterprise for over",
    )
    later = changed((one, other))
    nth = TEXT[: TEXT.index("the programme")].count("the")
    (place,) = find_all(TEXT, later, [anchor("the", nth=nth)])
    assert place.span == (later.index("the enterprise"), later.index(" enterprise"))


def test_a_word_is_not_found_within_another():
    assert found("in", changed(("met in the", "met machines the")), nth=1) == ("lost", None)
    assert found("paid for", changed(("paid for", "repaid forty"))) == ("lost", None)


@pytest.mark.parametrize("words", ["kept", "paid for", "the coast"])
def test_few_words_that_were_replaced_are_lost(words):
    assert found(words, changed((words, "something else"))) == ("lost", None)


def test_a_word_of_three_letters_may_not_change():
    assert found("had", changed(("had left", "has left"))) == ("lost", None)
    assert found("years", changed(("nine years", "nine yearn"))) == ("changed", "yearn")


@pytest.mark.parametrize("old", [True, False])
def test_a_lost_sentence_is_not_taken_for_a_near_one_of_the_same_form(old):
    near = "In 1961 the committee met twice and reported to the ministry of trade."
    lost = "In 1959 the committee met twice and reported to the ministry of ships."
    before, after = TEXT[:300], TEXT[300:]
    text = f"{before} {lost} {after} {near} So it went on for many years, and little came of it."
    later = f"{before} {after} {near} So it went on for many years, and little came of it."
    place, kept = find_all(text if old else None, later, [anchor(lost, text), anchor(near, text)])
    assert (place.how, kept.how) == ("lost", "exact")


def test_of_neighbours_of_one_form_the_one_left_out_is_lost():
    rows = [
        f"In 19{year} the committee met {year % 7} times and reported to the ministry."
        for year in range(20, 60)
    ]
    text, later = "\n".join(rows), "\n".join(row for at, row in enumerate(rows) if at not in (7, 20, 21))
    places = find_all(text, later, [anchor(row, text) for row in rows])
    assert [at for at, place in enumerate(places) if place.how == "lost"] == [7, 20, 21]
    assert all(
        later[slice(*place.span)] == row for row, place in zip(rows, places, strict=True) if place.span
    )


def test_words_that_stood_twice_are_lost_where_they_were_left_out():
    later = changed(("The plan was kept, and the plan was paid for", "It was kept, and paid for"))
    assert found("The plan was", later) == ("lost", None)
    assert found("The plan was", later, nth=1) == ("exact", "The plan was")


def test_long_words_that_stood_twice_are_found_where_they_are_left():
    twice = "that controls would not slow the programme by more than a year, and that nobody"
    twice += " who was there had ever thought so, for all that was written about it in the years after"
    text = f"Summary: it is said {twice}. {TEXT} In the end it was shown {twice}, which is that."
    later = text.replace(f"Summary: it is said {twice}. ", "")
    (place,) = find_all(text, later, [anchor(twice, text)])
    assert later[slice(*place.span)] == twice


def test_edits_are_bounded_by_a_quarter_of_the_words():
    words = "zqxjkvwzyqxkjzvqwxkyzjqvxwkzqyjxvkwqzxyj"
    text = f"{TEXT} {words} {TEXT[:200]}"
    for edits, how in [(10, "changed"), (11, "lost")]:
        later = text.replace(words, words[: 40 - edits] + "#" * edits)
        assert find_all(text, later, [anchor(words, text)])[0].how == how


def test_edits_are_bounded_by_256():
    chance = random.Random(5)
    words = "".join(chance.choices("abcdefghijklmnop", k=2_000))
    text = f"{TEXT} {words} {TEXT[:200]}"
    for edits, how in [(256, "changed"), (257, "lost")]:
        assert find_all(text, text.replace(words[-edits:], "#" * edits), [anchor(words, text)])[0].how == how


CHINESE = (
    "中国的核计划开始于一九五五年，很快就得到了苏联的帮助。专家们在一九六零年全部离开，"
    "计划并没有停止。试验在沙漠中进行，结果令人满意。"
)
HEBREW = (
    "הוועדה נפגשה באביב והחליטה כי הפיקוח לא יאט את התוכנית. "
    "אחר כך נפגשה הוועדה שוב בסתיו והחליטה אחרת לגמרי. המהנדסים כתבו הביתה."
)


@pytest.mark.parametrize(
    ("text", "words", "change", "expected"),
    [
        (CHINESE, "专家们在一九六零年全部离开", ("全部", "大多"), "专家们在一九六零年大多离开"),
        (CHINESE, "计划并没有停止", ("并没有", "没有"), "计划没有停止"),
        (HEBREW, "נפגשה הוועדה שוב בסתיו והחליטה", ("בסתיו", "בקיץ"), "נפגשה הוועדה שוב בקיץ והחליטה"),
    ],
)
def test_other_scripts_are_found_changed(text, words, change, expected):
    later = "2 " + changed(change, text=text)
    (place,) = find_all(text, later, [anchor(words, text)])
    assert (place.how, later[slice(*place.span)]) == ("changed", expected)


def test_ligatures_and_forms_of_letters_make_no_difference():
    text = f"{TEXT} The first café office was refitted in the winter, at great cost to all. {TEXT}"
    later = unicodedata.normalize("NFD", text.replace("fi", "ﬁ").replace("ffi", "ﬃ"))
    (place,) = find_all(text, later, [anchor("first café office", text)])
    assert place.how == "reflowed"
    assert fold(later[slice(*place.span)]).skeleton == fold("first café office").skeleton


@pytest.mark.parametrize("exact", ["", "  ", "\n"])
def test_no_words_are_lost(exact):
    assert find_all(TEXT, TEXT, [Anchor(exact, start=3)])[0].how == "lost"


@pytest.mark.parametrize("later", ["", " ", "\n\n", "a"])
def test_everything_is_lost_in_an_empty_text(later):
    assert found("controls", later) == ("lost", None)


def test_a_start_that_does_not_fit_the_old_text_is_no_trap():
    for start in (0, 5, 10_000):
        (place,) = find_all(TEXT, TEXT, [Anchor("controls", "It held that ", " would not", start)])
        assert (place.how, place.span[0]) == ("exact", TEXT.index("controls"))


def test_words_without_context_and_place_are_found():
    (place,) = find_all(None, TEXT, [Anchor("The plan was")])
    assert (place.how, place.span[0]) == ("exact", TEXT.index("The plan was"))


def test_words_that_stand_thousands_of_times_are_found_by_their_context():
    later = "it was the plan " * 4_000 + TEXT + " the sun" * 4_000
    assert [place.how for place in find_all(TEXT, later, [anchor("the", nth=n) for n in range(5)])] == [
        "exact"
    ] * 5


@pytest.mark.parametrize("reordered", [False, True])
@pytest.mark.parametrize("share", [0.05, 0.2])
def test_nearly_all_that_can_be_found_are_found_and_none_elsewhere(share, reordered):
    text = versions(share, reordered=reordered, length=30_000)
    drawn = draw(text, 300)
    places = find_all(text.old, text.new, [one.anchor for one in drawn])
    outcomes = [outcome(one, place) for one, place in zip(drawn, places, strict=True)]
    assert sum("findable" in columns for columns in outcomes) <= 3
    assert sum("wrong" in columns for columns in outcomes) == 0
    assert sum("to the letter" in columns for columns in outcomes) >= 0.8 * sum(
        "right" in columns for columns in outcomes
    )


def test_rows_of_one_form_are_not_taken_for_each_other():
    text = rows_of_one_form(0.2, count=200)
    drawn = draw(text, 300, most=17)
    places = find_all(text.old, text.new, [one.anchor for one in drawn])
    outcomes = [outcome(one, place) for one, place in zip(drawn, places, strict=True)]
    assert sum("wrong" in columns for columns in outcomes) <= 3
    assert sum("findable" in columns for columns in outcomes) <= 3


def definition(new, anchor):
    """Return the best place by comparing the words with every stretch of whole words of the text."""
    texts = refinding._Texts(fold(new), None)
    wanted = refinding._wanted(texts, anchor)
    words = [texts.new.letter_at(match.start()) for match in re.finditer(r"\b\w|$", new)]
    stretches = itertools.combinations(words, 2)
    found = [one for stretch in stretches if (one := refinding._compared(texts, wanted, stretch))]
    for how in ("exact", "reflowed"):
        if len(those := [one for one in found if one.how == how]) == 1:
            found.append(replace(those[0], alone=True))
    return max((one for one in found if refinding._trust(texts, wanted, one)), key=rank, default=None)


NOUNS = "plan,controls,ministry,reactor,spring,engineers,coast,year,provinces,pride,autumn,letter,desert,test"
SENTENCES = st.lists(
    st.tuples(st.sampled_from(["the", "of the", "held", "in", "no"]), st.sampled_from(NOUNS.split(","))),
    min_size=3,
    max_size=14,
    unique_by=lambda pair: pair[1],
).map(lambda pairs: " ".join(map(" ".join, pairs)).split())
CHANGES = st.lists(
    st.tuples(st.integers(0, 39), st.sampled_from(["", "new", "machine"]), st.booleans()), max_size=5
)


@given(SENTENCES, CHANGES, st.data())
@settings(max_examples=200, deadline=None)
def test_one_anchor_is_found_as_by_the_definition(words, changes, data):
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, min(len(words), first + 9)))
    start = len(" ".join(words[:first])) + (first > 0)
    one = describe(text, start, start + len(" ".join(words[first:last])))
    for at, word, added in changes:
        if at < len(words):
            words = [*words[:at], *([word] if word else []), *words[at + (not added) :]]
    later = " ".join(words)
    wanted = Anchor(one.exact, one.prefix, one.suffix, one.start)
    (place,) = find_all(None, later, [wanted])
    best = definition(later, wanted)
    if place.span is None or best is None:
        score = best.score if best else place.score
        assert score < CLEAR or not shares_a_run(wanted, later)
    else:
        assert (place.how == "changed") == (best.how == "changed")
        span = span_of(fold(wanted.exact), fold(later), best.place)
        assert place.score >= best.score - 3 or agree(place.span, span)


# What scores less may be lost, or found, for an edge of it that was put otherwise.
CLEAR = refinding.FEW_AT_LEAST + refinding.NO_CONTEXT + 5


def rank(candidate):
    """Return how candidates are ordered: the same words first, then by score."""
    return candidate.how != "changed", candidate.score


def shares_a_run(anchor, later):
    """Tell whether eight letters of the anchor or its context are in the text: fewer are not looked up."""
    letters = fold(anchor.prefix + anchor.exact + anchor.suffix).skeleton
    return any(letters[at : at + 8] in fold(later).skeleton for at in range(len(letters) - 7))


ODD = st.text(st.sampled_from("ab c-\u00ad\n“'fi中国é—א"), max_size=60)


@given(ODD, ODD, st.data())
@settings(max_examples=300, deadline=None)
def test_what_is_found_holds_what_it_is_said_to_hold(old, new, data):
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    exact = old[start:end]
    wanted = Anchor(exact, old[max(0, start - 9) : start], old[end : end + 9], start)
    for before in (old, None):
        (place,) = find_all(before, new, [wanted])
        if place.span is None:
            assert (place.how, place.score) == ("lost", 0)
            continue
        words = new[slice(*place.span)]
        assert 0 < place.score <= refinding.WHOLE + 1e-9
        if place.how in ("position", "exact"):
            assert words == exact
        else:
            edits = Levenshtein.distance(fold(words).skeleton, fold(exact).skeleton)
            assert edits <= (refinding.edits_allowed(exact) if place.how == "changed" else 0)
