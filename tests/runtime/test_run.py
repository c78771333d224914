"""The whole of `make run` but for the installing: started, killed, started again, stopped."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from debate.data import PROJECT
from tests.runtime.conftest import clean_environment, stop_server

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="there is no /proc to look in"
)


@pytest.fixture
def site(folder):
    """Starts the supervisor on a free port and waits until it says that Ctrl-C stops it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    @contextmanager
    def start():
        command = [sys.executable, "-m", "debate.run"]
        environment = {**clean_environment(folder), "PORT": str(port)}
        with subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as run:
            try:
                yield run, said(run), f"http://127.0.0.1:{port}"
            finally:
                run.kill()

    yield start
    stop_server(folder / "data" / "postgres")


def said(run):
    lines = []
    for line in run.stdout:
        lines.append(line)
        if "Ctrl-C stops" in line:
            return "".join(lines)
    raise AssertionError("it ended before it served: " + "".join(lines))


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def processes(folder):
    """The command lines, by process id, of what this folder's run started and has not ended."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if str(folder) in command or str(folder).encode() in (entry / "environ").read_bytes():
                found[int(entry.name)] = command
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
    return {pid: command for pid, command in found.items() if command}


def children(folder):
    return {pid: command for pid, command in processes(folder).items() if "debate.child" in command}


def wait_for(condition):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_run_survives_being_killed_tells_of_a_lost_process_and_ends_cleanly(site, folder):
    """One test, since collecting the static files for the first start takes most of its time."""
    with site() as (run, text, address):
        password = re.search(r"password: (\S+)\n", text)[1]
        kept = folder / "data" / "admin-password"
        assert kept.read_text().strip() == password
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert f"{address}/admin/" in text
        assert status(f"{address}/healthz") == 200
        assert status(f"{address}/admin/login/") == 200
        run.kill()
        run.wait()
        assert wait_for(lambda: not children(folder))

    with site() as (run, text, _):
        assert re.search(r"password: (\S+)\n", text)[1] == password
        (worker,) = (pid for pid, command in children(folder).items() if "worker" in command)
        os.kill(worker, signal.SIGKILL)
        assert "The worker process ended" in run.stdout.read()
        assert run.wait(30) == 1
    assert wait_for(lambda: not processes(folder)), processes(folder)

    with site() as (run, _, _):
        run.send_signal(signal.SIGINT)
        assert run.wait(30) == 0
    assert wait_for(lambda: not processes(folder)), processes(folder)
