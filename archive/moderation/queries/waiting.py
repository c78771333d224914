"""How much waits for a moderator, for the front page of the admin."""

from archive.claims.models import Claim, Comment, Evidence
from archive.claims.queries.orphans import lost_counts
from archive.core.models import Publication
from archive.moderation.models import Appeal, AppealState, Item, Matter
from archive.sources.models import Source


def waiting_counts() -> dict[str, int]:
    """Return how many posts, reports and appeals wait for a moderator, and what waits for a curator, by kind."""
    held = Publication.HELD
    return {
        "claims": Claim.objects.filter(state=held).count(),
        "evidence": Evidence.objects.filter(state=held).count(),
        "comments": Comment.objects.filter(state=held).count(),
        "sources": Source.objects.filter(state=held).count(),
        "reports": Item.objects.filter(matter=Matter.REPORTS, closed_at=None).count(),
        "appeals": Appeal.objects.filter(state=AppealState.OPEN).count(),
        **lost_counts(),
    }
