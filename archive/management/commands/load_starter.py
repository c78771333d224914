"""`manage.py load_starter`: the essay, the works cited on it, and eight debates."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from archive.core.commands import refusals_end_the_command
from archive.starter.demo import READERS, add_demo
from archive.starter.loading import load_starter


class Command(BaseCommand):
    """Load the starter content, all of it or nothing; a second time changes nothing."""

    help = (
        "Loads the starter content: an essay as a source with its digest (not its text), 46 works, 8 debates "
        "with 68 arguments and 96 cards. Loading twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--demo`."""
        parser.add_argument(
            "--demo",
            action="store_true",
            help=f"add ratings by {READERS} demonstration accounts; `manage.py remove_demo` removes them",
        )

    @transaction.atomic
    def handle(self, *args: Any, demo: bool, verbosity: int, **options: Any) -> None:
        """Load, and say what was new."""
        with refusals_end_the_command():
            loaded = load_starter()
            ratings = add_demo() if demo else 0
        if not verbosity:
            return
        self.stdout.write(
            f"New: {loaded.sources} sources, {loaded.debates} debates, "
            f"{loaded.arguments} arguments, {loaded.cards} evidence cards."
        )
        if demo:
            self.stdout.write(
                f"New: {ratings} demonstration ratings; `manage.py remove_demo` removes them all."
            )
