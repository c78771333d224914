"""What a path holds to import: the files of a folder, the lines of a .jsonl file, a bibliography's entries.

Nothing is read ahead but names and entries: a file's bytes and a line's text are looked at in their turn.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext

from archive.sources.bibliography import UnreadableRecords, read_records
from archive.sources.bibliography.csl import from_csl
from archive.sources.bibliography.records import Entry, Problem
from archive.sources.reading import BYTES_AT_MOST, FORMATS, Unreadable
from archive.sources.reading.encoding import decode

LINE_AT_MOST = 8_000_000  # bytes; a longer text belongs into a file of its own
LINES = ".jsonl"
BIBLIOGRAPHIES = {".bib": "bibtex", ".ris": "ris", ".json": "csl-json"}
READABLE = {ending for _, endings in FORMATS.values() for ending in endings}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to import: what reports call it, its record, and its text as a file or as words.

    `problem` says why it cannot even be tried, `notes` what was lost of the record in reading it.
    """

    name: str
    record: dict[str, Any] = field(default_factory=dict)
    file: Path | None = None
    text: str | None = None
    media_type: str = ""
    problem: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_record(self) -> bool:
        """Whether it is a record without a text."""
        return self.file is None and self.text is None


@dataclass(frozen=True, slots=True)
class Items:
    """How many things there are, and these one by one."""

    total: int
    each: Iterator[Item]


class NothingToImport(ValueError):
    """A path holds nothing that could be imported; the message is fit to show."""


def is_batch(path: Path) -> bool:
    """Return whether this is a folder, or a file that lists things."""
    return path.is_dir() or path.suffix.lower() in (LINES, *BIBLIOGRAPHIES)


def items_of(path: Path) -> Items:
    """Return what a folder or a listing file holds; raises `NothingToImport`, or `OSError` as the system says."""
    if path.is_dir():
        found = files_in(path)
    elif path.suffix.lower() == LINES:
        with path.open("rb") as lines:
            total = sum(1 for _ in lines_of(lines))
        return counted(total, items_in_lines(path), path)
    else:
        found = items_in_bibliography(path)
    return counted(len(found), iter(found), path)


def counted(total: int, each: Iterator[Item], path: Path) -> Items:
    """Return the items, unless there are none."""
    if not total:
        kinds = ", ".join(sorted(READABLE))
        what = f"no file that is read ({kinds})" if path.is_dir() else "nothing in it"
        raise NothingToImport(f"{path} holds {what}." if path.is_dir() else f"There is {what}: {path}.")
    return Items(total, each)


# ------------------------------------------------------------------------------------------------ a folder


def files_in(folder: Path) -> list[Item]:
    """Return the readable files of a folder and the folders in it, sorted by path.

    Hidden files and folders are left out, and folders that are links, so that no loop is walked. A folder
    that may not be looked into is an item with that problem.
    """
    found: list[Item] = []

    def unread(problem: OSError) -> None:
        name = os.path.relpath(problem.filename, folder)
        found.append(Item(printable(name), problem=f"It cannot be looked into: {problem.strerror}."))

    for top, folders, files in os.walk(folder, onerror=unread):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(top, name)
            if not name.startswith(".") and path.suffix.lower() in READABLE and path.is_file():
                found.append(Item(printable(str(path.relative_to(folder))), file=path))
    return sorted(found, key=lambda item: item.name)


def printable(name: str) -> str:
    """Return a name as it can be printed and stored, whatever bytes it has."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


# ------------------------------------------------------------------------------------------ a .jsonl file


def lines_of(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of each line that is not blank; None for one that is longer than is read."""
    number = 0
    while line := file.readline(LINE_AT_MOST + 1):
        number += 1
        if len(line) > LINE_AT_MOST and not line.endswith(b"\n"):
            while rest := file.readline(LINE_AT_MOST):
                if rest.endswith(b"\n"):
                    break
            yield number, None
        elif line.removeprefix(BYTE_ORDER_MARK if number == 1 else b"").strip():
            yield number, line.removeprefix(BYTE_ORDER_MARK if number == 1 else b"")


def items_in_lines(path: Path) -> Iterator[Item]:
    """Yield the item of each line of a .jsonl file; a line that is wrong is an item with that problem."""
    folder = path.parent.resolve()
    with path.open("rb") as file:
        for number, line in lines_of(file):
            name = f"{printable(path.name)}, line {number}"
            if line is None:
                size = f"{LINE_AT_MOST // 1_000_000} MB"
                yield Item(name, problem=f"The line is longer than {size}; put its text into a file.")
                continue
            try:
                yield item_of_line(json.loads(line.decode("utf-8")), name, number, folder)
            except (ValueError, RecursionError) as problem:
                yield Item(name, problem=why_not(problem))


def why_not(problem: Exception) -> str:
    """Return in a sentence why a line is no item."""
    match problem:
        case UnicodeDecodeError():
            return "The line is not UTF-8."
        case json.JSONDecodeError():
            return f"The line is not JSON: {problem.msg.lower()}, at character {problem.colno}."
        case RecursionError():
            return "The line is nested too deeply."
    return str(problem)[:200]


def item_of_line(said: Any, name: str, number: int, folder: Path) -> Item:
    """Return the item that a line describes: a CSL-JSON item, with "file", or "text" and "format".

    Raises `ValueError` in words fit to show.
    """
    if not isinstance(said, dict):
        raise ValueError("The line is not an object with fields.")
    file, text, kind = (said.pop(key, None) for key in ("file", "text", "format"))
    for key, value in {"file": file, "text": text, "format": kind}.items():
        if not isinstance(value, str | None):
            raise ValueError(f"“{key}” is not a text.")
    if file is not None and text is not None:
        raise ValueError("Give a “file” or a “text”, not both.")
    if kind is not None and kind not in FORMATS:
        raise ValueError(f"“{kind[:40]}” is no format; give one of {', '.join(FORMATS)}.")
    entry = from_csl(said, number=number, line=number) if said else Entry(None, name, number)
    has_text = file is not None or text is not None
    if not has_text and not entry.is_usable:
        raise ValueError(
            sentence(next((p for p in entry.problems if p.fatal), Problem(number, gettext("it is empty."))))
        )
    return Item(
        name,
        record=entry.record or {},
        file=None if file is None else inside(folder, file),
        text=text,
        media_type=f"{FORMATS[kind][0]}; charset=utf-8" if kind and text is not None else "",
        notes=notes_of(entry),
    )


def inside(folder: Path, file: str) -> Path:
    """Return the path of a file that a line names, which must lie in the folder of the .jsonl file."""
    path = (folder / file).resolve() if file and "\0" not in file else folder
    if not path.is_relative_to(folder) or path == folder:
        raise ValueError("“file” must name a file in the folder of the .jsonl file, or below it.")
    return path


def sentence(problem: Problem) -> str:
    """Return a problem with a capital letter."""
    return problem.message[:1].upper() + problem.message[1:]


def notes_of(entry: Entry) -> tuple[str, ...]:
    """Return what was lost of a record when it was read, without keeping it out."""
    return tuple(sentence(problem) for problem in entry.problems if not problem.fatal)


# ------------------------------------------------------------------------------------------ a bibliography


def items_in_bibliography(path: Path) -> list[Item]:
    """Return a record for each entry of a .bib, .ris or .json file; raises `NothingToImport` if it cannot be read."""
    if path.stat().st_size > BYTES_AT_MOST:
        raise NothingToImport(f"{path} is larger than {BYTES_AT_MOST // 1_000_000} MB.")
    try:
        text, _ = decode(path.read_bytes(), declared="", is_html=False)
        entries = read_records(text, format=BIBLIOGRAPHIES[path.suffix.lower()])
    except (Unreadable, UnreadableRecords) as problem:
        raise NothingToImport(f"{path} cannot be read: {problem.message}") from problem
    return [item_of_entry(entry, path) for entry in entries]


def item_of_entry(entry: Entry, path: Path) -> Item:
    """Return the item of one entry of a bibliography."""
    name = f"{printable(path.name)}, line {entry.line} ({printable(entry.label)})"
    fatal: Sequence[Problem] = [problem for problem in entry.problems if problem.fatal]
    problem = fatal[0].message if fatal else ""
    return Item(name, record=entry.record or {}, problem=problem, notes=notes_of(entry))
