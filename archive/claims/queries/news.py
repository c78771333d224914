"""What an open page asks for: whether a debate changed, and what changed of the claims that it shows."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate
from archive.claims.models.claim import ancestor_paths, number_of
from archive.claims.queries.rows import standing_row
from archive.core.models import Publication

LISTED = 50  # new arguments named; beyond, a page is better loaded again
GRACE = timedelta(seconds=5)  # between an argument's time and the end of the transaction that posts it
REMEMBERED = 1000  # debates
COLUMNS = (
    "path",
    "state",
    "state_at",
    "moved_at",
    "reworded_at",
    "standing",
    "subtree_ratings",
    "supports",
    "opposes",
    "children",
    "descendants",
    "raters_count",
    "evidence_count",
)


class Versions:
    """Remembers each debate's version for a moment, so that a process asks the database once for all readers.

    Only what everybody may see has a version here, so the answer is the same for whoever asks.
    """

    def __init__(self) -> None:
        self.known: dict[int, tuple[float, int | None]] = {}

    def of(self, debate_id: int) -> int | None:
        """Return the version that the debate had within the last second, or None if not everybody sees it."""
        now = time.monotonic()
        looked, version = self.known.get(debate_id, (float("-inf"), None))
        if now - looked < settings.ARCHIVE["VERSION_SECONDS"]:
            return version
        seen = Debate.objects.visible_to(None).filter(pk=debate_id)
        version = seen.values_list("version", flat=True).first()
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        self.known[debate_id] = (now, version)
        return version


versions = Versions()


@dataclass(frozen=True, slots=True)
class NewArgument:
    """An argument that came while a page was open; `under` is the nearest claim above it that the page shows."""

    id: int
    number: str
    url: str
    parent: int | None
    under: int | None


@dataclass(frozen=True, slots=True)
class News:
    """What changed of a page: its debate's version now, what came, what went, and how the shown claims stand.

    `more` tells that more came than are listed; `changed` has the shown claims whose place or words are not
    as they were.
    """

    version: int
    new: list[NewArgument]
    more: bool
    changed: list[int]
    claims: dict[int, dict[str, Any]]


def news_of(debate: Debate, *, viewer: Viewer, after: datetime, shown: Collection[int]) -> News:
    """Return what changed after the page was made that shows these claims, in two queries.

    The viewer's own arguments are no news to them.
    """
    rows = Claim.objects.placed_for(viewer).filter(debate=debate, pk__in=shown).only(*COLUMNS)
    here = {row.pk: row for row in rows}
    changed = [pk for pk in shown if pk not in here or has_changed(here[pk], after)]
    places = {row.path: row.pk for row in here.values()}
    came = list(came_after(debate, viewer, after - GRACE).exclude(pk__in=shown)[: LISTED + 1])
    return News(
        version=debate.version,
        new=[new_argument(claim, places) for claim in came[:LISTED]],
        more=len(came) > LISTED,
        changed=changed,
        claims={row.pk: figures(row) for row in here.values() if row.is_published},
    )


def has_changed(claim: Claim, after: datetime) -> bool:
    """Return whether the claim was moved, reworded or taken away after a page showed it."""
    went = None if claim.state in (Publication.PUBLISHED, Publication.HELD) else claim.state_at
    return any(when is not None and when > after for when in (claim.moved_at, claim.reworded_at, went))


def came_after(debate: Debate, viewer: Viewer, after: datetime) -> Any:
    """Return the claims by others that were published after a moment, in reading order.

    They are looked for from the theses down, only where something happened: a debate of 10,000 claims costs
    the answers along a few paths.
    """
    active = """
        WITH RECURSIVE active AS (
            SELECT id FROM archive_claim WHERE debate_id = %s AND parent_id IS NULL AND last_activity > %s
          UNION ALL
            SELECT answer.id FROM active CROSS JOIN LATERAL (
                SELECT id FROM archive_claim WHERE parent_id = active.id AND last_activity > %s OFFSET 0
            ) answer
        )
        SELECT id FROM active
    """
    ids = RawSQL(active, [debate.pk, after, after])  # noqa: S611 - every value goes in as a parameter
    claims = Claim.objects.published().filter(pk__in=ids, published_at__gt=after).order_by("path")
    if viewer is not None and viewer.is_authenticated:
        claims = claims.exclude(Q(author_id=viewer.pk))
    return claims.only("path", "parent_id")


def new_argument(claim: Claim, places: dict[str, int]) -> NewArgument:
    """Return where the new claim belongs on a page that shows claims at these paths."""
    above = (places[path] for path in reversed(ancestor_paths(claim.path)) if path in places)
    return NewArgument(
        id=claim.pk,
        number=number_of(claim.path),
        url=claim.get_absolute_url(),
        parent=claim.parent_id,
        under=next(above, None),
    )


def figures(claim: Claim) -> dict[str, Any]:
    """Return the numbers that a page shows of a claim, its bar included."""
    standing = standing_row(claim.standing, claim.subtree_ratings)
    return {
        "standing": {name: getattr(standing, name) for name in standing.__slots__}
        | {"word": capfirst(_(standing.word.lower()))},
        "supports": claim.supports,
        "opposes": claim.opposes,
        "children": claim.children,
        "descendants": claim.descendants,
        "raters": claim.raters_count,
        "cards": claim.evidence_count,
    }
