"""The log's chain of hashes: made by the database, checked by a command, broken by any change."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from archive.moderation.models import Act, Decision, Seal
from archive.moderation.queries.chain import broken_places, chain_head
from archive.moderation.services import decide
from tests import factories

TAMPERINGS = {
    "reason": "UPDATE archive_decision SET reason = 'It was fine.' WHERE id = %s",
    "moderator": "UPDATE archive_decision SET moderator_id = (SELECT max(id) FROM archive_user) WHERE id = %s",
    "detail": "UPDATE archive_decision SET detail = '{\"more\": 1}' WHERE id = %s",
    "hour": "UPDATE archive_decision SET created = created - interval '1 hour' WHERE id = %s",
}


def seal_now():
    """Let the deferred triggers run, as the end of a transaction does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def three(thesis, moderator):
    """Three decisions, with signs that need care in their reasons."""
    reasons = ("Rude: 3,5 of „them“.", "核查\nagain", 'It\'s "so" 🙂.')
    made = [
        decide(
            act=Act.REMOVE, thing=factories.argument(thesis), moderator=moderator, rule="civil", reason=why
        )
        for why in reasons
    ]
    seal_now()
    return made


def tamper(sql, *values):
    """Do what somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_each_decision_is_sealed_after_the_one_before(three):
    seals = list(Seal.objects.order_by("place"))
    assert [seal.decision_id for seal in seals] == [one.pk for one in three]
    assert [seal.before for seal in seals] == ["", seals[0].digest, seals[1].digest]
    assert list(broken_places()) == []
    assert chain_head() == (3, seals[2].digest)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_changed_entry_shows(three, what):
    tamper(TAMPERINGS[what], three[1].pk)
    assert [found.decision for found in broken_places()] == [three[1].pk]


def test_an_entry_taken_out_shows_at_the_next(three):
    tamper("DELETE FROM archive_seal WHERE decision_id = %s", three[1].pk)
    tamper("DELETE FROM archive_decision WHERE id = %s", three[1].pk)
    assert [found.decision for found in broken_places()] == [three[2].pk]


def test_seals_cannot_be_changed(three):
    with pytest.raises(DatabaseError), transaction.atomic():
        Seal.objects.filter(place=1).update(digest="0" * 64)


def test_command_proves_the_chain(three):
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert "3 entries, the chain holds." in out.getvalue()
    tamper(TAMPERINGS["reason"], three[0].pk)
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_log", stderr=err)
    assert f"entry {three[0].pk}, place 1" in err.getvalue()


def test_command_says_so_of_an_empty_log(db):
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert out.getvalue().startswith("0 entries")
    assert not Decision.objects.exists()
