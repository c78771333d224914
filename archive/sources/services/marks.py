"""Marks on sources: put one, take one away, and keep `Source.mark` the kind of the newest one in force.

Who may is asked by `claims`, which knows who curates the debates that lean on a source.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.core.text import TextProblem, check_prose
from archive.sources.models import Marking, Source, SourceMark
from archive.sources.services.records import clean_address, lock_source

REASON_LIMIT = 1000


def clean_reason(reason: str) -> str:
    """Return the reason as everybody will read it, or refuse it at the field `reason`."""
    try:
        return check_prose(reason, limit=REASON_LIMIT)
    except TextProblem as problem:
        raise Refused(problem.message, field="reason", code=problem.code) from problem


def clean_mark(*, kind: str, reason: str, url: str) -> dict[str, str]:
    """Return the three columns that a person fills in as they will be stored, or refuse the one that cannot be."""
    if kind not in Marking.values:
        raise Refused(
            _("Say what became of it: retracted, corrected or disputed."), field="kind", code="kind"
        )
    return {"kind": kind, "reason": clean_reason(reason), "url": clean_address(url)}


def same_mark(source: Source, person: User, columns: dict[str, str]) -> SourceMark | None:
    """Return the mark in these very words that this person put and nobody lifted: a double click or a retry."""
    standing = SourceMark.objects.filter(source=source.standing_id, marked_by=person, lifted_at=None)
    return standing.filter(**columns).order_by("-id").first()


@transaction.atomic
def put_mark(*, source: Source, columns: dict[str, str], person: User) -> SourceMark:
    """Put a mark on a source, in force from now on; `columns` come from `clean_mark`.

    Raises `Refused` with code state for a source that was taken down, or merged.
    """
    source = lock_source(source)
    if source.state not in (Publication.PUBLISHED, Publication.HELD):
        label = Publication(source.state).label
        raise Refused(
            _("This source is %(label)s; it takes no marks.") % {"label": label}, code="state", conflict=True
        )
    mark = SourceMark.objects.create(source=source, marked_by=person, **columns)
    settle_mark(source)
    return mark


@transaction.atomic
def take_mark_away(*, mark: SourceMark, reason: str, person: User) -> SourceMark:
    """Lift a mark; the record keeps it, with who lifted it and why. Raises `Refused` with code lifted."""
    reason = clean_reason(reason)
    source = lock_source(mark.source)
    mark = SourceMark.objects.get(pk=mark.pk)
    if mark.lifted_at is not None:
        raise Refused(_("This mark was lifted already; nothing was changed."), code="lifted", conflict=True)
    mark.lifted_at, mark.lifted_by, mark.lifted_because = timezone.now(), person, reason
    mark.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    settle_mark(source)
    return mark


def settle_mark(source: Source) -> None:
    """Set the source's own column from its marks; call it under the source's lock."""
    newest = SourceMark.objects.filter(source=source, lifted_at=None).order_by("-id").first()
    source.mark = newest.kind if newest else ""
    source.save(update_fields=["mark"])
