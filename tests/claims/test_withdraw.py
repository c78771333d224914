"""Withdrawing one's own claim, and putting it back, through both doors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Claim
from tests import factories
from tests.oracle import assert_counted


def state_of(claim) -> str:
    return Claim.objects.get(pk=claim.pk).state


@pytest.fixture
def rated(thesis, author):
    """An argument with an answer, a card and five ratings."""
    claim = factories.argument(thesis, author=author)
    factories.argument(claim)
    factories.evidence(claim)
    factories.rate(claim, convincing=4, bearing=4, times=5)
    return claim


def test_claim_comes_back_with_everything_that_it_had(door, rated, thesis, author):
    before = Claim.objects.values("standing", "children", "descendants", "subtree_ratings").get(pk=thesis.pk)
    assert door.withdraw(author, rated).ok
    assert state_of(rated) == "withdrawn"
    assert_counted()
    assert door.reinstate(author, rated).ok
    assert state_of(rated) == "published"
    assert Claim.objects.values(*before).get(pk=thesis.pk) == before
    assert_counted()


def test_putting_back_twice_is_putting_back_once(door, rated, author):
    door.withdraw(author, rated)
    assert door.reinstate(author, rated).ok
    assert door.reinstate(author, rated).ok
    assert state_of(rated) == "published"


def test_what_waited_for_a_moderator_waits_again(door, thesis, author, rules):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=author)
    door.withdraw(author, held)
    assert door.reinstate(author, held).ok
    assert state_of(held) == "held"
    assert_counted()


def test_debate_whose_thesis_was_withdrawn_comes_back_with_it(door, client, thesis, curator):
    address = thesis.debate.get_absolute_url()
    door.withdraw(curator, thesis)
    assert client.get(address, follow=True).status_code == 404
    assert door.reinstate(curator, thesis).ok
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("who", ["opponent", "curator", "moderator"])
def test_nobody_else_puts_it_back(door, request, rated, author, who):
    door.withdraw(author, rated)
    assert door.reinstate(request.getfixturevalue(who), rated).status == 403
    assert state_of(rated) == "withdrawn"


def test_what_a_moderator_removed_is_not_put_back_by_its_author(door, rated, author, moderator):
    services.set_claim_state(claim=rated, state="removed", moderator=moderator, reason="Rude.", entry=7)
    assert "not_withdrawn" in door.reinstate(author, rated).codes
    assert state_of(rated) == "removed"


def test_it_can_be_put_back_for_30_days(door, rated, author):
    door.withdraw(author, rated)
    Claim.objects.filter(pk=rated.pk).update(state_at=timezone.now() - timedelta(days=31))
    assert "too_late" in door.reinstate(author, rated).codes


def test_it_does_not_come_back_beside_the_same_words(door, thesis, author, opponent):
    claim = factories.argument(thesis, statement="Chips leak.", author=author)
    door.withdraw(author, claim)
    factories.argument(thesis, statement="Chips leak.", author=opponent)
    assert "duplicate" in door.reinstate(author, claim).codes
    assert state_of(claim) == "withdrawn"


def test_nothing_comes_back_to_a_closed_debate(door, rated, author, curator, thesis):
    door.withdraw(author, rated)
    services.set_debate_state(debate=thesis.debate, by=curator, state="closed", reason="Done.")
    assert "closed" in door.reinstate(author, rated).codes


def test_the_author_is_shown_the_way_back(client, rated, author):
    client.force_login(author)
    page = client.post(f"/claims/{rated.pk}/withdraw/", follow=True).content.decode()
    assert "Your claim is withdrawn." in page
    assert "Put it back" in page
    assert "Put the claim back" in client.get(f"/claims/{rated.pk}/withdraw/").content.decode()
