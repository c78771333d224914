"""Reads `starter.yaml`, the project's own fixture, into plain values; no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("starter.yaml")


@dataclass(frozen=True, slots=True)
class Work:
    """A source as the fixture gives it: the archive's fields, and what a card that cites it says."""

    key: str
    fields: dict[str, Any]
    shows: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An argument of the fixture: its stance, its words, the keys of the works it cites, and its answers."""

    stance: str
    statement: str
    cites: tuple[str, ...]
    arguments: "tuple[Entry, ...]"

    def walk(self) -> "Iterator[Entry]":
        """Yield this argument and everything under it, in reading order."""
        yield self
        for argument in self.arguments:
            yield from argument.walk()


@dataclass(frozen=True, slots=True)
class Thesis:
    """A debate of the fixture: its thesis, the words it was drawn from, and the arguments."""

    key: str
    statement: str
    paragraph: int
    quote: str
    holds: str
    arguments: tuple[Entry, ...]

    def entries(self) -> Iterator[Entry]:
        """Yield every argument, in reading order."""
        for argument in self.arguments:
            yield from argument.walk()


@dataclass(frozen=True, slots=True)
class Starter:
    """The whole fixture."""

    essay: Work
    works: tuple[Work, ...]
    debates: tuple[Thesis, ...]


@cache
def starter() -> Starter:
    """Return the fixture, read once a process."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Starter(
        essay=_work(data["essay"]),
        works=tuple(_work(row) for row in data["works"]),
        debates=tuple(_thesis(row) for row in data["debates"]),
    )


def _work(row: dict[str, Any]) -> Work:
    own = {name: row.pop(name, "") for name in ("key", "shows", "remark")}
    return Work(fields={"language": "en", **row}, **own)


def _thesis(row: dict[str, Any]) -> Thesis:
    return Thesis(
        key=row["key"],
        statement=row["statement"],
        **row["drawn_from"],
        arguments=tuple(_entry(argument) for argument in row["arguments"]),
    )


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        stance=row["stance"],
        statement=row["statement"],
        cites=tuple(row.get("cites", ())),
        arguments=tuple(_entry(argument) for argument in row.get("arguments", ())),
    )
