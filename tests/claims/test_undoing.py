"""Undoing what curators rearranged: everything is back, what came later stays, and what cannot be is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.claims import services
from archive.claims.models import Claim, Debate, Evidence, Rating, Rearrangement
from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication
from tests import factories
from tests.oracle import assert_counted

DERIVED_AGAIN = {"vacated"}  # only ever grows


def rows():
    """Return what stands everywhere: claims, their ratings, their cards, their debates' counters."""
    claims = {
        row.pop("id"): {k: v for k, v in row.items() if k not in DERIVED_AGAIN}
        for row in Claim.objects.exclude(state=Publication.MERGED).values()
    }
    ratings = set(
        Rating.objects.exclude(claim__state=Publication.MERGED).values_list(
            "claim", "rater", "convincing", "bearing", "created"
        )
    )
    cards = set(Evidence.objects.values_list("id", "claim"))
    counters = Debate.objects.exclude(claims_count=0).values_list(
        "id", "slug", "claims_count", "evidence_count", "ratings_count"
    )
    return claims, ratings, cards, set(counters)


@pytest.fixture
def tree(thesis):
    """A debate with two branches, rated and with evidence throughout."""
    one = factories.argument(thesis, statement="It costs them years.")
    two = factories.argument(thesis, statement="It drives them on.", stance="supports")
    under = factories.argument(one, statement="The years are few.")
    deep = factories.argument(under, statement="They are many.", stance="supports")
    beside = factories.argument(one, statement="The years are not many.")
    for claim in (one, two, under, deep, beside):
        factories.rate(claim, convincing=3, bearing=2, times=2)
        factories.evidence(claim)
    factories.rate(thesis, times=2)
    factories.rate(under, convincing=None, bearing=4)
    services.ask_for_evidence(claim=under, person=factories.person())
    return {"thesis": thesis, "one": one, "two": two, "under": under, "deep": deep, "beside": beside}


def act(name, tree, curator):
    """Do one of the four acts on the claim `under`."""
    words = {"claim": tree["under"], "person": curator, "reason": "It belongs there."}
    if name == "move":
        return services.move_claim(parent=tree["two"], stance="supports", **words)
    if name == "top":
        return services.move_claim(parent=None, **words)
    if name == "stance":
        return services.move_claim(parent=tree["one"], stance="supports", **words)
    if name == "link":
        return services.link_claim(parent=tree["two"], stance="supports", **words)
    if name == "merge":
        return services.merge_claims(into=tree["two"], **words)
    if name == "merge beside":
        return services.merge_claims(into=tree["beside"], **words)
    return services.extract_branch(**words)


ACTS = ["move", "top", "stance", "link", "merge", "merge beside", "extract"]


@pytest.mark.parametrize("name", ACTS)
def test_acting_and_undoing_leaves_every_row_as_it_was(tree, curator, name):
    before = rows()
    row = act(name, tree, curator)
    assert_counted()
    assert rows() != before
    services.undo_rearrangement(rearrangement=row, person=curator)
    assert_counted()
    for was, now in zip(before, rows(), strict=True):
        assert now == was


@pytest.mark.parametrize("name", ACTS)
def test_undoing_comes_to_an_end_after_thirty_days(door, tree, curator, name):
    row = act(name, tree, curator)
    Rearrangement.objects.filter(pk=row.pk).update(created=timezone.now() - timedelta(days=30, seconds=1))
    assert door.undo(curator, row).codes == ("too_late",)


@pytest.mark.parametrize("name", ACTS)
def test_undoing_twice_is_refused(door, tree, curator, name):
    row = act(name, tree, curator)
    assert door.undo(curator, row).ok
    assert door.undo(curator, row).codes == ("undone",)
    assert_counted()


@pytest.mark.parametrize("name", ACTS)
def test_in_a_closed_debate_moderators_alone_undo(door, tree, curator, moderator, name):
    row = act(name, tree, curator)
    services.set_debate_state(debate=row.debate, by=curator, state="closed", reason="Done.")
    assert door.undo(curator, row).codes == ("closed",)
    assert door.undo(moderator, row).ok
    assert_counted()


def test_what_came_to_the_kept_claim_since_stays_there(tree, curator):
    row = act("merge", tree, curator)
    since, card = factories.argument(tree["two"]), factories.evidence(tree["two"])
    services.undo_rearrangement(rearrangement=row, person=curator)
    assert Claim.objects.get(pk=since.pk).parent == tree["two"]
    assert Evidence.objects.get(pk=card.pk).claim == tree["two"]
    assert_counted()


def test_ratings_changed_or_taken_back_since_are_not_overruled(tree, curator):
    stays, changes, leaves = (factories.person() for _ in range(3))
    for rater in (stays, changes, leaves):
        services.rate_claim(claim=tree["under"], rater=rater, convincing=1)
    row = act("merge", tree, curator)
    services.rate_claim(claim=tree["two"], rater=changes, convincing=4)
    services.withdraw_rating(claim=tree["two"], rater=leaves)
    services.undo_rearrangement(rearrangement=row, person=curator)
    on = {
        name: dict(Rating.objects.filter(claim=tree[name]).values_list("rater", "convincing"))
        for name in ("under", "two")
    }
    assert (on["under"].get(stays.pk), on["two"].get(stays.pk)) == (1, None)
    assert (on["under"].get(changes.pk), on["two"].get(changes.pk)) == (1, 4)
    assert (on["under"].get(leaves.pk), on["two"].get(leaves.pk)) == (None, None)
    assert_counted()


def test_what_happened_since_can_forbid_it(door, tree, curator, moderator):
    first = act("move", tree, curator)
    second = services.move_claim(claim=tree["under"], parent=None, person=curator, reason="Up.")
    assert door.undo(curator, first).codes == ("moved_since",)
    assert door.undo(curator, second).ok
    services.withdraw_claim(claim=tree["one"], author=tree["one"].author)
    assert door.undo(curator, first).codes == ("parent_withdrawn",)
    assert_counted()


def test_merges_of_merges_are_undone_in_their_order(door, tree, curator):
    first = act("merge", tree, curator)
    second = services.merge_claims(claim=tree["two"], into=tree["beside"], person=curator, reason="Same.")
    assert door.undo(curator, first).codes == ("merged_since",)
    assert door.undo(curator, second).ok
    assert door.undo(curator, first).ok
    assert_counted()


def test_a_move_goes_back_to_where_the_old_parent_stands_now(tree, curator):
    row = act("move", tree, curator)
    services.move_claim(claim=tree["one"], parent=None, person=curator, reason="Up.")
    services.undo_rearrangement(rearrangement=row, person=curator)
    assert Claim.objects.get(pk=tree["under"].pk).parent == tree["one"]
    assert_counted()


def test_who_may_not_see_the_debate_cannot_undo_in_it(door, tree, curator, opponent):
    row = act("move", tree, curator)
    assert door.undo(opponent, row).status == 403
    assert door.undo(curator, 10**9).status == 404
    with pytest.raises((NotAllowed, Refused)):
        services.undo_rearrangement(rearrangement=row, person=opponent)


@pytest.mark.parametrize("name", ["move", "link", "merge", "extract"])
def test_each_page_says_what_will_happen_before_it_does_it(client, tree, curator, opponent, name):
    client.force_login(curator)
    under, two = tree["under"], tree["two"]
    field = "into" if name == "merge" else "parent"
    for query in ("", "?q=drives", f"?q={two.number}", f"?q=%23{two.pk}", "?q=nothing+of+it"):
        assert client.get(f"/claims/{under.pk}/{name}/{query}").status_code == 200
    told = client.get(f"/claims/{under.pk}/{name}/?{field}={two.pk}&stance=supports").content.decode()
    assert "What will happen" in told
    assert 'method="post"' in told
    for bad in ("x", "-1", "9" * 30, "top" * 99):
        assert client.get(f"/claims/{under.pk}/{name}/?{field}={bad}").status_code == 200
        sent = client.post(f"/claims/{under.pk}/{name}/", {field: bad, "stance": "supports"})
        assert sent.status_code in (422, 403)
    client.force_login(opponent)
    if name != "link":
        assert "Only a curator" in client.get(f"/claims/{under.pk}/{name}/").content.decode()


def test_the_list_says_who_did_what_and_why_in_as_many_queries_at_any_size(
    client, tree, curator, django_assert_num_queries
):
    rows = [act("move", tree, curator)]
    address = f"/debates/{tree['thesis'].debate_id}/{tree['thesis'].debate.slug}/rearrangements/"
    told = client.get(address).content.decode()
    assert "It belongs there." in told
    assert "/undo/" not in told
    client.force_login(curator)
    assert f"/rearrangements/{rows[0].pk}/undo/" in client.get(address).content.decode()
    assert client.get(f"/rearrangements/{rows[0].pk}/undo/").status_code == 200
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for name in ("link", "merge beside"):
        act(name, {**tree, "under": factories.argument(tree["one"])}, curator)
    with django_assert_num_queries(len(few)):
        assert client.get(address).status_code == 200
    listed = client.get(f"/api/v1/debates/{tree['thesis'].debate_id}/rearrangements/").json()
    assert [row["act"] for row in listed] == ["merge", "link", "move"]
