"""What stands for a claim that was merged: where words for it go, and what is kept of it counts."""

from collections.abc import Iterable

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


def standing_for(ids: Iterable[int]) -> dict[int, int]:
    """Return for each of these claims the id of the one that stands for it: itself, unless it was merged.

    So a bookmark or a follow of a merged claim is one of the claim that stayed, and needs no undoing. One query
    for each merge after a merge, whatever the number of claims.
    """
    found = {pk: pk for pk in ids}
    for _ in range(STEPS_AT_MOST):
        merged = Claim.objects.filter(pk__in=set(found.values()), state=Publication.MERGED)
        further = dict(merged.values_list("pk", "merged_into_id"))
        if not further:
            break
        found = {pk: further.get(into, into) for pk, into in found.items()}
    return found


def those_merged_into(claim_id: int) -> set[int]:
    """Return the ids of the claims, links among them, that were merged into this one, directly or one by one."""
    found: set[int] = set()
    newest = {claim_id}
    for _ in range(STEPS_AT_MOST):
        merged = Claim.objects.filter(merged_into__in=newest, state=Publication.MERGED)
        newest = set(merged.values_list("pk", flat=True)) - found
        if not newest:
            break
        found |= newest
    return found
