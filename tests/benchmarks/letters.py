"""How many notices a second are made for followers, and how many letters a second go through the queue.

`python -m tests.benchmarks.letters` makes a database of its own beside the tests' and prints the figures; the
letters go to Django's backend that keeps them in memory, so that the mail server is not what is measured.
"""

import os
import sys
import time
from contextlib import nullcontext

import django

from debate import postgres


def followers(debate, count: int) -> None:
    """Let so many people follow the debate, who hear of it by letter at once."""
    from django.utils import timezone

    from archive.accounts.models import User
    from archive.notices.models import Follow, Preference

    now = timezone.now()
    people = User.objects.bulk_create(
        (
            User(username=f"follower{n}", email=f"follower{n}@example.org", confirmed_at=now)
            for n in range(count)
        ),
        batch_size=2000,
    )
    Follow.objects.bulk_create((Follow(follower=p, debate=debate) for p in people), batch_size=2000)
    Preference.objects.bulk_create(
        (Preference(person=p, kind="followed", way="at_once") for p in people), batch_size=2000
    )


def timed(label: str, count: int, act) -> None:
    """Do it and print how many a second that was."""
    began = time.perf_counter()
    act()
    took = time.perf_counter() - began
    sys.stdout.write(f"{label}: {count:,} in {took:.1f} s, {count / took:,.0f} a second\n")


def main(people: int = 10_000, letters: int = 2_000) -> None:
    """Measure with so many followers, and send the letters of some of them."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.conf import settings
    from django.test.runner import DiscoverRunner

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ARCHIVE = {**settings.ARCHIVE, "HOLD_FIRST": 0, "POST_INTERVAL_SECONDS": 0}
    runner = DiscoverRunner(verbosity=0, interactive=False)
    with postgres.running(settings.EMBEDDED_CLUSTER) if settings.EMBEDDED_CLUSTER else nullcontext():
        databases = runner.setup_databases()
        try:
            measure(people, letters)
        finally:
            runner.teardown_databases(databases)


def measure(people: int, letters: int) -> None:
    """Print the figures."""
    from django.core import mail

    from archive.notices.models import Letter, LetterState
    from archive.notices.services.letters import write_at_once
    from archive.notices.services.sending import send_letters
    from archive.notices.services.spreading import spread_batch
    from tests import factories

    mail.outbox = []
    thesis = factories.thesis("Export controls slow the rival down.")
    spread_batch()
    followers(thesis.debate, people)
    factories.argument(thesis)
    timed("notices of one act to its followers", people, spread_batch)
    timed("notices put into letters", people, write_at_once)
    waiting = Letter.objects.filter(state=LetterState.WAITING).order_by("-id")[: people - letters]
    Letter.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(state=LetterState.DROPPED)
    timed("letters written and sent", letters, send_letters.call)
    sys.stdout.write(f"in the outbox: {len(mail.outbox):,}\n")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
