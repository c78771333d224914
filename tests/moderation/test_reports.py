"""Reports: by members and by people without an account, what they weigh, and what becomes of them."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from archive.claims.models import Comment
from archive.moderation.models import Item, Report, ReportReason, ReportState
from archive.moderation.services import ask_to_confirm, decide, report_as_guest, report_thing
from archive.moderation.services.guests import tell_and_forget, token_of
from tests import factories

pytestmark = pytest.mark.django_db
GUEST = {
    "email": "Reader@Example.org",
    "reason": "attack",
    "details": "The second sentence.",
    "in_good_faith": "1",
}


@pytest.fixture
def claim(thesis, author):
    return factories.argument(thesis, author=author, statement="You know nothing.")


def things(claim, opponent):
    """One thing of each kind that can be reported, by other people than `opponent`."""
    card = factories.evidence(claim)
    return {
        "claim": claim,
        "evidence": card,
        "source": card.source,
        "comment": Comment.objects.create(claim=claim, author=claim.author, text="Which year?"),
        "person": claim.author,
        "debate": claim.debate,
    }


@pytest.mark.parametrize("kind", ["claim", "evidence", "source", "comment", "person", "debate"])
def test_everything_that_people_post_can_be_reported(door, claim, opponent, kind):
    thing = things(claim, opponent)[kind]
    assert door.report(opponent, thing, "attack", "The tone.").ok
    report = Report.objects.get()
    assert (getattr(report, kind), report.reporter, report.state) == (thing, opponent, "open")
    assert report.item.reports_count == 1


def test_reports_on_one_thing_are_one_item(door, claim, opponent, curator, moderator):
    for person in (opponent, factories.person(), moderator):
        assert door.report(person, claim, "attack").ok
    item = Item.objects.get()
    assert (item.reports_count, item.parties_count, item.weight) == (3, 0, 6.0)


def test_who_argues_with_the_author_is_a_party_and_counts_half(door, claim, curator, opponent):
    factories.argument(claim, author=opponent)
    assert door.report(opponent, claim, "attack").ok
    assert door.report(curator, claim, "attack").ok  # the author answers the curator's thesis
    assert [(r.is_party, r.weight) for r in Report.objects.order_by("id")] == [(True, 1.0), (True, 1.0)]
    assert Item.objects.get().parties_count == 2


def test_reports_that_were_dismissed_lower_the_weight_of_the_next(thesis, claim, opponent, moderator):
    from archive.moderation.services import dismiss

    for _ in range(2):
        other = factories.argument(thesis)
        report_thing(thing=other, reporter=opponent, reason="spam")
        dismiss(thing=other, moderator=moderator, reason="It is no spam.", rule="")
    assert report_thing(thing=claim, reporter=opponent, reason="attack").weight == pytest.approx(0.2)


def test_the_same_twice_is_one_report_and_later_is_refused(door, claim, opponent):
    assert door.report(opponent, claim, "attack").ok
    assert door.report(opponent, claim, "attack").ok
    assert Report.objects.count() == 1
    Report.objects.update(created=timezone.now() - timezone.timedelta(hours=1))
    outcome = door.report(opponent, claim, "spam")
    assert outcome.codes == ("reported",)
    assert Item.objects.get().reports_count == 1


def test_five_reports_a_day_are_enough(door, thesis, opponent):
    for _ in range(5):
        assert door.report(opponent, factories.argument(thesis), "spam").ok
    outcome = door.report(opponent, factories.argument(thesis), "spam")
    assert (outcome.status, outcome.codes) == (429, ("daily_limit",))
    assert outcome.retry_after > 80_000


@pytest.mark.parametrize(
    ("reason", "details", "field"),
    [
        ("", "", "reason"),
        ("rudeness", "", "reason"),
        ("illegal", "   ", "details"),
        ("attack", "x" * 1001, "details"),
        ("attack", "a\u202eb", "details"),
    ],
    ids=["none", "unknown", "not explained", "too long", "turned"],
)
def test_what_is_missing_is_told(door, claim, opponent, reason, details, field):
    outcome = door.report(opponent, claim, reason, details)
    assert not outcome.ok
    assert outcome.status in (400, 422)
    assert outcome.field == field
    assert not Report.objects.exists()


def test_nobody_reports_their_own_or_what_they_cannot_see(door, claim, author, opponent, moderator):
    assert door.report(author, claim, "attack").codes == ("own",)
    decide(act="remove", thing=claim, moderator=moderator, rule="civil", reason="Rude.")
    assert door.report(opponent, claim, "attack").status == 404


@pytest.mark.parametrize("address", ["claim/999999", "claim/99999999999999999999", "rating/1", "x/1"])
def test_what_is_not_there_is_not_found(client, opponent, address):
    client.force_login(opponent)
    assert client.get(f"/report/{address}/").status_code == 404


def test_a_decision_answers_every_report_and_its_sender_reads_what_became_of_it(
    client, claim, opponent, moderator
):
    report_thing(thing=claim, reporter=opponent, reason="attack")
    decision = decide(
        act="remove", thing=claim, moderator=moderator, rule="civil", reason="It attacks a person."
    )
    report = Report.objects.get()
    assert (report.state, report.decision) == (ReportState.ANSWERED, decision)
    assert Item.objects.get().closed_at is not None
    client.force_login(opponent)
    page = client.get("/reports/").content.decode()
    assert "It attacks a person." in page
    assert decision.get_absolute_url() in page


def link_in(message) -> str:
    return re.search(r"/reports/confirm/\S+/", message.body)[0]


def test_somebody_without_an_account_is_heard_once_the_address_is_confirmed(claim, moderator):
    client = Client()
    answer = client.post(f"/report/claim/{claim.pk}/", GUEST)
    ask_to_confirm.call(Report.objects.get().pk, "en")  # queued by the page
    assert answer["Location"] == "/reports/sent/"
    assert not Item.objects.exists()
    [message] = mail.outbox
    link = link_in(message)
    assert client.get(link).status_code == 200  # a program that fetches links confirms nothing
    assert not Item.objects.exists()
    for _ in range(2):
        assert client.post(link).status_code == 200
    report = Report.objects.get()
    assert (report.state, report.email, Item.objects.get().reports_count) == ("open", "reader@example.org", 1)
    decide(act="remove", thing=claim, moderator=moderator, rule="civil", reason="It attacks a person.")
    assert tell_and_forget() == 1
    assert "It attacks a person." in mail.outbox[1].body
    report.refresh_from_db()
    assert report.email == ""
    assert tell_and_forget() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"in_good_faith": ""}, "good_faith"),
        ({"details": " "}, "empty"),
        ({"reason": "x\x00"}, "null_characters_not_allowed"),
    ],
    ids=["no address", "no real address", "no good faith", "no words", "NUL"],
)
def test_what_a_guest_leaves_out_is_told_and_kept(client, claim, change, code):
    answer = client.post(f"/report/claim/{claim.pk}/", {**GUEST, **change})
    assert answer.status_code == 422
    errors = answer.context["form"].errors.as_data()
    assert [error.code for found in errors.values() for error in found] == [code]
    assert not Report.objects.exists()


def test_forged_links_lead_nowhere_and_unconfirmed_reports_go_after_a_week(client, claim):
    report = report_as_guest(
        thing=claim,
        email="a@b.org",
        reason="attack",
        details="Rude.",
        in_good_faith=True,
        network="192.0.2.0/24",
    )
    assert client.post(f"/reports/confirm/{token_of(report)[:-2]}xx/").status_code == 404
    Report.objects.update(created=timezone.now() - timezone.timedelta(days=8))
    tell_and_forget()
    assert client.post(f"/reports/confirm/{token_of(report)}/").status_code == 404
    assert not Report.objects.exists()


def test_an_administrator_may_take_a_reason_off_the_list(door, claim, opponent):
    ReportReason.objects.filter(slug="attack").update(is_offered=False)
    assert door.report(opponent, claim, "attack").codes == ("reason",)
