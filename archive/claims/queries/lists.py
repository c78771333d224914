"""Lists of debates and of work that waits, for the front page, the debates page and the API."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Abs
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate, EvidenceRequest, Topic
from archive.claims.queries.rows import StandingRow, standing_row
from archive.claims.queries.topics import filed_under
from archive.claims.standing import ENOUGH_RATINGS
from archive.core.models import Publication

DEBATE_ORDERS: dict[str, tuple[str, ...]] = {
    "active": ("-last_activity", "-id"),
    "newest": ("-created", "-id"),
    "fewest": ("claims_count", "-id"),
}


GONE: dict[str, Promise] = {
    Publication.WITHDRAWN: gettext_lazy("Withdrawn by its author"),
    Publication.REMOVED: gettext_lazy("Removed by a moderator"),
    Publication.ERASED: gettext_lazy("Erased by a moderator"),
}
"""What stands in a list for a debate whose thesis is not there to read; its title is not either."""


def order_from(asked: str) -> str:
    """Return the order asked for if there is such a one, else by activity."""
    return asked if asked == "contested" or asked in DEBATE_ORDERS else "active"


@dataclass(frozen=True, slots=True)
class DebateRow:
    """One debate of a list ready to print, under the words of its first thesis."""

    id: int
    url: str
    statement: str
    state: str
    held: bool
    standing: StandingRow
    supports: int
    opposes: int
    arguments: int
    evidence: int
    ratings: int
    last_activity: datetime


def debate_rows(
    *,
    viewer: Viewer,
    order: str = "active",
    state: str = "",
    topic: Topic | None = None,
    skip: int = 0,
    count: int = 20,
) -> list[DebateRow]:
    """Return `count` debates that `viewer` may see, in two queries.

    `order` is a key of `DEBATE_ORDERS` or "contested"; `state` one of `DebateState` or empty for all;
    `topic` keeps what is filed under it or under one below it.
    """
    debates: QuerySet[Debate] = Debate.objects.visible_to(viewer)
    debates = debates.filter(state=state) if state else debates
    if topic is not None:
        debates = debates.filter(pk__in=Debate.objects.filter(filed_under(topic)).values("pk"))
    contested = order == "contested"
    debates = contested_first(debates) if contested else debates.order_by(*DEBATE_ORDERS[order])
    page = list(debates[skip : skip + count])
    placed = Claim.objects.placed_for(viewer).filter(debate__in=page, parent=None)
    standing_last = sorted(placed.order_by("-path"), key=lambda thesis: thesis.is_published)
    theses = {thesis.debate_id: thesis for thesis in standing_last}
    return [debate_row(debate, theses[debate.pk]) for debate in page if debate.pk in theses]


def contested_first(debates: QuerySet[Debate]) -> QuerySet[Debate]:
    """Order by how near the first thesis that stands is to the middle; debates with too few ratings come last."""
    first = FilteredRelation("claims", condition=Q(claims__path="0001"))
    debates = debates.alias(
        first=first, ratings_of_first=of_first("subtree_ratings"), standing_of_first=of_first("standing")
    )
    rated = Case(When(ratings_of_first__gte=ENOUGH_RATINGS, then=0), default=1)
    ordered = debates.annotate(unrated=rated, distance=Abs(0.5 - F("standing_of_first")))
    return ordered.order_by("unrated", "distance", "-id")


def of_first(name: str) -> Case:
    """Return this column of the first thesis that stands: nearly always number one, else it is looked for."""
    others = Claim.objects.published().filter(debate=OuterRef("pk"), parent=None).order_by("path")
    there = When(first__state=Publication.PUBLISHED, then=F(f"first__{name}"))
    return Case(there, default=Subquery(others.values(name)[:1]))


def debate_row(debate: Debate, thesis: Claim) -> DebateRow:
    """Return one debate with the figures of its first thesis."""
    gone = not thesis.is_published and not debate.held
    return DebateRow(
        id=debate.pk,
        url=debate.get_absolute_url(),
        statement=str(GONE.get(thesis.state, "")) if gone else debate.title or thesis.statement,
        state=debate.state,
        held=debate.held,
        standing=standing_row(thesis.standing, thesis.subtree_ratings),
        supports=thesis.supports,
        opposes=thesis.opposes,
        arguments=max(0, debate.claims_count - (not gone)),
        evidence=debate.evidence_count,
        ratings=debate.ratings_count,
        last_activity=debate.last_activity,
    )


def totals(viewer: Viewer) -> dict[str, int]:
    """Return how many debates, claims, cards and ratings there are that everybody may see."""
    sums = Debate.objects.visible_to(None).aggregate(
        debates=Count("id"),
        claims=Sum("claims_count"),
        evidence=Sum("evidence_count"),
        ratings=Sum("ratings_count"),
    )
    return {name: value or 0 for name, value in sums.items()}


def unanswered(count: int = 5) -> list[Claim]:
    """Return published arguments in open debates that nobody has answered, oldest first."""
    return list(
        Claim.objects.visible_to(None)
        .unanswered()
        .filter(debate__state="open", same_as=None)
        .order_by("id")[:count]
    )


def needs_evidence(count: int = 5, skip: int = 0) -> list[Claim]:
    """Return published claims in open debates that need evidence, in one query.

    Those that people ask for evidence of come first, the most asked and then the newest before the others;
    then arguments that cite nothing, oldest first. Both parts are read from an index as far as they are shown.
    """
    open_to_all = Claim.objects.visible_to(None).filter(debate__state="open", same_as=None)
    asked = open_to_all.asked_for_evidence().order_by("-evidence_asked", "-id")
    bare = open_to_all.without_evidence().filter(evidence_asked=0).order_by("id")
    first, then = (part.values("pk")[: skip + count] for part in (asked, bare))
    age = Case(When(evidence_asked=0, then=F("id")), default=-F("id"))
    found = Claim.objects.filter(pk__in=first.union(then, all=True))
    return list(found.select_related("author").order_by("-evidence_asked", age)[skip : skip + count])


def is_asking(claim: Claim, *, viewer: Viewer) -> bool:
    """Return whether `viewer` is asking for evidence of this claim; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return EvidenceRequest.objects.filter(claim=claim, person_id=viewer.pk, answered_by=None).exists()
