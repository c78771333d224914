"""Withdrawing one's own claim, and putting it back."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim
from archive.claims.services.activity import note
from archive.claims.services.claims import (
    change_state,
    fresh_claim,
    refuse_unless_open,
    same_words,
    stands_already,
)
from archive.claims.services.locks import refuse_locked
from archive.claims.services.path import lock_debate
from archive.core.errors import Refused
from archive.core.models import Publication


@transaction.atomic
def withdraw_claim(*, claim: Claim, author: User) -> Claim:
    """Take back one's own claim: a tombstone when there are answers, out of sight when there are none."""
    require(author, "withdraw", author_id=claim.author_id)
    debate = lock_debate(claim.debate_id)
    claim = fresh_claim(claim, author)
    if claim.state == Publication.WITHDRAWN:
        return claim
    if claim.state not in (Publication.PUBLISHED, Publication.HELD):
        raise Refused(_("Only what stands can be withdrawn."), code="not_published", conflict=True)
    if claim.same_as_id:
        raise Refused(_("This is a link; a curator can take it away again."), code="is_link")
    change_state(debate, claim, Publication.WITHDRAWN)
    if claim.published_at:
        note("withdrawn", actor=author, debate=debate, claim=claim)
    return claim


@transaction.atomic
def reinstate_claim(*, claim: Claim, author: User) -> Claim:
    """Put back one's own withdrawn claim: published if it ever was, else waiting as before.

    Raises `NotAllowed`, or `Refused` with code gone, moved, closed, not_withdrawn, too_late or duplicate.
    """
    require(author, "withdraw", author_id=claim.author_id)
    debate = lock_debate(claim.debate_id)
    claim = fresh_claim(claim, author)
    if claim.state in (Publication.PUBLISHED, Publication.HELD):
        return claim
    if claim.state != Publication.WITHDRAWN:
        raise Refused(_("Only what you withdrew can be put back."), code="not_withdrawn", conflict=True)
    refuse_unless_open(debate)
    refuse_locked(debate, claim.path)
    days = settings.ARCHIVE["UNDO_DAYS"]
    if claim.state_at is None or claim.state_at < timezone.now() - timedelta(days=days):
        raise Refused(
            _("A claim can be put back for %(days)s days.") % {"days": days}, code="too_late", conflict=True
        )
    if twin := same_words(claim.parent, claim.statement, author):
        raise stands_already(twin)
    change_state(debate, claim, Publication.PUBLISHED if claim.published_at else Publication.HELD)
    if claim.published_at:
        note("reinstated", actor=author, debate=debate, claim=claim)
    return claim
