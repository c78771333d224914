"""Undoing twice at once, undoing while the opposite is done, and two tabs with the same words: one of them wins."""

import pytest
from django.test import Client

from archive.claims import services
from archive.claims.models import Claim, Draft, Evidence, Rearrangement
from tests import factories
from tests.claims.test_rearranging_at_once import codes
from tests.moderation.test_at_once import at_once
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db(transaction=True)

ACTS = ["move", "link", "merge", "extract"]
WORDS = {"stance": "opposes", "statement": "The weeks were spent smuggling."}
IN_PLACE = {"HX-Request": "true"}
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def tree(thesis):
    """Two arguments, and one under the first with an answer of its own, all rated."""
    one, two = factories.argument(thesis), factories.argument(thesis)
    under = factories.argument(one)
    factories.argument(under)
    for claim in (one, two, under):
        factories.rate(claim, convincing=3, bearing=2)
    return {"one": one, "two": two, "under": under}


def doing(act, tree, person, back=False):
    """Return a call that does one of the acts to the claim `under`; `back`: to where it came from."""
    under, two = tree["under"], tree["one" if back else "two"]
    calls = {
        "move": (services.move_claim, {"parent": two, "stance": "opposes"}),
        "link": (services.link_claim, {"parent": two, "stance": "opposes"}),
        "merge": (services.merge_claims, {"into": two}),
        "extract": (services.extract_branch, {}),
    }
    service, more = calls[act]
    return lambda: service(claim=Claim.objects.get(pk=under.pk), person=person, reason="So.", **more)


def undoing(row, person):
    return lambda: services.undo_rearrangement(rearrangement=row, person=person)


@pytest.mark.parametrize("act", ACTS)
def test_of_two_who_undo_the_same_at_once_one_is_told(curator, moderator, tree, act):
    row = doing(act, tree, curator)()
    results = at_once(undoing(row, curator), undoing(row, moderator))
    assert codes(results) == ["Rearrangement", "undone"]
    assert Claim.objects.get(pk=tree["under"].pk).parent == tree["one"]
    assert_counted()


@pytest.mark.parametrize("act", ACTS)
def test_undoing_while_the_same_is_done_again_leaves_one_truth(curator, moderator, tree, act):
    row = doing(act, tree, curator)()
    results = at_once(undoing(row, curator), doing(act, tree, moderator))
    assert None not in results
    assert "Rearrangement" in codes(results)
    standing = Rearrangement.objects.filter(undone_at=None)
    assert standing.count() == codes(results).count("Rearrangement") - 1
    assert_counted()
    for left in standing:
        undoing(left, curator)()
    assert Claim.objects.get(pk=tree["under"].pk).parent == tree["one"]
    assert_counted()


def test_undoing_a_move_while_somebody_moves_the_claim_back_moves_it_back_once(curator, moderator, tree):
    row = doing("move", tree, curator)()
    results = at_once(undoing(row, curator), doing("move", tree, moderator, back=True))
    assert codes(results) in (["Rearrangement", "same"], ["Rearrangement", "moved_since"])
    assert Claim.objects.get(pk=tree["under"].pk).parent == tree["one"]
    assert_counted()


def test_undoing_a_merge_while_the_claim_that_stayed_is_merged_itself(curator, moderator, tree):
    row = doing("merge", tree, curator)()
    third = factories.argument(tree["one"].parent)
    merging = {"into": third, "person": moderator, "reason": "So."}
    results = at_once(undoing(row, curator), lambda: services.merge_claims(claim=tree["two"], **merging))
    assert codes(results) in (["Rearrangement"] * 2, ["Rearrangement", "merged_since"])
    assert_counted()


def test_undoing_an_extraction_while_the_new_debate_is_answered_loses_no_answer(curator, tree):
    row = doing("extract", tree, curator)()
    author = factories.person()
    results = at_once(undoing(row, curator), lambda: factories.argument(tree["under"], author=author))
    assert set(codes(results)) <= {"Rearrangement", "Claim", "moved"}
    assert_counted()


def browser(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "in place"])
def test_two_tabs_that_post_the_same_words_at_once_make_one_claim(rules, thesis, opponent, headers):
    rules(POST_INTERVAL_SECONDS=5)
    source = factories.source(added_by=opponent)
    place = f"/claims/{thesis.pk}/argue/"
    services.keep_draft(owner=opponent, place=place, fields=WORDS)
    fields = {**WORDS, "draft_version": 1, "tag": "So.", "source": source.pk, "bearing": "supports"}
    tabs = [browser(opponent), browser(opponent)]
    answers = at_once(*(lambda tab=tab: tab.post(place, fields, headers=headers) for tab in tabs))
    made = Claim.objects.get(parent=thesis)
    assert [answer.status_code for answer in answers] == [201 if headers else 302] * 2
    shown = [answer.get("Location", "") + answer.content.decode() for answer in answers]
    assert all(f"c{made.pk}" in one for one in shown)
    assert Evidence.objects.count() == 1
    assert not Draft.objects.exclude(fields={}).exists()
    assert_counted()


def test_the_same_words_of_two_people_at_once_are_one_claim_and_a_pointer_to_it(thesis):
    place, tabs = f"/claims/{thesis.pk}/argue/", [browser(factories.person()) for _ in range(2)]
    answers = at_once(*(lambda tab=tab: tab.post(place, WORDS) for tab in tabs))
    made = Claim.objects.get(parent=thesis)
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = max(answers, key=lambda answer: answer.status_code).content.decode()
    assert f'href="/claims/{made.pk}/"' in refused
    assert WORDS["statement"] in refused


def test_two_tabs_that_open_the_same_debate_at_once_open_one(rules, opponent):
    rules(POST_INTERVAL_SECONDS=5)
    fields = {"statement": "It is one debate.", "confirm": "1"}
    answers = at_once(
        *(
            lambda tab=tab: tab.post("/debates/open/", fields)
            for tab in (browser(opponent), browser(opponent))
        )
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, SCRIPT], ids=["page", "script"])
def test_of_two_tabs_that_keep_different_words_at_once_one_is_shown_both(thesis, opponent, headers):
    place = f"/claims/{thesis.pk}/argue/"
    services.keep_draft(owner=opponent, place=place, fields={"statement": "Begun"})

    def keeping(words):
        fields = {"statement": words, "draft_place": place, "draft_version": 1}
        tab = browser(opponent)
        return lambda: tab.post("/drafts/", fields, headers=headers)

    answers = at_once(keeping("From the first tab"), keeping("From the second tab"))
    told = max(answers, key=lambda answer: answer.status_code)
    assert sorted(answer.status_code for answer in answers) == [200 if headers else 302, 409]
    kept = Draft.objects.get().fields["statement"]
    assert kept in told.content.decode()
    if not headers:
        assert all(words in told.content.decode() for words in ("From the first tab", "From the second tab"))


def test_a_tab_that_keeps_while_the_other_posts_brings_nothing_back(thesis, opponent):
    place = f"/claims/{thesis.pk}/argue/"
    services.keep_draft(owner=opponent, place=place, fields=WORDS)
    one, other = browser(opponent), browser(opponent)
    late = {**WORDS, "statement": "Written on", "draft_place": place, "draft_version": 1}
    posted, kept = at_once(
        lambda: one.post(place, {**WORDS, "draft_version": 1}),
        lambda: other.post("/drafts/", late, headers=SCRIPT),
    )
    assert posted.status_code == 302
    assert kept.status_code in (200, 409)
    assert not Draft.objects.exclude(fields={}).exists()
