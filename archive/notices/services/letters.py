"""The outbox: which notices go into which letter, and when it is due; nothing is written twice or left out."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from archive.accounts.models import User
from archive.accounts.services import forget_bounce, note_bounce, require
from archive.core.errors import Refused
from archive.notices.models import BY_MAIL, Letter, LetterState, Notification, Way

AT_A_TIME = 5000
DIGEST_HOUR = 7  # UTC
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
PROBLEM_LIMIT = 500


def write_at_once() -> int:
    """Put every notice that is to go at once into a letter; returns how many notices that were."""
    return write_all(Way.AT_ONCE)


def write_digests(now: datetime) -> int:
    """Put what was told before the last hour of digests into daily and weekly letters; returns how much it was.

    Nothing remembers when digests were made: a notice without a letter that is older than the hour is due, so
    that a site which was away at that hour sends them when it is back.
    """
    return write_all(Way.DAILY, last_daily(now)) + write_all(Way.WEEKLY, last_weekly(now))


def last_daily(now: datetime) -> datetime:
    """Return the last seven o'clock, UTC."""
    today = now.astimezone(UTC).replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def last_weekly(now: datetime) -> datetime:
    """Return the last seven o'clock of a Monday, UTC."""
    day = last_daily(now)
    return day - timedelta(days=day.weekday())


def write_all(way: str, before: datetime | None = None) -> int:
    """Put every unread notice of this way, told before that moment, into a letter."""
    written = 0
    while some := write_some(way, before or timezone.now() + timedelta(minutes=1)):
        written += some
    return written


@transaction.atomic
def write_some(way: str, before: datetime) -> int:
    """Put some of them into letters: one a person, or the one that waits for the mail server already.

    A letter that is being sent at this moment is locked and takes nothing more.
    """
    rows = Notification.objects.select_for_update(skip_locked=True)
    rows = rows.filter(letter=None, read_at=None, way=way, created__lt=before).order_by("person", "id")
    found = list(rows.values_list("pk", "person")[:AT_A_TIME])
    people = {person for _, person in found}
    waiting = Letter.objects.select_for_update(skip_locked=True).filter(
        person__in=people, way=way, state=LetterState.WAITING
    )
    letters = dict(waiting.order_by("id").values_list("person", "pk"))
    fresh = [Letter(person_id=pk, way=way, due=timezone.now()) for pk in people - letters.keys()]
    letters |= {letter.person_id: letter.pk for letter in Letter.objects.bulk_create(fresh)}
    of_person = Letter.objects.filter(pk__in=letters.values(), person=OuterRef("person")).values("pk")
    Notification.objects.filter(pk__in=[pk for pk, _ in found]).update(letter=Subquery(of_person[:1]))
    return len(found)


def keep_sent(letter: Letter, *, subject: str) -> None:
    """Mark a letter as sent; called once the mail server has taken it."""
    letter.state, letter.subject, letter.sent_at = LetterState.SENT, subject, timezone.now()
    letter.attempts += 1
    letter.problem = ""
    letter.save(update_fields=["state", "subject", "sent_at", "attempts", "problem"])


def keep_for_later(letter: Letter, problem: str) -> None:
    """Let a letter wait after a failure that may pass: a minute, then twice as long each time, six hours at most."""
    wait = min(FIRST_WAIT * 2 ** min(letter.attempts, 20), LONGEST_WAIT)
    letter.attempts, letter.due = min(letter.attempts + 1, 30_000), timezone.now() + wait
    letter.problem = problem[:PROBLEM_LIMIT]
    letter.save(update_fields=["attempts", "due", "problem"])


def keep_bounced(letter: Letter, problem: str) -> None:
    """Note that the other side wants no letter to this address; what waits for it stays on the site only."""
    letter.state, letter.problem = LetterState.BOUNCED, problem[:PROBLEM_LIMIT]
    letter.attempts += 1
    letter.save(update_fields=["state", "problem", "attempts"])
    note_bounce(person=letter.person)
    waiting = Notification.objects.filter(person=letter.person, letter=None, way__in=BY_MAIL)
    waiting.update(way=Way.SITE)


def keep_dropped(letter: Letter, problem: str) -> None:
    """Note that a letter is not sent, because nothing in it can be shown or nobody can be written to."""
    letter.state, letter.problem = LetterState.DROPPED, problem[:PROBLEM_LIMIT]
    letter.save(update_fields=["state", "problem"])


@transaction.atomic
def send_again(*, letter: Letter, by: User) -> Letter:
    """Let a letter go out once more, as an administrator wishes; what was taken away since is left out.

    Raises `NotAllowed`, or `Refused` with code state for one that waits already.
    """
    require(by, "send again")
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state == LetterState.WAITING:
        raise Refused(gettext("This letter waits to be sent already."), code="state", conflict=True)
    letter.state, letter.due, letter.attempts = LetterState.WAITING, timezone.now(), 0
    letter.problem = ""
    letter.save(update_fields=["state", "due", "attempts", "problem"])
    return letter


@transaction.atomic
def try_address_again(*, person: User) -> None:
    """Write to an address again that was refused, because its owner says that it works; once a day.

    Raises `Refused` with code too_soon.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.bounced_at and timezone.now() - person.bounced_at < timedelta(days=1):
        raise Refused(
            gettext("Your address was refused less than a day ago. Try again tomorrow."), code="too_soon"
        )
    forget_bounce(person=person)
