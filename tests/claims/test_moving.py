"""Moving a claim: its subtree comes along, convincing ratings stay, bearing ratings are set aside."""

import pytest

from archive.claims import services
from archive.claims.models import Claim, Curatorship, Rating, Rearrangement, SetAsideRating
from archive.core.models import Aim
from tests import factories
from tests.oracle import assert_counted


@pytest.fixture
def one(thesis):
    return factories.argument(thesis, statement="It costs them years.")


@pytest.fixture
def two(thesis):
    return factories.argument(thesis, statement="It drives them on.")


def numbers(debate_id):
    return {c.statement: c.number for c in Claim.objects.filter(debate=debate_id)}


def test_a_moved_claim_takes_everything_under_it_along(door, curator, one, two):
    under = factories.argument(one)
    deep = factories.argument(under)
    assert door.move(curator, under, two, stance="supports").ok
    moved, deepest = Claim.objects.get(pk=under.pk), Claim.objects.get(pk=deep.pk)
    assert (moved.parent, moved.stance, moved.number, moved.moved_at is None) == (
        two,
        "supports",
        "2.1",
        False,
    )
    assert (deepest.number, deepest.depth, deepest.moved_at) == ("2.1.1", 3, None)
    assert_counted()


def test_convincing_ratings_stay_and_its_own_bearing_ratings_are_set_aside(door, curator, one, two, opponent):
    under = factories.argument(one)
    deep = factories.argument(under)
    services.rate_claim(claim=under, rater=opponent, convincing=3, bearing=4)
    factories.rate(under, convincing=None, bearing=1)
    services.rate_claim(claim=deep, rater=opponent, bearing=2)
    assert door.move(curator, under, two).ok
    assert list(Rating.objects.filter(claim=under).values_list("convincing", "bearing")) == [(3, None)]
    assert Rating.objects.get(claim=deep).bearing == 2
    assert sorted(SetAsideRating.objects.values_list("value", flat=True)) == [1, 4]
    assert_counted()


def test_a_claim_becomes_a_thesis_of_its_own(door, curator, one, thesis):
    under = factories.argument(one)
    factories.rate(one, bearing=3)
    assert door.move(curator, one, None).ok
    one.refresh_from_db()
    assert (one.parent, one.stance, one.depth, one.debate) == (None, None, 0, thesis.debate)
    assert Claim.objects.get(pk=under.pk).depth == 1
    assert_counted()


def test_a_thesis_goes_under_another_and_the_last_one_stays(door, curator, one, thesis):
    services.move_claim(claim=one, parent=None, person=curator, reason="Its own.")
    assert door.move(curator, thesis, one.pk).ok
    assert door.move(curator, one, thesis).codes == ("inside_itself",)
    assert door.move(curator, thesis, None).ok
    assert_counted()


def test_no_number_is_given_twice(door, curator, one, two, thesis):
    assert door.move(curator, two, one).ok
    assert factories.argument(thesis).number == "3"


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("itself", "inside_itself"),
        ("under it", "inside_itself"),
        ("its parent", "same"),
        ("elsewhere", "wrong_debate"),
        ("a link", "parent_is_link"),
        ("withdrawn", "parent_withdrawn"),
        ("nowhere", "does_not_exist"),
        ("twin", "duplicate"),
    ],
)
def test_places_that_are_none_are_refused(door, curator, one, two, thesis, where, code):
    under = factories.argument(one)
    places = {"itself": one, "under it": under, "its parent": thesis, "nowhere": 10**9}
    if where == "elsewhere":
        places[where] = factories.thesis()
    elif where == "a link":
        row = services.link_claim(claim=under, parent=two, person=curator, reason="Too.", stance="supports")
        places[where] = row.other
    elif where == "withdrawn":
        factories.argument(two)
        services.withdraw_claim(claim=two, author=two.author)
        places[where] = two
    elif where == "twin":
        factories.argument(two, statement=one.statement)
        places[where] = two
    stance = one.stance if where == "its parent" else "supports"
    told = door.move(curator, one, places[where], stance=stance)
    assert not told.ok
    assert told.codes == (code,) or (where, told.codes) == ("withdrawn", ("does_not_exist",))
    assert not Rearrangement.objects.filter(act="move").exists()
    assert_counted()


@pytest.mark.parametrize("reason", ["", " ", "x" * 501, "a\x00b"])
def test_a_reason_is_asked_for(door, curator, one, two, reason):
    told = door.move(curator, one, two, reason=reason)
    assert (told.ok, told.field) == (False, "reason")


def test_bad_words_are_refused(door, curator, one, two):
    assert door.move(curator, one, two, stance="maybe").field == "stance"
    assert door.move(curator, one, two, aim="nothing").field == "aim"


def test_what_its_answers_say_of_its_bearing_keeps_it_from_becoming_a_thesis(door, curator, one):
    services.post_argument(
        parent=one,
        stance="opposes",
        statement="Beside the point.",
        author=factories.person(),
        aim=Aim.BEARING,
    )
    assert door.move(curator, one, None).codes == ("answers_at_bearing",)


def test_threads_end_fifty_steps_down(door, curator, one, thesis):
    end = one
    for _ in range(48):
        end = factories.argument(end)
    high = factories.argument(factories.argument(thesis))
    factories.argument(high)
    assert door.move(curator, high, end).codes == ("too_deep",)
    assert_counted()


def test_closed_debates_stay_as_they_are(door, curator, one, two, thesis):
    services.set_debate_state(debate=thesis.debate, by=curator, state="closed", reason="Done.")
    assert door.move(curator, one, two).codes == ("closed",)


@pytest.mark.parametrize("act", ["move", "link", "merge_claims", "extract", "undo"])
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("visitor", False),
        ("stranger", False),
        ("member", False),
        ("author", False),
        ("curator", True),
        ("elsewhere's", False),
        ("moderator", True),
    ],
)
def test_who_may(door, act, who, may, curator, moderator, stranger, opponent, thesis):
    one = factories.argument(thesis)
    two = factories.argument(thesis)
    people = {
        "visitor": None,
        "stranger": stranger,
        "member": opponent,
        "author": one.author,
        "curator": curator,
        "elsewhere's": factories.thesis(author=factories.person()).author,
        "moderator": moderator,
    }
    under = factories.argument(two)
    row = services.move_claim(claim=under, parent=one, person=curator, reason="So.", stance="supports")
    calls = {
        "move": lambda by: door.move(by, one, two),
        "link": lambda by: door.link(by, one, two),
        "merge_claims": lambda by: door.merge_claims(by, one, two),
        "extract": lambda by: door.extract(by, one),
        "undo": lambda by: door.undo(by, row),
    }
    told = calls[act](people[who])
    assert told.ok is may
    if not may:
        assert told.status == (401 if who == "visitor" else 403)
    assert_counted()


def test_who_was_named_curator_may(door, opponent, curator, one, two):
    Curatorship.objects.create(debate=one.debate, curator=opponent, named_by=curator)
    assert door.move(opponent, one, two).ok


def test_a_newcomer_rearranges_nothing(door, curator, one, two, rules):
    rules(HOLD_FIRST=9)
    assert door.move(curator, one, two).codes == ("newcomer",)
