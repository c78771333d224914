"""The commands' one translation of refusals."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from archive.core.errors import NotAllowed, Refused


@contextmanager
def refusals_end_the_command() -> Iterator[None]:
    """Turn a service's refusal into the message with which a command ends, exit code 1."""
    try:
        yield
    except Refused as refusal:
        see = f" See {refusal.existing}" if refusal.existing else ""
        raise CommandError(f"{refusal.message}{see}") from refusal
    except NotAllowed as refusal:
        raise CommandError(refusal.message) from refusal
