"""What one person has posted, for their page."""

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim
from archive.claims.queries.rows import ClaimRow, claim_row


def contributions_of(person: User, *, viewer: Viewer, skip: int = 0, count: int = 20) -> list[ClaimRow]:
    """Return the person's claims that `viewer` may see, newest first, in one query."""
    claims = (
        Claim.objects.visible_to(viewer).filter(author=person).select_related("author", "same_as", "debate")
    )
    page = claims.order_by("-created", "-id")[skip : skip + count]
    return [claim_row(c, viewer, debate_open=c.debate.is_open) for c in page]
