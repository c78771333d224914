"""Two moderators at the same moment: one wins, the other is told, and the log has one entry."""

import threading

import pytest
from django.db import connection

from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication
from archive.moderation.models import Act, Decision
from archive.moderation.services import decide, suspend_person
from tests import factories
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls in threads that start together; return what each returned or raised."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        try:
            gate.wait(timeout=10)
            results[index] = call()
        except (Refused, NotAllowed) as refusal:
            results[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_of_two_removals_one_wins(claim, moderator, second):
    results = at_once(
        *(
            lambda by=by: decide(act=Act.REMOVE, thing=claim, moderator=by, rule="civil", reason="Rude.")
            for by in (moderator, second)
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["Decision", "Refused"]
    assert Decision.objects.count() == 1
    claim.refresh_from_db()
    assert claim.state == Publication.REMOVED
    assert_counted()


def test_restoring_while_somebody_removes_leaves_a_log_that_tells_the_state(claim, moderator, second):
    decide(act=Act.REMOVE, thing=claim, moderator=moderator, rule="civil", reason="Rude.")
    at_once(
        lambda: decide(act=Act.RESTORE, thing=claim, moderator=second, reason="Not rude."),
        lambda: decide(act=Act.REMOVE, thing=claim, moderator=moderator, rule="civil", reason="Still rude."),
    )
    claim.refresh_from_db()
    last = Decision.objects.order_by("id").last()
    expected = {Act.REMOVE: Publication.REMOVED, Act.RESTORE: Publication.PUBLISHED}[last.act]
    assert (claim.state, claim.state_entry) == (expected, last.pk)
    assert_counted()


def test_removing_while_others_answer_keeps_the_counts_true(thesis, claim, moderator, opponent):
    at_once(
        lambda: decide(act=Act.REMOVE, thing=claim, moderator=moderator, rule="civil", reason="Rude."),
        lambda: factories.argument(claim, author=opponent),
        lambda: factories.argument(thesis),
    )
    assert_counted()


def test_two_administrators_do_not_suspend_each_other():
    first, other = (factories.person(f"admin{n}", is_staff=True, is_superuser=True) for n in (1, 2))
    words = {"days": 1, "rule": "civil", "reason": "Rude."}
    results = at_once(
        lambda: suspend_person(person=other, moderator=first, **words),
        lambda: suspend_person(person=first, moderator=other, **words),
    )
    assert sorted(type(result).__name__ for result in results) == ["Decision", "NotAllowed"]
