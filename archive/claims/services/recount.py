"""Recomputes every derived column of a debate and its claims from rows alone: the other services' oracle.

What is derived comes from ratings (sums, counts, raters; those of cards too), cards (their count, a claim's own
activity), requests for evidence (how many are open), comments (how many are published), the tree (everything in
`tally.DERIVED`) and claims (the debate's counters). Nothing stored of these is trusted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Sum
from django.db.models.functions import Coalesce

from archive.claims.models import Claim, Comment, Debate, Evidence, EvidenceRequest, Rating
from archive.claims.services.path import counts, lock_debate, refresh_links
from archive.claims.tally import DERIVED, Node, tally
from archive.core.models import Aim, Publication, Stance

SUMS = ("convincing_sum", "convincing_count", "bearing_sum", "bearing_count", "raters_count")
OWN = (*SUMS, "evidence_count", "evidence_asked", "talk_count", "own_activity")
CARD_SUMS = ("raters_count", "ratings_sum")
COUNTERS = ("claims_count", "evidence_count", "ratings_count", "last_activity")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One column that does not hold what the rows say: of a claim, of a card, or of the debate if both are None."""

    debate_id: int
    claim_id: int | None
    column: str
    stored: Any
    true: Any
    card_id: int | None = None

    def __str__(self) -> str:
        where = f"claim {self.claim_id}" if self.claim_id else f"debate {self.debate_id}"
        where = f"card {self.card_id}" if self.card_id else where
        return f"{where}: {self.column} is {self.stored}, should be {self.true}"


def find_differences(debate: Debate) -> list[Difference]:
    """Return every derived column of this debate that is not what its rows say: claims, cards, the debate.

    Each in order of id. Call it under the debate's lock unless nobody else writes. Seven queries whatever
    the debate's size.
    """
    columns = (
        "id",
        "parent_id",
        "depth",
        "state",
        "stance",
        "aim",
        "same_as_id",
        "same_as__standing",
        "same_as__state",
        "created",
    )
    rows = list(
        Claim.objects.filter(debate=debate).order_by("id").values(*columns, "published_at", *OWN, *DERIVED)
    )
    own = own_columns(debate, rows)
    nodes = tree_columns(rows, own)
    found = []
    for row in rows:
        true = own[row["id"]] | {name: getattr(nodes[row["id"]], name) for name in DERIVED}
        found += differing(debate, row["id"], row, true)
    found += differing_cards(debate)
    stored = Debate.objects.values(*COUNTERS).get(pk=debate.pk)
    true = {name: value for name, value in counters(rows, own, nodes).items() if value is not None}
    return found + differing(debate, None, stored, true)


def differing(debate: Debate, claim_id: int | None, stored: Row, true: Row) -> list[Difference]:
    """Return a difference for each of the `true` columns that is stored otherwise."""
    return [
        Difference(debate.pk, claim_id, name, stored[name], value)
        for name, value in true.items()
        if stored[name] != value
    ]


def differing_cards(debate: Debate) -> list[Difference]:
    """Return a difference for each column of a card that does not hold what its ratings say."""
    cards = Evidence.objects.filter(claim__debate=debate).order_by("id")
    counted = cards.annotate(raters=Count("ratings"), points=Coalesce(Sum("ratings__shows"), 0))
    wrong = counted.exclude(raters_count=F("raters"), ratings_sum=F("points"))
    return [
        Difference(debate.pk, None, name, value, true, card_id)
        for card_id, *pairs in wrong.values_list("id", "raters_count", "raters", "ratings_sum", "points")
        for name, value, true in zip(CARD_SUMS, pairs[::2], pairs[1::2], strict=True)
        if value != true
    ]


def own_columns(debate: Debate, rows: Iterable[Row]) -> dict[int, Row]:
    """Return, by claim, what its own ratings, cards and comments say, and how many ask for evidence."""
    judged = Rating.objects.filter(claim__debate=debate).order_by().values_list("claim_id")
    totals = judged.annotate(
        Sum("convincing"), Count("convincing"), Sum("bearing"), Count("bearing"), Count("id")
    )
    sums = {claim: dict(zip(SUMS, (n or 0 for n in numbers), strict=True)) for claim, *numbers in totals}
    shown = Evidence.objects.filter(claim__debate=debate, state=Publication.PUBLISHED).order_by()
    latest = {
        claim: (count, at)
        for claim, count, at in shown.values_list("claim_id").annotate(Count("id"), Max("published_at"))
    }
    asking = EvidenceRequest.objects.filter(claim__debate=debate, answered_by=None).order_by()
    asked = dict(asking.values_list("claim_id").annotate(Count("id")))
    said = Comment.objects.filter(claim__debate=debate, state=Publication.PUBLISHED).order_by()
    talk = dict(said.values_list("claim_id").annotate(Count("id")))
    own = {}
    for row in rows:
        count, at = latest.get(row["id"], (0, None))
        cards = {"evidence_count": count, "own_activity": own_activity(row, at)}
        cards["evidence_asked"] = asked.get(row["id"], 0)
        cards["talk_count"] = talk.get(row["id"], 0)
        own[row["id"]] = sums.get(row["id"], dict.fromkeys(SUMS, 0)) | cards
    return own


def own_activity(row: Row, latest_card: datetime | None) -> datetime:
    """Return when a claim or a card of its own was last published.

    A claim that never was published counts from when it was posted, which the service notes a moment
    before the database stamps the row.
    """
    begun: datetime = row["published_at"] or min(row["own_activity"], row["created"])
    return max(begun, latest_card) if latest_card else begun


def tree_columns(rows: Iterable[Row], own: Mapping[int, Row]) -> dict[int, Node]:
    """Return, by claim, its node with every tally made anew, the deepest first.

    A link shows the standing of another claim. If that claim stands in this debate the tallies are made
    again until no link changes, at most once a link since no cycle of links is ever stored.
    """
    nodes = {row["id"]: fresh_node(row, own[row["id"]]) for row in rows}
    links = {row["id"]: row["same_as_id"] for row in rows if row["same_as_id"] in nodes}
    answers: dict[int | None, list[Node]] = defaultdict(list)
    for node in nodes.values():
        answers[node.parent_id].append(node)
    upwards = [nodes[row["id"]] for row in sorted(rows, key=lambda row: -row["depth"])]
    for _ in range(len(links) + 1):
        for node in upwards:
            tally(node, answers[node.id])
        stale = [link for link, shown in links.items() if nodes[link].mirrors != nodes[shown].standing]
        for link in stale:
            nodes[link].mirrors = nodes[links[link]].standing
        if not stale:
            break
    return nodes


def fresh_node(row: Row, own: Row) -> Node:
    """Return the tally's view of a claim, with nothing tallied yet."""
    return Node(
        id=row["id"],
        parent_id=row["parent_id"],
        published=counts(row["state"], row["same_as__state"]),
        supports_parent=row["stance"] == Stance.SUPPORTS,
        at_bearing=row["aim"] == Aim.BEARING,
        published_at=row["published_at"],
        mirrors=row["same_as__standing"],
        **{name: own[name] for name in (*SUMS[:4], "own_activity")},
    )


def counters(rows: Iterable[Row], own: Mapping[int, Row], nodes: Mapping[int, Node]) -> Row:
    """Return the debate's counters: of published claims, their cards and ratings, and the latest activity."""
    published = [own[row["id"]] for row in rows if row["state"] == Publication.PUBLISHED]
    return {
        "claims_count": len(published),
        "evidence_count": sum(row["evidence_count"] for row in published),
        "ratings_count": sum(row["raters_count"] for row in published),
        "last_activity": max(
            (n.last_activity for n in nodes.values() if n.parent_id is None and n.last_activity),
            default=None,
        ),
    }


@transaction.atomic
def recount_debate(*, debate: Debate, fix: bool = False) -> list[Difference]:
    """Return how a debate differs from its rows, under its lock; with `fix` store what they say."""
    debate = lock_debate(debate.pk)
    found = find_differences(debate)
    if found and fix:
        mend(debate, found)
    return found


def mend(debate: Debate, differences: Iterable[Difference]) -> None:
    """Store the true values, and carry changed standings to the links that show these claims elsewhere."""
    by_claim: dict[int, Row] = defaultdict(dict)
    by_card: dict[int, Row] = defaultdict(dict)
    own_counters: Row = {}
    for difference in differences:
        if difference.card_id is not None:
            columns = by_card[difference.card_id]
        else:
            columns = own_counters if difference.claim_id is None else by_claim[difference.claim_id]
        columns[difference.column] = difference.true
    for card_id, columns in by_card.items():
        Evidence.objects.filter(pk=card_id).update(**columns)
    for claim_id, columns in by_claim.items():
        Claim.objects.filter(pk=claim_id).update(**columns)
    Debate.objects.filter(pk=debate.pk).update(**own_counters, version=F("version") + 1)
    refresh_links([claim_id for claim_id, columns in by_claim.items() if "standing" in columns])
