"""Reading a file in a process of its own, whose time and memory have bounds, so that no file can stop the site."""

import contextlib
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import IO, Any, cast

from archive.sources.reading import BYTES_AT_MOST, read
from archive.sources.reading.blocks import Block, Reading, Unreadable, gettext_noop
from archive.sources.reading.sniff import format_of

# So much Markdown takes 0.06 seconds as people write it, and two or three when it is made to take long
# (nothing but brackets, thousands of scraps of HTML); starting a process takes 0.1 to 0.3 seconds.
BYTES_READ_HERE = 200_000

_ROOT = Path(__file__).resolve().parents[3]
_ANSWER_AT_MOST = 200_000_000  # bytes; the longest text of the longest characters is a quarter of it
_STEP = 1_000_000
_RESERVE = 2_000_000  # bytes that are let go when memory runs out, so that the child can still say so
_NEARLY = 0.9  # of the memory: what fails with so much in use fails for want of more
# Of the environment: what finds programs and libraries and says the language; and what measures the tests.
_KEPT = ("PATH", "LANG", "LC_", "TZ", "TMPDIR", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_", "COVERAGE_")
_TOO_SLOW = gettext_noop("Reading it takes longer than %(seconds)s seconds; it is not read.")
_TOO_HUNGRY = gettext_noop("Reading it takes more than %(memory)s million bytes of memory; it is not read.")
_BROKEN = gettext_noop("This file is damaged: it cannot be read.")


def read_apart(
    data: bytes,
    *,
    filename: str = "",
    media_type: str = "",
    kind: str = "",
    seconds: float = 60,
    memory: int = 1_500_000_000,
) -> Reading:
    """Return what `read` returns, or raise Unreadable as it does, and also too_slow and too_much_memory.

    The file is read by a child process that has `seconds` (of the clock, and of the processor) and
    `memory` bytes of address space, and that is ended when it has used them up; nothing of it is left
    behind. A child that dies or answers nonsense means "broken". Plain text and Markdown under
    BYTES_READ_HERE are read right here: their readers are linear, and need three seconds for it at worst.
    Several threads may call it at once. Where the system has no bound of memory (macOS), time is the bound.
    """
    if reads_here(data, filename=filename, media_type=media_type, kind=kind):
        return read(data, filename=filename, media_type=media_type, kind=kind)
    said = {"filename": filename, "media_type": media_type, "kind": kind}
    header = json.dumps({**said, "seconds": seconds, "memory": memory}).encode() + b"\n"
    answer, code = _asked((header, data), seconds, memory)
    return _reading(answer, code, seconds, memory)


def reads_here(data: bytes, *, filename: str = "", media_type: str = "", kind: str = "") -> bool:
    """Return whether no child is started for this: it is small text, or refused for its size.

    Raises Unreadable for what is refused for its format.
    """
    if len(data) > BYTES_AT_MOST or not data.strip():
        return True
    found = format_of(data, filename=filename, media_type=media_type, kind=kind)
    return found in ("text", "markdown") and len(data) < BYTES_READ_HERE


def _asked(request: Iterable[bytes], seconds: float, memory: int) -> tuple[bytes, int]:
    """Return what a new child answers to a request, and its return code; it is gone then, whatever happens."""
    deadline = time.monotonic() + seconds
    child = subprocess.Popen(
        [sys.executable, "-m", "archive.sources.reading.apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        env=_environment(os.environ),
        start_new_session=True,
    )
    writer = threading.Thread(target=_send, args=(child.stdin, request), daemon=True)
    try:
        writer.start()
        answer = _received(cast(IO[bytes], child.stdout), deadline)
        return answer, child.wait(max(0.0, deadline - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        raise Unreadable(_TOO_SLOW, "too_slow", seconds=f"{seconds:g}") from error
    finally:
        if child.poll() is None:  # while it is not waited for, no other process can have its number
            with contextlib.suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if writer.ident is not None:
            writer.join()
        cast(IO[bytes], child.stdout).close()


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Return what the child needs of the environment: no secrets, no addresses."""
    kept = {name: value for name, value in ours.items() if name.startswith(_KEPT)}
    return {**kept, "PYTHONPATH": str(_ROOT)}


def _send(pipe: IO[bytes], request: Iterable[bytes]) -> None:
    """Write a request as far as the other end takes it, and close the pipe."""
    with contextlib.suppress(OSError), pipe:
        for part in request:
            pipe.write(part)


def _received(pipe: IO[bytes], deadline: float) -> bytes:
    """Return all that is written to a pipe, or raise TimeoutError, or Unreadable if it is no answer."""
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                break
            part = os.read(pipe.fileno(), _STEP)
            size += len(part)
            if not part:
                return b"".join(parts)
            if size > _ANSWER_AT_MOST:
                raise Unreadable(_BROKEN, "broken")
            parts.append(part)
    raise TimeoutError


def _reading(answer: bytes, code: int, seconds: float, memory: int) -> Reading:
    """Return the reading that an answer holds, or raise the Unreadable that it holds or that its lack means."""
    hungry = Unreadable(_TOO_HUNGRY, "too_much_memory", memory=f"{memory // 1_000_000:,}")
    if code in (-signal.SIGXCPU, -signal.SIGALRM):
        raise Unreadable(_TOO_SLOW, "too_slow", seconds=f"{seconds:g}")
    if code == -signal.SIGKILL:  # not by us: by a system without memory left
        raise hungry
    try:
        found = json.loads(answer)
        if "code" not in found:
            blocks = tuple(map(_block, found["blocks"]))
            return Reading(**{**found, "blocks": blocks, "furniture": tuple(found["furniture"])})
        words, values = str(found["words"]), found["values"]
        problem = Unreadable(words, str(found["code"]), **values)
    except (ValueError, TypeError, LookupError) as error:
        raise Unreadable(_BROKEN, "broken") from error
    raise hungry if problem.code == hungry.code else problem


def _block(values: list[Any]) -> Block:
    """Return a block from its values, its references last."""
    values[-1] = tuple(map(tuple, values[-1]))
    return Block(*values)


def main() -> None:
    """Read one file as the child of `read_apart`: from standard input, to standard output, within bounds."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        if sys.stderr is not None:  # so that nothing that a library prints is taken for the answer
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        header = json.loads(sys.stdin.buffer.readline())
        memory = header.pop("memory")
        _bound(header.pop("seconds"), memory)
        hungry = _answer({"words": "", "values": {}, "code": "too_much_memory"})
        reserve = bytearray(_RESERVE)
        try:
            answer = _answer(_shape(read(sys.stdin.buffer.read(), **header)))
        except Exception as problem:
            del reserve
            if _is_of_memory(problem, memory):
                os.write(out.fileno(), hungry)
                os._exit(0)  # to take millions of objects apart would take longer than to read the file
            if not isinstance(problem, Unreadable):
                raise
            answer = _answer({"words": problem.words, "values": problem.values, "code": problem.code})
        out.write(answer)


def _is_of_memory(problem: Exception, memory: int) -> bool:
    """Tell whether reading failed for want of memory: libraries say so in many ways, or that a file is broken."""
    if isinstance(problem, MemoryError):
        return True
    is_told = isinstance(problem, Unreadable) and problem.code != "broken"
    return not is_told and _most_memory() > _NEARLY * memory


def _bound(seconds: float, memory: int) -> None:
    """Bound this process in processor time, time, memory and dumps, as far as the system can."""
    used_up = int(seconds) + 1
    for limit, soft, hard in (
        (
            resource.RLIMIT_CPU,
            used_up,
            used_up + 5,
        ),  # at the hard one the signal would be that of lacking memory
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (soft, hard))
    # Should the parent be gone before its time is up, nobody else ends it.
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)


def _most_memory() -> int:
    """Return the most bytes of address space that this process has had, or 0 where the system does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmPeak:")[2].split()[0]) * 1024
    return 0


def _shape(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON has it, its blocks as lists of their values."""
    whole = {field.name: getattr(reading, field.name) for field in fields(Reading)}
    names = [field.name for field in fields(Block)]
    return {**whole, "blocks": [[getattr(block, name) for name in names] for block in reading.blocks]}


def _answer(found: dict[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


if __name__ == "__main__":
    main()
