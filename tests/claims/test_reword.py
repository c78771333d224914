"""Rewording and withdrawing one's own claims, through every door."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from archive.claims.models import Claim
from tests import factories


@pytest.fixture
def argument(thesis, author):
    return factories.argument(thesis, statement="They leek.", author=author)


def test_author_rewords_at_once_and_the_revision_stays(door, argument, author):
    assert door.reword(author, argument, "They leak.").ok
    argument.refresh_from_db()
    assert (argument.statement, argument.reworded_at is None) == ("They leak.", False)
    events = apps.get_model("archive", "ClaimEvent").objects.filter(pgh_obj_id=argument.pk).order_by("pgh_id")
    assert [e.statement for e in events] == ["They leek.", "They leak."]
    assert events.last().pgh_context.metadata["user"] == author.pk


def test_address_of_a_debate_follows_its_reworded_thesis(door, thesis, curator):
    assert door.reword(curator, thesis, "Other words now.").ok
    thesis.debate.refresh_from_db()
    assert thesis.debate.slug == "other-words-now"


def test_rewording_ends_when_somebody_has_answered(door, argument, author, opponent):
    factories.argument(argument, author=opponent)
    assert door.reword(author, argument, "Other words.").codes == ("reacted",)


def test_rewording_ends_when_somebody_has_rated(door, argument, author):
    factories.rate(argument)
    assert door.reword(author, argument, "Other words.").codes == ("reacted",)


def test_rewording_ends_after_half_an_hour(door, argument, author):
    Claim.objects.filter(pk=argument.pk).update(created=timezone.now() - timedelta(minutes=31))
    assert door.reword(author, argument, "Other words.").codes == ("window_over",)


def test_others_do_not_reword(door, argument, opponent, moderator):
    assert door.reword(opponent, argument, "Other words.").status == 403
    assert door.reword(moderator, argument, "Other words.").status == 403


def test_removed_words_do_not_show_on_the_form(client, argument, opponent):
    Claim.objects.filter(pk=argument.pk).update(state="removed")
    client.force_login(opponent)
    assert "They leek." not in client.get(f"/claims/{argument.pk}/reword/").content.decode()


def test_bad_words_are_refused_at_the_field(door, argument, author):
    outcome = door.reword(author, argument, "")
    assert (outcome.codes, outcome.field) == (("empty",), "statement")


def test_withdrawn_claim_no_longer_counts(door, argument, thesis, author):
    factories.rate(argument, convincing=4, bearing=4, times=5)
    assert door.withdraw(author, argument).ok
    assert door.withdraw(author, argument).ok
    thesis.refresh_from_db()
    assert (thesis.children, thesis.standing, thesis.subtree_ratings) == (0, 0.5, 0)


def test_others_do_not_withdraw(door, argument, opponent):
    assert door.withdraw(opponent, argument).status == 403
    argument.refresh_from_db()
    assert argument.state == "published"
