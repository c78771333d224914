"""Two records of one document become one: what the record that goes had, the other has from then on.

Stored texts cannot be changed, so they stay with their record and are read at its address. Who may, and the cards,
are for `claims`, which calls this under the locks of the debates concerned.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.sources.gaps import columns_of
from archive.sources.models import Passage, Source, SourceMark, SourceMerge
from archive.sources.queries import newest_record, newest_text
from archive.sources.services.marks import settle_mark
from archive.sources.services.passages import find_again
from archive.sources.services.records import fill_gaps, lock_record, refuse_merged


@dataclass(slots=True)
class Moved:
    """What went over to the surviving record: ids by kind, the passages its text does not have, fields filled."""

    cards: list[int] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)


def lock_two(source: Source, into: Source) -> tuple[Source, Source]:
    """Return both records as they are now, locked in the order of their ids."""
    found = {pk: lock_record(pk) for pk in sorted({source.pk, into.pk})}
    return found[source.pk], found[into.pk]


def refuse_unmergeable(source: Source, into: Source) -> None:
    """Refuse a merge that leads nowhere or would lose something; both records are locked.

    Codes: same, merged, state, text (only the one that goes has a text), marks (two that contradict).
    """
    if source.pk == into.pk:
        raise Refused(_("This is the same record; choose the other one."), field="into", code="same")
    for record, name in ((source, _("This record")), (into, _("The other record"))):
        if record.merged_into is not None:
            refuse_merged(record.merged_into)
        if record.state != Publication.PUBLISHED:
            label = Publication(record.state).label
            raise Refused(
                _("%(name)s is %(label)s; only published ones merge.") % {"name": name, "label": label},
                code="state",
                conflict=True,
            )
    if newest_record(source) is not None and newest_record(into) is None:
        raise Refused(
            _(
                "Only this record has a stored text, and a text stays with its record. Merge the other one into this."
            ),
            field="into",
            code="text",
            conflict=True,
            existing=into.get_absolute_url(),
        )
    if hides_a_mark(source, into):
        raise Refused(
            _(
                "This record is marked as %(mark)s and the other, later, as %(mark_2)s. Lift the "
                "mark that no longer holds, so that it is clear which does."
            )
            % {"mark": source.mark, "mark_2": into.mark},
            code="marks",
            conflict=True,
        )


def hides_a_mark(source: Source, into: Source) -> bool:
    """Return whether the mark in force on the record that goes would be under another, later one of the other's."""
    if not source.mark or not into.mark or source.mark == into.mark:
        return False
    newest = SourceMark.objects.filter(source__in=[source, into], lifted_at=None).order_by("-id").first()
    return newest is not None and newest.source_id == into.pk


@transaction.atomic
def merge_records(
    *, source: Source, into: Source, cards: list[int], reason: str, person: User
) -> SourceMerge:
    """Move passages and marks, fill the other's gaps, and write down what moved; `reason` is clean.

    Both records are locked and were not refused; `cards` are those that cite the other already. A passage
    that the other's newest text does not have stays, without a place.
    """
    moved = Moved(cards=cards)
    move_passages(source, into, moved)
    move_marks(source, into, moved)
    moved.fields = sorted(fill_gaps(source=into, given=columns_of(source)))
    Source.objects.filter(merged_into=source).update(merged_into=into)  # so that one step leads to the end
    source.merged_into, source.mark = into, ""
    source.save(update_fields=["merged_into", "mark"])
    return SourceMerge.objects.create(
        source=source,
        into=into,
        reason=reason,
        merged_by=person,
        moved={name: getattr(moved, name) for name in Moved.__slots__},
    )


@transaction.atomic
def move_passages(source: Source, into: Source, moved: Moved) -> None:
    """Give the passages to the other record and find them again in its newest text; earlier places stay."""
    passages = list(Passage.objects.select_for_update().filter(source=source).order_by("id"))
    if not passages:
        return
    text, before = newest_text(into), newest_text(source)
    if text is not None:
        find_again(passages, text, before=before)
        moved.lost = [passage.pk for passage in passages if passage.start is None]
    moved.passages = [passage.pk for passage in passages]
    Passage.objects.filter(pk__in=moved.passages).update(source=into)


def move_marks(source: Source, into: Source, moved: Moved) -> None:
    """Give all marks to the other record; one that was in force stays so."""
    marks = SourceMark.objects.filter(source=source)
    moved.marks = list(marks.order_by("id").values_list("pk", flat=True))
    marks.update(source=into)
    settle_mark(into)
