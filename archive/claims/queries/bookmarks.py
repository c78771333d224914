"""What one person has bookmarked: each claim as it stands now, or that it is out of sight."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Bookmark, Claim
from archive.claims.queries.answering import standing_for
from archive.claims.queries.people import PER_PAGE, Contribution, made_before, with_debates


@dataclass(frozen=True, slots=True)
class Bookmarked:
    """One bookmark; `post` is None where the claim is not to be read any more."""

    id: int
    claim_id: int
    post: Contribution | None
    kept: datetime


def bookmarks_of(owner: User, *, before: int = 0, count: int = PER_PAGE) -> list[Bookmarked]:
    """Return the owner's bookmarks, newest first, and one more if there are; those of merged claims lead on.

    Four queries, and one for each merge after a merge.
    """
    found = list(made_before(Bookmark.objects.filter(owner=owner), before)[: count + 1])
    stands = standing_for(row.claim_id for row in found)
    claims = Claim.objects.visible_to(owner).filter(pk__in=set(stands.values()))
    posts = with_debates(claims.select_related("author", "same_as", "debate"), owner)
    by_id = {post.row.id: post for post in posts}
    return [
        Bookmarked(row.pk, stands[row.claim_id], by_id.get(stands[row.claim_id]), row.created)
        for row in found
    ]


def is_bookmarked(claim: Claim, *, viewer: Viewer) -> bool:
    """Return whether `viewer` has bookmarked the claim, or one that was merged into it; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    shown = claim.same_as_id or claim.pk
    own = Bookmark.objects.filter(owner_id=viewer.pk)
    return own.filter(Q(claim_id=shown) | Q(claim__merged_into=shown)).exists()
