"""The claims drawn from a source and the evidence that cites it, for the reader and the API."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Count, F, Func, Q, QuerySet, Subquery, TextField

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Drawing, Evidence
from archive.claims.models.evidence import EvidenceQuerySet
from archive.claims.queries.anchors import with_words_now
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
from archive.sources.models import Block, Passage, Place, Source, SourceText

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
    lost = Q(passage__source_text=None)
    found = drawings_on(source, viewer).filter(lies_between(text, start, end) | lost)
    return drawn_rows(found, viewer, DRAWN_AT_MOST)


def claims_then(text: SourceText, start: int, end: int, *, viewer: Viewer) -> list[DrawnRow]:
    """Return what was drawn from these characters of an older text, each where it stood then; at most 300."""
    places = Place.objects.filter(source_text=text, start__lt=end, end__gt=start).order_by("start", "id")
    stood = {place.passage_id: place for place in places[:DRAWN_AT_MOST]}
    seen = Drawing.objects.filter(passage__in=stood, claim__in=Claim.objects.visible_to(viewer))
    rows = drawn_rows(seen, viewer)
    for row in rows:
        place = stood[row.passage.pk]
        row.passage.start, row.passage.end, row.passage.paragraph = place.start, place.end, place.paragraph
        row.passage.found = place.found
    return sorted(rows, key=lambda row: row.span)


def lies_between(text: SourceText, start: int, end: int) -> Q:
    """Return the condition on drawings whose passage stands in this text and has some of these characters."""
    return Q(passage__source_text=text, passage__start__lt=end, passage__end__gt=start)


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


def claims_drawn(source: Source, *, viewer: Viewer) -> int:
    """Return how many published claims that `viewer` may see were drawn from the source."""
    published = drawings_on(source, viewer).filter(claim__state=Publication.PUBLISHED)
    found: int = published.aggregate(claims=Count("claim", distinct=True))["claims"]
    return found


def unexamined_in(text: SourceText) -> QuerySet[Block]:
    """Return the numbered paragraphs of a text that no published claim was drawn from.

    All the passages are one value of ranges, so that each paragraph is compared with it once.
    """
    drawn = Drawing.objects.filter(
        passage__source_text=text, claim__state=Publication.PUBLISHED, claim__debate__held=False
    )
    spans = Func(F("passage__start"), F("passage__end"), function="int4range")
    every = Func(spans, function="range_agg", output_field=TextField())
    is_drawn = Func(
        Func(F("start"), F("end"), function="int4range"),
        Subquery(drawn.values(every=every)),
        arg_joiner=" && ",
        template="COALESCE(%(expressions)s, FALSE)",
        output_field=BooleanField(),
    )
    return Block.objects.filter(~Q(is_drawn), source_text=text, number__isnull=False)


def examined_in_digest(source: Source) -> set[int]:
    """Return the numbers of the paragraphs that published claims were drawn from while no text is stored."""
    drawn = Drawing.objects.filter(
        passage__source=source, passage__paragraph__isnull=False, claim__state=Publication.PUBLISHED
    )
    numbers = drawn.filter(claim__debate__held=False).values_list("passage__paragraph", flat=True)
    return {number for number in numbers.distinct() if number is not None}


@dataclass(frozen=True, slots=True)
class CitingRow:
    """One card that cites a source, and the claim that it stands under."""

    card: EvidenceRow
    claim: str
    claim_url: str


def shown_cards(source: Source, viewer: Viewer) -> EvidenceQuerySet:
    """Return published cards under published claims that cite the source, in every debate."""
    cards = Evidence.objects.visible_to(viewer).filter(source=source, state=Publication.PUBLISHED)
    return cards.filter(claim__state=Publication.PUBLISHED)


def cards_citing(
    source: Source, *, viewer: Viewer, bearing: str = "", skip: int = 0, count: int = CARDS_AT_MOST
) -> list[CitingRow]:
    """Return cards that cite the source, by bearing and age, or those of one bearing; in one query.

    One more than `count` at most, so that a page can tell that there are more.
    """
    cards = shown_cards(source, viewer).filter(**{"bearing": bearing} if bearing else {})
    shown = cards.with_cites().select_related("claim__same_as")
    return [
        CitingRow(
            evidence_row(card, viewer),
            (card.claim.same_as or card.claim).statement,
            card.claim.get_absolute_url(),
        )
        for card in shown.order_by("bearing", "id")[skip : skip + count + 1]
    ]


def card_counts(source: Source, *, viewer: Viewer) -> dict[str, int]:
    """Return how many cards cite the source, by bearing."""
    counted = shown_cards(source, viewer).order_by().values("bearing").annotate(n=Count("id"))
    return {row["bearing"]: row["n"] for row in counted}


def drawn_from(claims: Iterable[ClaimRow], *, viewer: Viewer) -> list[Drawing]:
    """Return the passages that any of these claims was drawn from, with their sources, in one query.

    None of a claim whose words the viewer may not read, since its author chose these words too, and
    none of a source that they may not see.
    """
    readable = [claim.id for claim in claims if claim.statement is not None]
    seen = Drawing.objects.filter(
        claim_id__in=readable, passage__source__in=Source.objects.visible_to(viewer)
    )
    return list(with_words_now(seen).select_related("passage__source").order_by("id"))
