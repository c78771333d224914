"""Limits over time and the waiting of newcomers' first posts; asked by every service that posts."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.accounts.models import User
from archive.accounts.services import lock_person
from archive.claims.models import Claim, Comment, Debate, Evidence, Rearrangement
from archive.claims.queries.trust import LET_THROUGH
from archive.core.errors import NotAllowed, TooSoon
from archive.core.models import Publication

YOUNG = timedelta(hours=24)
ECHO = timedelta(minutes=1)  # how long the same post again counts as a double click or a retry


def is_exempt(author: User) -> bool:
    """Return whether no limit applies: moderators and trusted accounts."""
    return author.is_staff or author.is_trusted


def posted_by(author: User, kind: str) -> QuerySet[Any]:
    """Return what `author` has posted of a kind named in the daily limits."""
    if kind == "debates":
        extracted = Rearrangement.objects.filter(into=OuterRef("pk"))
        return Debate.objects.filter(~Exists(extracted), opener=author)
    if kind == "claims":
        inserted = apps.get_model("archive", "ClaimEvent")._default_manager.filter(pgh_label="insert")
        came_with_a_debate = inserted.filter(pgh_obj=OuterRef("pk"), path="0001")  # it may have moved since
        return Claim.objects.filter(~Exists(came_with_a_debate), author=author, same_as=None)
    if kind == "talk":
        return Comment.objects.filter(author=author)
    return Evidence.objects.filter(author=author)


def begin_post(author: User) -> User:
    """Lock the author, so that two posts of one person at once are judged one after the other."""
    return lock_person(author)


def spend(author: User, kind: str, *, after_interval: bool = True) -> None:
    """Refuse a post that comes too soon or over the day's limit; `author` comes from `begin_post`.

    Without `after_interval` it goes together with the post before it.
    """
    refuse_spent(author, kind, after_interval=after_interval)
    if not is_exempt(author):
        author.last_post_at = timezone.now()
        author.save(update_fields=["last_post_at"])


def refuse_spent(author: User, kind: str, *, after_interval: bool = True) -> None:
    """Refuse what `spend` would refuse now, and spend nothing: asked before long work, without a lock."""
    if not is_exempt(author):
        now = timezone.now()
        if after_interval:
            refuse_too_soon(author, now)
        refuse_over_daily_limit(author, kind, now)


def things_of(kind: str) -> str:
    """Return what the posts of a kind are called."""
    names = {"debates": _("debates"), "claims": _("claims"), "evidence": _("evidence"), "talk": _("comments")}
    return names.get(kind, kind)


def refuse_too_soon(author: User, now: datetime) -> None:
    """Refuse a post within the interval since the last one."""
    interval = settings.ARCHIVE["POST_INTERVAL_SECONDS"]
    if author.last_post_at is None:
        return
    wait = interval - (now - author.last_post_at).total_seconds()
    if wait > 0:
        whole = ceil(wait)
        raise TooSoon(
            _("Posts come at least %(interval)s seconds apart. Try again in %(whole)s.")
            % {
                "interval": interval,
                "whole": ngettext("%(n)s second", "%(n)s seconds", whole) % {"n": whole},
            },
            wait=whole,
            code="interval",
        )


def refuse_over_daily_limit(author: User, kind: str, now: datetime) -> None:
    """Refuse what a day-old account may post tomorrow."""
    if now - author.date_joined >= YOUNG:
        return
    limit = settings.ARCHIVE["DAILY_LIMITS"].get(kind)
    if limit is None or posted_by(author, kind).filter(created__gt=now - YOUNG).count() < limit:
        return
    wait = ceil((author.date_joined + YOUNG - now).total_seconds())
    hours = -(-wait // 3600)
    raise TooSoon(
        _("An account in its first day posts at most %(limit)s %(comments)s. Try again in %(wait)s.")
        % {
            "limit": limit,
            "comments": things_of(kind),
            "wait": ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours},
        },
        wait=wait,
        code="daily_limit",
    )


def state_for(author: User) -> str:
    """Return the state in which this author's next post begins: held until enough were let through.

    What was let through and then withdrawn by its author counts; what was withdrawn while it waited does not.
    """
    needed = settings.ARCHIVE["HOLD_FIRST"]
    if not needed or is_exempt(author):
        return Publication.PUBLISHED
    published = Claim.objects.filter(LET_THROUGH, author=author, same_as=None)[:needed].count()
    if published < needed:
        published += Evidence.objects.filter(LET_THROUGH, author=author)[:needed].count()
    if published < needed:
        published += Comment.objects.filter(author=author, state=Publication.PUBLISHED)[:needed].count()
    return Publication.PUBLISHED if published >= needed else Publication.HELD


def refuse_newcomer(person: User, to: str) -> None:
    """Refuse what changes other people's posts at once, such as "mark sources", while one's own first posts wait."""
    if state_for(person) == Publication.HELD:
        raise NotAllowed(
            _("You can %(to)s once your first posts have been let through.") % {"to": to}, code="newcomer"
        )
