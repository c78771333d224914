"""Undoing a rearrangement: everything back as it was, as far as nothing since stands in the way."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import may_moderate
from archive.accounts.services import require
from archive.claims.models import Debate, Rearrangement
from archive.claims.models.rearrangement import Act
from archive.claims.permissions import curators_of
from archive.claims.services.activity import note
from archive.claims.services.claims import refuse_unless_open
from archive.claims.services.limits import refuse_newcomer
from archive.claims.services.locks import refuse_locked
from archive.claims.services.path import lock_debates
from archive.claims.services.rearranging.extracts import refuse_changed, undo_extract
from archive.claims.services.rearranging.links import undo_link
from archive.claims.services.rearranging.merges import undo_merge
from archive.claims.services.rearranging.moves import undo_move
from archive.claims.services.rearranging.places import tied_to
from archive.core.errors import Refused

UNDO: dict[str, Callable[[Rearrangement, Debate, User], None]] = {
    Act.LINK: undo_link,
    Act.MOVE: undo_move,
    Act.MERGE: undo_merge,
    Act.EXTRACT: undo_extract,
}


@transaction.atomic
def undo_rearrangement(*, rearrangement: Rearrangement, person: User) -> Rearrangement:
    """Undo a link, move, merge or extraction of the last `UNDO_DAYS`; what came later stays where it can.

    In a closed debate only moderators may. Raises `NotAllowed`, or `Refused` with code undone, too_late, closed,
    or why it cannot be undone any more (moved_since, merged_since, gone, parent_…, duplicate, last_thesis,
    answers_at_bearing, inside_itself, circle, too_deep, changed); then everything is left as it was.
    """
    row = Rearrangement.objects.select_related("debate", "claim").get(pk=rearrangement.pk)
    require(person, "undo", curators=curators_of(row.debate))
    refuse_newcomer(person, _("undo what others arranged"))
    tied = tied_to(row.claim) if row.act == Act.EXTRACT else set()
    ids = {row.debate_id, row.claim.debate_id, row.into_id or row.debate_id, *tied}
    debate = lock_debates(ids)[row.debate_id]
    row = Rearrangement.objects.select_related("claim").get(pk=row.pk)
    refuse_over(row)
    if not may_moderate(person):
        refuse_unless_open(debate)
        refuse_locked(debate, row.claim.path)
    if row.act == Act.EXTRACT:
        refuse_changed(row.claim, tied)
    UNDO[row.act](row, debate, person)
    row.undone_at, row.undone_by = timezone.now(), person
    row.save(update_fields=["undone_at", "undone_by"])
    note("undone", actor=person, debate_id=row.debate_id, claim=row.claim, rearrangement=row)
    return row


def refuse_over(row: Rearrangement) -> None:
    """Refuse what was undone already, or what is too old."""
    if row.undone_at is not None:
        raise Refused(_("This was undone already."), code="undone", conflict=True)
    if not row.is_undoable:
        raise Refused(
            _("It could be undone until %(undo_until)s.")
            % {"undo_until": date_format(row.undo_until, "DATE_FORMAT")},
            code="too_late",
            conflict=True,
        )
