"""Extracting a branch: a debate of its own, a link in its place, and nothing lost on the way there or back."""

import pytest

from archive.claims import services
from archive.claims.models import Claim, Curatorship, Debate, Rating, Topic
from tests import factories
from tests.oracle import assert_counted


@pytest.fixture
def one(thesis):
    return factories.argument(thesis, statement="It costs them years.")


@pytest.fixture
def under(one):
    return factories.argument(one, statement="The years are few.")


def extracted(claim, curator, **more):
    return services.extract_branch(claim=claim, person=curator, reason="Its own.", **more)


def test_the_branch_is_a_debate_with_what_the_old_one_had(door, curator, opponent, one, under, thesis):
    topic = Topic.objects.create(slug="chips", name="Chips")
    thesis.debate.topics.add(topic)
    Curatorship.objects.create(debate=thesis.debate, curator=opponent, named_by=curator)
    Debate.objects.filter(pk=thesis.debate_id).update(language="de")
    factories.evidence(under)
    factories.rate(one, convincing=4, bearing=3, times=2)
    assert door.extract(opponent, one, title="How many years?").ok
    made = Debate.objects.latest("id")
    assert (made.title, made.language, made.opener, made.held) == ("How many years?", "de", opponent, False)
    assert set(made.curators.all()) == {curator, opponent}
    assert list(made.topics.all()) == [topic]
    assert (made.claims_count, made.evidence_count, made.ratings_count) == (2, 1, 2)
    one.refresh_from_db()
    assert (one.debate, one.parent, one.number) == (made, None, "")
    assert Claim.objects.get(pk=under.pk).number == "1"
    assert_counted()


def test_a_link_stays_at_its_number_with_the_bearing_ratings(door, curator, one, thesis):
    factories.rate(one, convincing=4, bearing=3, times=2)
    standing = Claim.objects.get(pk=thesis.pk).standing
    assert door.extract(curator, one).ok
    link = Claim.objects.get(same_as=one)
    assert (link.parent, link.number, link.stance) == (thesis, "1", "opposes")
    assert set(Rating.objects.filter(claim=link).values_list("bearing", "convincing")) == {(3, None)}
    assert set(Rating.objects.filter(claim=one).values_list("bearing", "convincing")) == {(None, 4)}
    assert Claim.objects.get(pk=thesis.pk).standing == standing
    assert_counted()


def test_what_is_rated_there_counts_here(curator, one, thesis):
    factories.rate(one, convincing=2, bearing=4, times=3)
    extracted(one, curator)
    before = Claim.objects.get(pk=thesis.pk).standing
    factories.rate(Claim.objects.get(pk=one.pk), convincing=4, times=4)
    assert Claim.objects.get(pk=thesis.pk).standing < before
    assert_counted()


def test_links_out_of_the_branch_and_into_it_hold(curator, one, under, thesis):
    beside = factories.argument(thesis)
    words = {"person": curator, "reason": "Too.", "stance": "supports"}
    services.link_claim(claim=beside, parent=under, **words)
    services.link_claim(claim=under, parent=factories.thesis(author=curator), **words)
    row = extracted(one, curator)
    factories.rate(beside, times=3)
    factories.rate(Claim.objects.get(pk=under.pk), times=3)
    assert row.into_id in Debate.objects.get(pk=thesis.debate_id).shown_in
    assert_counted()
    services.undo_rearrangement(rearrangement=row, person=curator)
    assert_counted()


def test_undoing_brings_what_was_posted_since_back_and_closes_the_debate(
    door, client, curator, moderator, one, thesis
):
    row = extracted(one, curator)
    since = factories.argument(Claim.objects.get(pk=one.pk))
    factories.rate(row.other, convincing=None, bearing=4)
    address = row.into.get_absolute_url()
    assert door.undo(curator, row).ok
    assert Claim.objects.get(pk=since.pk).number == "1.1"
    assert Rating.objects.get(claim=one).bearing == 4
    assert client.get(address)["Location"] == f"/claims/{one.pk}/"
    client.force_login(moderator)
    assert client.get(address)["Location"] == f"/claims/{one.pk}/"
    assert client.get("/debates/").status_code == 200
    assert_counted()


def test_a_thesis_has_its_debate_already(door, curator, thesis):
    assert door.extract(curator, thesis).codes == ("thesis",)


def test_no_second_debate_begins_with_the_same_words(door, curator, one):
    factories.thesis(one.statement)
    assert door.extract(curator, one).codes == ("duplicate",)


def test_words_that_cannot_be_a_title_are_refused(door, curator, one):
    assert door.extract(curator, one, title="x" * 501).field == "title"


def test_what_was_written_for_the_old_debate_says_where_the_claim_is_now(
    door, curator, opponent, one, thesis
):
    extracted(one, curator)
    told = door.argue(opponent, one, debate=thesis.debate_id)
    assert told.codes == ("wrong_debate",)
    assert door.argue(opponent, one).ok
    assert_counted()
