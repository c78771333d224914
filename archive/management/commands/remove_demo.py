"""`manage.py remove_demo`: take the demonstration ratings out again."""

from typing import Any

from django.core.management.base import BaseCommand

from archive.core.commands import refusals_end_the_command
from archive.starter.demo import remove_demo


class Command(BaseCommand):
    """Remove what `load_starter --demo` added beyond the starter content; a second time changes nothing."""

    help = (
        "Removes every rating of the demonstration accounts, and the accounts; standings are as without them."
    )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Remove, and say how much that was."""
        with refusals_end_the_command():
            removed = remove_demo()
        if verbosity:
            shut = f", {removed.shut} more shut because something refers to them" if removed.shut else ""
            self.stdout.write(
                f"Removed {removed.ratings} demonstration ratings and {removed.deleted} accounts{shut}."
            )
