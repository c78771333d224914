"""The inbox: one row a thing, the heaviest first, taken by one moderator at a time, decided on one screen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.moderation.models import Decision, Item, Report, ReportReason
from archive.moderation.services import report_thing
from archive.moderation.services.inbox import take_from_inbox
from tests import factories
from tests.moderation.desk import Desk, messages

pytestmark = pytest.mark.django_db
INBOX = "/admin/archive/decision/waiting/"


@pytest.fixture
def desk(moderator):
    return Desk(moderator)


@pytest.fixture
def claim(thesis, author):
    return factories.argument(thesis, author=author, statement="You know nothing.")


def reported(thing, times=1, reason="attack"):
    for _ in range(times):
        report_thing(thing=thing, reporter=factories.person(), reason=reason)
    return thing


def address(thing):
    return f"{INBOX}{thing._meta.model_name}/{thing.pk}/"


def rows(answer):
    return [(row.kind, row.id) for row in answer.context["rows"]]


def test_heaviest_comes_first_and_one_thing_is_one_row(desk, thesis, claim):
    light = reported(factories.argument(thesis), reason="several-claims")
    reported(claim, 3)
    answer = desk.client.get(INBOX)
    assert rows(answer) == [("claim", claim.pk), ("claim", light.pk)]
    assert answer.context["rows"][0].reports == 3
    assert "Attacks a person × 3" in answer.content.decode().replace("\n", " ")


def test_a_held_post_that_is_reported_is_one_row(desk, thesis, newcomer, rules):
    rules(HOLD_FIRST=3)
    held = factories.argument(thesis, author=newcomer)
    moderator = factories.person(is_staff=True)
    report_thing(thing=held, reporter=moderator, reason="spam")
    [row] = desk.client.get(INBOX).context["rows"]
    assert (row.id, len(row.matters)) == (held.pk, 2)


def test_what_waits_for_a_day_says_so(desk, claim):
    reported(claim)
    assert "(over a day)" not in desk.client.get(INBOX).content.decode()
    Item.objects.update(created=timezone.now() - timezone.timedelta(hours=25))
    assert "(over a day)" in desk.client.get(INBOX).content.decode()
    assert rows(desk.client.get(INBOX + "?late=1")) == [("claim", claim.pk)]


@pytest.mark.parametrize("query", ["?matter=nothing", "?late=x&free=1", "?mine=1&mine=2"])
def test_odd_filters_are_no_errors(desk, claim, query):
    reported(claim)
    assert desk.client.get(INBOX + query).status_code == 200


def test_the_page_of_a_thing_has_all_that_a_decision_needs(desk, thesis, claim, author):
    factories.evidence(claim, tag="A card that shows it.")
    reported(claim)
    page = desk.client.get(address(claim)).content.decode()
    for words in (
        thesis.statement,
        claim.statement,
        "A card that shows it.",
        "Attacks a person",
        author.signature,
    ):
        assert words in page


def test_deciding_closes_the_item_answers_the_reports_and_leads_to_the_next(desk, thesis, claim):
    other = reported(factories.argument(thesis))
    reported(claim, 2)
    typed = {"do": "decide", "act": "remove", "rule": "civil", "reason": "It attacks a person."}
    answer = desk.client.post(address(claim), typed)
    assert answer["Location"] == address(other)
    claim.refresh_from_db()
    assert claim.state == "removed"
    assert Item.objects.get(claim=claim).closed_at is not None
    assert {report.state for report in Report.objects.filter(claim=claim)} == {"answered"}
    assert rows(desk.client.get(INBOX)) == [("claim", other.pk)]


@pytest.mark.parametrize(
    "typed",
    [
        {"act": "remove", "rule": "civil", "reason": " "},
        {"act": "remove", "rule": "", "reason": "Rude."},
        {"act": "", "rule": "civil", "reason": "Rude."},
        {"act": "explode", "rule": "civil", "reason": "Rude."},
        {"act": "dismiss", "reason": "x" * 1001},
    ],
    ids=["a reason of spaces", "no rule", "no act", "no such act", "too long a reason"],
)
def test_what_is_missing_is_told_and_nothing_is_done(desk, claim, typed):
    reported(claim)
    answer = desk.client.post(address(claim), {"do": "decide", **typed})
    assert answer.status_code == 422
    assert "Nothing was done yet." in answer.content.decode()
    assert not Decision.objects.exists()


def test_two_moderators_do_not_collide(desk, claim):
    reported(claim)
    second = Desk(factories.person("second", is_staff=True))
    assert desk.client.post(address(claim), {"do": "take"}).status_code == 302
    assert "moderator looks at it" in second.client.get(INBOX).content.decode()
    assert second.client.post(address(claim), {"do": "take"}).status_code == 422
    typed = {"do": "decide", "act": "dismiss", "reason": "It is fine."}
    assert second.client.post(address(claim), typed).status_code == 422
    assert not Decision.objects.exists()
    assert second.client.post(address(claim), {**typed, "anyway": "1"}).status_code == 302
    assert desk.client.post(address(claim), typed).status_code == 422  # it was decided just now


def test_what_was_taken_is_free_again_after_a_quarter_of_an_hour_or_when_it_is_left(desk, claim):
    reported(claim)
    second = factories.person("second", is_staff=True)
    desk.client.post(address(claim), {"do": "take"})
    assert rows(desk.client.get(INBOX + "?mine=1")) == [("claim", claim.pk)]
    assert rows(desk.client.get(INBOX + "?free=1")) == []
    Item.objects.update(claimed_at=timezone.now() - timezone.timedelta(minutes=16))
    take_from_inbox(thing=claim, moderator=second)
    Desk(second).client.post(address(claim), {"do": "leave"})
    assert rows(desk.client.get(INBOX + "?free=1")) == [("claim", claim.pk)]


def test_several_are_decided_with_one_reason_and_each_for_itself(desk, thesis, moderator):
    spam = [reported(factories.argument(thesis)) for _ in range(3)]
    own = reported(factories.argument(thesis, author=moderator))
    ticked = [f"claim-{one.pk}" for one in [*spam, own]]
    typed = {"ticked": ticked, "act": "remove", "rule": "no_spam", "reason": "Advertising."}
    answer = desk.client.post(INBOX, typed, follow=True)
    assert "Decided: 3." in messages(answer)
    assert any("own post" in message for message in messages(answer))
    assert Decision.objects.filter(act="remove").count() == 3


@pytest.mark.parametrize("ticked", ["claim-x", "rating-1", "claim-", "claim-999999999999999999999"])
def test_ticks_that_lead_nowhere_are_not_found(desk, ticked):
    assert desk.client.post(INBOX, {"ticked": ticked, "act": "remove", "reason": "x"}).status_code == 404


def test_members_do_not_see_the_inbox(claim, opponent):
    reported(claim)
    assert claim.statement not in Desk(opponent).client.get(INBOX, follow=True).content.decode()


def test_inbox_costs_the_same_whatever_waits_and_however_often_a_thing_was_reported(desk, thesis, claim):
    def queries(path):
        with CaptureQueriesContext(connection) as captured:
            assert desk.client.get(path).status_code == 200
        return len(captured)

    reported(claim)
    queries(INBOX)
    few = queries(INBOX), queries(address(claim))
    for _ in range(4):
        reported(factories.argument(thesis), 2)
    item = Item.objects.get(claim=claim)
    people = [factories.person() for _ in range(60)]
    row = {"reason": ReportReason.objects.get(slug="spam"), "item": item, "claim": claim}
    Report.objects.bulk_create(Report(reporter=person, **row) for person in people)
    assert (queries(INBOX), queries(address(claim))) == few
    assert few[0] <= 24
    assert len(desk.client.get(address(claim)).context["reports"]) == 50
