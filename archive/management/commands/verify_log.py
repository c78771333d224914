"""Proves that no decision of the log was changed or taken out since it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.moderation.queries.chain import broken_places, chain_head


class Command(BaseCommand):
    """Make every hash of the log again and compare; the exit code is 1 where the chain does not hold."""

    help = "Check the chain of hashes of the moderation log."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say where the chain breaks, or how long it is and its newest hash."""
        broken = False
        for found in broken_places():
            broken = True
            self.stderr.write(f"entry {found.decision}, place {found.place or '-'}: {found.problem}")
        if broken:
            raise CommandError("The log does not hold.")
        count, digest = chain_head()
        self.stdout.write(f"{count} entries, the chain holds. Newest hash: {digest or '-'}")
