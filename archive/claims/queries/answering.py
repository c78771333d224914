"""Where words can go that were written for a claim which was merged meanwhile."""

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim
from archive.core.models import Publication

STEPS_AT_MOST = 10  # of merges after merges


def kept_instead(claim_id: int, *, viewer: Viewer) -> Claim | None:
    """Return the claim that a merged one was merged into, if `viewer` may see it; None for any other claim."""
    into = claim_id
    for _ in range(STEPS_AT_MOST):
        merged = Claim.objects.filter(pk=into, state=Publication.MERGED)
        further = merged.values_list("merged_into_id", flat=True).first()
        if further is None:
            break
        into = further
    if into == claim_id:
        return None
    claims = Claim.objects.visible_to(viewer).select_related("debate", "author", "same_as", "parent")
    return claims.filter(pk=into).first()
