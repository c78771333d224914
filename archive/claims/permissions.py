"""Who may curate: the questions about a debate that templates ask with the services' own table."""

from archive.accounts.permissions import Viewer, may
from archive.claims.models import Curatorship, Debate


def curators_of(debate: Debate) -> frozenset[int]:
    """Return the ids of the people who curate this debate; no query if they came along with it."""
    if hasattr(debate, "curator_ids"):
        return frozenset(debate.curator_ids)
    return frozenset(Curatorship.objects.filter(debate=debate).values_list("curator_id", flat=True))


def may_close(viewer: Viewer, debate: Debate) -> bool:
    """Return whether `viewer` may close, conclude or reopen the debate; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return may(viewer, "close debate", curators=curators_of(debate))
