"""Who may decide about what: moderators, and never about their own."""

from archive.accounts.models import User
from archive.accounts.permissions import Viewer, may_moderate


def may_decide(moderator: Viewer, *, author_id: int) -> bool:
    """Return whether `moderator` may decide about something of `author_id`: never about their own."""
    return may_moderate(moderator) and moderator is not None and moderator.pk != author_id


def may_suspend(moderator: Viewer, person: User) -> bool:
    """Return whether `moderator` may suspend `person`: never oneself; only administrators a moderator."""
    if not may_decide(moderator, author_id=person.pk):
        return False
    return bool(moderator and moderator.is_superuser) or not (person.is_staff or person.is_superuser)
