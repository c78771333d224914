"""Makes the notifications that follow from activities: each once, in the order of the acts."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from archive.accounts.services import set_unread
from archive.claims.models import Activity
from archive.notices.models import Notification
from archive.notices.queries.about import about_of
from archive.notices.queries.listeners import ways_of
from archive.notices.queries.recipients import (
    RULES,
    TO_ITS_AUTHOR,
    Rule,
    acts_to_tell,
    keys_of,
    open_to_all,
)
from archive.notices.queries.told import unread_number
from archive.notices.services.letters import write_at_once
from archive.notices.services.sending import send_soon

AT_A_TIME = 100
PEOPLE_AT_A_TIME = 2000
Item = TypeVar("Item")


@task()
def spread_activities() -> int:
    """What a worker runs after an act: tell of everything that nobody was told of; returns of how many acts.

    Letters that are to go at once are written and queued.
    """
    told = 0
    while batch := spread_batch():
        told += batch
    if told and write_at_once():
        send_soon()
    return told


@transaction.atomic
def spread_batch() -> int:
    """Tell of the oldest acts that wait; of two workers each takes other rows, and none waits.

    The people's numbers of unread notices are set last, so that their rows are locked for a moment only.
    """
    waiting = Activity.objects.select_for_update(skip_locked=True).filter(spread_at=None)
    ids = list(waiting.order_by("id").values_list("pk", flat=True)[:AT_A_TIME])
    touched = tell(acts_to_tell(ids))
    set_unread(people=touched, unread=unread_number())
    Activity.objects.filter(pk__in=ids).update(spread_at=timezone.now())
    return len(ids)


def tell(acts: list[Activity]) -> set[int]:
    """Make the notices of these acts, the most particular reason first; returns whom it concerned."""
    seen, touched = open_to_all(acts), set()
    for rule in RULES:
        concerned = [
            act for act in acts if act.kind in rule.acts and (act.pk in seen or rule.kind in TO_ITS_AUTHOR)
        ]
        if concerned:
            touched |= tell_by(rule, concerned)
    return touched


def tell_by(rule: Rule, acts: list[Activity]) -> set[int]:
    """Make the notices of one rule, some thousand people at a time; a notice that is there already stays."""
    by_key: dict[int, list[Activity]] = {}
    for act in acts:
        for key in keys_of(act).get(rule.key, ()):
            by_key.setdefault(key, []).append(act)
    touched: set[int] = set()
    if not by_key:
        return touched
    for pairs in chunks(rule.people(list(by_key)).iterator(PEOPLE_AT_A_TIME), PEOPLE_AT_A_TIME):
        ways = ways_of({person for _, person in pairs}, rule.kind)
        rows = (
            notice_of(rule, act, person, ways[person])
            for key, person in pairs
            if person in ways
            for act in by_key[key]
            if person != act.actor_id
        )
        for some in chunks(rows, PEOPLE_AT_A_TIME):
            Notification.objects.bulk_create(some, ignore_conflicts=True)
            touched.update(row.person_id for row in some)
    return touched


def notice_of(rule: Rule, act: Activity, person: int, way: str) -> Notification:
    """Return the notice, not yet stored."""
    about = about_of(rule.kind, act)
    return Notification(person_id=person, activity_id=act.pk, kind=rule.kind, about=about, way=way)


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Return the items in lists of at most `size`, read only as far as they are asked for."""
    left = iter(items)
    while some := list(islice(left, size)):
        yield some
