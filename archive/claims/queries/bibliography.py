"""The sources that a debate stands on: what its cards cite and its claims were drawn from, as a bibliography."""

from dataclasses import dataclass

from django.db.models import Count, Q

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate, Drawing, Evidence
from archive.claims.models.evidence import Bearing, QuoteState
from archive.claims.queries.rows import words_for
from archive.core.models import Publication
from archive.sources.citing import record_of, short_citation
from archive.sources.models import Source

LISTED_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class BibliographyRow:
    """One source of a debate: how many of its cards cite it, for and against, and how many claims it gave."""

    source: Source
    supports: int
    undermines: int
    claims: int
    doubtful: int

    @property
    def citation(self) -> str:
        """The source in the site's short form, as HTML."""
        return short_citation(record_of(self.source)).html

    @property
    def cards(self) -> int:
        """How many published cards of the debate cite it."""
        return self.supports + self.undermines


def sources_of(debate: Debate, *, viewer: Viewer) -> list[BibliographyRow]:
    """Return every source that the debate's published claims and cards lean on, by author, date and title.

    Three queries, whatever the debate's size; at most 2,000 sources. `doubtful` counts cards whose quote
    is altered or missing.
    """
    cited, drawn = cards_in(debate, viewer), drawn_in(debate)
    seen = Source.objects.visible_to(viewer).filter(pk__in=cited.keys() | drawn.keys())
    rows = [
        BibliographyRow(source, *cited.get(source.pk, (0, 0, 0))[:2], drawn.get(source.pk, 0),
                        cited.get(source.pk, (0, 0, 0))[2])
        for source in seen.order_by("id")[:LISTED_AT_MOST]
    ]  # fmt: skip
    return sorted(rows, key=lambda row: shelf_mark(row.source))


def cards_in(debate: Debate, viewer: Viewer) -> dict[int, tuple[int, int, int]]:
    """Return for each source cited in the debate its cards for, against, and with a doubtful quote."""
    cards = Evidence.objects.visible_to(viewer).filter(
        claim__debate=debate, claim__state=Publication.PUBLISHED, state=Publication.PUBLISHED
    )
    counted = (
        cards.order_by()
        .values("source_id")
        .annotate(
            supports=Count("id", filter=Q(bearing=Bearing.SUPPORTS)),
            undermines=Count("id", filter=Q(bearing=Bearing.UNDERMINES)),
            doubtful=Count("id", filter=Q(check_state__in=[QuoteState.ALTERED, QuoteState.MISSING])),
        )
    )
    return {row["source_id"]: (row["supports"], row["undermines"], row["doubtful"]) for row in counted}


def drawn_in(debate: Debate) -> dict[int, int]:
    """Return for each source how many published claims of the debate were drawn from it."""
    published = Claim.objects.published().filter(debate=debate)
    drawn = Drawing.objects.filter(claim__in=published).order_by()
    counted = drawn.values("passage__source_id").annotate(claims=Count("claim", distinct=True))
    return {row["passage__source_id"]: row["claims"] for row in counted}


def shelf_mark(source: Source) -> tuple[str, int, str, int]:
    """Return what a bibliography sorts by: the first author or else the title, the date, the title."""
    first = source.authors[0] if source.authors else {}
    name = first.get("literal") or f"{first.get('family', '')} {first.get('given', '')}".strip()
    title = source.title.casefold()
    return (name or title).casefold(), source.issued_from or 0, title, source.pk


def name_of(debate: Debate, *, viewer: Viewer) -> str:
    """Return what the debate is called, as far as `viewer` may read it: its title, or its first thesis; else ""."""
    theses = Claim.objects.placed_for(viewer).filter(debate=debate, parent=None).order_by("path")
    read = (words_for(viewer, thesis.state, thesis.author_id, thesis.statement) for thesis in theses)
    first = next((words for words in read if words), "")
    return (debate.title or first) if first else ""
