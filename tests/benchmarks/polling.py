"""What 200 readers who keep a debate open cost somebody who posts: in the same debate, and in another.

Run as `python -m tests.benchmarks.polling`. It starts the site as `make run` does, on a scratch folder and the
loopback, and ends it. Each reader keeps a connection, asks for the debate's version every ten seconds, and for
the news when it changed. The writer posts by the API without a rest; the rounds take turns.
"""

import argparse
import asyncio
import http.client
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

PROJECT = Path(__file__).resolve().parent.parent.parent
EVERY = 10.0  # seconds between two polls of a reader
PAUSE = 0.5  # seconds between two posts
TICKS = os.sysconf("SC_CLK_TCK")
SITUATIONS = {"nobody else": None, "200 in another debate": "other", "200 in the same debate": "same"}
COLUMNS = ["posts", "p50 ms", "p95 ms", "polls/s", "304", "news/s", "poll p95", "news p95", "site CPU"]


@dataclass
class Tally:
    """What one situation came to, over all its rounds."""

    posts: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
    news: list[float] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    seconds: float = 0.0
    cpu: float = 0.0


@contextmanager
def site(folder: str):
    """Run the site as `make run` does; yield its port and the supervisor's process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = environment(folder, port)
    command = [sys.executable, "-m", "debate.run"]
    process = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def environment(folder: str, port: int) -> dict[str, str]:
    """Return the surroundings of the site and of commands beside it: nothing waits, nothing comes too soon."""
    calm = {"HOLD_FIRST": "0", "POST_INTERVAL_SECONDS": "0", "DATA_DIR": folder, "PORT": str(port)}
    return {**os.environ, **calm, "DJANGO_SETTINGS_MODULE": "debate.settings"}


def wait_for(address: str, process: subprocess.Popen) -> None:
    """Return once the site answers."""
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("The site did not start.")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The site did not answer within two minutes.")


def token_of(folder: str, port: int) -> str:
    """Return a token for the API, of the account `admin`."""
    command = [sys.executable, "manage.py", "make_token", "admin"]
    ran = subprocess.run(
        command, cwd=PROJECT, env=environment(folder, port), capture_output=True, text=True, check=True
    )
    return ran.stdout.split()[-1]


def cpu_of(supervisor: int) -> float:
    """Return the seconds that the supervisor's processes have computed, the database not among them."""
    parents, times = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(words[1])
        times[int(stat.parent.name)] = (int(words[11]) + int(words[12])) / TICKS
    ours, grown = {supervisor}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in ours} - ours
        ours, grown = ours | more, bool(more)
    return sum(times.get(pid, 0.0) for pid in ours)


class Reader:
    """One page that stays open, on one connection."""

    def __init__(self, port: int, debate: int, shown: list[int], version: str, tally: Tally) -> None:
        self.port, self.debate, self.version, self.tally = port, debate, version, tally
        self.query = urlencode({"after": datetime.now(UTC).isoformat(), "ids": ",".join(map(str, shown))})

    async def read(self, first: float, until: float) -> None:
        """Poll from a moment of its own on, until the round is over."""
        self.reading, self.writing = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.sleep(first)
        while time.monotonic() < until:
            began = time.monotonic()
            await self.poll()
            await asyncio.sleep(max(0.0, min(began + EVERY, until) - time.monotonic()))
        self.writing.close()

    async def poll(self) -> None:
        """Ask for the version, and for the news if it is another than before."""
        status, seconds, etag, _ = await self.get(f"/debates/{self.debate}/version/", self.version)
        self.tally.polls.append(seconds)
        self.tally.statuses[status] += 1
        if status == 200:
            answer, seconds, _, body = await self.get(f"/debates/{self.debate}/news/?{self.query}", "")
            self.tally.news.append(seconds)
            self.tally.statuses[f"news {answer}"] += 1
            etag = f'"{json.loads(body)["version"]}"'
        self.version = etag

    async def get(self, path: str, known: str) -> tuple[int, float, str, bytes]:
        """Return status, seconds, ETag and body of an answer."""
        began = time.perf_counter()
        condition = f"If-None-Match: {known}\r\n" if known else ""
        self.writing.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{condition}\r\n".encode())
        head = (await self.reading.readuntil(b"\r\n\r\n")).decode().lower()
        length = re.search(r"content-length: (\d+)", head)
        body = await self.reading.readexactly(int(length[1])) if length and int(length[1]) else b""
        etag = re.search(r"etag: (\S+)", head)
        return int(head.split()[1]), time.perf_counter() - began, etag[1] if etag else known, body


def write(port: int, token: str, parent: int, until: float, tally: Tally) -> None:
    """Post arguments under one claim until the round is over."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    while time.monotonic() < until:
        words = f"This was said at {time.time_ns()}."
        body = json.dumps({"parent": parent, "stance": "opposes", "statement": words})
        began = time.perf_counter()
        connection.request("POST", "/api/v1/claims/", body, headers)
        response = connection.getresponse()
        answer = response.read()
        tally.posts.append(time.perf_counter() - began)
        if response.status != 201:
            raise SystemExit(f"{response.status}: {answer.decode()[:500]}")
        time.sleep(PAUSE)


def debates_of(port: int) -> list[tuple[int, int, list[int]]]:
    """Return the two largest debates, each with its thesis and the claims that its page shows."""
    found = []
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/debates/") as answer:
        debates = sorted(json.load(answer)["results"], key=lambda one: -one["counters"]["claims"])[:2]
    for debate in debates:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/debates/{debate['id']}/") as answer:
            shown = [int(one) for one in re.findall(r'id="c(\d+)"', answer.read().decode())]
        found.append((debate["id"], shown[0], shown))
    return found


async def play(port: int, token: str, debates: list, where: str | None, seconds: float, tally: Tally) -> None:
    """Play one round of one situation."""
    here, other = debates
    debate, _, shown = here if where == "same" else other
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/debates/{debate}/version/") as answer:
        version = answer.headers["ETag"]
    until = time.monotonic() + seconds
    readers = [Reader(port, debate, shown, version, tally) for _ in range(200 if where else 0)]
    reading = [reader.read(at * EVERY / 200, until) for at, reader in enumerate(readers)]
    await asyncio.gather(asyncio.to_thread(write, port, token, here[1], until, tally), *reading)


def row(tally: Tally) -> list[str]:
    """Return the columns of one situation."""

    def at(times: list[float], share: float) -> str:
        return f"{1000 * statistics.quantiles(times, n=100)[round(share * 100) - 1]:.1f}" if times else "–"

    polls = len(tally.polls)
    return [
        str(len(tally.posts)),
        at(tally.posts, 0.5),
        at(tally.posts, 0.95),
        f"{polls / tally.seconds:.1f}",
        f"{tally.statuses[304] / polls:.0%}" if polls else "–",
        f"{len(tally.news) / tally.seconds:.1f}",
        at(tally.polls, 0.95),
        at(tally.news, 0.95),
        f"{tally.cpu / tally.seconds:.0%}",
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20, help="of each situation in a round")
    options = parser.parse_args()
    tallies = {name: Tally() for name in SITUATIONS}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        with site(folder) as (port, supervisor):
            token, debates = token_of(folder, port), debates_of(port)
            asyncio.run(play(port, token, debates, None, 3, Tally()))  # to warm up
            for _ in range(options.rounds):
                for name, where in SITUATIONS.items():
                    tally, cpu, began = tallies[name], cpu_of(supervisor), time.monotonic()
                    asyncio.run(play(port, token, debates, where, options.seconds, tally))
                    tally.cpu += cpu_of(supervisor) - cpu
                    tally.seconds += time.monotonic() - began
    say(f"{'readers':24}" + "".join(f"{name:>10}" for name in COLUMNS))
    for name, tally in tallies.items():
        say(f"{name:24}" + "".join(f"{cell:>10}" for cell in row(tally)))
        say(f"{'':24}{dict(tally.statuses)}")


def say(line: str) -> None:
    """Write a line of the table."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
