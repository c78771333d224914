"""Rearranging at the edges: the deepest place, the last number, what moderators took since, who finds it again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.claims import services
from archive.claims.models import Bookmark, Claim, Draft
from archive.claims.models.claim import MAX_DEPTH
from archive.claims.queries.answering import standing_for, those_merged_into
from archive.claims.services.recount import recount_debate
from archive.core.errors import Refused, TooSoon
from archive.core.models import Publication
from archive.moderation.services import decide
from archive.notices.models import Follow
from tests import factories
from tests.claims.test_map import arcs, page
from tests.oracle import assert_counted

DEEP = "Threads end 50 steps below the thesis"


@pytest.fixture
def rearrange(curator):
    """Do an act as the curator; returns the rearrangement."""

    def act(service, claim, **more):
        return service(claim=now(claim), person=curator, reason="So.", **more)

    return act


@pytest.fixture
def undo(curator):
    return lambda row: services.undo_rearrangement(rearrangement=row, person=curator)


def now(claim):
    return Claim.objects.get(pk=claim.pk)


def chain(top, steps):
    """Put a line of so many answers under a claim, by rows alone; returns the lowest."""
    rows = {"debate": top.debate, "author": factories.person(), "stance": "opposes"}
    times = dict.fromkeys(("published_at", "own_activity", "last_activity"), top.created)
    for _ in range(steps):
        words = f"Answer {top.depth + 1} of claim {top.pk}."
        place = {"path": f"{top.path}0001", "depth": top.depth + 1}
        top = Claim.objects.create(parent=top, statement=words, **rows, **times, **place)
    recount_debate(debate=top.debate, fix=True)
    return now(top)


# The deepest place


@pytest.fixture
def branch(thesis):
    """An argument with two steps under it."""
    first = factories.argument(thesis)
    chain(first, 2)
    return first


def test_a_branch_goes_as_deep_as_its_lowest_answer_may_stand(door, thesis, curator, branch):
    lowest = chain(factories.argument(thesis), MAX_DEPTH - 3)
    assert lowest.depth == MAX_DEPTH - 2
    told = door.move(curator, branch, lowest)
    assert (told.codes, DEEP in told.text) == (("too_deep",), True)
    assert now(branch).parent == thesis
    assert door.move(curator, branch, lowest.parent).ok
    assert max(Claim.objects.values_list("depth", flat=True)) == MAX_DEPTH
    assert_counted()


def test_a_link_stands_at_the_last_step_and_not_below_it(door, thesis, curator, branch):
    lowest = chain(factories.argument(thesis), MAX_DEPTH - 1)
    other = factories.thesis(author=curator)
    told = door.link(curator, other, lowest)
    assert (told.codes, DEEP in told.text) == (("too_deep",), True)
    assert door.link(curator, other, lowest.parent).ok
    assert_counted()


def test_answers_of_a_duplicate_do_not_go_deeper_than_threads_do(door, thesis, curator, branch):
    lowest = chain(factories.argument(thesis), MAX_DEPTH - 2)
    told = door.merge_claims(curator, branch, lowest)
    assert (told.codes, DEEP in told.text) == (("too_deep",), True)
    assert (now(branch).state, now(branch).children) == (Publication.PUBLISHED, 1)
    assert door.merge_claims(curator, branch, lowest.parent).ok
    assert_counted()


def test_a_branch_that_grew_as_a_debate_does_not_go_back_too_deep(door, thesis, curator, branch, rearrange):
    low = chain(factories.argument(thesis), MAX_DEPTH - 4)
    rearrange(services.move_claim, branch, parent=low, stance="opposes")
    row = rearrange(services.extract_branch, branch)
    lowest = chain(now(Claim.objects.get(parent__parent=branch)), 1)
    told = door.undo(curator, row)
    assert (told.codes, DEEP in told.text) == (("too_deep",), True)
    assert now(branch).debate == row.into
    services.withdraw_claim(claim=lowest, author=lowest.author)
    assert door.undo(curator, row).codes == ("too_deep",)
    rearrange(services.move_claim, lowest.parent, parent=now(branch), stance="opposes")
    assert door.undo(curator, row).ok
    assert_counted()


def test_a_move_up_is_not_undone_under_what_went_deep(door, thesis, curator, branch, rearrange):
    above = factories.argument(thesis)
    rearrange(services.move_claim, branch, parent=above, stance="opposes")
    row = rearrange(services.move_claim, branch, parent=thesis, stance="opposes")
    low = chain(factories.argument(thesis), MAX_DEPTH - 3)
    rearrange(services.move_claim, above, parent=low, stance="opposes")
    assert door.undo(curator, row).codes == ("too_deep",)
    assert now(branch).parent == thesis
    assert_counted()


# The last number


def numbered(claim, step):
    """Let an answer have this number, as if so many had been given before it."""
    Claim.objects.filter(pk=claim.pk).update(path=f"{claim.path[:-4]}{step:04}")
    return now(claim)


def test_the_last_number_is_given_and_then_no_other(door, thesis, opponent):
    numbered(factories.argument(thesis), 9998)
    last = door.argue(opponent, thesis, statement="The last one.")
    assert Claim.objects.get(pk=last.id).number == "9999"
    told = door.argue(opponent, thesis, statement="One too many.")
    assert (told.ok, told.codes) == (False, ("too_many",))
    assert "as many answers as it can take" in told.text
    assert_counted()


def test_a_debate_whose_theses_are_all_numbered_says_so(door, curator):
    debate = factories.debate(author=curator, title="What of it?", theses=["One answer."])
    numbered(debate.claims.get(path="0002"), 9999)
    told = door.add_thesis(curator, debate)
    assert told.codes == ("too_many",)
    assert "as many theses as it can take" in told.text


@pytest.mark.parametrize("act", ["move", "link", "merge"])
def test_nothing_is_rearranged_to_where_no_number_is_left(door, thesis, curator, act):
    full, other = factories.argument(thesis), factories.argument(thesis)
    numbered(factories.argument(full), 9999)
    if act == "merge":
        factories.argument(other)
        told = door.merge_claims(curator, other, full)
    else:
        told = getattr(door, act)(curator, other, full)
    assert (told.codes, "as many answers" in told.text) == (("too_many",), True)
    assert_counted()


def test_a_merge_is_undone_where_no_number_is_left(thesis, rearrange, undo):
    full, kept = factories.argument(thesis), factories.argument(thesis)
    claim = factories.argument(full)
    row = rearrange(services.merge_claims, claim, into=kept)
    numbered(factories.argument(full), 9999)
    undo(row)
    assert (now(claim).number, now(claim).state) == ("1.1", Publication.PUBLISHED)
    assert_counted()


# What moderators took since


def test_a_link_left_by_a_merge_and_removed_goes_when_the_merge_is_undone(
    client, thesis, moderator, rearrange, undo
):
    above, kept = factories.argument(thesis), factories.argument(thesis)
    claim = factories.argument(above)
    before = (claim.number, claim.path)
    row = rearrange(services.merge_claims, claim, into=kept)
    link = Claim.objects.get(same_as=kept)
    decide(act="remove", thing=link, moderator=moderator, rule="civil", reason="Not here.")
    undo(row)
    assert now(link).state == Publication.MERGED
    assert (now(claim).number, now(claim).path) == before
    assert now(above).children == 1
    assert set(Claim.objects.placed_for(None).filter(parent=above)) == {claim}
    assert client.get(f"/claims/{link.pk}/")["Location"] == f"/claims/{kept.pk}/"
    assert_counted()


def test_a_link_that_a_merge_took_away_comes_back_as_it_was(thesis, curator, moderator, rearrange, undo):
    elsewhere = factories.thesis(author=curator)
    claim, kept = factories.argument(thesis), factories.argument(thesis)
    for shown in (claim, kept):
        rearrange(services.link_claim, shown, parent=elsewhere, stance="supports")
    link = Claim.objects.get(same_as=claim)
    decide(act="remove", thing=link, moderator=moderator, rule="civil", reason="Rude.")
    decide(act="restore", thing=link, moderator=moderator, reason="It was not.")
    before = Claim.objects.filter(pk=link.pk).values().get()
    row = rearrange(services.merge_claims, claim, into=kept)
    assert now(link).state == Publication.MERGED
    undo(row)
    assert Claim.objects.filter(pk=link.pk).values().get() == before
    assert_counted()


# Who finds it again


@pytest.fixture
def twice_merged(thesis, rearrange):
    """A claim that was merged into one that was merged into a third; and the two rearrangements."""
    claim, middle, kept = (factories.argument(thesis) for _ in range(3))
    rows = [
        rearrange(services.merge_claims, claim, into=middle),
        rearrange(services.merge_claims, middle, into=kept),
    ]
    return claim, middle, kept, rows


def test_bookmarks_and_follows_of_a_merged_claim_are_of_the_one_that_stands_for_it(
    twice_merged, opponent, undo, django_assert_num_queries
):
    claim, middle, kept, rows = twice_merged
    Bookmark.objects.create(owner=opponent, claim=claim)
    Follow.objects.create(follower=opponent, claim=middle)
    marked = list(Bookmark.objects.values_list("claim", flat=True))
    assert standing_for(marked) == {claim.pk: kept.pk}
    assert Follow.objects.filter(claim__in=those_merged_into(kept.pk)).exists()
    assert those_merged_into(kept.pk) == {claim.pk, middle.pk}
    with django_assert_num_queries(3):
        standing_for([claim.pk, middle.pk, kept.pk, 10**9])
    for row in reversed(rows):
        undo(row)
    assert standing_for(marked) == {claim.pk: claim.pk}
    assert those_merged_into(kept.pk) == set()


def test_a_draft_for_a_claim_that_was_merged_is_found_in_the_form_of_the_other(
    client, twice_merged, opponent
):
    claim, _, kept, _ = twice_merged
    services.keep_draft(
        owner=opponent,
        place=f"/claims/{claim.pk}/argue/",
        fields={"stance": "opposes", "statement": "Half a thought"},
    )
    client.force_login(opponent)
    listed = client.get("/drafts/").content.decode()
    assert "Answer to: " in listed
    assert kept.statement in listed
    led = client.get(f"/claims/{claim.pk}/argue/", follow=True)
    assert led.redirect_chain == [(f"/claims/{kept.pk}/argue/", 302)]
    assert "Half a thought</textarea>" in led.content.decode()
    client.post(f"/claims/{kept.pk}/argue/", {"stance": "opposes", "statement": "A whole thought."})
    assert not Draft.objects.exclude(fields={}).exists()


def test_two_drafts_that_come_to_one_form_are_both_kept(client, twice_merged, opponent):
    claim, _, kept, _ = twice_merged
    for at in (claim, kept):
        place = f"/claims/{at.pk}/argue/"
        services.keep_draft(owner=opponent, place=place, fields={"statement": f"For {at.pk}"})
    client.force_login(opponent)
    led = client.get(f"/claims/{claim.pk}/argue/", follow=True).content.decode()
    assert f"For {kept.pk}</textarea>" in led
    assert Draft.objects.exclude(fields={}).count() == 2


# Whose post it is


def test_a_claim_that_became_a_thesis_is_still_one_of_its_authors_posts(
    door, rules, thesis, author, rearrange
):
    rules(DAILY_LIMITS={"claims": 1, "debates": 3})
    claim = factories.argument(thesis, author=author)
    rearrange(services.extract_branch, claim)
    told = door.argue(author, thesis, statement="A second one.")
    assert (told.status, told.codes) == (429, ("daily_limit",))


def test_a_thesis_that_became_an_argument_is_none_of_them(rules, thesis, author, curator):
    rules(DAILY_LIMITS={"claims": 1, "debates": 3})
    debate = factories.debate(author=author, title="What of it?", theses=["One answer."])
    first, second = debate.claims.order_by("path")
    services.move_claim(claim=first, parent=second, stance="opposes", person=author, reason="So.")
    with pytest.raises(TooSoon):  # the second thesis is one
        factories.argument(thesis, author=author)
    rules(DAILY_LIMITS={"claims": 2, "debates": 3})
    assert factories.argument(thesis, author=author)


def test_a_debate_that_was_extracted_is_none_that_the_curator_opened(rules, thesis, curator, rearrange):
    rules(DAILY_LIMITS={"claims": 9, "debates": 2})
    rearrange(services.extract_branch, factories.argument(thesis))
    assert factories.debate(author=curator)
    with pytest.raises(TooSoon):
        factories.debate(author=curator)


# Links on the map


def test_the_arc_of_a_link_leads_to_it_and_from_there_to_where_the_claim_stands(
    client, thesis, curator, rearrange
):
    other = factories.thesis("They build their own.", curator)
    claim = factories.argument(other, statement="It costs them years.")
    factories.argument(claim)
    link = rearrange(services.link_claim, claim, parent=thesis, stance="supports").other
    named = arcs(page(client, thesis.debate))
    assert named["1 supports the claim, too few ratings, shown by a link, 0 answers"] == f"/claims/{link.pk}/"
    assert "thesis, too few ratings, 1 answer; read it" in named
    there = client.get(f"/claims/{link.pk}/").content.decode()
    assert f'Shown here by a link. <a href="/claims/{claim.pk}/">Where it stands</a>' in there
    assert "It costs them years." in there
    assert client.get(f"{thesis.debate.get_absolute_url()}map/?claim={link.pk}").status_code == 200


def test_links_cost_the_map_no_queries(client, thesis, curator, rearrange):
    other = factories.thesis(author=curator)

    def link_one():
        rearrange(services.link_claim, factories.argument(other), parent=thesis, stance="supports")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            drawn = arcs(page(client, thesis.debate))
        return len(asked), len(drawn)

    link_one()
    few = queries()
    for _ in range(6):
        link_one()
    assert queries() == (few[0], few[1] + 6)


def test_a_link_to_a_removed_claim_is_drawn_without_its_words(client, thesis, curator, moderator, rearrange):
    other = factories.thesis(author=curator)
    claim = factories.argument(other, statement="Words that go.")
    rearrange(services.link_claim, claim, parent=thesis, stance="opposes")
    decide(act="remove", thing=claim, moderator=moderator, rule="civil", reason="Rude.")
    html = page(client, thesis.debate)
    assert "1 opposes the claim, removed, shown by a link, 0 answers" in arcs(html)
    assert "Words that go." not in html


def test_what_is_refused_at_the_deepest_place_names_the_field(thesis):
    with pytest.raises(Refused) as refused:
        factories.argument(chain(thesis, MAX_DEPTH))
    assert (refused.value.code, refused.value.field) == ("too_deep", "parent")
