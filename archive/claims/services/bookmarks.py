"""Bookmarks: a claim that one person wants to find again; keeping one twice is keeping it once."""

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import lock_person, require
from archive.claims.models import Bookmark, Claim
from archive.claims.queries.answering import those_merged_into
from archive.core.errors import Refused

BOOKMARKS_AT_MOST = 2_000


@transaction.atomic
def keep_bookmark(*, owner: User, claim: Claim) -> Bookmark:
    """Keep a bookmark of a claim; of a link, one of the claim that it shows.

    Raises `NotAllowed`, or `Refused` with code too_many.
    """
    require(owner, "bookmark")
    owner = lock_person(owner)
    shown = claim.same_as_id or claim.pk
    kept = Bookmark.objects.filter(owner=owner, claim_id=shown).first()
    if kept is not None:
        return kept
    if Bookmark.objects.filter(owner=owner).count() >= BOOKMARKS_AT_MOST:
        raise Refused(
            _("You have %(bookmarks_at_most)s bookmarks. Remove one that you no longer need.")
            % {"bookmarks_at_most": f"{BOOKMARKS_AT_MOST:,}"},
            code="too_many",
            conflict=True,
        )
    return Bookmark.objects.create(owner=owner, claim_id=shown)


@transaction.atomic
def drop_bookmark(*, owner: User, claim: Claim) -> None:
    """Remove the bookmark of a claim, and of those that were merged into it; there being none is harmless."""
    owner = lock_person(owner)
    shown = claim.same_as_id or claim.pk
    Bookmark.objects.filter(owner=owner, claim_id__in={shown, *those_merged_into(shown)}).delete()


@transaction.atomic
def drop_row(*, owner: User, number: int) -> None:
    """Remove one of the owner's bookmarks by its own number, also of a claim that is out of their sight."""
    owner = lock_person(owner)
    Bookmark.objects.filter(owner=owner, pk=number).delete()
