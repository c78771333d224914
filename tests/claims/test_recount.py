"""Recount is the oracle: it finds and mends what is stored wrongly, and after any acts it finds nothing."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from archive.claims import services
from archive.claims.models import Claim, Debate, Evidence
from archive.claims.services.recount import CARD_SUMS, COUNTERS, OWN, find_differences, recount_debate
from archive.claims.tally import DERIVED
from archive.core.errors import NotAllowed, Refused
from tests import factories
from tests.oracle import assert_counted

pytestmark = pytest.mark.django_db
PUBLISHED, REMOVED = "published", "removed"


@pytest.fixture
def debate(curator, opponent):
    """A thesis with an argument that has evidence, ratings and an answer."""
    top = factories.thesis(author=curator)
    argument = factories.argument(top, author=opponent)
    factories.argument(argument, stance="supports")
    factories.evidence(argument)
    factories.rate(argument, convincing=4, bearing=3, times=3)
    return top.debate


def other_than(value):
    if isinstance(value, float):
        return value / 2 + 0.1
    return value + 1 if isinstance(value, int) else value + timedelta(days=1)


def wrong(claim, column):
    """Return columns of which only the database's own checks cannot say that they are wrong."""
    if column.endswith("_sum"):  # more than four a rating is refused by the database itself
        return {column: getattr(claim, column) - 1}
    partner = {"children": "supports", "supports": "children", "opposes": "children"}.get(column)
    columns = {column: other_than(getattr(claim, column))}
    return columns | ({partner: getattr(claim, partner) + 1} if partner else {})


def test_after_ordinary_acts_there_is_nothing_to_report(debate):
    assert find_differences(debate) == []


@pytest.mark.parametrize("column", [*OWN, *DERIVED])
def test_wrong_column_of_a_claim_is_found_and_mended(debate, column):
    claim = debate.claims.get(depth=1)
    true, false = getattr(claim, column), wrong(claim, column)
    Claim.objects.filter(pk=claim.pk).update(**false)
    found = {(d.claim_id, d.column): d for d in recount_debate(debate=debate)}
    assert (found[claim.pk, column].stored, found[claim.pk, column].true) == (false[column], true)
    recount_debate(debate=debate, fix=True)
    claim.refresh_from_db()
    assert getattr(claim, column) == true
    assert_counted()


@pytest.mark.parametrize("column", CARD_SUMS)
def test_wrong_column_of_a_card_is_found_and_mended(debate, column):
    card = Evidence.objects.get()
    services.rate_card(card=card, rater=factories.person(), shows=3)
    services.rate_card(card=card, rater=factories.person(), shows=1)
    Evidence.objects.filter(pk=card.pk).update(**{column: 3})
    [found] = recount_debate(debate=debate, fix=True)
    assert (found.card_id, found.column, found.stored) == (card.pk, column, 3)
    assert str(found).startswith(f"card {card.pk}: {column} is 3, should be ")
    card.refresh_from_db()
    assert (card.raters_count, card.ratings_sum) == (2, 4)
    assert_counted()


@pytest.mark.parametrize("column", COUNTERS)
def test_wrong_counter_of_a_debate_is_found_and_mended(debate, column):
    debate.refresh_from_db()
    true, version = getattr(debate, column), debate.version
    Debate.objects.filter(pk=debate.pk).update(**{column: other_than(true)})
    assert [(d.claim_id, d.column, d.true) for d in recount_debate(debate=debate, fix=True)] == [
        (None, column, true)
    ]
    debate.refresh_from_db()
    assert getattr(debate, column) == true
    assert debate.version == version + 1


def test_wrong_sum_is_followed_up_to_the_thesis(debate):
    top, argument = debate.claims.get(depth=0), debate.claims.get(depth=1)
    standing = top.standing
    Claim.objects.filter(pk=argument.pk).update(bearing_sum=0, weight=0)
    Claim.objects.filter(pk=top.pk).update(standing=0.5)
    found = {(d.claim_id, d.column) for d in find_differences(debate)}
    assert found == {(argument.pk, "bearing_sum"), (argument.pk, "weight"), (top.pk, "standing")}
    recount_debate(debate=debate, fix=True)
    top.refresh_from_db()
    assert top.standing == standing


def link(shown, parent, author):
    """Show `shown` once more under `parent`, as a row that no service has tallied."""
    now = timezone.now()
    return Claim.objects.create(
        debate=parent.debate,
        parent=parent,
        same_as=shown,
        stance="supports",
        author=author,
        path=parent.path + "0099",
        depth=parent.depth + 1,
        published_at=now,
        own_activity=now,
        last_activity=now,
    )


def test_link_takes_the_standing_of_what_it_shows_and_passes_it_up(debate, author):
    shown = debate.claims.get(depth=1)
    beside = link(shown, factories.argument(debate.claims.get(depth=0), author=author), author)
    further = link(beside, factories.argument(shown.answers.get(), author=author), author)
    elsewhere = link(shown, factories.thesis(author=author), author)
    for found in Debate.objects.order_by("id"):
        recount_debate(debate=found, fix=True)
    assert_counted()
    shown.refresh_from_db()
    for row in (beside, further, elsewhere):
        row.refresh_from_db()
        assert row.standing == shown.standing
        factories.rate(row, convincing=None, bearing=4)
    factories.rate(shown, convincing=0, bearing=4, times=4)
    assert_counted()
    elsewhere.parent.refresh_from_db()
    assert elsewhere.parent.standing > 0.5


def test_mending_a_claim_mends_the_links_that_show_it_elsewhere(debate, author):
    shown = debate.claims.get(depth=1)
    elsewhere = link(shown, factories.thesis(author=author), author)
    for found in Debate.objects.order_by("id"):
        recount_debate(debate=found, fix=True)
    Claim.objects.filter(pk__in=[shown.pk, elsewhere.pk]).update(standing=0.01)
    recount_debate(debate=debate, fix=True)
    assert_counted()


def test_command_reports_each_difference_and_ends_with_1(debate):
    claim = debate.claims.get(depth=1)
    Claim.objects.filter(pk=claim.pk).update(descendants=7)
    out = StringIO()
    with pytest.raises(CommandError, match="1 columns differ") as ended:
        call_command("recount", stdout=out)
    assert ended.value.returncode == 1
    assert out.getvalue().strip() == f"claim {claim.pk}: descendants is 7, should be 1"
    claim.refresh_from_db()
    assert claim.descendants == 7


def test_command_fixes_when_asked_and_is_content_afterwards(debate):
    Debate.objects.filter(pk=debate.pk).update(claims_count=0)
    out = StringIO()
    call_command("recount", fix=True, stdout=out)
    assert f"debate {debate.pk}: claims_count is 0, should be 3" in out.getvalue()
    out = StringIO()
    call_command("recount", stdout=out)
    assert out.getvalue().strip() == "1 debates recounted: every column is true."


def test_recount_asks_the_same_number_of_questions_whatever_the_size(debate, django_assert_num_queries):
    with django_assert_num_queries(7):
        find_differences(debate)
    for _ in range(8):
        factories.evidence(factories.argument(debate.claims.get(depth=0)))
    with django_assert_num_queries(7):
        find_differences(debate)


class Course:
    """People who do things to two debates, some of which are refused."""

    def __init__(self):
        self.moderator = factories.person(is_staff=True)
        self.people = [factories.person() for _ in range(4)] + [self.moderator]
        self.source = factories.source(added_by=self.moderator)
        self.debates = [factories.debate(author=self.moderator) for _ in range(2)]

    def person(self, n):
        return self.people[n % len(self.people)]

    def claim(self, n):
        claims = Claim.objects.order_by("id")
        return claims[n % len(claims)]

    def card(self, n):
        cards = Evidence.objects.order_by("id")
        return cards[n % len(cards)] if cards else None

    def argue(self, a, b, c):
        factories.argument(self.claim(a), ("supports", "opposes")[c % 2], author=self.person(b))

    def rate(self, a, b, c):
        bearing = (None, 0, 2, 4)[b % 4]
        services.rate_claim(
            claim=self.claim(a), rater=self.person(b), convincing=(None, *range(5))[c % 6], bearing=bearing
        )

    def unrate(self, a, b, c):
        services.withdraw_rating(claim=self.claim(a), rater=self.person(b))

    def attach(self, a, b, c):
        factories.evidence(
            self.claim(a), author=self.person(b), source=self.source, tag=f"Card {c} shows it."
        )

    def rate_card(self, a, b, c):
        if card := self.card(a):
            services.rate_card(card=card, rater=self.person(b), shows=c % 5)

    def unrate_card(self, a, b, c):
        if card := self.card(a):
            services.withdraw_card_rating(card=card, rater=self.person(b))

    def ask(self, a, b, c):
        services.ask_for_evidence(claim=self.claim(a), person=self.person(b))

    def unask(self, a, b, c):
        services.withdraw_asking(claim=self.claim(a), person=self.person(b))

    def withdraw(self, a, b, c):
        claim = self.claim(a)
        services.withdraw_claim(claim=claim, author=claim.author)

    def remove(self, a, b, c):
        services.set_claim_state(
            claim=self.claim(a), state=REMOVED, moderator=self.moderator, reason="Off.", entry=c + 1
        )

    def restore(self, a, b, c):
        services.set_claim_state(
            claim=self.claim(a), state=PUBLISHED, moderator=self.moderator, reason="", entry=c + 1
        )

    def remove_card(self, a, b, c):
        self.set_card(a, REMOVED)

    def restore_card(self, a, b, c):
        self.set_card(a, PUBLISHED)

    def set_card(self, n, state):
        if card := self.card(n):
            services.set_evidence_state(
                card=card, state=state, moderator=self.moderator, reason="Off.", entry=1
            )

    def close(self, a, b, c):
        self.set_debate(a, "closed")

    def reopen(self, a, b, c):
        self.set_debate(a, "open")

    def set_debate(self, n, state):
        services.set_debate_state(debate=self.debates[n % 2], by=self.moderator, state=state, reason="So.")


ACTS = (
    *("argue", "rate", "unrate", "attach", "withdraw", "remove", "restore", "remove_card", "restore_card"),
    *("rate_card", "unrate_card", "ask", "ask", "unask"),
)
number = st.integers(0, 40)
acts = st.tuples(st.sampled_from((*ACTS[:2] * 3, *ACTS, "attach", "close", "reopen")), number, number, number)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # making a failing course shorter takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(course=st.lists(acts, min_size=8, max_size=40))
def test_after_any_course_of_acts_there_is_nothing_to_report(course, rules):
    rules(HOLD_FIRST=2)
    with transaction.atomic():
        site = Course()
        for act, *numbers in course:
            note(f"{act} {numbers}")
            try:
                with transaction.atomic():
                    getattr(site, act)(*numbers)
            except (Refused, NotAllowed):
                pass  # what is refused changes nothing, which the oracle sees too
        assert_counted()
        transaction.set_rollback(True)
