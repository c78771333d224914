"""Letters: when they are due, what they say, and what becomes of them when the mail server says no."""

import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from archive.accounts.models import User
from archive.accounts.services import confirm_person
from archive.claims import services
from archive.claims.services.activity import note
from archive.core.errors import NotAllowed, Refused
from archive.moderation.services import decide
from archive.notices.models import Letter, Notification
from archive.notices.services import read_all, send_again, set_ways, try_address_again, unsubscribe
from archive.notices.services.clock import queue_tick, tick
from archive.notices.services.letters import last_daily, last_weekly, write_at_once, write_digests
from archive.notices.services.preferences import read_token
from archive.notices.services.sending import send_letters
from tests import factories

pytestmark = pytest.mark.django_db


class Failing(EmailBackend):
    """A mail server that answers each letter with the failures in `says`, one after the other, then takes it."""

    says: list[Exception] = []

    def send_messages(self, messages):
        if self.says:
            raise self.says.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.notices.test_letters.Failing"
    Failing.says = []
    return Failing


@pytest.fixture
def at_once(curator):
    set_ways(person=curator, ways={"answer": "at_once"})
    return curator


def post():
    """Write the letters that go at once and send what is due; return the messages."""
    write_at_once()
    send_letters.call()
    return mail.outbox


def due_now():
    Letter.objects.update(due=timezone.now() - timedelta(seconds=1))


def test_an_answer_goes_out_at_once_with_words_address_and_ways_to_end_it(spread, at_once, thesis, author):
    answer = factories.argument(thesis, author=author, statement="Orders fell by a third.")
    spread()
    [letter] = post()
    assert letter.to == ["curator@example.org"]
    assert letter.subject == f"author answered your claim: {thesis.statement}"
    html = letter.alternatives[0][0]
    for text in (letter.body, html):
        assert "Orders fell by a third." in text
        assert f"http://localhost:8000/claims/{answer.pk}/" in text
        assert "Replies to this message are not read." in text
        assert len(re.findall(r"http://localhost:8000/notifications/unsubscribe/[\w:.-]+/", text)) == 2
    assert '<html lang="en-gb">' in html
    headers = letter.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<http://localhost:8000/notifications/unsubscribe/")
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Precedence"] == "bulk"
    assert headers["References"] == headers["In-Reply-To"]
    assert f"<thread-c{thesis.pk}@" in headers["References"]
    row = Letter.objects.get()
    assert (row.state, row.message_id) == ("sent", headers["Message-ID"])


def test_several_answers_are_one_letter_and_words_are_escaped_in_html_alone(spread, at_once, thesis):
    for words in ("1 < 2 & so on.", "Another point."):
        factories.argument(thesis, statement=words)
    spread()
    [letter] = post()
    assert letter.subject.startswith("2 answers to your claim, by ")
    assert "1 < 2 & so on." in letter.body
    assert "1 &lt; 2 &amp; so on." in letter.alternatives[0][0]


def test_nothing_is_sent_twice_and_what_was_read_is_not_sent(spread, at_once, thesis):
    factories.argument(thesis)
    spread()
    assert len(post()) == 1
    assert len(post()) == 1
    factories.argument(thesis)
    spread()
    read_all(person=at_once, until=10**12)
    assert len(post()) == 1


def test_what_was_removed_meanwhile_is_left_out_and_an_empty_letter_is_dropped(
    spread, at_once, thesis, author, moderator
):
    gone = factories.argument(thesis, author=author, statement="Foul words.")
    spread()
    write_at_once()
    decide(act="remove", thing=gone, moderator=moderator, reason="Foul.", rule="civil")
    assert post() == []
    assert Letter.objects.get().state == "dropped"


def test_the_author_is_written_to_about_what_was_removed(spread, thesis, author, moderator):
    gone = factories.argument(thesis, author=author, statement="Foul words.")
    decision = decide(act="remove", thing=gone, moderator=moderator, reason="Foul.", rule="civil")
    spread()
    [letter] = post()
    assert letter.subject == "The moderator moderator removed what you wrote"
    assert f"/moderation/log/{decision.pk}/" in letter.body
    assert "Foul words" not in letter.body + letter.alternatives[0][0]


def test_a_server_that_is_away_loses_nothing_and_is_asked_again_later(spread, at_once, thesis, server):
    factories.argument(thesis)
    spread()
    server.says = [SMTPServerDisconnected("gone"), ConnectionRefusedError("away")]
    assert post() == []
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == ("waiting", 1)
    assert timedelta(seconds=50) < letter.due - timezone.now() <= timedelta(minutes=1)
    send_letters.call()
    assert mail.outbox == []
    due_now()
    send_letters.call()
    letter.refresh_from_db()
    assert timedelta(seconds=110) < letter.due - timezone.now() <= timedelta(minutes=2)
    factories.argument(thesis)
    spread()
    write_at_once()
    assert Letter.objects.count() == 1
    due_now()
    send_letters.call()
    assert [m.subject[:9] for m in mail.outbox] == ["2 answers"]


def test_waits_grow_to_six_hours_and_no_further(spread, at_once, thesis, server):
    factories.argument(thesis)
    spread()
    write_at_once()
    Letter.objects.update(attempts=30)
    server.says = [SMTPDataError(451, b"later")]
    send_letters.call()
    assert timedelta(hours=5) < Letter.objects.get().due - timezone.now() <= timedelta(hours=6)


def test_an_address_that_is_refused_for_good_gets_nothing_more_until_it_is_confirmed_again(
    spread, at_once, thesis, server
):
    factories.argument(thesis)
    spread()
    server.says = [SMTPRecipientsRefused({"curator@example.org": (550, b"no such person")})]
    post()
    at_once.refresh_from_db()
    letter = Letter.objects.get()
    assert (letter.state, letter.problem) == ("bounced", "550 no such person")
    assert at_once.bounced_at is not None
    factories.argument(thesis)
    spread()
    assert post() == []
    assert Notification.objects.filter(person=at_once).count() == 2
    with pytest.raises(Refused):
        try_address_again(person=at_once)
    confirm_person(at_once)
    factories.argument(thesis)
    spread()
    assert len(post()) == 1


def test_an_address_that_is_refused_for_now_is_tried_again(spread, at_once, thesis, server):
    factories.argument(thesis)
    spread()
    server.says = [SMTPRecipientsRefused({"curator@example.org": (450, b"mailbox busy")})]
    assert post() == []
    due_now()
    assert len(post()) == 1


def test_one_letter_that_cannot_be_sent_holds_up_no_other(spread, at_once, thesis, author, server):
    set_ways(person=author, ways={"answer": "at_once"})
    mine = factories.argument(thesis, author=author)
    factories.argument(mine)
    spread()
    server.says = [ValueError("an address of another world")]
    assert len(post()) == 1
    assert Letter.objects.get(state="waiting").problem.startswith("ValueError")


@pytest.mark.parametrize("change", [{"is_active": False}, {"closed_at": timezone.now()}, {"email": ""}])
def test_who_left_before_it_was_sent_gets_no_letter(change, spread, at_once, thesis):
    factories.argument(thesis)
    spread()
    write_at_once()
    User.objects.filter(pk=at_once.pk).update(**change)
    assert post() == []
    assert Letter.objects.get().state == "dropped"


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        ("2026-03-04 06:59", "2026-03-03 07:00", "2026-03-02 07:00"),
        ("2026-03-04 07:00", "2026-03-04 07:00", "2026-03-02 07:00"),
        ("2026-03-02 06:00", "2026-03-01 07:00", "2026-02-23 07:00"),
        ("2026-03-02 07:30", "2026-03-02 07:00", "2026-03-02 07:00"),
    ],
)
def test_digests_are_due_at_seven_and_weekly_ones_on_mondays(now, daily, weekly):
    def at(text):
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)

    assert (last_daily(at(now)), last_weekly(at(now))) == (at(daily), at(weekly))


def test_a_digest_takes_what_came_before_its_hour_once(spread, curator, thesis):
    factories.argument(thesis)
    spread()
    tomorrow = last_daily(timezone.now()) + timedelta(days=1)
    assert write_digests(tomorrow - timedelta(minutes=1)) == 0
    assert write_digests(tomorrow) == 1
    assert write_digests(tomorrow) == 0
    send_letters.call()
    assert [" answered your claim: " in m.subject for m in mail.outbox] == [True]


def test_a_weekly_digest_of_a_busy_debate_reads_by_kind(spread, curator, thesis, author):
    set_ways(person=curator, ways=dict.fromkeys(["answer", "evidence", "decision", "talk"], "weekly"))
    for n in range(5):
        factories.argument(thesis, statement=f"Reason number {n}.")
    factories.evidence(thesis, author=author)
    spread()
    write_digests(last_weekly(timezone.now()) + timedelta(days=7))
    send_letters.call()
    [letter] = mail.outbox
    assert letter.subject == "Your week: 6 notices"
    assert "ANSWERS TO WHAT I ARGUED" in letter.body
    assert "5 answers to your claim" in letter.body
    assert "and 2 more" in letter.body
    assert "References" not in letter.extra_headers


def test_ending_letters_takes_what_waits_out_of_them(spread, at_once, thesis):
    factories.argument(thesis)
    spread()
    write_at_once()
    set_ways(person=at_once, ways={"answer": "site"})
    assert post() == []


def test_the_link_of_a_letter_ends_its_kind(spread, at_once, thesis):
    factories.argument(thesis)
    spread()
    [letter] = post()
    token = letter.extra_headers["List-Unsubscribe"].rstrip("/>").rpartition("/")[2]
    asked = read_token(token)
    assert (asked.person, asked.scope) == (at_once, "answer")
    assert unsubscribe(asked=asked) is True
    assert unsubscribe(asked=asked) is False


def test_a_letter_is_sent_again_by_administrators_only(spread, at_once, thesis, moderator):
    factories.argument(thesis)
    spread()
    post()
    letter = Letter.objects.get()
    admin = factories.person(is_staff=True, is_superuser=True)
    with pytest.raises(NotAllowed):
        send_again(letter=letter, by=moderator)
    send_again(letter=letter, by=admin)
    with pytest.raises(Refused):
        send_again(letter=letter, by=admin)
    assert len(post()) == 2


def test_the_clock_does_all_that_is_due_and_queues_itself_once(spread, at_once, thesis):
    factories.argument(thesis)
    assert tick.call() == {"acts": 1, "notices": 1, "letters": 1}
    assert tick.call() == {"acts": 0, "notices": 0, "letters": 0}
    assert queue_tick() is True
    assert queue_tick() is False


def test_a_decision_reaches_who_is_suspended_by_mail(spread, author, moderator):
    User.objects.filter(pk=author.pk).update(suspended_until=timezone.now() + timedelta(days=3))
    note("decision", actor=moderator, person=author, detail={"act": "suspend", "entry": 7})
    spread()
    [letter] = post()
    assert letter.subject == "The moderator moderator suspended your account"


def test_names_and_words_with_line_breaks_make_no_headers(spread, at_once, thesis):
    evil = factories.person("evil", display_name="A\r\nBcc: all@example.org")
    services.post_argument(parent=thesis, stance="opposes", statement="A point.", author=evil)
    spread()
    [letter] = post()
    assert "\n" not in letter.subject
    assert letter.message()["Bcc"] is None
