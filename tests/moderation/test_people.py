"""Suspending people and lifting it, and the trust that administrators give."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.core.errors import NotAllowed, Refused
from archive.moderation.models import Decision, Suspension
from archive.moderation.services import lift_suspension, suspend_person
from tests import factories
from tests.moderation.desk import Desk, codes

WORDS = {"rule": "civil", "reason": "Insults in four debates."}


def suspend(person, by, days=7, **more):
    return suspend_person(person=person, days=days, moderator=by, **{**WORDS, **more})


def test_suspended_person_reads_and_does_not_write(thesis, opponent, moderator, door):
    suspend(opponent, moderator)
    opponent.refresh_from_db()
    assert door.sees(opponent, thesis.get_absolute_url()) == 200
    outcome = door.argue(opponent, thesis)
    assert (outcome.status, outcome.codes) == (403, ("suspended",))


def test_suspension_has_an_end_and_an_entry_without_a_name(opponent, desk, client):
    desk.do("suspend", opponent, days="3", **WORDS)
    opponent.refresh_from_db()
    left = opponent.suspended_until - timezone.now()
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)
    assert Suspension.objects.get().person == opponent
    log = client.get("/moderation/log/").content.decode()
    assert "Suspended" in log
    assert "Insults in four debates." in log
    assert "opponent" not in log


def test_lifting_lets_the_person_write_at_once(thesis, opponent, desk, moderator, door):
    desk.do("suspend", opponent, days="3", **WORDS)
    desk.do("lift", opponent, reason="They apologised.")
    opponent.refresh_from_db()
    assert opponent.suspended_until is None
    suspension = Suspension.objects.get()
    assert (suspension.lifted_by, suspension.lifted_at is not None) == (moderator, True)
    assert door.argue(opponent, thesis).ok


@pytest.mark.parametrize("days", [0, -1, 366])
def test_suspension_lasts_a_day_to_a_year(opponent, moderator, days):
    with pytest.raises(Refused) as refusal:
        suspend(opponent, moderator, days=days)
    assert refusal.value.field == "days"


@pytest.mark.parametrize("days", ["", "soon", "1.5", "-3", "9999999999999999999999"])
def test_days_that_are_none_are_refused_at_the_field(opponent, desk, days):
    answer = desk.do("suspend", opponent, days=days, **WORDS)
    assert answer.status_code == 422
    assert "days" in answer.context["form"].errors
    assert not Decision.objects.exists()


def test_suspending_twice_is_refused(opponent, moderator, second):
    suspend(opponent, moderator)
    with pytest.raises(Refused) as refusal:
        suspend(opponent, second)
    assert refusal.value.code == "state"
    assert Decision.objects.count() == 1


def test_suspension_that_ran_out_is_not_lifted_and_may_come_again(opponent, moderator):
    suspend(opponent, moderator)
    opponent.refresh_from_db()
    opponent.suspended_until = timezone.now() - timedelta(seconds=1)
    opponent.save()
    with pytest.raises(Refused):
        lift_suspension(person=opponent, moderator=moderator, reason="Enough.")
    suspend(opponent, moderator)


WHO_SUSPENDS_WHOM = [
    ("moderator", "opponent", True),
    ("moderator", "moderator", False),
    ("moderator", "second", False),
    ("moderator", "administrator", False),
    ("administrator", "moderator", True),
    ("administrator", "administrator", False),
    ("opponent", "author", False),
    ("stranger", "author", False),
]


@pytest.mark.parametrize(("by", "whom", "may"), WHO_SUSPENDS_WHOM, ids=lambda value: str(value))
def test_who_suspends_whom(by, whom, may, request):
    by, whom = request.getfixturevalue(by), request.getfixturevalue(whom)
    if may:
        assert suspend(whom, by).person == whom
    else:
        with pytest.raises(NotAllowed):
            suspend(whom, by)


def test_administrator_makes_a_moderator_and_ends_it(opponent, administrator, claim):
    desk = Desk(administrator)
    assert "Make a moderator" in desk.page(opponent).content.decode()
    desk.do("make-moderator", opponent)
    opponent.refresh_from_db()
    assert opponent.is_staff
    assert Desk(opponent).client.get("/admin/").status_code == 200
    desk.do("end-moderating", opponent)
    assert Desk(opponent).client.get("/admin/").status_code == 302


def test_administrator_trusts_a_member(newcomer, administrator, thesis, rules):
    rules(HOLD_FIRST=3)
    Desk(administrator).do("trust", newcomer)
    newcomer.refresh_from_db()
    assert factories.argument(thesis, author=newcomer).state == "published"


def test_moderator_gives_no_trust(opponent, desk):
    assert "Make a moderator" not in desk.page(opponent).content.decode()
    assert desk.do("make-moderator", opponent).status_code == 404
    opponent.refresh_from_db()
    assert not opponent.is_staff


def test_unconfirmed_account_becomes_no_moderator(stranger, administrator):
    answer = Desk(administrator).do("make-moderator", stranger)
    assert (answer.status_code, codes(answer)) == (422, {"unconfirmed"})


def test_administrator_does_not_change_their_own_trust(administrator):
    answer = Desk(administrator).do("end-moderating", administrator)
    assert (answer.status_code, codes(answer)) == (403, {"own"})


def test_addresses_are_for_administrators(opponent, desk, administrator):
    assert "opponent@example.org" not in desk.page(opponent).content.decode()
    page = Desk(administrator).page(opponent).content.decode()
    assert "opponent@example.org" in page
    assert "md5$" not in page
