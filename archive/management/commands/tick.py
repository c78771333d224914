"""`manage.py tick`: does what is due each minute, for operators who run it from cron instead of a worker."""

from typing import Any

from django.core.management.base import BaseCommand

from archive.notices.services.clock import tick


class Command(BaseCommand):
    """Tells people of what was done, writes the digests that are due and sends the letters that wait."""

    help = "Tell people of what was done, write the digests that are due, and send the letters that wait."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it once, and say how much it was."""
        done = tick.call()
        self.stdout.write(
            f"{done['acts']} acts told, {done['notices']} notices put into letters, {done['letters']} letters sent."
        )
