"""Rearranging while others write: no standing is wrong, nothing is lost, nobody waits for ever."""

import pytest
from django.db import transaction

from archive.claims import services
from archive.claims.models import Claim, Debate, Rating, Rearrangement
from archive.claims.services.path import lock_debates
from tests import factories
from tests.moderation.test_at_once import at_once
from tests.oracle import assert_counted
from tests.sources.test_at_once import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def one(thesis):
    return factories.argument(thesis, statement="It costs them years.")


@pytest.fixture
def two(thesis):
    return factories.argument(thesis, statement="It drives them on.")


def codes(results):
    return sorted(getattr(result, "code", type(result).__name__) for result in results)


def moving(claim, parent, person):
    words = {"person": person, "reason": "There.", "stance": "supports"}
    return lambda: services.move_claim(claim=Claim.objects.get(pk=claim.pk), parent=parent, **words)


def linking(claim, parent, person):
    words = {"person": person, "reason": "There.", "stance": "supports"}
    return lambda: services.link_claim(claim=claim, parent=parent, **words)


def rating(claim):
    rater = factories.person()
    return lambda: services.rate_claim(claim=claim, rater=rater, convincing=4)


def answering(claim):
    author = factories.person()
    return lambda: factories.argument(claim, author=author)


def test_of_two_moves_under_each_other_one_wins(curator, one, two):
    results = at_once(moving(one, two, curator), moving(two, one, curator))
    assert codes(results) == ["Rearrangement", "inside_itself"]
    assert_counted()


def test_a_claim_that_is_answered_and_rated_while_it_moves_is_counted_where_it_stands(curator, one, two):
    under = factories.argument(one)
    results = at_once(moving(under, two, curator), answering(under), rating(under), answering(one))
    assert None not in results
    assert Claim.objects.get(pk=under.pk).children == 1
    assert_counted()


def test_what_is_posted_with_an_old_place_in_hand_lands_where_the_claim_is(curator, one, two):
    under = factories.argument(one)
    old = Claim.objects.get(pk=under.pk)
    moving(under, two, curator)()
    services.rate_claim(claim=old, rater=factories.person(), convincing=4, bearing=4)
    answer = factories.argument(old)
    assert answer.number == "2.1.1"
    assert_counted()


def test_a_duplicate_that_is_rated_while_it_is_merged_loses_no_rating(curator, one, two):
    results = at_once(
        lambda: services.merge_claims(claim=one, into=two, person=curator, reason="Same."),
        rating(one),
        rating(two),
    )
    given = sum(isinstance(result, Rating) for result in results)
    assert Rating.objects.filter(claim=two).count() == given
    assert_counted()


def test_of_a_merge_each_way_one_wins(curator, one, two):
    def merging(claim, into):
        return lambda: services.merge_claims(claim=claim, into=into, person=curator, reason="Same.")

    results = at_once(merging(one, two), merging(two, one))
    assert codes(results)[0] == "Rearrangement"
    assert Rearrangement.objects.count() == 1
    assert_counted()


def test_of_two_who_undo_one_is_told(curator, moderator, one, two):
    row = moving(one, two, curator)()
    results = at_once(
        *(
            lambda by=by: services.undo_rearrangement(rearrangement=row, person=by)
            for by in (curator, moderator)
        )
    )
    assert codes(results) == ["Rearrangement", "undone"]
    assert_counted()


def test_a_claim_that_is_extracted_while_it_is_answered_loses_nothing(curator, one):
    results = at_once(
        lambda: services.extract_branch(claim=one, person=curator, reason="Its own."),
        answering(one),
        rating(one),
    )
    assert set(codes(results)) <= {"Rearrangement", "Claim", "Rating", "moved"}
    assert_counted()


@pytest.fixture
def crossed(curator, one):
    """Two debates, each with a link to a claim of the other, and no circle."""
    other = factories.thesis("They build their own.", curator)
    theirs = factories.argument(other)
    first, second = factories.argument(other), factories.argument(one.parent)
    linking(one, first, curator)()
    linking(theirs, second, curator)()
    for link in Claim.objects.filter(same_as__isnull=False):
        factories.rate(link, convincing=None, bearing=4)
    return one, theirs


def test_debates_that_show_each_others_claims_do_not_wait_for_each_other_for_ever(crossed):
    one, theirs = crossed
    for _ in range(3):
        results = at_once(rating(one), rating(theirs), answering(one), answering(theirs))
        assert codes(results) == ["Claim", "Claim", "Rating", "Rating"]
    assert_counted()


def test_two_links_that_would_close_a_circle_together_are_one_link(curator, one):
    other = factories.thesis("They build their own.", curator)
    theirs = factories.argument(other)
    results = at_once(linking(one.parent, theirs, curator), linking(other, one, curator))
    assert codes(results) == ["Rearrangement", "circle"]
    assert_counted()


def test_a_link_that_comes_while_somebody_waits_for_a_lock_is_counted_too(curator, one):
    factories.rate(one, times=2)
    elder = factories.thesis("They build their own.", curator)
    younger = factories.argument(one.parent)
    done = []
    with transaction.atomic():
        lock_debates([elder.debate_id, one.debate_id])
        threads = meanwhile(lambda: done.append(rating(one)()))
        linking(younger, elder, curator)()
        linking(one, elder, curator)()
    threads[0].join(timeout=30)
    assert isinstance(done[0], Rating)
    assert Debate.objects.get(pk=one.debate_id).shown_in == [elder.debate_id]
    assert_counted()
