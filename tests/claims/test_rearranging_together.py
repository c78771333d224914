"""Rearrangements that meet: merges of merges, places that went elsewhere, links in other debates; and undoing them."""

import pytest

from archive.claims import services
from archive.claims.models import Claim, Rating
from archive.claims.queries.lists import debate_rows, unanswered
from archive.claims.queries.rearranging import rearrangements_of
from archive.claims.queries.standing import explanation
from archive.core.errors import Refused
from archive.core.models import Aim, Publication
from archive.moderation.services import decide
from tests import factories
from tests.oracle import assert_counted


@pytest.fixture
def question(curator):
    """A debate with two theses."""
    debate = factories.debate("It slows them.", curator, title="What does it do?")
    services.post_thesis(debate=debate, statement="It drives them.", author=curator)
    return debate


@pytest.fixture
def rearrange(curator):
    """Do an act as the curator; returns the rearrangement."""

    def act(service, claim, **more):
        return service(claim=Claim.objects.get(pk=claim.pk), person=curator, reason="So.", **more)

    return act


@pytest.fixture
def merge(rearrange):
    return lambda claim, into: rearrange(services.merge_claims, claim, into=into)


@pytest.fixture
def move(rearrange):
    return lambda claim, parent: rearrange(services.move_claim, claim, parent=parent, stance="supports")


@pytest.fixture
def link(rearrange):
    return lambda claim, parent: rearrange(services.link_claim, claim, parent=parent, stance="supports")


@pytest.fixture
def undo(curator):
    return lambda row: services.undo_rearrangement(rearrangement=row, person=curator)


def now(claim):
    return Claim.objects.get(pk=claim.pk)


def test_withdrawn_answer_at_the_bearing_does_not_hinder_a_merge_into_a_thesis(question, merge, undo):
    first, second = question.claims.order_by("path")
    argument = factories.argument(first)
    beside = factories.argument(argument, aim=Aim.BEARING)
    services.withdraw_claim(claim=beside, author=beside.author)
    row = merge(argument, second)
    assert (now(beside).parent, now(beside).aim) == (second, Aim.STANDING)
    undo(row)
    assert (now(beside).parent, now(beside).aim) == (argument, Aim.BEARING)
    assert_counted()


def test_place_of_a_merged_claim_does_not_go_under_what_went_over(thesis, merge, move, undo):
    above, kept = factories.argument(thesis), factories.argument(thesis)
    claim = factories.argument(above)
    answer = factories.argument(claim)
    row = merge(claim, kept)
    with pytest.raises(Refused) as refused:
        move(above, answer)
    assert refused.value.code == "circle"
    undo(row)
    assert now(answer).parent == claim
    assert_counted()


def test_merge_is_undone_where_the_place_went_when_the_claim_above_was_merged_too(thesis, merge, undo):
    above, other, kept = (factories.argument(thesis) for _ in range(3))
    there = factories.argument(other)
    claim = factories.argument(above)
    first = merge(claim, kept)
    second = merge(above, other)
    undo(first)
    assert (now(claim).parent, now(claim).state) == (other, Publication.PUBLISHED)
    assert now(claim).path != now(there).path
    assert_counted()
    undo(second)
    assert now(claim).parent == above
    assert_counted()


def test_merge_is_not_undone_beside_the_same_words(thesis, merge, undo):
    above, kept = factories.argument(thesis), factories.argument(thesis)
    claim = factories.argument(above, statement="It leaks.")
    row = merge(claim, kept)
    factories.argument(above, statement="It leaks.")
    with pytest.raises(Refused) as refused:
        undo(row)
    assert refused.value.code == "duplicate"


def test_links_in_another_debate_follow_a_merge_and_its_undoing(thesis, curator, merge, link, undo):
    elsewhere = factories.thesis(author=curator)
    claim, kept = factories.argument(thesis), factories.argument(thesis)
    first, second = link(claim, elsewhere).other, link(kept, elsewhere).other
    factories.rate(first, convincing=None, bearing=3)
    row = merge(claim, kept)
    assert [now(first).state, now(second).state] == [Publication.MERGED, Publication.PUBLISHED]
    assert_counted()
    undo(row)
    assert (now(first).state, now(first).same_as) == (Publication.PUBLISHED, claim)
    assert_counted()


def test_a_link_is_in_the_name_of_whose_words_it_shows(thesis, curator, author, opponent, merge, link, undo):
    elsewhere = factories.thesis(author=curator)
    claim, kept = factories.argument(thesis, author=author), factories.argument(thesis, author=opponent)
    shown = link(claim, elsewhere).other
    services.rate_claim(claim=shown, rater=opponent, bearing=4)
    row = merge(claim, kept)
    assert now(shown).author == opponent
    assert not Rating.objects.filter(claim=shown).exists()
    assert_counted()
    services.rate_claim(claim=now(shown), rater=author, bearing=1)
    undo(row)
    assert now(shown).author == author
    assert list(Rating.objects.filter(claim=shown).values_list("rater", "bearing")) == [(opponent.pk, 4)]
    assert_counted()


def test_words_of_a_merged_claim_go_with_those_of_the_claim_that_stayed(thesis, merge, moderator):
    claim, middle, kept = (factories.argument(thesis) for _ in range(3))
    merge(claim, middle)
    merge(middle, kept)
    assert None not in {row.statement for row in rearrangements_of(thesis.debate, viewer=None)}
    decide(act="remove", thing=kept, moderator=moderator, rule="safe", reason="Private facts.")
    rows = rearrangements_of(thesis.debate, viewer=None)
    assert {row.statement for row in rows} | {row.other_words for row in rows} == {None}
    assert None not in {row.statement for row in rearrangements_of(thesis.debate, viewer=moderator)}


def test_extraction_is_not_undone_while_its_link_stands_in_a_third_debate(thesis, rearrange, undo):
    above = factories.argument(thesis)
    factories.argument(above)
    claim = factories.argument(above)
    first = rearrange(services.extract_branch, claim)
    second = rearrange(services.extract_branch, above)
    with pytest.raises(Refused) as refused:
        undo(first)
    assert refused.value.code == "moved_since"
    undo(second)
    undo(first)
    assert now(claim).parent == above
    assert_counted()


def test_debates_are_ordered_by_the_first_thesis_that_stands(question, thesis, move):
    first, second = question.claims.order_by("path")
    factories.rate(first, convincing=4, times=6)
    factories.rate(second, convincing=2, times=6)
    factories.rate(thesis, convincing=3, times=6)
    assert [row.id for row in debate_rows(viewer=None, order="contested")] == [thesis.debate_id, question.pk]
    move(first, second)
    rows = debate_rows(viewer=None, order="contested")
    assert (rows[0].id, rows[0].standing.value) == (question.pk, "0.50")


def test_link_to_a_removed_claim_has_no_part_in_the_explanation(thesis, curator, moderator, link):
    elsewhere = factories.thesis(author=curator)
    claim = factories.argument(thesis)
    shown = link(claim, elsewhere).other
    factories.rate(shown, convincing=None, bearing=4)
    assert len(explanation(now(elsewhere)).working.rows) == 1
    decide(act="remove", thing=now(claim), moderator=moderator, rule="safe", reason="Private facts.")
    why = explanation(now(elsewhere))
    assert (why.working.rows, why.working.result) == ([], now(elsewhere).standing)


def test_links_are_not_listed_as_unanswered(thesis, curator, link):
    elsewhere = factories.thesis(author=curator)
    claim = factories.argument(thesis)
    link(claim, elsewhere)
    assert unanswered() == [claim]


@pytest.mark.parametrize("page", ["?view=columns&claim={}", "map/?claim={}"])
def test_places_in_a_debate_lead_to_the_claim_that_stayed_and_into_another_debate(
    client, thesis, rearrange, merge, page
):
    claim, kept = factories.argument(thesis), factories.argument(thesis)
    merge(claim, kept)
    address = thesis.debate.get_absolute_url()
    led = client.get(address + page.format(claim.pk))
    assert led.url == address + page.format(kept.pk)
    assert client.get(led.url).status_code == 200
    rearrange(services.extract_branch, kept)
    there = client.get(address + page.format(claim.pk), follow=True)
    assert (there.status_code, kept.statement in there.content.decode()) == (200, True)
    assert client.get(address + page.format(kept.pk), follow=True).status_code == 200
    assert client.get(address + page.format(987654)).status_code == 404


@pytest.mark.parametrize(
    "page", ["", "standing/", "answers/", "fragment/", "rate/", "evidence/", "reword/", "move/"]
)
def test_each_page_of_a_claim_that_was_merged_twice_leads_to_the_last(client, thesis, curator, merge, page):
    claim, middle, kept = (factories.argument(thesis) for _ in range(3))
    merge(claim, middle)
    merge(middle, kept)
    client.force_login(curator)
    assert client.get(f"/claims/{claim.pk}/{page}").url == f"/claims/{kept.pk}/{page}"
