"""Marking sources as retracted, corrected or disputed, and lifting that: who may, and one's limits over time."""

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.permissions import towards_lifting, towards_marking
from archive.claims.services.activity import note
from archive.claims.services.limits import begin_post, refuse_newcomer, spend
from archive.sources.models import Source, SourceMark
from archive.sources.services.marks import clean_mark, put_mark, same_mark, take_mark_away


@transaction.atomic
def mark_source(*, source: Source, kind: str, reason: str, person: User, url: str = "") -> SourceMark:
    """Mark a source; from then on everything that leans on it says so.

    `kind` is one of `Marking`, `url` may be empty. The same mark by the same person again gives the one that
    stands. Raises `NotAllowed`, `TooSoon`, or `Refused` with code kind, empty, too_long, control, bidi, address,
    credentials, state or merged.
    """
    require(person, "mark source", **towards_marking(source))
    refuse_newcomer(person, _("mark sources"))
    columns = clean_mark(kind=kind, reason=reason, url=url)
    person = begin_post(person)
    if echo := same_mark(source, person, columns):
        return echo
    spend(person, "marks")
    mark = put_mark(source=source, columns=columns, person=person)
    note("mark", actor=person, source=mark.source, detail={"mark": mark.pk, "kind": mark.kind})
    return mark


@transaction.atomic
def lift_mark(*, mark: SourceMark, reason: str, person: User) -> SourceMark:
    """Lift a mark; what leans on the source says so no more, and the record keeps the mark with both reasons.

    Raises `NotAllowed`, or `Refused` with code empty, too_long, control, bidi or lifted.
    """
    require(person, "lift mark", **towards_lifting(mark))
    refuse_newcomer(person, _("lift marks"))
    lifted = take_mark_away(mark=mark, reason=reason, person=person)
    note(
        "mark",
        actor=person,
        source=lifted.source,
        detail={"mark": lifted.pk, "kind": lifted.kind, "lifted": True},
    )
    return lifted
