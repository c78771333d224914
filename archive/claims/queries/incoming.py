"""Files that wait to be read in, or were, for who brought them; their bytes stay in the database."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from archive.accounts.permissions import Viewer
from archive.sources.bibliography.records import sorted_name
from archive.sources.models import ImportState, Source, SourceImport, SourceText

UNSETTLED_SHOWN = 5
RECENT = timedelta(days=7)  # for how long a failure is told of
SLOW = timedelta(minutes=1)  # to be taken up, where a worker runs


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """One file: how far its reading has come, what it became or why it became nothing.

    `before` counts the files that wait before it; `is_stuck` says that no worker took it up within a
    minute, though none was before it.
    """

    file: SourceImport
    before: int
    is_stuck: bool

    @property
    def text(self) -> SourceText | None:
        """The text that it became."""
        return self.file.text

    @property
    def source(self) -> Source | None:
        """The source that it is a newer copy of, if it is to be one."""
        return self.file.source

    @property
    def is_open(self) -> bool:
        """Whether there is no result yet."""
        return self.file.state in (ImportState.WAITING, ImportState.READING)


def incoming_file(number: int, *, viewer: Viewer) -> IncomingRow | None:
    """Return the file of this number if `viewer` may see it; two queries."""
    seen = SourceImport.objects.visible_to(viewer).select_related("source", "text__source")
    file = seen.defer("data", "text__text").filter(pk=number).first()
    if file is None:
        return None
    if file.state != ImportState.WAITING:
        return IncomingRow(file, 0, is_stuck=False)
    before = SourceImport.objects.filter(state=ImportState.WAITING, pk__lt=number).count()
    return IncomingRow(file, before, is_stuck=not before and file.created < timezone.now() - SLOW)


def fields_typed(number: int, *, viewer: Viewer) -> dict[str, str]:
    """Return the record that came with a file of this person's own, as its form takes it; empty if there is none."""
    if not number or viewer is None or not viewer.is_authenticated:
        return {}
    file = SourceImport.objects.filter(person=viewer, pk=number).only("fields").first()
    fields = file.fields if file else {}
    authors = fields.get("authors") or ""
    if isinstance(authors, list):
        authors = "\n".join(name if isinstance(name, str) else sorted_name(name) for name in authors)
    return {**{name: value for name, value in fields.items() if isinstance(value, str)}, "authors": authors}


def unsettled_files(viewer: Viewer) -> list[SourceImport]:
    """Return this person's own files without a result, and the failures of a week, newest first, at most five."""
    if viewer is None or not viewer.is_authenticated:
        return []
    mine = SourceImport.objects.filter(person=viewer, created__gt=timezone.now() - RECENT)
    return list(mine.exclude(state=ImportState.DONE).defer("data").order_by("-id")[:UNSETTLED_SHOWN])
