"""The processes that do the work: `python -m debate.child site` serves pages, `worker` runs queued tasks."""

import os
import signal
import sys
import threading
import time

import environ

from debate.data import PROJECT

LEASH = "DEBATE_LEASH"  # a file descriptor that reads end-of-file when the supervisor is gone
AWAY_SECONDS = 5
TICK_SECONDS = 60


def follow_supervisor() -> None:
    """End this process when its supervisor ends, even by a signal that cannot be caught."""
    if LEASH in os.environ:
        threading.Thread(target=_wait_for_end, args=[int(os.environ.pop(LEASH))], daemon=True).start()


def _wait_for_end(descriptor: int) -> None:
    os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def serve_site(address: str, port: int) -> None:
    """Serve the WSGI application until terminated; a worker process that dies is started again."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "debate.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("WEB_WORKERS") or 2),
        blocking_threads=int(os.environ.get("WEB_THREADS") or 4),  # each keeps a database connection
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def follow_clock() -> None:
    """Queue each minute what is due by the clock, in a thread that ends with its process."""
    threading.Thread(target=_tick_for_ever, daemon=True).start()


def _tick_for_ever() -> None:
    from django.db import connections

    from archive.notices.services.clock import queue_tick

    while True:
        try:
            queue_tick()
        except Exception as problem:  # the database is away, say: the next minute comes anyway
            print(f"The clock could not queue its work: {problem}", file=sys.stderr)  # noqa: T201
        finally:
            connections.close_all()
        time.sleep(TICK_SECONDS)


def run_worker() -> None:
    """Run queued tasks until terminated; while the database is away, wait for it.

    Files that wait to be read are queued again first, in case a process ended before it had queued one.
    """
    import django
    from django.core.management import call_command
    from django.db import OperationalError, connections

    django.setup()
    from archive.claims.services.incoming import queue_left

    follow_clock()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the worker brings its own way to end
    while True:
        try:
            queue_left()
            call_command("db_worker", reload=False)
            return
        except OperationalError as away:
            print(f"The worker waits for the database: {away}", file=sys.stderr)  # noqa: T201
            connections.close_all()
            time.sleep(AWAY_SECONDS)


def main() -> None:
    """Become the process that the first argument names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")
    environ.Env.read_env(PROJECT / ".env")
    follow_supervisor()
    match sys.argv[1:]:
        case ["site"]:
            serve_site(os.environ.get("ADDRESS") or "127.0.0.1", int(os.environ.get("PORT") or 8000))
        case ["worker"]:
            run_worker()
        case _:
            sys.exit("python -m debate.child site|worker")


if __name__ == "__main__":
    main()
