"""Hands letters to the mail server, each at least once: a row is marked as sent after the server took it."""

import logging
from contextlib import suppress
from enum import StrEnum
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks import task

from archive.notices.models import Letter, LetterState
from archive.notices.services.composing import compose, may_be_written_to, message_id_of
from archive.notices.services.letters import keep_bounced, keep_dropped, keep_for_later, keep_sent

logger = logging.getLogger(__name__)
PERMANENT = 500  # from which code on a mail server says that trying again is of no use


class Outcome(StrEnum):
    """What became of one letter."""

    SENT = "sent"
    LATER = "later"
    ENDED = "ended"
    AWAY = "away"


def send_soon() -> None:
    """Queue the sending of what is due."""
    send_letters.enqueue()


@task()
def send_letters() -> int:
    """Send every letter that is due over one connection; returns how many were sent.

    It stops when the server is away: the letters stay due, and the next minute tries again.
    """
    connection, sent = get_connection(), 0
    try:
        while outcome := send_next(connection):
            sent += outcome is Outcome.SENT
            if outcome is Outcome.AWAY:
                break
    finally:
        with suppress(OSError):
            connection.close()
    return sent


@transaction.atomic
def send_next(connection: BaseEmailBackend) -> Outcome | None:
    """Send the letter that is due longest and that no other worker holds; None when there is none."""
    due = Letter.objects.filter(state=LetterState.WAITING, due__lte=timezone.now())
    rows = due.select_for_update(skip_locked=True, of=("self",)).select_related("person")
    letter = rows.order_by("due", "id").first()
    if letter is None:
        return None
    letter.message_id = message_id_of(letter)
    letter.save(update_fields=["message_id"])
    if not may_be_written_to(letter.person):
        keep_dropped(letter, "Nobody to send it to: no confirmed address that works.")
        return Outcome.ENDED
    return attempt(letter, connection)


def attempt(letter: Letter, connection: BaseEmailBackend) -> Outcome:
    """Write and send one letter, and keep what came of it; a letter that breaks something holds up no other."""
    try:
        message = compose(letter)
        if message is None:
            keep_dropped(letter, "Nothing in it could be shown any more.")
            return Outcome.ENDED
        message.connection = connection
        connection.open()
        message.send()
    except SMTPRecipientsRefused as refusal:
        return refused(letter, refusal)
    except (SMTPDataError, SMTPSenderRefused) as refusal:
        keep_for_later(letter, str(refusal))
        return Outcome.LATER
    except (SMTPException, OSError) as away:
        keep_for_later(letter, f"The mail server is away: {away}")
        with suppress(OSError):
            connection.close()
        return Outcome.AWAY
    except DatabaseError:
        raise
    except Exception as failure:
        logger.exception("Letter %s could not be written", letter.pk)
        keep_for_later(letter, f"{type(failure).__name__}: {failure}")
        return Outcome.LATER
    keep_sent(letter, subject=str(message.subject))
    return Outcome.SENT


def refused(letter: Letter, refusal: SMTPRecipientsRefused) -> Outcome:
    """Keep that the other side refused the address, for good or for now."""
    code, words = next(iter(refusal.recipients.values()), (PERMANENT, b""))
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    if code >= PERMANENT:
        keep_bounced(letter, f"{code} {said}")
        return Outcome.ENDED
    keep_for_later(letter, f"{code} {said}")
    return Outcome.LATER
