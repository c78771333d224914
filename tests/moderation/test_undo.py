"""Undoing decisions within a day, overturning them later, and taking back what somebody did in some hours."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from archive.claims import services as claims
from archive.claims.models import Claim, Comment, Evidence, Hold, Rating
from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication
from archive.moderation.models import Decision, Item, Report
from archive.moderation.services import overturn, undo_decision
from archive.moderation.services.deciding import decide
from archive.sources.models import Source
from tests import factories
from tests.moderation.test_acts import act, report
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db


def undo(decision, by, reason="It was a mistake."):
    return undo_decision(decision=decision, moderator=by, reason=reason)


def refused(decision, by, how=undo_decision):
    before = Decision.objects.count()
    with pytest.raises((Refused, NotAllowed)) as caught:
        how(decision=decision, moderator=by, reason="It was a mistake.")
    assert Decision.objects.count() == before
    return caught.value.code


def make_older(decision, **ago):
    """Let a decision have been made some time ago; only a test may."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE archive_decision DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE archive_decision SET created = %s WHERE id = %s",
            [timezone.now() - timedelta(**ago), decision.pk],
        )
        cursor.execute("ALTER TABLE archive_decision ENABLE TRIGGER USER")
    decision.refresh_from_db()


def test_undone_removal_puts_everything_back_and_opens_the_reports(thesis, claim, moderator, second):
    factories.rate(claim, convincing=4, bearing=4, times=3)
    thesis.refresh_from_db()
    before = (thesis.standing, thesis.children, thesis.descendants)
    item = report(claim, claim=claim)
    decision = act("remove", claim, moderator)
    entry = undo(decision, second)
    claim.refresh_from_db()
    thesis.refresh_from_db()
    item.refresh_from_db()
    assert (claim.state, claim.state_entry, entry.undoes) == ("published", entry.pk, decision)
    assert (thesis.standing, thesis.children, thesis.descendants) == before
    assert (Report.objects.get().state, item.closed_at) == ("open", None)
    assert_counted()


def test_undoing_goes_by_what_was_there_before(claim, moderator, second, newcomer, rules):
    rules(HOLD_FIRST=3)
    held = factories.argument(claim, author=newcomer)
    rules(HOLD_FIRST=0)
    undo(act("remove", held, moderator), second)
    held.refresh_from_db()
    assert (held.state, Hold.objects.filter(claim=held, ended_at=None).count()) == ("held", 1)
    undo(act("release", held, moderator), second)
    held.refresh_from_db()
    assert (held.state, Hold.objects.filter(claim=held, ended_at=None).count()) == ("held", 1)
    undo(act("hold", claim, moderator), second)
    claim.refresh_from_db()
    assert (claim.state, Hold.objects.filter(claim=claim, ended_at=None).count()) == ("published", 0)
    assert_counted()


def test_undone_restoring_removes_again(claim, moderator, second):
    act("remove", claim, moderator)
    undo(act("restore", claim, moderator), second)
    claim.refresh_from_db()
    assert claim.state == "removed"
    assert_counted()


def test_undone_dismissal_opens_reports_and_item(claim, moderator, second):
    item = report(claim, claim=claim)
    decision = act("dismiss", claim, moderator)
    undo(decision, second)
    item.refresh_from_db()
    assert (item.closed_at, Report.objects.get().state) == (None, "open")


def test_reports_that_come_again_join_the_item_that_is_open_by_then(claim, moderator, second):
    report(claim, claim=claim)
    decision = act("dismiss", claim, moderator)
    newer = report(claim, claim=claim)
    undo(decision, second)
    newer.refresh_from_db()
    assert Item.objects.filter(closed_at=None).get() == newer
    assert (newer.reports_count, newer.reports.count()) == (2, 2)


def test_locks_restraints_and_askings_are_undone(claim, moderator, second, opponent):
    undo(act("lock", claim, moderator), second)
    assert factories.argument(claim).pk
    act("lock", claim, moderator)
    undo(act("unlock", claim, moderator), second)
    with pytest.raises(Refused):
        factories.argument(claim)
    for name in ("suspend", "silence"):
        undo(act(name, opponent, moderator, days=3), second)
        opponent.refresh_from_db()
        assert (opponent.suspended_until, opponent.silenced_until) == (None, None)
    undo(act("ask", claim, moderator), second)
    claim.refresh_from_db()
    assert claim.reword_until is None
    undo(act("warn", opponent, moderator), second)


def test_undone_lift_restrains_again(opponent, moderator, second):
    act("suspend", opponent, moderator, days=3)
    opponent.refresh_from_db()
    until = opponent.suspended_until
    undo(act("lift", opponent, moderator), second)
    opponent.refresh_from_db()
    assert opponent.suspended_until == until


def test_undone_move_stands_where_it_stood(thesis, claim, moderator, second):
    beside = factories.argument(thesis)
    undo(act("move", claim, moderator, parent=beside, stance="supports"), second)
    claim.refresh_from_db()
    assert (claim.parent, claim.stance) == (thesis, "opposes")
    assert_counted()


def test_after_a_day_only_an_appeal_overturns(claim, moderator, second):
    item = report(claim, claim=claim)
    decision = act("remove", claim, moderator)
    make_older(decision, hours=25)
    assert refused(decision, second) == "over"
    overturn(decision=decision, moderator=second, reason="The appeal was right.")
    claim.refresh_from_db()
    item.refresh_from_db()
    assert (claim.state, item.closed_at is None, Report.objects.get().state) == (
        "published",
        False,
        "answered",
    )
    assert_counted()


def test_undoing_twice_and_below_a_newer_decision_is_refused(claim, moderator, second):
    first = act("remove", claim, moderator)
    newer = act("restore", claim, second)
    assert refused(first, second) == "newer"
    assert refused(first, second, overturn) == "newer"
    entry = undo(newer, moderator)
    undo(first, moderator)
    assert refused(first, second) == "undone"
    assert refused(entry, second) == "kept"


def test_nobody_undoes_what_concerns_them(claim, moderator, second, thesis):
    own = factories.argument(thesis, author=second)
    assert refused(act("remove", own, moderator), second) == "own"
    decision = act("remove", claim, moderator)
    for person in (claim.author, factories.person()):
        assert refused(decision, person) == "not_allowed"


def test_reason_of_an_undoing_is_required(claim, moderator):
    decision = act("remove", claim, moderator)
    with pytest.raises(Refused) as caught:
        undo(decision, moderator, reason=" \n")
    assert (caught.value.code, caught.value.field) == ("empty", "reason")


def vandalise(person, thesis, others):
    """Post one of everything, reword and rate, as `person`; return what stood before that stays."""
    claim = factories.argument(thesis, author=person)
    factories.argument(claim, author=person)
    factories.evidence(others, author=person, source=factories.source(added_by=person))
    factories.comment(others, author=person)
    used = factories.source(added_by=person)
    factories.evidence(others, source=used)
    claims.rate_claim(claim=thesis, rater=person, convincing=0)
    claims.rate_claim(claim=others, rater=person, convincing=0, bearing=1)
    row = factories.suggestion(others, person, "Words of a vandal.")
    claims.accept_suggestion(suggestion=row, person=others.author, same_meaning=False)
    claims.rate_claim(claim=others, rater=person, convincing=0)
    return used


def test_everything_of_some_hours_is_reverted_and_comes_back_with_one_undo(
    thesis, claim, moderator, second, opponent
):
    words = claim.statement
    long_ago = timezone.now() - timedelta(days=3)
    Claim.objects.filter(pk=claim.pk).update(created=long_ago)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archive_claimevent SET pgh_created_at = %s", [long_ago])
    used = vandalise(opponent, thesis, claim)

    def standing():
        live = {"state": Publication.PUBLISHED}
        return (
            Claim.objects.filter(author=opponent, **live).count(),
            Evidence.objects.filter(author=opponent, **live).count(),
            Comment.objects.filter(author=opponent, **live).count(),
            Source.objects.filter(added_by=opponent, **live).count(),
            Rating.objects.filter(rater=opponent).count(),
            Claim.objects.get(pk=claim.pk).statement,
            round(Claim.objects.get(pk=thesis.pk).standing, 6),
        )

    before = standing()
    assert before[:6] == (2, 1, 1, 2, 2, "Words of a vandal.")
    decision = act("revert", opponent, moderator, hours=24)
    assert standing()[:6] == (0, 0, 0, 1, 0, words)
    used.refresh_from_db()
    assert used.state == "published"
    assert decision.parts.count() == 5
    assert_counted()
    assert refused(decision.parts.first(), second) == "part"
    undo(decision, second)
    assert standing() == before
    assert_counted()


def test_reverting_leaves_what_is_older_and_refuses_nothing_to_do(claim, moderator, opponent, author):
    old = timezone.now() - timedelta(hours=30)
    Claim.objects.filter(author=author).update(created=old)
    with pytest.raises(Refused) as caught:
        act("revert", author, moderator, hours=24)
    assert caught.value.code == "nothing"
    for hours in (0, 169, "x", None):
        with pytest.raises(Refused) as caught:
            act("revert", author, moderator, hours=hours)
        assert caught.value.field == "hours"


def test_undoing_a_revert_leaves_alone_what_was_decided_since(thesis, moderator, second, opponent):
    claim = factories.argument(thesis, author=opponent)
    other = factories.argument(thesis, author=opponent)
    decision = act("revert", opponent, moderator, hours=1)
    act("restore", claim, second)
    decide(act="remove", thing=claim, moderator=second, rule="civil", reason="Read again.")
    undo(decision, second)
    claim.refresh_from_db()
    other.refresh_from_db()
    assert (claim.state, other.state) == ("removed", "published")
    assert_counted()
