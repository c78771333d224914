"""What became of a source: the marks on it, now and earlier, and the records that were merged into it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.permissions import may_mark, may_merge
from archive.claims.queries.orphans import LostRow, lost_rows
from archive.sources.citing import may_read
from archive.sources.models import Source, SourceMark, SourceMerge, SourceText

MERGES_SHOWN = 50
LOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One record that was merged into a source; `text_url` is where its stored text is read, if it had one."""

    id: int
    title: str
    text_url: str
    reason: str
    by: User
    when: datetime
    passages: int
    lost: int
    cards: int


@dataclass(frozen=True, slots=True)
class SourcePast:
    """The mark in force, other marks, merges and lost passages, newest first, and what this reader is offered to do."""

    mark: SourceMark | None
    earlier: list[SourceMark]
    merges: list[MergeRow]
    lost: list[LostRow]
    may_mark: bool
    may_merge: bool


def past_of(source: Source, *, viewer: Viewer) -> SourcePast:
    """Return what became of the source, in five queries at most, a few more for members."""
    marks = marks_of(source)
    in_force = next((mark for mark in marks if mark.lifted_at is None), None)
    gone = source.merged_into_id is not None
    return SourcePast(
        mark=in_force,
        earlier=[mark for mark in marks if mark != in_force],
        merges=merges_into(source, viewer=viewer),
        lost=lost_rows(viewer=viewer, source=source, count=LOST_SHOWN),
        may_mark=not gone and may_mark(viewer, source),
        may_merge=not gone and may_merge(viewer, source),
    )


def marks_of(source: Source) -> list[SourceMark]:
    """Return the marks on a source, newest first, with who set and who lifted them."""
    marks = SourceMark.objects.filter(source=source).select_related("source", "marked_by", "lifted_by")
    return list(marks.order_by("-id"))


def merges_into(source: Source, *, viewer: Viewer) -> list[MergeRow]:
    """Return the records that were merged into this one, also by way of another, newest first."""
    newest = SourceText.objects.filter(source=OuterRef("source")).order_by("-version").values("version")[:1]
    merges = SourceMerge.objects.filter(Q(into=source) | Q(into__merged_into=source))
    found = merges.select_related("source", "merged_by").annotate(version=Subquery(newest)).order_by("-id")
    return [merge_row(merge, merge.version, viewer) for merge in found[:MERGES_SHOWN]]


def merge_row(merge: SourceMerge, version: int | None, viewer: Viewer) -> MergeRow:
    """Return one merge; the record that went is named only to whoever may read it."""
    readable = may_read(merge.source, viewer=viewer)
    has_text = readable and version is not None
    return MergeRow(
        id=merge.source_id,
        title=merge.source.title if readable else "",
        text_url=f"{merge.source.get_absolute_url()}?version={version}" if has_text else "",
        reason=merge.reason,
        by=merge.merged_by,
        when=merge.created,
        passages=len(merge.moved.get("passages", [])),
        lost=len(merge.moved.get("lost", [])),
        cards=len(merge.moved.get("cards", [])),
    )
