"""`manage.py make_token`: an API token for an account."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.accounts.models import User
from archive.accounts.services import make_token
from archive.core.commands import refusals_end_the_command


class Command(BaseCommand):
    """Make a token for the REST API and print it; only its hash is stored, so it is shown this once."""

    help = "Prints a new API token of an account; send it as `Authorization: Token ...`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the account's name and how long the token lasts."""
        parser.add_argument("username")
        parser.add_argument("--days", type=int, default=365, help="how long it lasts, 1 to 365 (365)")

    def handle(self, *args: Any, username: str, days: int, **options: Any) -> None:
        """Print the token, and nothing else."""
        person = User.objects.filter(username__iexact=username).first()
        if person is None:
            raise CommandError(f"There is no account named {username}.")
        with refusals_end_the_command():
            self.stdout.write(make_token(person=person, days=days))
