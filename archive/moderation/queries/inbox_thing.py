"""What a moderator reads beside a thing that waits: the reports on it, and its author's record in numbers."""

from dataclasses import dataclass
from typing import Any

from archive.accounts.models import User
from archive.claims.models import Claim, Comment, Evidence, Hold
from archive.claims.models.holding import HELD_THINGS, Cause
from archive.core.models import Publication
from archive.moderation.models import Decision, Item, Matter, Report, ReportState
from archive.moderation.queries.inbox import taker_of
from archive.moderation.queries.reports import label_of

REPORTS_SHOWN = 50
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as moderators read it."""

    reason: str
    details: str
    who: str
    is_party: bool
    weight: float
    report: Report


@dataclass(frozen=True, slots=True)
class Record:
    """Numbers about a member, each a thousand at most."""

    person: User
    posts: int
    removed: int
    decisions: int


def kind_of(thing: Any) -> str:
    """Return the column that names such a thing."""
    return "person" if isinstance(thing, User) else str(thing._meta.model_name)


def waiting_for(thing: Any) -> tuple[list[str], User | None]:
    """Return why a thing waits, in words, and who looks at it."""
    kind = kind_of(thing)
    items = list(Item.objects.filter(closed_at=None, **{kind: thing}).select_related("claimed_by"))
    words, takers = [str(Matter(item.matter).label) for item in items], [taker_of(item) for item in items]
    if kind in HELD_THINGS and thing.state == Publication.HELD:
        hold = Hold.objects.filter(ended_at=None, **{kind: thing}).select_related("claimed_by").first()
        words.append(str(Cause(hold.cause if hold else Cause.NEWCOMER).label))
        takers.append(taker_of(hold) if hold else None)
    return words, next((taker for taker in takers if taker), None)


def reports_on(thing: Any) -> list[ReportRow]:
    """Return the newest fifty open reports on a thing."""
    rows = Report.objects.filter(state=ReportState.OPEN, **{kind_of(thing): thing})
    return [
        ReportRow(
            label_of(row.reason),
            row.details,
            row.reporter.signature if row.reporter else "",
            row.is_party,
            row.weight,
            row,
        )
        for row in rows.select_related("reason", "reporter").order_by("-id")[:REPORTS_SHOWN]
    ]


def author_record(person: User | None) -> Record | None:
    """Return how much somebody posted, how much of it was removed, and how often it was decided about them."""
    if person is None:
        return None
    posts = removed = 0
    for model in (Claim, Evidence, Comment):
        mine = model._default_manager.filter(author=person)
        posts += mine[:COUNTED].count()
        removed += mine.filter(state__in=(Publication.REMOVED, Publication.ERASED))[:COUNTED].count()
    about = Decision.objects.filter(person=person)[:COUNTED].count()
    return Record(person, posts, removed, about)
