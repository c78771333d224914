"""`manage.py recount`: does every stored count and standing hold what the rows say?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.claims.models import Debate
from archive.claims.services.recount import recount_debate


class Command(BaseCommand):
    """Recompute every derived column, one debate at a time, each under its lock."""

    help = (
        "Recomputes every count, sum and standing from ratings, cards and claims, and prints each column "
        "that holds something else. Ends with exit code 1 if any does, unless --fix stores the true values."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--fix`."""
        parser.add_argument("--fix", action="store_true", help="store the true values")

    def handle(self, *args: Any, fix: bool, verbosity: int, **options: Any) -> None:
        """Report the differences; nothing is held in memory beyond one debate."""
        debates = differing = 0
        for debate in Debate.objects.order_by("id").iterator(chunk_size=500):
            debates += 1
            for difference in recount_debate(debate=debate, fix=fix):
                differing += 1
                self.stdout.write(str(difference))
        if differing and not fix:
            raise CommandError(f"{differing} columns differ; --fix stores the true values.")
        if verbosity:
            outcome = f"{differing} columns differed and are fixed" if differing else "every column is true"
            self.stdout.write(f"{debates} debates recounted: {outcome}.")
