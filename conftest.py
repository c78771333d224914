"""Starts the database of the tests before the first of them, and stops it after the last.

Under pytest-xdist the controlling process does this once; its workers each have a database of their own in
the same server. With DATABASE_URL set, that server is used and nothing is started.
"""

import os
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg.sql import SQL, Identifier

from debate import postgres

_held = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Hold the server in the process that controls the run."""
    if settings.EMBEDDED_CLUSTER and not hasattr(config, "workerinput"):
        try:
            _held.enter_context(postgres.running(settings.EMBEDDED_CLUSTER, postgres.FAST))
        except postgres.NotAvailable as reason:
            raise pytest.UsageError(f"The embedded database is not available. {reason}") from reason
        drop_leftovers(settings.EMBEDDED_CLUSTER)


def drop_leftovers(cluster: Path) -> None:
    """Drop the databases of runs that were killed: their names end in the number of a process that is gone."""
    server = postgres.connection(cluster)
    with psycopg.connect(
        host=server["HOST"], user=server["USER"], dbname="postgres", autocommit=True
    ) as database:
        names = database.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'test_archive_%'"
        ).fetchall()
        for (name,) in names:
            if not is_running(int(name.split("_")[2])):
                database.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))


def is_running(pid: int) -> bool:
    """Return whether a process of this number is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def pytest_unconfigure() -> None:
    """Let it go; the last one who leaves stops it."""
    _held.close()
