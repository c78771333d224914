"""Asking for evidence of a claim: through every door, answered by the next card, counted, and queued."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.claims import services
from archive.claims.models import Claim, EvidenceRequest
from archive.claims.queries import needs_evidence
from archive.moderation.services import decide
from tests import factories
from tests.claims.test_thread import grow
from tests.contract import client_of
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(thesis, author):
    return factories.argument(thesis, author=author)


def asked(claim) -> int:
    claim.refresh_from_db()
    assert_counted()
    return claim.evidence_asked


def ask(claim, *people):
    for person in people or [factories.person()]:
        services.ask_for_evidence(claim=claim, person=person)


def test_asking_counts_once_and_can_be_taken_back(door, claim, opponent, curator):
    for person in (opponent, opponent, curator):
        assert door.ask(person, claim).ok
    assert asked(claim) == 2
    assert door.unask(opponent, claim).ok
    assert door.unask(opponent, claim).ok
    assert asked(claim) == 1


def test_thesis_can_be_asked_about_and_a_claim_that_has_evidence(door, thesis, claim, opponent):
    factories.evidence(claim)
    assert door.ask(opponent, thesis).ok
    assert door.ask(opponent, claim).ok
    assert (asked(thesis), asked(claim)) == (1, 1)


def test_nobody_asks_about_their_own_claim(door, claim, author):
    outcome = door.ask(author, claim)
    assert (outcome.status, outcome.codes) == (403, ("own_claim",))


def test_visitor_is_asked_to_sign_in(door, claim):
    assert door.ask(None, claim).status == 401


def test_who_never_confirmed_asks_nothing(door, claim, stranger):
    assert door.ask(stranger, claim).status == 403


def test_closed_debate_is_not_asked_about(door, claim, opponent, curator):
    door.ask(opponent, claim)
    door.set_state(curator, claim.debate, "closed")
    assert door.ask(factories.person(), claim).codes == ("closed",)
    assert door.unask(opponent, claim).codes == ("closed",)
    assert asked(claim) == 1


def test_removed_claim_is_not_asked_about(door, claim, opponent):
    Claim.objects.filter(pk=claim.pk).update(state="removed")
    assert door.ask(opponent, claim).codes == ("not_published",)


def test_link_is_not_asked_about(door, claim, thesis, opponent, author):
    place = factories.argument(thesis, author=author)
    Claim.objects.filter(pk=place.pk).update(same_as=claim, statement="")
    assert door.ask(opponent, place).codes == ("link",)


@pytest.mark.parametrize("bearing", ["supports", "undermines"])
def test_next_card_answers_everybody_who_asks(door, claim, opponent, curator, bearing):
    ask(claim, opponent, curator)
    outcome = door.attach(curator, claim, factories.source(), bearing=bearing)
    assert asked(claim) == 0
    assert set(EvidenceRequest.objects.values_list("answered_by", flat=True)) == {outcome.id}


def test_who_is_not_content_asks_again(door, claim, opponent):
    ask(claim, opponent)
    factories.evidence(claim)
    assert door.ask(opponent, claim).ok
    assert asked(claim) == 1


def test_card_that_waits_answers_once_it_is_let_through(rules, claim, opponent, newcomer, moderator):
    ask(claim, opponent)
    rules(HOLD_FIRST=3)
    card = factories.evidence(claim, newcomer)
    ask(claim, moderator)
    assert asked(claim) == 2
    decide(act="release", thing=card, moderator=moderator, reason="Fine.")
    assert asked(claim) == 0


def test_removed_card_no_longer_answers_and_a_restored_one_does(claim, opponent, moderator):
    ask(claim, opponent)
    card = factories.evidence(claim)
    decide(act="remove", thing=card, moderator=moderator, rule="civil", reason="Rude.")
    assert asked(claim) == 1
    decide(act="restore", thing=card, moderator=moderator, reason="It was not.")
    assert asked(claim) == 0


def test_another_card_that_came_later_answers_instead(claim, opponent, moderator):
    early = factories.evidence(claim)
    ask(claim, opponent)
    first, second = factories.evidence(claim), factories.evidence(claim)
    decide(act="remove", thing=first, moderator=moderator, rule="civil", reason="Rude.")
    assert asked(claim) == 0
    assert EvidenceRequest.objects.get().answered_by == second
    decide(act="remove", thing=second, moderator=moderator, rule="civil", reason="Rude.")
    assert asked(claim) == 1
    assert early.state == "published"


def test_who_asked_again_is_counted_once_when_the_card_goes(claim, opponent, moderator):
    ask(claim, opponent)
    card = factories.evidence(claim)
    ask(claim, opponent)
    decide(act="remove", thing=card, moderator=moderator, rule="civil", reason="Rude.")
    assert asked(claim) == 1
    assert EvidenceRequest.objects.count() == 2


def test_number_is_shown_on_the_claim_and_in_its_thread_without_a_query(
    client, claim, django_assert_max_num_queries
):
    ask(claim, *(factories.person() for _ in range(3)))
    with django_assert_max_num_queries(7):
        page = client.get(claim.debate.get_absolute_url()).content.decode()
    assert "3 people ask for evidence." in page
    assert "3 people ask for evidence." in client.get(f"/claims/{claim.pk}/").content.decode()
    factories.evidence(claim)
    ask(claim)
    assert "1 person asks for more evidence." in client.get(f"/claims/{claim.pk}/").content.decode()


def test_page_offers_to_ask_or_to_stop(client, claim, opponent):
    client.force_login(opponent)
    address = f"/claims/{claim.pk}/ask/"
    assert f'href="{address}"' in client.get(f"/claims/{claim.pk}/").content.decode()
    assert 'name="withdraw"' not in client.get(address).content.decode()
    client.post(address)
    assert 'name="withdraw"' in client.get(address).content.decode()


def test_api_counts_and_chooses_by_it(claim, thesis, opponent):
    answer = client_of(opponent).put(f"/api/v1/claims/{claim.pk}/evidence-request/")
    assert answer.json()["evidence_asked"] == 1
    for word, found in (("true", [claim.pk]), ("false", [thesis.pk])):
        rows = client_of().get(f"/api/v1/claims/?evidence_asked={word}").json()["results"]
        assert [row["id"] for row in rows] == found


# -------------------------------------------------------------------------------------------- the queue


def test_most_asked_come_first_then_the_newest_then_arguments_that_cite_nothing(thesis, curator):
    bare = [factories.argument(thesis) for _ in range(2)]
    once, often, later = (factories.argument(thesis) for _ in range(3))
    for claim in (once, often, later):
        factories.evidence(claim)
    ask(once)
    ask(often, factories.person(), factories.person())
    ask(later)
    assert needs_evidence() == [often, later, once, *bare]
    assert needs_evidence(2, 1) == [later, once]
    assert needs_evidence(3, 3) == bare


def test_what_cannot_be_answered_is_not_queued(thesis, claim, curator, moderator):
    ask(claim)
    ask(thesis, moderator)
    elsewhere = factories.argument()
    decide(act="remove", thing=elsewhere, moderator=moderator, rule="civil", reason="Rude.")
    assert needs_evidence() == [claim, thesis]
    services.set_debate_state(debate=thesis.debate, by=curator, state="closed", reason="Done.")
    assert needs_evidence() == []


@pytest.mark.parametrize("address", ["/", "/debates/needs-evidence/"])
def test_queue_is_shown_in_the_same_number_of_queries(client, thesis, claim, address):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        assert page.status_code == 200
        return len(seen), page.content.decode()

    client.get(address)
    few, page = queries()
    assert claim.statement in page
    for _ in range(12):
        ask(factories.argument(thesis))
    many, page = queries()
    assert many == few
    assert page.count("1 person asks for evidence") == (0 if address == "/" else 12)


def test_long_queue_goes_on_on_the_next_page(client, thesis):
    author = factories.person()
    claims = [factories.argument(thesis, author=author) for _ in range(22)]
    first = client.get("/debates/needs-evidence/").content.decode()
    assert 'href="?from=20"' in first
    assert claims[19].statement in first
    assert claims[21].statement not in first
    second = client.get("/debates/needs-evidence/?from=20").content.decode()
    assert claims[21].statement in second
    assert 'href="?from=0"' in second


def test_queue_reads_both_parts_from_their_indexes(thesis):
    grow(thesis.debate, 1500)
    for claim in Claim.objects.filter(depth=1)[:30]:
        ask(claim)
    with CaptureQueriesContext(connection) as seen:
        assert len(needs_evidence(5)) == 5
    [query] = seen.captured_queries
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE archive_claim")
        cursor.execute(f"EXPLAIN {query['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "claim_evidence_asked" in plan
    assert "claim_needs_evidence" in plan
    assert "Seq Scan on archive_claim" not in plan


def test_moderators_see_who_asks(client, claim, opponent, moderator):
    ask(claim, opponent)
    client.force_login(moderator)
    page = client.get("/admin/archive/evidencerequest/").content.decode()
    assert "opponent" in page
    assert claim.statement[:30] in page
