"""One PostgreSQL server: making its cluster, starting, finding and stopping it.

Nothing here is safe against a second process that does the same; `debate.postgres` takes the lock.
"""

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from debate.postgres.lodging import Lodging, NotAvailable

DATABASE = "archive"
ROLE = "archive"
VERSION = "18"
START_SECONDS = 60


def ensure_started(lodging: Lodging, socket: Path, settings: Mapping[str, str]) -> None:
    """Leave a server running on this cluster that answers on this socket, whatever was there before."""
    if not (lodging.cluster / "PG_VERSION").exists():
        _make_cluster(lodging, settings)
    made_by = (lodging.cluster / "PG_VERSION").read_text().strip()
    if made_by != VERSION:
        raise NotAvailable(f"{lodging.cluster} was made by PostgreSQL {made_by}; this is {VERSION}.")
    _make_socket_folder(socket, lodging)
    if not _answers_soon(socket, lodging):
        stop(lodging)
        _forget_killed_server(lodging.cluster, socket)
        _start(lodging, socket)
    _make_database(socket)


def _make_cluster(lodging: Lodging, settings: Mapping[str, str]) -> None:
    """Make the cluster beside its place and rename it when whole, so that a killed run leaves no half."""
    draft = lodging.place / "cluster.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    lodging.give(draft)
    options = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "log_min_messages": "warning",
        **settings,
    }
    done = lodging.run(
        "initdb",
        f"--pgdata={draft}",
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--auth-local=trust",  # the folder of the socket admits its owner only
        "--auth-host=reject",
        *(f"--set={name}={value}" for name, value in options.items()),
    )
    if done.returncode:
        raise NotAvailable(f"initdb could not make {lodging.cluster}:\n{done.stdout}")
    draft.rename(lodging.cluster)


def _make_socket_folder(socket: Path, lodging: Lodging) -> None:
    """Make the private folder, or accept the one that is there only if nobody else can have put it there."""
    try:
        socket.mkdir(mode=0o700)
    except FileExistsError:
        found = socket.lstat()
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid in {os.geteuid(), lodging.uid}
        if not ours or found.st_mode & 0o077:
            raise NotAvailable(f"{socket} is not a private folder of this account; remove it.") from None
    lodging.give(socket)


def server_pid(cluster: Path) -> int | None:
    """Return the process id of the server that works in the cluster, or None."""
    pid = _noted_pid(cluster)
    return pid if pid and _works_in(pid, cluster) else None


def _noted_pid(cluster: Path) -> int | None:
    try:
        return int((cluster / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _forget_killed_server(cluster: Path, socket: Path) -> None:
    """Keep PostgreSQL from believing the files of a killed server whose process id is by now another's.

    The socket's files can go, as the folder is this cluster's alone. The pid file gets the id of a process
    that has ended instead, since from the rest of it PostgreSQL sees whether orphaned children still write.
    """
    for left in socket.glob(".s.PGSQL.*"):
        left.unlink()
    note = cluster / "postmaster.pid"
    pid = _noted_pid(cluster)
    if pid and _is_process(pid):
        with subprocess.Popen(["/bin/sh", "-c", ":"]) as ended:
            ended.wait()
        note.write_text(note.read_text().replace(str(pid), str(ended.pid), 1))


def _is_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's
    return True


def _works_in(pid: int, cluster: Path) -> bool:
    """A server's working folder is its cluster; where there is no /proc, its command line has to do."""
    if Path("/proc/self/cwd").exists():
        try:
            return Path(f"/proc/{pid}/cwd").samefile(cluster)
        except OSError:
            return False
    listed = subprocess.run(
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return str(cluster) in listed.stdout


def _answers_soon(socket: Path, lodging: Lodging, seconds: float = 10) -> bool:
    """Whether a server is at work and answers; one that just starts, or stops, is waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server_pid(lodging.cluster) is not None:
        try:
            _connect(socket, "postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return True
    return False


def _start(lodging: Lodging, socket: Path) -> None:
    """Start the server and wait until it answers; children of a killed one get some seconds to end."""
    log = lodging.cluster / "server.log"
    for _ in range(10):
        done = lodging.run(
            "pg_ctl",
            "start",
            "--wait",
            f"--timeout={START_SECONDS}",
            f"--pgdata={lodging.cluster}",
            f"--log={log}",
            f"--options=-k {socket}",
        )
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
        if done.returncode == 0:
            return
        if "pre-existing shared memory block" not in tail:
            break
        time.sleep(1)
    raise NotAvailable(f"PostgreSQL did not start:\n{done.stdout}{tail}")


def stop(lodging: Lodging) -> None:
    """Stop the server if it runs; sessions that are open are ended."""
    if server_pid(lodging.cluster) is not None:
        lodging.run("pg_ctl", "stop", "--wait", "--mode=fast", f"--pgdata={lodging.cluster}")


def _connect(socket: Path, database: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(host=str(socket), dbname=database, user=ROLE, connect_timeout=5, autocommit=True)


def _make_database(socket: Path) -> None:
    with _connect(socket, "postgres") as session:
        if not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            session.execute(f"CREATE DATABASE {DATABASE}")
