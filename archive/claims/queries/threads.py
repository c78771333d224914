"""The thread of a debate or under one claim: a bounded number of claims in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate, Evidence, Rating
from archive.claims.models.claim import ancestor_paths
from archive.claims.queries.leaning import with_marks
from archive.claims.queries.rows import ClaimRow, claim_row, evidence_row
from archive.claims.queries.visits import changes_of
from archive.claims.standing import ENOUGH_RATINGS

SHOWN_AT_MOST = 120  # claims on a page, theses included
FIRST = 5  # answers shown of each claim, and theses of a debate
FURTHER = 25  # answers of the claim on top on a page that leaves out the first ones
LEVELS = 6  # beyond, a thread goes on at the claim's own page

ORDERS: dict[str, tuple[str, Callable[[ClaimRow], Any]]] = {
    "strongest": ("strength DESC, id", lambda row: (-row.strength, row.id)),
    "newest": ("id DESC", lambda row: -row.id),
    "answered": ("descendants DESC, id", lambda row: (-row.descendants, row.id)),
    "contested": (
        f"subtree_ratings < {ENOUGH_RATINGS}, abs(standing - 0.5), id",
        lambda row: (not row.standing.enough, abs(row.raw_standing - 0.5), row.id),
    ),
    "oldest": ("path", lambda row: row.path),
}
"""Each order twice, as the database picks the first few answers by it and as the page sorts what was picked."""

BEST_FIRST = "strongest"
ORDER_WORDS = {
    "strongest": gettext_lazy("Strongest"),
    "newest": gettext_lazy("Newest"),
    "answered": gettext_lazy("Most answered"),
    "contested": gettext_lazy("Contested"),
    "oldest": gettext_lazy("Oldest"),
}


def order_of(asked: str) -> str:
    """Return the order asked for if there is such a one, else the best first."""
    return asked if asked in ORDERS else BEST_FIRST


@dataclass(frozen=True, slots=True)
class Thread:
    """The claims on top (the theses, or the one asked for), each with its shown answers below it."""

    tops: list[ClaimRow]
    shown: dict[int, ClaimRow]
    order: str
    skip: int
    goes_on: bool

    @property
    def top(self) -> ClaimRow:
        """The first claim on top."""
        return self.tops[0]

    @property
    def further(self) -> int:
        """How many theses or answers the next page leaves out; 0 if this is the last."""
        return self.skip + (FURTHER if self.skip else FIRST) if self.goes_on else 0

    @property
    def earlier(self) -> int | None:
        """How many the page before leaves out; None if this is the first."""
        return (max(0, self.skip - FURTHER) if self.skip > FIRST else 0) if self.skip else None


def shown_ids(
    debate: Debate, viewer: Viewer, root: Claim | None, order: str, skip: int, deepest: int
) -> RawSQL:
    """Return the query of the ids on the page: level by level, the first few answers of each claim, down to a depth.

    The condition on what has a place is `placed_for`'s own, compiled, so that it is written once.
    """
    query = Claim.objects.placed_for(viewer).query
    where, where_params = query.where.as_sql(query.get_compiler(connection=connection), connection)
    ordered = ORDERS[order][0]
    count = FURTHER if skip else FIRST
    anchor, anchor_params = "id = %s", list[Any]([root.pk if root else None])
    if root is None:  # the theses, and one more that tells whether there are more
        anchor = f"debate_id = %s AND parent_id IS NULL AND {where} ORDER BY {ordered} LIMIT %s OFFSET %s"
        anchor_params = [debate.pk, *where_params, count + 1, skip]
    top = root.depth if root else -1
    sql = f"""
        WITH RECURSIVE shown AS (
            (SELECT id, depth FROM archive_claim WHERE {anchor})
          UNION ALL
            SELECT answer.id, answer.depth FROM shown s CROSS JOIN LATERAL (
                SELECT id, depth FROM archive_claim WHERE parent_id = s.id AND {where}
                ORDER BY {ordered}
                LIMIT CASE WHEN s.depth = %s THEN %s ELSE {FIRST} END
                OFFSET CASE WHEN s.depth = %s THEN %s ELSE 0 END
            ) answer
            WHERE answer.depth <= %s
        )
        SELECT id FROM shown LIMIT {SHOWN_AT_MOST}
    """  # noqa: S608 - every name in it is a constant of this module
    return RawSQL(  # noqa: S611 - every value goes in as a parameter
        sql, [*anchor_params, *where_params, top, count, top, skip, deepest]
    )


def thread(
    debate: Debate,
    *,
    viewer: Viewer,
    root: Claim | None = None,
    order: str = BEST_FIRST,
    skip: int = 0,
    top: int | None = None,
    since: datetime | None = None,
) -> Thread:
    """Return the thread as `viewer` may see it, in at most three queries whatever its size.

    `order` is a key of `ORDERS`; `skip` leaves out that many answers of the claim on top, or theses.
    `top` is the depth at which the page begins that this is a part of, if it is not the root's own.
    What happened after `since` is marked in the rows' `changes`.
    """
    if top is None:
        top = root.depth if root else 0
    ids = shown_ids(debate, viewer, root, order, skip, top + LEVELS)
    claims = with_marks(Claim.objects.filter(pk__in=ids).select_related("author", "same_as"))
    rows = {c.pk: claim_row(c, viewer, debate_open=debate.is_open, top=top) for c in claims}
    if since:
        for claim in claims:
            rows[claim.pk].changes = changes_of(claim, since, viewer)
    nest(rows, order, root.pk if root else None, skip)
    add_evidence(rows, viewer)
    add_own_ratings(rows, viewer)
    tops = sorted((row for row in rows.values() if row.parent_id not in rows), key=ORDERS[order][1])
    if root:
        return Thread(tops, rows, order, skip, goes_on=bool(tops[0].more))
    count = FURTHER if skip else FIRST
    for left_out in tops[count:]:
        rows = {pk: row for pk, row in rows.items() if not row.path.startswith(left_out.path)}
    return Thread(tops[:count], rows, order, skip, goes_on=len(tops) > count)


def nest(rows: dict[int, ClaimRow], order: str, root_id: int | None, skip: int) -> None:
    """Put each row under its parent in the page's order, and count the answers that are left out."""
    below: dict[int, list[ClaimRow]] = defaultdict(list)
    for row in sorted(rows.values(), key=ORDERS[order][1]):
        if row.parent_id in rows and row.id != root_id:
            below[row.parent_id].append(row)
    for row in rows.values():
        row.answers = below[row.id]
        counted = sum(1 for answer in row.answers if answer.state == "published")
        row.more = max(0, row.children - counted - (skip if row.id == root_id else 0))


def add_evidence(rows: dict[int, ClaimRow], viewer: Viewer) -> None:
    """Add to each row its cards, in one query."""
    readable = [row.id for row in rows.values() if row.statement is not None]
    cards = Evidence.objects.visible_to(viewer).filter(claim_id__in=readable)
    for card in cards.with_cites().order_by("id"):
        rows[card.claim_id].evidence.append(evidence_row(card, viewer))


def add_own_ratings(rows: dict[int, ClaimRow], viewer: Viewer) -> None:
    """Add to each row the viewer's own rating, in one query; none for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return
    for rating in Rating.objects.filter(rater_id=viewer.pk, claim_id__in=list(rows)):
        rows[rating.claim_id].mine = rating


def theses_of(debate: Debate, *, viewer: Viewer) -> list[ClaimRow]:
    """Return the first few theses of a debate in one query, for the head of a page without its thread."""
    claims = (
        Claim.objects.placed_for(viewer)
        .filter(debate=debate, parent=None)
        .select_related("author", "same_as")
    )
    return [claim_row(c, viewer, debate_open=debate.is_open) for c in claims.order_by("path")[:FIRST]]


def line_of_argument(claim: Claim, *, viewer: Viewer, debate_open: bool = True) -> list[ClaimRow]:
    """Return the claims above, the thesis first, in one query; empty for a thesis."""
    above = Claim.objects.filter(debate_id=claim.debate_id, path__in=ancestor_paths(claim.path))
    rows = above.select_related("author", "same_as").order_by("path")
    return [claim_row(c, viewer, debate_open=debate_open) for c in rows]
