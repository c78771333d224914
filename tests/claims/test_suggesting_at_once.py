"""Suggestions and curators when two act at once: one wins, the other is told, nothing is counted wrong."""

import pytest

from archive.claims import services
from archive.claims.models import Claim, Curatorship, Rating, Suggestion
from tests import factories
from tests.moderation.test_at_once import at_once
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db(transaction=True)


def codes(results):
    return sorted(getattr(result, "code", type(result).__name__) for result in results)


def accepting(row, person):
    return lambda: services.accept_suggestion(suggestion=Suggestion.objects.get(pk=row.pk), person=person)


def test_of_two_curators_who_accept_two_suggestions_for_one_claim_one_is_told(thesis, curator):
    claim, second = factories.argument(thesis), factories.curate(thesis.debate, factories.person())
    factories.rate(claim, times=2)
    rows = [factories.suggestion(claim) for _ in range(2)]
    results = at_once(accepting(rows[0], curator), accepting(rows[1], second))
    assert codes(results) == ["Suggestion", "stale"]
    assert sorted(Suggestion.objects.values_list("state", flat=True)) == ["accepted", "open"]
    assert_counted()


def test_a_rating_given_while_a_rewording_is_accepted_is_of_the_one_wording_or_the_other(thesis, curator):
    claim, rater = factories.argument(thesis), factories.person()
    row = factories.suggestion(claim)
    rating = lambda: services.rate_claim(claim=Claim.objects.get(pk=claim.pk), rater=rater, convincing=2)  # noqa: E731
    at_once(accepting(row, curator), rating)
    aside = row.set_aside.filter(rater=rater).count()
    assert aside + Rating.objects.filter(claim=claim, rater=rater).count() == 1
    assert_counted()


def test_of_two_last_curators_who_leave_at_once_one_stays(thesis, curator):
    second = factories.curate(thesis.debate, factories.person())
    leaving = [
        lambda who=who: services.leave_curating(debate=thesis.debate, person=who) for who in (curator, second)
    ]
    results = at_once(*leaving)
    assert codes(results) == ["NoneType", "last_curator"]
    assert Curatorship.objects.filter(debate=thesis.debate).count() == 1
