"""The supervisor behind `make run`: database, preparation, site and worker, started and stopped together."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, suppress

import django

from debate import child, ports, postgres
from debate.data import PROJECT

START_SECONDS = 60
STOP_SECONDS = 15


class Ended(Exception):
    """The run is over; the message says why, and is empty when it was asked for."""


def main() -> None:
    """Run the site until Ctrl-C, a termination signal, or the end of one of its processes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        port = ports.port()
        ports.require_free(port)
        with ExitStack() as stack:
            _run(stack, port)
    except postgres.NotAvailable as reason:
        sys.exit(f"The embedded database is not available. {reason}")
    except Ended as end:
        sys.exit(str(end) or 0)


def _end(*_: object) -> None:
    """Ask for the end, once: a second Ctrl-C must not cut the stopping short."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Ended


def _run(stack: ExitStack, port: int) -> None:
    from django.conf import settings

    home = settings.EMBEDDED_CLUSTER
    lodging = stack.enter_context(postgres.running(home)) if home else None
    django.setup()
    from django.db import connections

    from debate.prepare import password_now, prepare

    prepare()
    ports.require_free(port)  # again: another site may have begun meanwhile, and would share the port unseen
    names = ("site",) if settings.DEBUG else ("site", "worker")  # with DEBUG, tasks run where they are queued
    processes = {name: _start(stack, name, port) for name in names}
    address = f"http://127.0.0.1:{port}"
    _wait_until_served(address, processes)
    _say(f"\n  {settings.SITE_NAME}: {address}/")
    _say(f"  Admin: {address}/admin/  name: admin  password: {password_now()}")
    connections.close_all()
    _say("  Ctrl-C stops the site and its database.\n")
    while True:
        _require_alive(processes)
        if home and lodging and postgres.revive(home, lodging):
            _say("The database had stopped; it was started again.")
        time.sleep(1)


def _start(stack: ExitStack, name: str, port: int) -> "subprocess.Popen[bytes]":
    """Start a child in a session of its own: Ctrl-C then reaches it through us alone."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "debate.child", name],
        cwd=PROJECT,
        env={**os.environ, "PORT": str(port), child.LEASH: str(reading)},
        pass_fds=[reading],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )
    os.close(reading)
    stack.callback(os.close, writing)
    stack.callback(_stop, process)
    return process


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Terminate a child; whatever is left of its session after a while is killed."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _require_alive(processes: "dict[str, subprocess.Popen[bytes]]") -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise Ended(f"The {name} process ended (exit code {process.returncode}); stopping everything.")


def _wait_until_served(address: str, processes: "dict[str, subprocess.Popen[bytes]]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        _require_alive(processes)
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Ended(f"The site did not answer at {address} within {START_SECONDS} seconds; stopping everything.")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
