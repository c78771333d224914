"""Locks a debate and keeps the derived columns of the claims on one path true; cost is depth times siblings."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F

from archive.claims.models import Claim, Debate
from archive.claims.models.claim import ancestor_paths
from archive.claims.tally import DERIVED, Node, tally
from archive.core.models import Aim, Publication, Stance

NODE_COLUMNS = (
    "id",
    "parent_id",
    "state",
    "stance",
    "convincing_sum",
    "convincing_count",
    "bearing_sum",
    "bearing_count",
    "own_activity",
    "published_at",
    "aim",
    "same_as__standing",
    *DERIVED,
)


def lock_debate(debate_id: int) -> Debate:
    """Return the debate, locked until the transaction ends; every write in a debate begins here.

    One lock a debate keeps the order of locks trivial, so that two writers cannot deadlock, and each
    sees the other's tallies before it adds its own.
    """
    return Debate.objects.select_for_update(no_key=True).get(pk=debate_id)


def node_of(row: dict[str, Any]) -> Node:
    """Return the tally's view of one row of `NODE_COLUMNS`."""
    mirrors = row.pop("same_as__standing")
    published = row.pop("state") == Publication.PUBLISHED
    supports, at_bearing = row.pop("stance") == Stance.SUPPORTS, row.pop("aim") == Aim.BEARING
    return Node(published=published, supports_parent=supports, at_bearing=at_bearing, mirrors=mirrors, **row)


def write_nodes(nodes: Iterable[Node]) -> None:
    """Store the derived columns of these claims, in one statement."""
    nodes = list(nodes)
    columns = [[getattr(node, name) for node in nodes] for name in ("id", *DERIVED)]
    stamps = ("timestamptz", "timestamptz")
    types = ("bigint", "float8", "float8", "float8", "int", "int", "int", "int", "int", *stamps)
    arrays = ", ".join(f"%s::{kind}[]" for kind in types)
    assignments = ", ".join(f"{name} = v.{name}" for name in DERIVED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE archive_claim c SET {assignments} "  # noqa: S608 - names from constants above
            f"FROM unnest({arrays}) AS v(id, {', '.join(DERIVED)}) WHERE c.id = v.id",
            columns,
        )


def refresh_path(claim: Claim) -> None:
    """Recompute the claim and everything above it from the rows one step below each.

    The debate must be locked. Links elsewhere that show a claim whose standing changed are refreshed too.
    """
    on_path = [*ancestor_paths(claim.path), claim.path]
    rows = (
        Claim.objects.filter(debate_id=claim.debate_id, path__in=on_path)
        .order_by("-path")
        .values(*NODE_COLUMNS)
    )
    nodes = [node_of(row) for row in rows]
    known = {node.id: node for node in nodes}
    answers: dict[int, list[Node]] = defaultdict(list)
    for row in Claim.objects.filter(parent_id__in=known).order_by("id").values(*NODE_COLUMNS):
        answer = known.get(row["id"]) or node_of(row)
        answers[answer.parent_id or 0].append(answer)
    before = {node.id: node.standing for node in nodes}
    for node in nodes:  # deepest first, so that each sees its answers as they are now
        tally(node, answers[node.id])
    write_nodes(nodes)
    refresh_links([node.id for node in nodes if node.standing != before[node.id]])


def refresh_links(changed: list[int]) -> None:
    """Carry the changed standings of these claims to the places where they are shown by a link."""
    for link in Claim.objects.filter(same_as_id__in=changed).order_by("debate_id", "id"):
        debate = lock_debate(link.debate_id)
        refresh_path(link)
        touch_debate(debate)


def touch_debate(debate: Debate, *, claims: int = 0, evidence: int = 0, ratings: int = 0) -> None:
    """Add to the debate's counters and let its version grow; activity follows the theses'."""
    latest = (
        Claim.objects.filter(debate=debate, parent=None)
        .order_by("-last_activity")
        .values("last_activity")[:1]
    )
    Debate.objects.filter(pk=debate.pk).update(
        claims_count=F("claims_count") + claims,
        evidence_count=F("evidence_count") + evidence,
        ratings_count=F("ratings_count") + ratings,
        last_activity=latest,
        version=F("version") + 1,
    )
