"""Notices ready to show: those of one reason and one thing as one group, on pages and in letters."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from archive.accounts.models import User
from archive.claims.models import Activity
from archive.notices.models import Kind, Notification
from archive.notices.queries.lines import SEVERAL, names, single
from archive.notices.queries.things import Shown, Things, things_of

SHOWN_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One act of a group: what it brought, by whom, and where it stands; no words where nothing may be shown."""

    words: str
    url: str
    language: str
    stance: str
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """Notices that are shown as one: `id` is the newest one's, `place` what they are about.

    `items` are the newest few whose words may be shown; `is_gone` says that there are none, because what was
    told of is out of the reader's sight now. `url` leads to what was done, or to the place for several.
    """

    id: int
    kind: str
    about: str
    count: int
    unread: int
    line: str
    items: tuple[Item, ...]
    more: int
    place: Shown
    url: str
    when: datetime
    is_gone: bool


def by_thing(row: Notification) -> Hashable:
    """Keep together what is about one thing."""
    return row.about


def by_day(row: Notification) -> Hashable:
    """Keep together what is about one thing and was told on one day."""
    return row.created.date(), row.about


def one_by_one(row: Notification) -> Hashable:
    """Keep every notice by itself."""
    return row.pk


def groups_of(
    rows: Iterable[Notification], *, viewer: User, together: Callable[[Notification], Hashable] = by_thing
) -> list[Group]:
    """Return the groups of these notices in their order, each under its newest one; eight queries at most."""
    rows = list(rows)
    things = things_of((row.activity for row in rows), viewer=viewer)
    groups: dict[Hashable, list[Notification]] = {}
    for row in rows:
        groups.setdefault(together(row), []).append(row)
    return [group_of(members, things) for members in groups.values()]


def group_of(rows: list[Notification], things: Things) -> Group:
    """Return one group of notices, the newest first."""
    unread = sum(row.read_at is None for row in rows)
    decided = rows[0].kind == Kind.DECISION
    shown = [item_of(row, things) for row in rows]
    items = [item for item in shown if item.words]
    if items and not decided:  # what is out of sight by now is not counted beside what is not
        rows = [row for row, item in zip(rows, shown, strict=True) if item.words]
        shown = items
    newest = rows[0]
    place = things.named(newest.about)
    alone = shown[0].url if decided or (len(rows) == 1 and items) else ""
    return Group(
        id=newest.pk,
        kind=newest.kind,
        about=newest.about,
        count=len(rows),
        unread=unread,
        line=line_of(rows, things),
        items=tuple(items[:SHOWN_AT_MOST]),
        more=max(0, len(items) - SHOWN_AT_MOST),
        place=place,
        url=alone or place.url or shown[0].url,
        when=newest.created,
        is_gone=not items and not decided,
    )


def item_of(row: Notification, things: Things) -> Item:
    """Return one act as an item of its group."""
    act = row.activity
    done = things.done(act)
    return Item(
        words=done.words,
        url=log_entry(act) if row.kind == Kind.DECISION else done.url,
        language=done.language,
        stance=done.stance if row.kind == Kind.ANSWER else "",
        who=act.actor.signature,
        when=act.created,
    )


def log_entry(act: Activity) -> str:
    """Return the address of the entry of the public log that says why, or of what was changed."""
    entry = act.detail.get("entry") if isinstance(act.detail, dict) else None
    if isinstance(entry, int):
        return reverse("moderation:entry", args=[entry])
    return reverse("claims:read", args=[act.claim_id]) if act.claim_id else ""


def line_of(rows: list[Notification], things: Things) -> str:
    """Return what the group says in one line."""
    newest = rows[0].activity
    outcome = things.outcomes.get(newest.suggestion_id or 0, "")
    line = single(rows[0].kind, newest, outcome) if len(rows) == 1 else ""
    whom = newest.person.signature if newest.person else ""
    who = names(list(dict.fromkeys(row.activity.actor.signature for row in rows)))
    said = {"who": who, "whom": whom, "n": len(rows)}
    return line % said if line else str(SEVERAL[Kind(rows[0].kind)] % said)
