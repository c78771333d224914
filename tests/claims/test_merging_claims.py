"""Merging duplicates: ratings, evidence and answers united, the other address leads on, nothing is lost."""

import pytest

from archive.claims import services
from archive.claims.models import (
    Claim,
    Drawing,
    Evidence,
    EvidenceRequest,
    Rating,
    Rearrangement,
    SetAsideRating,
)
from archive.core.models import Aim, Publication
from tests import factories
from tests.oracle import assert_counted


@pytest.fixture
def one(thesis):
    return factories.argument(thesis, statement="It costs them years.")


@pytest.fixture
def twin(thesis):
    return factories.argument(thesis, statement="Years are what it costs them.")


@pytest.fixture
def far(thesis):
    """The same point somewhere else."""
    return factories.argument(
        factories.argument(thesis), statement="They lose years by it.", stance="supports"
    )


def test_ratings_are_united_and_who_rated_both_keeps_the_one_of_the_claim_that_stays(
    door, curator, opponent, one, twin
):
    services.rate_claim(claim=one, rater=opponent, convincing=4, bearing=4)
    services.rate_claim(claim=twin, rater=opponent, convincing=0, bearing=0)
    services.rate_claim(claim=twin, rater=one.author, convincing=1, bearing=1)
    factories.rate(twin, convincing=3, bearing=2, times=2)
    assert door.merge_claims(curator, twin, one).ok
    assert sorted(Rating.objects.filter(claim=one).values_list("convincing", "bearing")) == [
        (3, 2),
        (3, 2),
        (4, 4),
    ]
    assert not Rating.objects.filter(claim=twin).exists()
    assert SetAsideRating.objects.filter(carried_to=None).count() == 4
    assert_counted()


def test_evidence_drawings_requests_and_answers_go_over(door, curator, opponent, one, twin, author):
    card = factories.evidence(twin)
    under = factories.argument(factories.argument(twin, statement="They have time."))
    services.ask_for_evidence(claim=twin, person=opponent)
    services.ask_for_evidence(claim=one, person=opponent)
    services.ask_for_evidence(claim=twin, person=author)
    assert door.merge_claims(curator, twin, one).ok
    assert Evidence.objects.get(pk=card.pk).claim == one
    assert Claim.objects.get(pk=under.pk).number == "1.1.1"
    asking = EvidenceRequest.objects.filter(claim=one, answered_by=None)
    assert set(asking.values_list("person", flat=True)) == {opponent.pk, author.pk}
    assert_counted()


def test_drawings_go_over_once(curator, author):
    source = services.capture_source(
        data=b"Spending rose by a sixth.", captured_by=author, fields={"title": "A report"}
    ).source
    debate = services.draw_claim(
        source=source, exact="rose by a sixth", statement="Spending rose.", author=curator
    )
    thesis = Claim.objects.get(debate=debate)
    one = factories.argument(thesis)
    services.move_claim(claim=one, parent=None, person=curator, reason="Its own.")
    row = services.merge_claims(claim=thesis, into=one, person=curator, reason="The same.")
    assert Drawing.objects.get().claim == one
    services.undo_rearrangement(rearrangement=row, person=curator)
    assert Drawing.objects.get().claim == thesis
    assert_counted()


def test_a_duplicate_elsewhere_leaves_a_link_with_its_number_and_its_bearing_ratings(door, curator, one, far):
    number = far.number
    factories.rate(far, convincing=4, bearing=3, times=2)
    services.rate_claim(claim=far, rater=one.author, bearing=1)
    assert door.merge_claims(curator, far, one).ok
    link = Claim.objects.get(same_as=one)
    assert (link.parent_id, link.number, link.stance) == (far.parent_id, number, "supports")
    assert list(Rating.objects.filter(claim=link).values_list("bearing", flat=True)) == [3, 3]
    assert Rating.objects.filter(claim=one, convincing=4, bearing=None).count() == 2
    assert_counted()


def test_its_addresses_lead_to_the_claim_that_stays(client, curator, one, twin):
    third = factories.argument(one.parent)
    services.merge_claims(claim=twin, into=one, person=curator, reason="The same.")
    services.merge_claims(claim=one, into=third, person=curator, reason="The same.")
    for page in ("", "standing/"):
        assert client.get(f"/claims/{twin.pk}/{page}")["Location"] == f"/claims/{third.pk}/{page}"
        told = client.get(f"/claims/{twin.pk}/{page}", follow=True)
        assert told.status_code == 200
    api = client.get(f"/api/v1/claims/{twin.pk}/")
    assert (api.status_code, api["Location"]) == (302, f"http://testserver/api/v1/claims/{third.pk}/")


def test_what_is_posted_to_it_goes_to_the_claim_that_stays(door, curator, opponent, one, twin):
    services.merge_claims(claim=twin, into=one, person=curator, reason="The same.")
    assert door.rate(opponent, twin, convincing=2).ok
    assert Rating.objects.get().claim == one
    assert_counted()


def test_it_is_in_no_thread_list_or_count(client, curator, one, twin, thesis):
    services.merge_claims(claim=twin, into=one, person=curator, reason="The same.")
    thread = client.get(f"/api/v1/debates/{thesis.debate_id}/thread/").json()
    assert [answer["id"] for answer in thread["claims"][0]["answers"]] == [one.pk]
    assert thread["claims"][0]["counters"]["children"] == 1
    assert twin.pk not in [row["id"] for row in client.get("/api/v1/claims/").json()["results"]]


@pytest.mark.parametrize("which", ["itself", "its parent", "its answer", "a link", "elsewhere", "withdrawn"])
def test_what_cannot_be_merged_is_refused(door, curator, one, twin, thesis, which):
    codes = {
        "itself": "same",
        "its parent": "circle",
        "its answer": "circle",
        "a link": "is_link",
        "elsewhere": "wrong_debate",
        "withdrawn": "does_not_exist",
    }
    others = {"itself": one, "its parent": thesis, "elsewhere": factories.thesis(author=curator)}
    if which == "its answer":
        others[which] = factories.argument(one)
    elif which == "a link":
        others[which] = services.link_claim(
            claim=twin, parent=one, person=curator, reason="Too.", stance="supports"
        ).other
    elif which == "withdrawn":
        services.withdraw_claim(claim=twin, author=twin.author)
        others[which] = twin
    told = door.merge_claims(curator, one, others[which])
    assert told.codes == (codes[which],)
    assert not Rearrangement.objects.filter(act="merge").exists()


def test_answers_about_its_bearing_are_not_carried_to_another_place(door, curator, one, twin, far):
    for claim in (twin, far):
        services.post_argument(
            parent=claim, stance="opposes", statement="Beside it.", author=factories.person(), aim=Aim.BEARING
        )
    assert door.merge_claims(curator, far, one).codes == ("answers_at_bearing",)
    assert door.merge_claims(curator, twin, one).ok
    assert_counted()


def test_links_to_it_show_the_claim_that_stays_and_none_stands_beside_it(curator, one, twin, thesis):
    other = factories.thesis("They build their own.", curator)
    beside = factories.argument(thesis)
    words = {"person": curator, "reason": "Too.", "stance": "supports"}
    away = services.link_claim(claim=twin, parent=other, **words).other
    services.link_claim(claim=one, parent=beside, **words)
    double = services.link_claim(claim=twin, parent=beside, **words).other
    row = services.merge_claims(claim=twin, into=one, person=curator, reason="The same.")
    assert Claim.objects.get(pk=away.pk).same_as == one
    assert Claim.objects.get(pk=double.pk).state == Publication.MERGED
    assert_counted()
    services.undo_rearrangement(rearrangement=row, person=curator)
    links = Claim.objects.filter(pk__in=[away.pk, double.pk])
    assert set(links.values_list("same_as", "state")) == {(twin.pk, "published")}
    assert_counted()


def test_a_thesis_merged_into_an_argument_of_another_leaves_none_behind(door, curator, one, twin, thesis):
    services.move_claim(claim=twin, parent=None, person=curator, reason="Its own.")
    factories.argument(twin)
    assert door.merge_claims(curator, thesis, twin).ok
    assert Claim.objects.published().get(parent=None) == twin
    assert Claim.objects.get(pk=one.pk).parent == twin
    assert_counted()
