"""What each act of moderation changes, and what it is refused for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.claims import services as claims
from archive.claims.models import Claim, Hold, SetAsideRating
from archive.claims.queries.rows import claim_row
from archive.core.errors import NotAllowed, Refused
from archive.moderation.models import AskedRewording, Decision, Item, Report, ReportReason, Suspension
from archive.moderation.services import OFFERS, carry_out, end_overdue, offered_acts
from tests import factories
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db
WHY = {"rule": "civil", "reason": "It attacks a person."}


def act(name, thing, moderator, **more):
    return carry_out(act=name, thing=thing, moderator=moderator, **{**WHY, **more})


def refusal(name, thing, moderator, **more):
    """Return the code and the field for which the act is refused; the log has no new entry."""
    before = Decision.objects.count()
    with pytest.raises((Refused, NotAllowed)) as caught:
        act(name, thing, moderator, **more)
    assert Decision.objects.count() == before
    return caught.value.code, getattr(caught.value, "field", "")


def report(thing, **about):
    item = Item.objects.create(matter="reports", weight=2.0, reports_count=1, **about)
    reason = ReportReason.objects.first() or ReportReason.objects.create(slug="spam", label="Spam")
    Report.objects.create(reporter=factories.person(), reason=reason, item=item, **about)
    return item


def test_every_letter_chooses_one_act_of_a_kind():
    for kind in ("claim", "evidence", "comment", "source", "person", "debate"):
        letters = [offer.letter for offer in OFFERS.values() if kind in offer.kinds]
        assert len(letters) == len(set(letters))


def test_dismissing_answers_the_reports_and_changes_nothing_else(claim, moderator):
    item = report(claim, claim=claim)
    decision = act("dismiss", claim, moderator, rule="")
    item.refresh_from_db()
    claim.refresh_from_db()
    assert (item.closed_at is not None, claim.state) == (True, "published")
    assert Report.objects.get().decision == decision


def test_dismissing_what_nobody_reported_is_refused(claim, moderator):
    assert refusal("dismiss", claim, moderator) == ("nothing", "")


def test_held_back_claim_counts_nowhere_and_keeps_its_place(thesis, claim, moderator, author, opponent):
    factories.rate(claim, convincing=4, bearing=4, times=3)
    act("hold", claim, moderator)
    thesis.refresh_from_db()
    assert (thesis.children, thesis.opposes) == (0, 0)
    assert_counted()
    assert Hold.objects.get(claim=claim, ended_at=None).cause == "decision"
    seen = Claim.objects.visible_to(opponent).select_related("author").get(pk=claim.pk)
    row = claim_row(seen, opponent, debate_open=True)
    assert row.statement is None
    assert "It attacks a person." in row.notice
    assert claim_row(seen, author, debate_open=True).statement == claim.statement
    act("release", claim, moderator)
    claim.refresh_from_db()
    assert (claim.state, Hold.objects.filter(ended_at=None).count()) == ("published", 0)
    assert_counted()


@pytest.mark.parametrize("make", [factories.evidence, factories.comment, factories.source])
def test_other_posts_are_held_back_and_released_too(make, moderator):
    thing = make()
    act("hold", thing, moderator)
    thing.refresh_from_db()
    assert thing.state == "held"
    assert_counted()
    act("release", thing, moderator)
    thing.refresh_from_db()
    assert thing.state == "published"
    assert_counted()


def test_restoring_below_a_removed_parent_lets_the_answer_stand_under_its_tombstone(
    claim, moderator, opponent
):
    answer = claim.answers.get()
    act("remove", answer, moderator)
    act("remove", claim, moderator)
    act("restore", answer, moderator)
    answer.refresh_from_db()
    assert answer.state == "published"
    assert Claim.objects.visible_to(opponent).filter(pk__in=[answer.pk, claim.pk]).count() == 2
    assert_counted()


def test_locked_subtree_takes_no_posts_cards_or_moves_and_is_rated_and_talked_about(
    thesis, claim, moderator, opponent, curator, door
):
    beside = factories.argument(thesis)
    answer = claim.answers.get()
    act("lock", claim, moderator)
    outcome = door.argue(opponent, answer)
    assert (outcome.ok, outcome.codes) == (False, ("locked",))
    assert "It attacks a person." in outcome.text
    for refused in (
        lambda: factories.evidence(answer),
        lambda: claims.move_claim(
            claim=beside, parent=answer, stance="supports", person=curator, reason="There."
        ),
        lambda: claims.move_claim(
            claim=answer, parent=beside, stance="supports", person=curator, reason="Here."
        ),
        lambda: claims.link_claim(
            claim=beside, parent=answer, stance="supports", person=curator, reason="There."
        ),
    ):
        with pytest.raises(Refused) as caught:
            refused()
        assert caught.value.code == "locked"
    factories.rate(answer)
    factories.comment(answer)
    assert door.argue(opponent, beside).ok
    act("unlock", claim, moderator)
    assert door.argue(opponent, answer, statement="Now it takes one.").ok


def test_locked_debate_takes_no_posts_anywhere(thesis, claim, moderator, opponent):
    act("lock", thesis.debate, moderator)
    for parent in (thesis, claim):
        with pytest.raises(Refused) as caught:
            factories.argument(parent, author=opponent)
        assert caught.value.code == "locked"
    assert refusal("lock", thesis.debate, moderator) == ("state", "")
    act("unlock", thesis.debate, moderator)
    assert factories.argument(thesis, author=opponent).pk
    assert refusal("unlock", thesis.debate, moderator) == ("state", "")


def test_asked_author_rewords_after_ratings_and_answers_and_raters_are_asked_again(claim, moderator, author):
    factories.rate(claim, convincing=4, bearing=2, times=2)
    Claim.objects.filter(pk=claim.pk).update(created=timezone.now() - timedelta(days=30))
    act("ask", claim, moderator)
    assert refusal("ask", claim, moderator) == ("asked", "")
    claim.refresh_from_db()
    claims.reword_claim(claim=claim, statement="The rival is faster with controls.", author=author)
    claim.refresh_from_db()
    assert (claim.raters_count, claim.reword_until, SetAsideRating.objects.count()) == (0, None, 4)
    asked = AskedRewording.objects.get()
    assert (asked.was_reworded, asked.ended_at is not None) == (True, True)
    assert_counted()
    with pytest.raises(Refused):
        claims.reword_claim(claim=claim, statement="Once more.", author=author)


def test_rewording_that_does_not_come_is_in_the_inbox_once(claim, moderator, author):
    act("ask", claim, moderator)
    past = timezone.now() - timedelta(minutes=1)
    AskedRewording.objects.update(until=past)
    Claim.objects.filter(pk=claim.pk).update(reword_until=past)
    assert (end_overdue(), end_overdue()) == (1, 0)
    assert Item.objects.get(matter="overdue", closed_at=None).claim == claim


def test_moving_and_merging_are_decisions_and_lead_to_their_rearrangement(thesis, claim, moderator):
    beside, twin = factories.argument(thesis), factories.argument(thesis)
    moved = act("move", claim, moderator, parent=beside.pk, stance="supports")
    claim.refresh_from_db()
    assert (claim.parent, moved.act, "rearrangement" in moved.detail) == (beside, "move", True)
    act("merge", twin, moderator, into=str(beside.pk))
    twin.refresh_from_db()
    assert twin.merged_into == beside
    assert_counted()


def test_merging_a_claim_into_one_below_it_is_refused(claim, moderator):
    assert refusal("merge", claim, moderator, into=claim.answers.get().pk) == ("circle", "into")
    assert refusal("merge", claim, moderator, into="999999") == ("gone", "into")
    assert refusal("merge", claim, moderator, into="") == ("empty", "into")


def test_marking_a_source_is_a_decision_and_lifting_it_too(moderator):
    source = factories.source()
    act("mark", source, moderator, kind="retracted", url="")
    source.refresh_from_db()
    assert source.mark == "retracted"
    assert refusal("mark", source, moderator, kind="retracted", url="") == ("state", "")
    act("unmark", source, moderator)
    source.refresh_from_db()
    assert (source.mark, Decision.objects.count()) == ("", 2)


@pytest.mark.parametrize(
    ("span", "seconds"),
    [({"hours": "3"}, 3 * 3600), ({"days": 2}, 2 * 86400), ({"until": "in a day"}, 86400)],
    ids=["hours", "days", "until"],
)
def test_silenced_person_reads_and_rates_and_does_not_post(span, seconds, thesis, moderator, opponent, door):
    if "until" in span:
        span = {"until": (timezone.now() + timedelta(days=1)).isoformat()}
    act("silence", opponent, moderator, **span)
    opponent.refresh_from_db()
    assert abs((opponent.silenced_until - timezone.now()).total_seconds() - seconds) < 60
    outcome = door.argue(opponent, thesis)
    assert (outcome.ok, outcome.codes) == (False, ("silenced",))
    assert "not post until" in outcome.text
    claims.rate_claim(claim=thesis, rater=opponent, convincing=3)
    act("lift", opponent, moderator)
    opponent.refresh_from_db()
    assert door.argue(opponent, thesis).ok


@pytest.mark.parametrize(
    ("span", "code", "field"),
    [
        ({}, "range", "days"),
        ({"days": 0}, "range", "days"),
        ({"days": 366}, "range", "days"),
        ({"days": 99999999999}, "number", "days"),
        ({"days": "soon"}, "number", "days"),
        ({"hours": 1, "days": 1}, "range", "days"),
        ({"until": "soon"}, "date", "until"),
        ({"until": "2020-01-01 12:00"}, "range", "until"),
        ({"until": "\x00"}, "date", "until"),
        ({"until": "2999-01-01 12:00"}, "range", "until"),
    ],
)
def test_how_long_is_checked_at_its_field(span, code, field, moderator, opponent):
    for name in ("suspend", "silence"):
        assert refusal(name, opponent, moderator, **span) == (code, field)
    assert not Suspension.objects.exists()


def test_silence_and_suspension_are_lifted_together(moderator, opponent):
    act("silence", opponent, moderator, days=2)
    act("suspend", opponent, moderator, hours=2)
    assert refusal("silence", opponent, moderator, days=2) == ("state", "")
    act("lift", opponent, moderator)
    opponent.refresh_from_db()
    assert (opponent.silenced_until, opponent.suspended_until) == (None, None)
    assert refusal("lift", opponent, moderator) == ("state", "")


def test_warning_is_an_entry_about_the_person(moderator, opponent):
    assert act("warn", opponent, moderator).person == opponent


@pytest.mark.parametrize("name", ["warn", "suspend", "silence", "revert", "erase"])
def test_nobody_decides_about_themselves_and_moderators_not_about_moderators(
    name, moderator, second, administrator
):
    more = {"days": 1} if name in ("suspend", "silence") else {"hours": 1}
    for by, about in ((moderator, moderator), (moderator, second), (administrator, administrator)):
        assert refusal(name, about, by, **more)[0] == "own"


@pytest.mark.parametrize("until", ["suspended_until", "silenced_until"])
def test_restrained_moderator_decides_nothing(until, claim, moderator):
    setattr(moderator, until, timezone.now() + timedelta(days=1))
    moderator.save()
    assert refusal("remove", claim, moderator)[0] in ("suspended", "silenced")
    assert offered_acts(claim, moderator) == []


@pytest.mark.parametrize("name", [key for key in OFFERS if key not in ("unmark", "mark")])
def test_reason_of_spaces_is_refused_by_every_act(name, claim, thesis, moderator, opponent):
    things = {"claim": claim, "person": opponent}
    thing = things[OFFERS[name].kinds[0]]
    report(thing, **{OFFERS[name].kinds[0]: thing})
    more = {"days": 1, "parent": thesis.pk, "into": thesis.pk, "stance": "opposes"}
    if name == "revert":
        more = {"hours": 1}
    assert refusal(name, thing, moderator, reason=" \n ", **more) == ("empty", "reason")


def test_acts_that_are_none_or_do_not_fit_are_refused(claim, moderator, opponent):
    assert refusal("burn", claim, moderator) == ("act", "act")
    assert refusal("suspend", claim, moderator) == ("kind", "act")
    assert refusal("remove", opponent, moderator) == ("kind", "act")


def test_what_is_offered_fits_the_state(claim, moderator, opponent):
    def keys(thing):
        return [str(offer.key) for offer in offered_acts(thing, moderator)]

    assert keys(claim) == ["remove", "hold", "ask", "move", "merge", "lock", "erase"]
    act("remove", claim, moderator)
    claim.refresh_from_db()
    assert keys(claim) == ["restore", "erase"]
    assert keys(opponent) == ["warn", "suspend", "silence", "revert"]
    assert keys(moderator) == []


def test_of_two_who_decide_the_later_is_told(claim, moderator, second):
    act("hold", claim, moderator)
    assert refusal("hold", claim, second) == ("state", "")
    assert refusal("ask", claim, second) == ("state", "")
    assert refusal("lock", claim, second) == ("state", "")
