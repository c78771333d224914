"""Locks a debate and keeps the derived columns of the claims on one path true; cost is depth times siblings."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Func, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from archive.claims.models import Claim, Debate
from archive.claims.models.claim import ancestor_paths
from archive.claims.tally import DERIVED, Node, tally
from archive.core.errors import Refused
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
    "same_as__state",
    *DERIVED,
)


def lock_debate(debate_id: int) -> Debate:
    """Return the debate, locked until the transaction ends; every write in a debate begins here.

    One lock a debate keeps the order of locks trivial, so that two writers cannot deadlock, and each
    sees the other's tallies before it adds its own. Debates that show its claims by links are locked along.
    """
    return lock_debates([debate_id])[debate_id]


def lock_debates(ids: Iterable[int]) -> dict[int, Debate]:
    """Return these debates, and all that show claims of theirs by links, locked in the order of their ids.

    Which debates these are stands in the rows that are locked, so they may turn out to be more than were
    locked: then all are let go, by going back to a savepoint, and locked anew with the others in order.
    Nobody can add one while it is held (`note_shown` is called under the locks of both), so this ends.
    """
    wanted = set(ids)
    while True:
        with transaction.atomic():
            rows = Debate.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
            found = {debate.pk: debate for debate in rows}
            reached = wanted.union(*(debate.shown_in for debate in found.values()))
            if reached == wanted:
                return found
            transaction.set_rollback(True)
        wanted = reached


def note_shown(debate_id: int, in_debate: int) -> None:
    """Note that a link in the one debate shows a claim of the other; both must be locked."""
    debates = Debate.objects.filter(pk=debate_id).exclude(shown_in__contains=[in_debate])
    if debate_id != in_debate:
        debates.update(shown_in=Func(F("shown_in"), Value(in_debate), function="array_append"))


def refuse_elsewhere(debate: Debate, claim: Claim) -> None:
    """Refuse a write on a claim that has gone to another debate between being loaded and being locked."""
    if claim.debate_id != debate.pk:
        raise Refused(
            _("This claim was moved into another debate a moment ago. Look again."),
            code="moved",
            conflict=True,
            existing=claim.get_absolute_url(),
        )


def counts(state: str, shown_state: str | None) -> bool:
    """Return whether a claim counts above: it is published, and so is the claim that it shows if it is a link."""
    return state == Publication.PUBLISHED and shown_state in (None, Publication.PUBLISHED)


def node_of(row: dict[str, Any]) -> Node:
    """Return the tally's view of one row of `NODE_COLUMNS`."""
    mirrors = row.pop("same_as__standing")
    published = counts(row.pop("state"), row.pop("same_as__state"))
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
    refresh_links(recompute(claim.pk))


def recompute(claim_id: int) -> list[int]:
    """Recompute the claim and everything above it where it stands now; return those whose standing changed."""
    debate_id, path = Claim.objects.values_list("debate_id", "path").get(pk=claim_id)
    on_path = [*ancestor_paths(path), path]
    rows = Claim.objects.filter(debate_id=debate_id, path__in=on_path).order_by("-path").values(*NODE_COLUMNS)
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
    return [node.id for node in nodes if node.standing != before[node.id]]


def refresh_links(changed: Iterable[int]) -> None:
    """Carry what changed in these claims to the places where they are shown by a link, and on from there.

    Link by link in rounds, which end because no cycle of links is ever stored. The debates of all these
    links were locked with the one that changed.
    """
    changed, touched = set(changed), set()
    while changed:
        links = list(Claim.objects.filter(same_as_id__in=changed).order_by("debate_id", "id"))
        changed = {pk for link in links for pk in recompute(link.pk)}
        touched |= {link.debate_id for link in links}
    for debate_id in sorted(touched):
        touch_debate(Debate(pk=debate_id))


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
        last_activity=Coalesce(Subquery(latest), F("last_activity")),  # a debate may have been emptied
        version=F("version") + 1,
    )
