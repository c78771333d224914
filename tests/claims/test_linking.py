"""Showing a claim in a second place: same words and standing there, no circle, nothing twice."""

import pytest

from archive.claims import services
from archive.claims.models import Claim, Debate, Rearrangement
from archive.core.models import Publication
from archive.moderation.models import Act
from archive.moderation.services import decide
from tests import factories
from tests.oracle import assert_counted


@pytest.fixture
def other(curator):
    """The thesis of another debate of the same curator."""
    return factories.thesis("They build their own.", curator)


@pytest.fixture
def one(thesis):
    return factories.argument(thesis, statement="It costs them years.")


def linked(claim, parent, curator, stance="supports"):
    words = {"person": curator, "reason": "It bears there.", "stance": stance}
    return services.link_claim(claim=claim, parent=parent, **words).other


def test_a_link_shows_the_standing_of_the_claim_in_another_debate(door, curator, one, other):
    factories.rate(one, convincing=4, times=5)
    assert door.link(curator, one, other, stance="opposes").ok
    link = Claim.objects.get(same_as=one)
    one.refresh_from_db()
    assert (link.parent, link.stance, link.statement, link.author) == (other, "opposes", "", one.author)
    assert link.standing == one.standing > 0.5
    factories.rate(link, convincing=None, bearing=4, times=3)
    before = Claim.objects.get(pk=other.pk).standing
    factories.rate(one, convincing=4, times=5)
    assert Claim.objects.get(pk=other.pk).standing < before
    assert_counted()


def test_a_link_to_a_claim_that_is_removed_counts_no_more(curator, moderator, one, other):
    link = linked(one, other, curator)
    factories.rate(one, times=3)
    factories.rate(link, convincing=None, bearing=4, times=3)
    assert Claim.objects.get(pk=other.pk).standing > 0.5
    decide(act=Act.REMOVE, thing=one, moderator=moderator, rule="civil", reason="Rude.")
    assert Claim.objects.get(pk=other.pk).standing == 0.5
    assert_counted()
    decide(act=Act.RESTORE, thing=one, moderator=moderator, reason="Not rude.")
    assert Claim.objects.get(pk=other.pk).standing > 0.5
    assert_counted()


def test_words_of_a_removed_claim_are_not_shown_by_its_link(client, curator, moderator, one, other):
    link = linked(one, other, curator)
    decide(act=Act.REMOVE, thing=one, moderator=moderator, rule="civil", reason="Rude.")
    for address in (f"/claims/{link.pk}/", f"/api/v1/claims/{link.pk}/", other.debate.get_absolute_url()):
        assert one.statement not in client.get(address).content.decode()


def test_nothing_is_shown_twice_under_one_claim(door, curator, one, thesis, other):
    assert door.link(curator, one, thesis).codes == ("duplicate",)
    linked(one, other, curator)
    assert door.link(curator, one, other).codes == ("duplicate",)
    assert Rearrangement.objects.count() == 1


def test_a_link_that_would_close_a_circle_is_refused(door, curator, one, thesis, other):
    under = factories.argument(one)
    assert door.link(curator, one, under).codes == ("circle",)
    assert door.link(curator, thesis, under).codes == ("circle",)
    assert door.link(curator, one, one).codes == ("circle",)
    linked(thesis, other, curator)  # the other debate depends on this one
    assert door.link(curator, other, under).codes == ("circle",)
    assert Claim.objects.filter(same_as__isnull=False).count() == 1
    assert_counted()


def test_a_move_that_would_close_a_circle_through_a_link_is_refused(door, curator, thesis):
    one, two = factories.argument(thesis), factories.argument(thesis)
    shows = factories.argument(two)
    linked(one, shows, curator)
    assert door.move(curator, two, one).codes == ("circle",)
    assert_counted()


def test_links_are_neither_linked_nor_moved(door, curator, one, other):
    link = linked(one, other, curator)
    under = factories.argument(other)
    assert door.link(curator, link, under).codes == ("is_link",)
    assert door.move(curator, link, under).codes == ("is_link",)
    assert door.merge_claims(curator, link, under).codes == ("is_link",)
    assert door.extract(curator, link).codes == ("is_link",)


def test_one_links_into_debates_that_one_curates_only(door, curator, opponent, one):
    theirs = factories.thesis(author=opponent)
    assert door.link(curator, one, theirs).status == 403
    assert door.link(opponent, one, theirs).ok


def test_the_author_neither_rates_nor_withdraws_the_link_to_their_claim(door, curator, one, other):
    link = linked(one, other, curator)
    assert door.rate(one.author, link, bearing=4).codes == ("own_claim",)
    assert door.withdraw(one.author, link).codes == ("is_link",)


def test_debates_that_show_a_claim_are_known_to_its_debate(curator, one, other):
    linked(one, other, curator)
    assert Debate.objects.get(pk=one.debate_id).shown_in == [other.debate_id]


def test_an_undone_link_is_out_of_sight_and_leads_to_the_claim(door, client, curator, one, other):
    row = services.link_claim(claim=one, parent=other, person=curator, reason="Too.", stance="supports")
    factories.rate(row.other, convincing=None, bearing=4)
    assert door.undo(curator, row).ok
    link = Claim.objects.get(pk=row.other_id)
    assert link.state == Publication.MERGED
    assert client.get(f"/claims/{link.pk}/")["Location"] == f"/claims/{one.pk}/"
    assert str(one.statement) not in client.get(other.debate.get_absolute_url()).content.decode()
    assert door.undo(curator, row).codes == ("undone",)
    assert_counted()
