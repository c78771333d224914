"""Removing and restoring: who may, what it changes, and what it leaves."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import DatabaseError, NotSupportedError

from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication
from archive.moderation.models import Act, Decision, Rule
from archive.moderation.services import decide
from tests import factories
from tests.oracle import assert_counted

REFUSED_BY_DATABASE = (InternalError, IntegrityError, NotSupportedError, DatabaseError)


def remove(thing, moderator, reason="It attacks a person.", rule=Rule.CIVIL):
    return decide(act=Act.REMOVE, thing=thing, moderator=moderator, rule=rule, reason=reason)


def restore(thing, moderator, reason="Read again, it does not."):
    return decide(act=Act.RESTORE, thing=thing, moderator=moderator, reason=reason)


def test_removed_claim_keeps_its_place_and_says_why(claim, moderator):
    decision = remove(claim, moderator)
    claim.refresh_from_db()
    assert (claim.state, claim.state_reason) == (Publication.REMOVED, "It attacks a person.")
    assert claim.state_entry == decision.pk
    assert (decision.claim, decision.moderator, decision.rule) == (claim, moderator, Rule.CIVIL)


def test_removing_and_restoring_moves_every_counter_and_standing(thesis, claim, moderator):
    factories.rate(thesis, convincing=4, times=3)
    factories.rate(claim, convincing=4, bearing=4, times=3)
    thesis.refresh_from_db()
    before = {name: getattr(thesis, name) for name in ("standing", "children", "descendants", "opposes")}
    remove(claim, moderator)
    assert_counted()
    thesis.refresh_from_db()
    assert thesis.standing > before["standing"]
    assert (thesis.children, thesis.opposes) == (0, 0)
    restore(claim, moderator)
    assert_counted()
    thesis.refresh_from_db()
    assert {name: getattr(thesis, name) for name in before} == before


def test_removed_card_stops_counting(claim, moderator):
    card = factories.evidence(claim)
    remove(card, moderator)
    claim.refresh_from_db()
    assert claim.evidence_count == 0
    assert_counted()
    restore(card, moderator)
    claim.refresh_from_db()
    assert claim.evidence_count == 1
    assert_counted()


def test_removed_source_is_out_of_sight(moderator, client):
    source = factories.source()
    remove(source, moderator)
    assert client.get(source.get_absolute_url()).status_code == 404
    restore(source, moderator)
    assert client.get(source.get_absolute_url()).status_code == 200


def test_restoring_clears_the_notice(claim, moderator):
    remove(claim, moderator)
    decision = restore(claim, moderator)
    claim.refresh_from_db()
    assert (claim.state, claim.state_reason, claim.state_entry) == ("published", "", decision.pk)


@pytest.mark.parametrize("who", ["author", "opponent", "curator", "stranger"])
def test_only_moderators_decide(claim, who, request):
    with pytest.raises(NotAllowed):
        remove(claim, request.getfixturevalue(who))
    assert not Decision.objects.exists()


def test_suspended_moderator_decides_nothing(claim, moderator):
    from datetime import timedelta

    from django.utils import timezone

    moderator.suspended_until = timezone.now() + timedelta(days=1)
    moderator.save()
    with pytest.raises(NotAllowed):
        remove(claim, moderator)


@pytest.mark.parametrize("who", ["moderator", "administrator"])
def test_nobody_decides_about_their_own(thesis, who, request):
    person = request.getfixturevalue(who)
    own = factories.argument(thesis, author=person)
    for thing in (own, factories.evidence(own, person), factories.source(added_by=person)):
        with pytest.raises(NotAllowed) as refusal:
            remove(thing, person)
        assert refusal.value.code == "own"
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "empty"), (" \n ", "empty"), ("x" * 1001, "too_long"), ("a\x00b", "control"), ("a\u202eb", "bidi")],
    ids=["nothing", "white space", "1001 characters", "NUL", "right-to-left override"],
)
def test_reason_is_required_and_clean(claim, moderator, reason, code):
    with pytest.raises(Refused) as refusal:
        remove(claim, moderator, reason=reason)
    assert (refusal.value.field, refusal.value.code) == ("reason", code)


def test_reason_of_a_thousand_characters_is_kept_whole(claim, moderator):
    assert remove(claim, moderator, reason="x" * 1000).reason == "x" * 1000


@pytest.mark.parametrize("rule", ["", "rudeness"])
def test_removal_names_a_known_rule(claim, moderator, rule):
    with pytest.raises(Refused) as refusal:
        remove(claim, moderator, rule=rule)
    assert refusal.value.field == "rule"


def test_removing_twice_is_refused_and_leaves_one_entry(claim, moderator, second):
    remove(claim, moderator)
    with pytest.raises(Refused) as refusal:
        remove(claim, second)
    assert (refusal.value.code, refusal.value.conflict) == ("state", True)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("act", [Act.RESTORE, Act.RELEASE])
def test_what_stands_is_neither_restored_nor_released(claim, moderator, act):
    with pytest.raises(Refused):
        decide(act=act, thing=claim, moderator=moderator, reason="It is fine.")
    assert not Decision.objects.exists()


def test_withdrawn_claim_is_not_a_moderators_to_restore(claim, author, moderator):
    from archive.claims.services import withdraw_claim

    withdraw_claim(claim=claim, author=author)
    with pytest.raises(Refused):
        restore(claim, moderator)


def test_database_refuses_to_change_or_delete_a_decision(claim, moderator):
    decision = remove(claim, moderator)
    for sql in (
        "UPDATE archive_decision SET reason = 'other' WHERE id = %s",
        "DELETE FROM archive_decision WHERE id = %s",
    ):
        with pytest.raises(REFUSED_BY_DATABASE), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [decision.pk])
    decision.refresh_from_db()
    assert decision.reason == "It attacks a person."


def test_answer_to_a_removed_claim_is_refused_and_its_answers_stay(claim, moderator, opponent, door):
    remove(claim, moderator)
    outcome = door.argue(opponent, claim)
    assert (outcome.ok, outcome.codes) == (False, ("parent_removed",))
    assert claim.answers.count() == 1
