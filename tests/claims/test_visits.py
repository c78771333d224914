"""What is new to a reader since their last visit: when a visit ends, what each claim is marked with, and for whom."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from archive.accounts.models import User
from archive.claims import services
from archive.claims.models import Claim, Debate, Visit
from archive.claims.queries.visits import changed_since, changes_of, since_of, time_from
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def debate(thesis):
    return thesis.debate


def aged(claim: Claim, **ago: timedelta) -> Claim:
    """Let the claim's times lie back, everything a day and the named ones as given."""
    times = dict.fromkeys(("published_at", "own_activity", "last_activity"), timedelta(days=1)) | ago
    Claim.objects.filter(pk=claim.pk).update(**{name: timezone.now() - time for name, time in times.items()})
    claim.refresh_from_db()
    return claim


def visited(reader, debate, *, since: timedelta, seen: timedelta) -> Visit:
    now = timezone.now()
    return Visit.objects.create(reader=reader, debate=debate, since=now - since, seen=now - seen)


def come(reader, debate, **fields):
    client = Client()
    client.force_login(reader)
    return client.post(f"/debates/{debate.pk}/visit/", fields)


# ---------------------------------------------------------------------------------------------- when a visit ends


def test_on_the_first_visit_nothing_is_new(debate, opponent):
    assert since_of(debate, opponent) is None
    assert come(opponent, debate).status_code == 204
    visit = Visit.objects.get()
    assert visit.since == visit.seen
    assert not changed_since(Claim.objects.all(), since_of(debate, opponent), opponent)


def test_while_a_visit_lasts_what_was_new_stays_new(debate, opponent):
    before = visited(opponent, debate, since=5 * HOUR, seen=HOUR / 6)
    come(opponent, debate)
    visit = Visit.objects.get()
    assert visit.since == before.since
    assert visit.seen > before.seen


def test_after_half_an_hour_away_a_new_visit_begins(debate, opponent):
    before = visited(opponent, debate, since=5 * HOUR, seen=HOUR)
    assert since_of(debate, opponent) == before.seen  # on the page that begins it, which writes nothing
    assert Visit.objects.get().since == before.since
    come(opponent, debate)
    come(opponent, debate)
    assert Visit.objects.get().since == before.seen
    assert since_of(debate, opponent) == before.seen


def test_how_long_one_may_be_away_is_a_rule(rules, debate, opponent):
    rules(VISIT_MINUTES=120)
    before = visited(opponent, debate, since=5 * HOUR, seen=HOUR)
    assert since_of(debate, opponent) == before.since


def test_marking_all_as_read_leaves_nothing_new(debate, opponent):
    visited(opponent, debate, since=5 * HOUR, seen=HOUR)
    factories.argument(debate.claims.get())
    response = come(opponent, debate, read="1")
    assert response.status_code == 302
    assert not changed_since(Claim.objects.all(), since_of(debate, opponent), opponent)


def test_marking_all_as_read_on_the_first_visit_begins_it(debate, opponent):
    assert come(opponent, debate, read="1").status_code == 302
    assert since_of(debate, opponent) is not None


def test_each_reader_and_each_debate_has_its_own_visits(debate, opponent, author):
    services.note_visit(reader=opponent, debate=debate)
    services.note_visit(reader=author, debate=debate)
    services.note_visit(reader=opponent, debate=factories.debate())
    assert Visit.objects.count() == 3
    assert since_of(debate, None) is None


def test_the_visit_comes_with_the_debate_at_no_query(debate, opponent, django_assert_num_queries):
    before = visited(opponent, debate, since=5 * HOUR, seen=HOUR / 6)
    with django_assert_num_queries(1):
        loaded = Debate.objects.with_visit_of(opponent).get()
        assert since_of(loaded, opponent) == before.since
    with django_assert_num_queries(1):
        assert since_of(Debate.objects.with_visit_of(None).get(), None) is None


def test_reading_a_page_writes_nothing(client, debate, opponent):
    client.force_login(opponent)
    client.get(debate.get_absolute_url())
    assert not Visit.objects.exists()


def test_visitors_are_asked_to_sign_in_and_come_back_to_the_debate(client, debate):
    response = client.post(f"/debates/{debate.pk}/visit/")
    assert response.status_code == 302
    assert f"next={debate.get_absolute_url()}" in response["Location"]
    assert not Visit.objects.exists()


def test_a_visit_is_posted_to_a_debate_that_one_sees(client, rules, newcomer, opponent):
    rules(HOLD_FIRST=3)
    held = factories.debate(author=newcomer)
    assert come(opponent, held).status_code == 404
    assert come(newcomer, held).status_code == 204
    assert come(opponent, Debate(pk=10**18)).status_code == 404
    assert client.get(f"/debates/{held.pk}/visit/").status_code == 405


# ------------------------------------------------------------------------------------------------------ the marks


def marks(claim: Claim, viewer=None) -> tuple[str, ...]:
    """Return the marks of the claim, after making sure that the filter agrees with them."""
    claim.refresh_from_db()
    since = timezone.now() - HOUR
    found = changes_of(claim, since, viewer)
    assert changed_since(Claim.objects.filter(pk=claim.pk), since, viewer).exists() == bool(found)
    return found


def test_what_nothing_happened_to_is_not_marked(thesis):
    assert marks(aged(thesis)) == ()
    assert changes_of(thesis, None, None) == ()


def test_an_argument_is_new_and_its_parent_answered(thesis, author, opponent):
    aged(thesis)
    argument = factories.argument(thesis, author=author)
    assert marks(argument, opponent) == ("new",)
    assert marks(argument) == ("new",)
    assert marks(thesis, opponent) == ("answered",)


def test_ones_own_argument_is_not_new_and_is_marked_once_answered(thesis, author, opponent):
    own = factories.argument(thesis, author=author)
    assert marks(own, author) == ()
    factories.argument(own, author=opponent)
    assert marks(own, author) == ("answered",)
    assert marks(own, opponent) == ("new",)


def test_an_answer_that_was_taken_back_is_no_news(thesis, author, opponent):
    aged(thesis)
    answer = factories.argument(thesis, author=opponent)
    services.withdraw_claim(claim=answer, author=opponent)
    assert marks(thesis, author) == ()
    assert marks(answer, author) == ()


def test_a_rewording_is_marked_for_everybody_but_its_author(thesis, author, opponent):
    argument = factories.argument(thesis, author=author)
    services.reword_claim(claim=argument, statement="Other words.", author=author)
    aged(argument)
    assert marks(argument, opponent) == ("reworded",)
    assert marks(argument, author) == ()


def test_a_move_is_marked(thesis, author, opponent):
    argument = factories.argument(thesis, author=author)
    aged(argument, moved_at=HOUR / 2)
    assert marks(argument, opponent) == ("moved",)
    assert marks(argument, author) == ("moved",)
    assert marks(aged(argument, moved_at=2 * HOUR), opponent) == ()


def test_new_evidence_is_marked(thesis, author, opponent):
    argument = factories.argument(thesis, author=author)
    aged(argument)
    factories.evidence(argument, author=opponent)
    assert marks(argument, author) == ("new evidence",)


def test_several_things_are_marked_at_once(thesis, author):
    argument = factories.argument(thesis, author=author)
    aged(argument, moved_at=HOUR / 2, reworded_at=HOUR / 2)
    factories.evidence(argument)
    factories.argument(argument)
    assert marks(argument) == ("reworded", "moved", "answered", "new evidence")


def test_what_is_let_through_later_is_new_from_then_on(rules, thesis, newcomer, moderator, opponent):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=newcomer)
    Claim.objects.filter(pk=held.pk).update(created=timezone.now() - 5 * HOUR)
    assert marks(held, moderator) == ()
    services.set_claim_state(claim=held, state="published", moderator=moderator, reason="", entry=1)
    assert marks(held, opponent) == ("new",)
    assert marks(held, newcomer) == ()


def test_a_tombstone_is_not_marked(thesis, author, moderator):
    argument = factories.argument(thesis, author=author)
    services.set_claim_state(claim=argument, state="removed", moderator=moderator, reason="Rude.", entry=1)
    assert marks(argument, author) == ()


# ------------------------------------------------------------------------------------- a time from the address


def test_a_time_in_the_address_marks_for_visitors_too(debate, opponent):
    now = timezone.now()
    visited(opponent, debate, since=5 * HOUR, seen=HOUR)
    for viewer in (None, opponent):
        assert since_of(debate, viewer, now.isoformat()) == now
        assert since_of(debate, viewer, now.isoformat().replace("+", " ")) == now
        assert since_of(debate, viewer, "1066-10-14T09:00") == debate.created


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-13-01T00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "9" * 5000],
)
def test_nonsense_for_a_time_is_none(text):
    assert time_from(text) is None


@pytest.mark.parametrize("gone", ["debate", "reader"])
@pytest.mark.parametrize("act", [services.note_visit, services.mark_read])
def test_visit_told_after_its_debate_or_reader_is_gone_is_forgotten(debate, opponent, act, gone):
    there, reader = Debate.objects.get(pk=debate.pk), User.objects.get(pk=opponent.pk)
    if gone == "debate":
        there.pk = 10**9
    else:
        opponent.delete()
    act(reader=reader, debate=there)
    connection.check_constraints()
    assert not Visit.objects.exists()
