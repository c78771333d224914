"""The chain of the log: each seal is the hash of its decision and of the seal before, made again here and compared.

The words that are hashed are described in `docs/moderation.md`, so that whoever has the log can do the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

COLUMNS = (
    *("id", "created", "act", "rule", "rule_version", "reason", "moderator_id"),
    *("claim_id", "evidence_id", "source_id", "comment_id", "person_id", "debate_id"),
    *("version", "detail", "is_automated", "undoes_id", "part_of_id"),
)
READ = """
    SELECT s.place, s.before, s.digest, s.salt, {columns}
    FROM archive_decision d LEFT JOIN archive_seal s ON s.decision_id = d.id ORDER BY s.place NULLS LAST, d.id
"""
AT_ONCE = 1000  # rows in memory


@dataclass(frozen=True, slots=True)
class Break:
    """A place at which the chain does not hold, and what is wrong there."""

    place: int | None
    decision: int
    problem: str


def sealed_words(place: int, before: str, parts: Iterable[Any]) -> str:
    """Return what is hashed: each part after its length in bytes, parted by commas: the salt, then `COLUMNS`."""
    told = [str(place), before, *map(as_text, parts)]
    return ",".join(f"{len(part.encode())}:{part}" for part in told)


def as_text(value: Any) -> str:
    """Return a column as it is hashed: nothing for NULL, times in UTC to the microsecond."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)


def broken_places() -> Iterator[Break]:
    """Yield each place at which the chain does not hold, in order; memory holds some rows at a time."""
    last, expected = "", 1
    columns = ", ".join("d.detail::text" if name == "detail" else f"d.{name}" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(READ.format(columns=columns))
        while rows := cursor.fetchmany(AT_ONCE):
            for place, before, digest, *parts in rows:
                if problem := problem_at(place, before, digest, parts, last, expected):
                    yield Break(place, parts[1], problem)
                last, expected = digest or last, (place or expected) + 1


def problem_at(
    place: int | None, before: str, digest: str, parts: list[Any], last: str, expected: int
) -> str:
    """Return what is wrong with one seal, or nothing."""
    if place is None:
        return _("It is not sealed.")
    if place != expected:
        return _("An entry before it is gone.")
    if before != last:
        return _("It does not follow from the one before.")
    if sha256(sealed_words(place, before, parts).encode()).hexdigest() != digest:
        return _("It was changed after it was sealed.")
    return ""


def chain_head() -> tuple[int, str]:
    """Return how many entries are sealed and the newest hash, which whoever keeps it can hold against the log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, digest FROM archive_seal ORDER BY place DESC LIMIT 1")
        row = cursor.fetchone()
    return (row[0], row[1]) if row else (0, "")
