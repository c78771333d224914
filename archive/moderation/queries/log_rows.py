"""The log as data: what it can be narrowed to, and its rows for a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from archive.accounts.models import User
from archive.moderation.models import Act, Decision, Rule
from archive.moderation.queries.log import about_of

AT_ONCE = 1000  # rows in memory
COLUMNS = (
    *("number", "created", "act", "rule", "rule_version", "reason", "moderator", "kind", "thing", "version"),
    *("automated", "undoes", "part_of", "until", "place", "before", "hash"),
)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the log is shown: one act, one rule, one moderator; empty is everything."""

    act: str = ""
    rule: str = ""
    moderator: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return not (self.act or self.rule or self.moderator)

    def kept(self, rows: QuerySet[Decision]) -> QuerySet[Decision]:
        """Return the decisions that are kept; what no decision can have keeps none."""
        if self.act:
            rows = rows.filter(act=self.act) if self.act in Act.values else rows.none()
        if self.rule:
            rows = rows.filter(rule=self.rule) if self.rule in Rule.values else rows.none()
        if self.moderator:
            rows = rows.filter(moderator__username__iexact=self.moderator[:150])
        return rows


def filter_from(query: Any) -> LogFilter:
    """Return the filter that an address asks for."""
    return LogFilter(*(query.get(name, "").strip() for name in ("act", "rule", "moderator")))


def moderators() -> list[User]:
    """Return those who decided something, by name."""
    decided = Decision.objects.order_by().values("moderator").distinct()
    return list(User.objects.filter(pk__in=decided).order_by("username"))


def table_rows(kept: LogFilter) -> Iterator[tuple[Any, ...]]:
    """Yield the decisions as rows of a table, oldest first; whom a restraint is about stays out of it."""
    found = kept.kept(Decision.objects.select_related("moderator", "suspension", "seal").order_by("id"))
    for row in found.iterator(chunk_size=AT_ONCE):
        kind, thing = about_of(row)
        seal = getattr(row, "seal", None)
        yield (
            *(row.pk, row.created.isoformat(), row.act, row.rule, row.rule_version or ""),
            *(row.reason, row.moderator.username, kind, "" if kind == "person" else thing, row.version or ""),
            *(row.is_automated, row.undoes_id or "", row.part_of_id or ""),
            row.suspension.until.isoformat() if hasattr(row, "suspension") else "",
            *((seal.place, seal.before, seal.digest) if seal else ("", "", "")),
        )
