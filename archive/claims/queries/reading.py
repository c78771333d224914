"""The claims drawn from a source and the evidence that cites it, for the reader and the API."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Drawing, Evidence
from archive.claims.queries.rows import (
    ClaimRow,
    EvidenceRow,
    StandingRow,
    evidence_row,
    notice_of,
    standing_row,
    words_for,
)
from archive.core.models import Publication
from archive.sources.models import Passage, Source, SourceText

DRAWN_AT_MOST = 300  # on one page
CARDS_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One claim drawn from one passage, ready for the margin.

    `statement` is None where the viewer may only know that it stood there; `notice` says why.
    """

    passage: Passage
    claim_id: int
    url: str
    statement: str | None
    notice: str
    holds: str
    standing: StandingRow
    supports: int
    opposes: int

    @property
    def span(self) -> tuple[int, int]:
        """Where the passage stands in its text; (0, 0) while it has no place."""
        return self.passage.start or 0, self.passage.end or 0

    @property
    def is_placed(self) -> bool:
        """Whether a stored text holds the words."""
        return self.passage.start is not None

    def touches(self, start: int, end: int) -> bool:
        """Whether some of the passage lies between these offsets."""
        return self.span[0] < end and self.span[1] > start


def drawings_on(source: Source, viewer: Viewer) -> QuerySet[Drawing]:
    """Return what was drawn from the source into claims that `viewer` may see."""
    return Drawing.objects.filter(passage__source=source, claim__in=Claim.objects.visible_to(viewer))


def drawn_rows(drawings: QuerySet[Drawing], viewer: Viewer, count: int | None = None) -> list[DrawnRow]:
    """Return these drawings in reading order, those without a place last, in one query.

    Words that no stored text has are their author's alone, and go out of sight with the claim.
    """
    order = (F("passage__start").asc(nulls_last=True), "passage__paragraph", "id")
    rows = [
        DrawnRow(
            passage=d.passage,
            claim_id=d.claim_id,
            url=d.claim.get_absolute_url(),
            statement=words_for(viewer, d.claim.state, d.claim.author_id, d.claim.statement),
            notice=notice_of(d.claim.state, d.claim.state_reason),
            holds=d.get_holds_display(),
            standing=standing_row(d.claim.standing, d.claim.subtree_ratings),
            supports=d.claim.supports,
            opposes=d.claim.opposes,
        )
        for d in drawings.select_related("passage", "claim").order_by(*order)[:count]
    ]
    return [row for row in rows if row.is_placed or row.statement is not None]


def claims_between(
    source: Source, text: SourceText, start: int, end: int, *, viewer: Viewer
) -> list[DrawnRow]:
    """Return what was drawn from these characters, then what has no place any more; at most 300."""
    here = Q(passage__source_text=text, passage__start__lt=end, passage__end__gt=start)
    lost = Q(passage__source_text=None)
    return drawn_rows(drawings_on(source, viewer).filter(here | lost), viewer, DRAWN_AT_MOST)


def paragraphs_of(source: Source, claim_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return for each of these claims the numbers of the paragraphs of the source that it was drawn from."""
    numbers: dict[int, list[int]] = defaultdict(list)
    drawn = Drawing.objects.filter(
        passage__source=source, claim_id__in=claim_ids, passage__paragraph__isnull=False
    )
    for claim_id, number in drawn.order_by("passage__paragraph").values_list(
        "claim_id", "passage__paragraph"
    ):
        if number is not None and number not in numbers[claim_id]:
            numbers[claim_id].append(number)
    return numbers


def drawn_totals(source: Source, *, viewer: Viewer, text: SourceText | None = None) -> dict[str, int]:
    """Return how many `claims` were drawn from the source, and from how many of the text's `paragraphs`."""
    published = drawings_on(source, viewer).filter(claim__state=Publication.PUBLISHED)
    placed = Q(passage__source_text=text)
    return published.aggregate(
        claims=Count("claim", distinct=True),
        paragraphs=Count("passage__paragraph", distinct=True, filter=placed),
    )


@dataclass(frozen=True, slots=True)
class CitingRow:
    """One card that cites a source, and the claim that it stands under."""

    card: EvidenceRow
    claim: str
    claim_url: str


def cards_citing(source: Source, *, viewer: Viewer) -> list[CitingRow]:
    """Return published cards that cite the source, by bearing and age, in one query.

    One more than `CARDS_AT_MOST` at most, so that a page can tell that there are more.
    """
    cards = Evidence.objects.visible_to(viewer).filter(source=source, state=Publication.PUBLISHED)
    shown = cards.filter(claim__state=Publication.PUBLISHED).select_related(
        "source", "author", "claim__same_as"
    )
    return [
        CitingRow(
            evidence_row(card, viewer),
            (card.claim.same_as or card.claim).statement,
            card.claim.get_absolute_url(),
        )
        for card in shown.order_by("bearing", "id")[: CARDS_AT_MOST + 1]
    ]


def drawn_from(claims: Iterable[ClaimRow], *, viewer: Viewer) -> list[Drawing]:
    """Return the passages that any of these claims was drawn from, with their sources, in one query.

    None of a claim whose words the viewer may not read, since its author chose these words too, and
    none of a source that they may not see.
    """
    readable = [claim.id for claim in claims if claim.statement is not None]
    seen = Drawing.objects.filter(
        claim_id__in=readable, passage__source__in=Source.objects.visible_to(viewer)
    )
    return list(seen.select_related("passage__source").order_by("id"))
