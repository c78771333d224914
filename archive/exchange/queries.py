"""What a pasted bibliography holds, entry by entry, and what of it is in the archive already."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer
from archive.sources.bibliography import Entry, Record, UnreadableRecords, read_records
from archive.sources.citing import short_citation
from archive.sources.models import Source
from archive.sources.queries import standing_for

ENTRIES_AT_ONCE = 200
TWINS_SHOWN = 3
YEAR = re.compile(r"\d{4}")
SAME_DOI, SAME_ADDRESS, SAME_TITLE = "same DOI", "same address", "same title and year"
REASONS = {
    SAME_DOI: gettext_lazy("same DOI"),
    SAME_ADDRESS: gettext_lazy("same address"),
    SAME_TITLE: gettext_lazy("same title and year"),
}


@dataclass(frozen=True, slots=True)
class Twin:
    """A source that an entry may be, and what the two have in common."""

    source: Source
    because: str

    @property
    def reason(self) -> str:
        """What they have in common, in the reader's language."""
        return str(REASONS[self.because])

    @property
    def choice(self) -> str:
        """The choice of filling it from the entry."""
        return f"fill:{self.source.pk}"


@dataclass(frozen=True, slots=True)
class Offer:
    """One entry of a bibliography, from 1 in its order, as a citation, with sources that it may be already."""

    number: int
    entry: Entry
    citation: str
    twins: tuple[Twin, ...]
    chosen: str = ""

    @property
    def record(self) -> Record:
        """What the entry says; empty where nothing could be read."""
        return self.entry.record or {}

    @property
    def can_be_added(self) -> bool:
        """Whether the entry holds what a record needs."""
        return self.entry.is_usable

    @property
    def default(self) -> str:
        """What is done unless somebody chooses: added, or left out if it is here already or cannot be."""
        return "add" if self.can_be_added and not self.twins else "skip"

    @property
    def picked(self) -> str:
        """What was chosen already, or the default."""
        return self.chosen or self.default

    @property
    def name(self) -> str:
        """The form field of its choice."""
        return f"entry-{self.number}"


def offers_in(
    text: str,
    *,
    format: str = "",  # noqa: A002
    viewer: Viewer,
    chosen: Mapping[int, str] | None = None,
) -> list[Offer]:
    """Return what a bibliography in BibTeX, RIS or CSL-JSON offers, at most 200 entries, in three queries.

    `chosen` is what was chosen before, by number, to be kept on the page.

    Raises `UnreadableRecords`; a bad entry is an offer with its problems, and loses no other one.
    """
    entries = read_records(text, format=format)
    if len(entries) > ENTRIES_AT_ONCE:
        raise UnreadableRecords(
            _("It holds %(entries)s entries; at most %(entries_at_once)s are taken at once.")
            % {"entries": f"{len(entries):,}", "entries_at_once": ENTRIES_AT_ONCE},
            "too_many",
        )
    twins = twins_of([entry.record or {} for entry in entries], viewer=viewer)
    return [
        Offer(
            number,
            entry,
            short_citation(entry.record).text if entry.record else "",
            tuple(found),
            (chosen or {}).get(number, ""),
        )
        for number, (entry, found) in enumerate(zip(entries, twins, strict=True), 1)
    ]


def twins_of(records: Sequence[Record], *, viewer: Viewer) -> list[list[Twin]]:
    """Return for each record the sources that `viewer` may see with its DOI, its address, or title and year.

    At most three for each, the surest first; three queries whatever the number of records.
    """
    by_doi = keyed("doi", records, viewer)
    by_address = keyed("url", records, viewer)
    by_title = keyed("title", records, viewer)
    found = []
    for record in records:
        title = by_title[folded(record.get("title"))]
        dated = [source for source in title if year_of(source.issued) == year_of(record.get("issued"))]
        named = [
            (by_doi[folded(record.get("doi"))], SAME_DOI),
            (by_address[folded(record.get("url"))], SAME_ADDRESS),
            (dated, SAME_TITLE),
        ]
        first: dict[int, Twin] = {}
        for sources, because in named:
            for source in sources:
                first.setdefault(source.pk, Twin(source, because))
        found.append(list(first.values())[:TWINS_SHOWN])
    return found


def keyed(column: str, records: Iterable[Record], viewer: Viewer) -> dict[str, list[Source]]:
    """Return visible sources by what they have in a column, as far as one of the records has the same there."""
    sought = {folded(record.get(column)) for record in records} - {""}
    by_value: dict[str, list[Source]] = defaultdict(list)
    if sought:
        alike = Source.objects.annotate(folded=Lower(column)).filter(folded__in=sought)
        mine = Q(pk__in=alike.values("pk"))
        for source in standing_for(Source.objects.filter(mine), viewer).order_by("id"):
            by_value[folded(getattr(source, column))].append(source)
    return by_value


def folded(words: str | None) -> str:
    """Return words as the database folds them, without space around."""
    return (words or "").strip().lower()


def year_of(issued: str | None) -> str:
    """Return the first year in a date as written, or "" ."""
    found = YEAR.search(issued or "")
    return found[0] if found else ""
