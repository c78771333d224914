"""Starts the database of the tests before the first of them, and stops it after the last.

Under pytest-xdist the controlling process does this once; its workers each have a database of their own in
the same server. With DATABASE_URL set, that server is used and nothing is started.
"""

from contextlib import ExitStack

import pytest
from django.conf import settings

from debate import postgres

_held = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Hold the server in the process that controls the run."""
    if settings.EMBEDDED_CLUSTER and not hasattr(config, "workerinput"):
        try:
            _held.enter_context(postgres.running(settings.EMBEDDED_CLUSTER, postgres.FAST))
        except postgres.NotAvailable as reason:
            raise pytest.UsageError(f"The embedded database is not available. {reason}") from reason


def pytest_unconfigure() -> None:
    """Let it go; the last one who leaves stops it."""
    _held.close()
