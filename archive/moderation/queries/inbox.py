"""The inbox: what waits for a moderator, one row a thing, the heaviest and oldest first.

Nothing is paged: what is decided goes, and what follows comes up. So a page costs the same whatever waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim, Comment, Debate, Evidence, Hold
from archive.claims.models.holding import HELD_THINGS, Cause
from archive.core.models import Publication
from archive.moderation.models import TARGETS, Item, Matter, Report, ReportReason
from archive.moderation.permissions import may_decide
from archive.moderation.queries.log import place_of
from archive.moderation.queries.reports import label_of
from archive.sources.models import Source

AT_MOST = 50
TAKEN_FOR = timedelta(minutes=15)
LATE = timedelta(hours=24)
HELD = "held"
VIEWS = (*Matter.values, HELD)
"""What the inbox can be narrowed to."""
LOADED = {
    "claim": ("author", "debate", "parent"),
    "evidence": ("author", "claim__debate", "source"),
    "comment": ("author", "claim", "source", "debate", "suggestion__claim"),
    "source": ("added_by",),
    "person": (),
    "debate": ("opener",),
}
MODELS: dict[str, Any] = {
    "claim": Claim,
    "evidence": Evidence,
    "comment": Comment,
    "source": Source,
    "person": User,
    "debate": Debate,
}


@dataclass(slots=True)
class InboxRow:
    """One thing that waits: its words and place, why it waits, how long, and who looks at it."""

    kind: str
    id: int
    words: str
    quote: str
    language: str
    place: str
    context: str
    url: str
    author: User | None
    since: datetime
    weight: float
    matters: list[str]
    reasons: list[tuple[str, int]] = field(default_factory=list)
    reports: int = 0
    parties: int = 0
    taken_by: User | None = None
    mine: bool = False
    is_held: bool = False

    @property
    def is_late(self) -> bool:
        """Whether it has waited for more than a day."""
        return timezone.now() - self.since > LATE


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the inbox is shown: one matter, what waits for a day, what nobody has taken, what I have taken."""

    matter: str = ""
    late: bool = False
    free: bool = False
    mine: bool = False

    def keeps(self, row: InboxRow, viewer: User) -> bool:
        """Return whether a row is to be shown."""
        taken = row.taken_by.pk if row.taken_by else None
        return not (
            (self.late and not row.is_late)
            or (self.free and taken is not None)
            or (self.mine and taken != viewer.pk)
        )


def inbox(*, viewer: User, wanted: Wanted | None = None) -> list[InboxRow]:
    """Return up to fifty things that wait, in at most sixteen queries, however many there are."""
    wanted = wanted or Wanted()
    items = items_wanted(wanted, viewer) if wanted.matter != HELD else []
    held = held_things() if wanted.matter in ("", HELD) else []
    rows = rows_of_items(items, viewer)
    for row in rows_of_held(held, viewer):
        known = rows.setdefault((row.kind, row.id), row)
        if known is not row:
            known.matters += row.matters
    kept = [row for row in rows.values() if wanted.keeps(row, viewer)]
    return sorted(kept, key=lambda row: (-row.weight, row.since))[:AT_MOST]


def items_wanted(wanted: Wanted, viewer: User) -> list[Item]:
    """Return the heaviest open items."""
    items = Item.objects.filter(closed_at=None).select_related("claimed_by").order_by("-weight", "id")
    if wanted.matter:
        items = items.filter(matter=wanted.matter)
    if wanted.late:
        items = items.filter(created__lt=timezone.now() - LATE)
    if wanted.mine:
        items = items.filter(claimed_by=viewer)
    if wanted.free:
        items = items.filter(Q(claimed_by=None) | Q(claimed_at__lt=timezone.now() - TAKEN_FOR))
    return list(items[:AT_MOST])


def rows_of_items(items: list[Item], viewer: User) -> dict[tuple[str, int], InboxRow]:
    """Return a row for each thing that items are about."""
    things = things_of(about_of(item) for item in items)
    reasons = reasons_of(items)
    rows: dict[tuple[str, int], InboxRow] = {}
    for item in items:
        key = about_of(item)
        if key not in things:
            continue
        row = rows.get(key) or row_of(things[key], item.created, viewer)
        row.weight = max(row.weight, item.weight) if key in rows else item.weight
        row.matters.append(str(Matter(item.matter).label))
        row.reasons += reasons.get(item.pk, [])
        row.reports += item.reports_count
        row.parties += item.parties_count
        row.taken_by = row.taken_by or taker_of(item)
        rows[key] = row
    return rows


def reasons_of(items: list[Item]) -> dict[int, list[tuple[str, int]]]:
    """Return by item how many reports give which reason, the commonest first; one query."""
    counted = Report.objects.filter(item__in=items).values("item", "reason__label", "reason__label_zh")
    found: dict[int, list[tuple[str, int]]] = {}
    for row in counted.annotate(n=Count("pk")).order_by("-n"):
        reason = ReportReason(label=row["reason__label"], label_zh=row["reason__label_zh"])
        found.setdefault(row["item"], []).append((label_of(reason), row["n"]))
    return found


def held_things() -> list[tuple[Any, Hold | None]]:
    """Return the oldest posts that wait, each with why if that was written down; five queries."""
    found: dict[str, list[Any]] = {}
    named = Q(pk__in=[])
    for kind in HELD_THINGS:
        waiting = MODELS[kind].objects.filter(state=Publication.HELD).select_related(*LOADED[kind])
        found[kind] = list(waiting.order_by("id")[:AT_MOST])
        named |= Q(**{f"{kind}__in": [thing.pk for thing in found[kind]]})
    causes: dict[tuple[str, int], Hold] = {}
    for hold in Hold.objects.filter(named, ended_at=None).select_related("claimed_by"):
        kind = next(kind for kind in HELD_THINGS if getattr(hold, f"{kind}_id"))
        causes[kind, getattr(hold, f"{kind}_id")] = hold
    return [(thing, causes.get((kind, thing.pk))) for kind in HELD_THINGS for thing in found[kind]]


def rows_of_held(held: Iterable[tuple[Any, Hold | None]], viewer: User) -> list[InboxRow]:
    """Return a row for each post that waits."""
    rows = []
    for thing, hold in held:
        row = row_of(thing, thing.created, viewer)
        row.weight = hold.weight if hold else 1.0
        row.matters = [str(Cause(hold.cause if hold else Cause.NEWCOMER).label)]
        row.taken_by = taker_of(hold) if hold else None
        rows.append(row)
    return rows


def taker_of(waiting: Item | Hold) -> User | None:
    """Return who looks at it just now: who took it in the last fifteen minutes."""
    taken = waiting.claimed_at and timezone.now() - waiting.claimed_at < TAKEN_FOR
    return waiting.claimed_by if taken else None


def about_of(item: Item) -> tuple[str, int]:
    """Return what an item is about: the column and the id."""
    return next((kind, pk) for kind in TARGETS if (pk := getattr(item, f"{kind}_id")) is not None)


def things_of(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Return the things of these kinds and ids, a query for each kind."""
    wanted: dict[str, set[int]] = {}
    for kind, pk in keys:
        wanted.setdefault(kind, set()).add(pk)
    return {
        (kind, thing.pk): thing
        for kind, ids in wanted.items()
        for thing in MODELS[kind].objects.filter(pk__in=ids).select_related(*LOADED[kind])
    }


def row_of(thing: Any, since: datetime, viewer: User) -> InboxRow:
    """Return a thing as a row, with the words that it answers as its context."""
    author = author_of(thing)
    return InboxRow(
        kind="person" if isinstance(thing, User) else thing._meta.model_name,
        id=thing.pk,
        words=words_of(thing),
        quote=thing.quote if isinstance(thing, Evidence) else "",
        language=language_of(thing),
        place=where(thing),
        context=context_of(thing),
        url=thing.get_absolute_url(),
        author=author,
        since=since,
        weight=0.0,
        matters=[],
        mine=not may_decide(viewer, author_id=author.pk) if author else True,
        is_held=getattr(thing, "state", "") == Publication.HELD,
    )


def author_of(thing: Any) -> User | None:
    """Return who posted a thing; of an account, its person."""
    if isinstance(thing, User):
        return thing
    for name in ("author", "added_by", "opener"):
        if hasattr(thing, f"{name}_id"):
            person: User | None = getattr(thing, name)
            return person
    return None


def words_of(thing: Any) -> str:
    """Return a thing's own words."""
    if isinstance(thing, User):
        return f"{thing.signature}\n{thing.bio}".strip()
    for name in ("statement", "tag", "text", "title"):
        if hasattr(thing, name):
            return str(getattr(thing, name))
    return ""


def language_of(thing: Any) -> str:
    """Return the language of a thing's words, as far as it is known."""
    if isinstance(thing, Claim):
        return thing.debate.language
    if isinstance(thing, Evidence):
        return thing.claim.debate.language
    return getattr(thing, "language", "") if not isinstance(thing, User) else ""


def where(thing: Any) -> str:
    """Return where a thing stands."""
    if isinstance(thing, Claim):
        return place_of(thing)
    if isinstance(thing, Evidence):
        return place_of(thing.claim)
    if isinstance(thing, Comment):
        return _("talk")
    return ""


def context_of(thing: Any) -> str:
    """Return the words that a thing answers or is about."""
    if isinstance(thing, Claim):
        return thing.parent.statement if thing.parent else ""
    if isinstance(thing, Evidence):
        return thing.claim.statement
    if isinstance(thing, Comment) and thing.claim:
        return thing.claim.statement
    return thing.author_names if isinstance(thing, Source) else ""


def inbox_counts() -> dict[str, tuple[int, datetime | None]]:
    """Return for each matter how many things wait, posts at most a thousand a kind, and since when the oldest does."""
    open_items = Item.objects.filter(closed_at=None).values("matter")
    counted = open_items.annotate(n=Count("pk"), oldest=Min("created")).order_by()
    found: dict[str, tuple[int, datetime | None]] = dict.fromkeys(Matter.values, (0, None))
    found |= {row["matter"]: (row["n"], row["oldest"]) for row in counted}
    held = [MODELS[kind].objects.filter(state=Publication.HELD).order_by("id") for kind in HELD_THINGS]
    waiting = [list(rows.values_list("created", flat=True)[:1000]) for rows in held]
    oldest = min((times[0] for times in waiting if times), default=None)
    found[HELD] = (sum(map(len, waiting)), oldest)
    return found
