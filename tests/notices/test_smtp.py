"""Letters over a real SMTP connection: what the other side receives, refuses, and gets once it is back."""

from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from archive.accounts.models import User
from archive.notices.models import Letter
from archive.notices.services import set_ways
from archive.notices.services.letters import write_at_once
from archive.notices.services.sending import send_letters
from tests import factories

pytestmark = pytest.mark.django_db


def answered(person, opponent, spread):
    """Have somebody who wants mail at once answered, and write the letter."""
    set_ways(person=person, ways={"answer": "at_once"})
    factories.argument(factories.thesis(author=person), author=opponent, statement="Orders fell by a third.")
    spread()
    write_at_once()


def test_letter_arrives_in_both_forms_with_a_way_to_end_it_in_one_click(
    catcher,
    spread,
    author,
    opponent,
    client,
    settings,
):
    answered(author, opponent, spread)
    assert send_letters.call() == 1
    [(to, message)] = catcher.caught
    assert to == ["author@example.org"]
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert all("Orders fell by a third." in part.get_content() for part in message.iter_parts())
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Message-ID"] == Letter.objects.get().message_id
    path = message["List-Unsubscribe"].strip(" <>").removeprefix(settings.SITE_URL)
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    factories.argument(factories.thesis(author=author), author=opponent)
    spread()
    write_at_once()
    assert send_letters.call() == 0


def test_address_that_is_refused_for_good_is_written_to_no_more(catcher, spread, opponent):
    person = factories.person("gone", email="nobody@example.org")
    answered(person, opponent, spread)
    assert send_letters.call() == 0
    letter = Letter.objects.get()
    assert (letter.state, "No such mailbox" in letter.problem) == ("bounced", True)
    assert User.objects.get(pk=person.pk).bounced_at is not None


def test_nothing_is_lost_while_the_server_is_away(catcher, spread, author, opponent):
    answered(author, opponent, spread)
    catcher.controller.stop()
    assert send_letters.call() == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts, "away" in letter.problem) == ("waiting", 1, True)
    back = Controller(catcher, hostname="127.0.0.1", port=catcher.controller.port)
    back.start()
    try:
        Letter.objects.update(due=timezone.now() - timedelta(seconds=1))
        assert send_letters.call() == 1
    finally:
        back.stop()
    assert len(catcher.caught) == 1
