"""What is counted anew after a rearrangement: standings on every path concerned, and the debates' counters."""

from collections.abc import Iterable

from django.db.models import Count, Max, Q, Sum

from archive.claims.models import Claim, Debate, Evidence
from archive.claims.services.asking import count_requests
from archive.claims.services.path import refresh_links, refresh_path, touch_debate
from archive.core.models import Publication


def settle_paths(claims: Iterable[Claim | None]) -> None:
    """Recompute these claims, everything above them, and whatever shows them by a link."""
    found = [claim for claim in claims if claim is not None]
    for claim in found:
        refresh_path(claim)
    refresh_links([claim.pk for claim in found])


def settle_counters(*debates: Debate) -> None:
    """Store the counters of debates anew from their published claims, and let their versions grow."""
    for debate in debates:
        published = Q(state=Publication.PUBLISHED)
        counted = Claim.objects.filter(debate=debate).aggregate(
            claims_count=Count("id", filter=published),
            evidence_count=Sum("evidence_count", filter=published, default=0),
            ratings_count=Sum("raters_count", filter=published, default=0),
        )
        Debate.objects.filter(pk=debate.pk).update(**counted)
        touch_debate(debate)


def settle_cards(*claims: Claim) -> None:
    """Store what the cards and the requests for evidence of these claims say."""
    for claim in claims:
        cards = Evidence.objects.filter(claim=claim, state=Publication.PUBLISHED)
        said = cards.aggregate(count=Count("id"), latest=Max("published_at"))
        begun = claim.published_at or claim.created
        own = max(begun, said["latest"]) if said["latest"] else begun
        Claim.objects.filter(pk=claim.pk).update(evidence_count=said["count"], own_activity=own)
        count_requests(claim)
