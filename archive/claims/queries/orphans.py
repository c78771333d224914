"""What the newest text of a source no longer has: passages without a place, quotes altered or missing."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value

from archive.accounts.permissions import Viewer, may
from archive.claims.models import Curatorship, Drawing, Evidence
from archive.claims.models.evidence import QuoteState
from archive.claims.queries.rows import EvidenceRow, evidence_row
from archive.core.models import Publication
from archive.sources.models import Passage, Place, Source
from archive.sources.models.text import PassageQuerySet

DOUBTFUL = (QuoteState.ALTERED, QuoteState.MISSING)


@dataclass(frozen=True, slots=True)
class LastPlace:
    """The stored text in which a passage stood last, and the address at which it is read there."""

    version: int
    paragraph: int | None
    url: str


@dataclass(frozen=True, slots=True)
class LostRow:
    """One passage without a place, a claim that was drawn from it, and where it stood last if it ever did."""

    passage: Passage
    source: Source
    claim_url: str
    statement: str
    last: LastPlace | None
    curated: bool
    may_place: bool


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """One card whose quote the stored text does not have as it is, and the claim that it stands under."""

    card: EvidenceRow
    statement: str
    claim_url: str
    curated: bool


def drawings_read_by(viewer: Viewer) -> QuerySet[Drawing]:
    """Return the drawings into claims that everybody reads, and the viewer's own that wait.

    Words that no stored text has are their author's alone: they go out of sight with the claim.
    """
    read = Q(claim__state=Publication.PUBLISHED, claim__debate__held=False)
    if viewer is not None and viewer.is_authenticated:
        read |= Q(drawn_by=viewer, claim__state__in=(Publication.PUBLISHED, Publication.HELD))
    return Drawing.objects.filter(read)


def passages_for(viewer: Viewer) -> PassageQuerySet:
    """Return the passages of sources that `viewer` may see, from which claims that they may read were drawn.

    Each has `curated` and `own`: whether the viewer curates the debate of one of these claims, or wrote or drew one.
    """
    here = drawings_read_by(viewer).filter(passage=OuterRef("pk"))
    seen = Passage.objects.filter(Exists(here), source__in=Source.objects.visible_to(viewer))
    return seen.annotate(**concern(here, viewer))


def with_claims(passages: QuerySet[Passage], viewer: Viewer) -> QuerySet[Passage]:
    """Bring along, as `claims`, the ids of the claims drawn from each passage that `viewer` reads; no query more."""
    here = drawings_read_by(viewer).filter(passage=OuterRef("pk")).order_by("claim")
    return passages.annotate(claims=ArraySubquery(here.values("claim_id")))


def concern(drawings: QuerySet[Drawing], viewer: Viewer) -> dict[str, Any]:
    """Return the two annotations that say how drawings concern the viewer; both false for a visitor."""
    if viewer is None or not viewer.is_authenticated:
        return {name: Value(False, output_field=BooleanField()) for name in ("curated", "own")}
    return {
        "curated": Exists(drawings.filter(claim__debate__curatorships__curator=viewer)),
        "own": Exists(drawings.filter(Q(drawn_by=viewer) | Q(claim__author=viewer))),
    }


def lost_rows(
    *, viewer: Viewer, source: Source | None = None, mine: bool = False, skip: int = 0, count: int = 20
) -> list[LostRow]:
    """Return `count` passages that lost their place, of one source or of all, in three queries at most.

    With `mine` those alone that concern the viewer, from debates that they curate first; else all, newest first.
    """
    lost = passages_for(viewer).lost().select_related("source")
    if source is not None:
        lost = lost.filter(source=source)
    if mine:
        lost = lost.filter(Q(curated=True) | Q(own=True))
    page = list(lost.order_by(*(["-curated"] if mine else []), "-id")[skip : skip + count])
    if not page:
        return []
    drawn = {drawing.passage_id: drawing for drawing in drawings_on(page, viewer)}
    last = last_places(page)
    return [lost_row(one, drawn[one.pk], last.get(one.pk), viewer) for one in page if one.pk in drawn]


def lost_row(passage: Any, drawing: Drawing, last: LastPlace | None, viewer: Viewer) -> LostRow:
    """Return one passage, loaded by `passages_for`, with a claim that was drawn from it."""
    curators = {viewer.pk} if viewer and viewer.pk and passage.curated else set[int]()
    return LostRow(
        passage=passage,
        source=passage.source,
        claim_url=drawing.claim.get_absolute_url(),
        statement=drawing.claim.statement,
        last=last,
        curated=passage.curated,
        may_place=may(viewer, "place passage", author_id=drawing.drawn_by_id, curators=curators),
    )


def drawings_on(passages: list[Passage], viewer: Viewer) -> QuerySet[Drawing]:
    """Return the drawings that `viewer` reads on these passages, with their claims, the oldest last."""
    found = drawings_read_by(viewer).filter(passage__in=passages)
    return found.select_related("claim").order_by("-id")


def last_places(passages: list[Passage]) -> dict[int, LastPlace]:
    """Return where each of these passages stood last, in one query; nothing for one that never had a place."""
    places = Place.objects.filter(passage__in=passages).select_related("source_text__source")
    newest = places.defer("source_text__text").order_by("passage", "-source_text").distinct("passage")
    return {place.passage_id: last_place(place) for place in newest}


def last_place(place: Place) -> LastPlace:
    """Return the place with the address that shows the words in their own text."""
    text = place.source_text
    query = f"?version={text.version}&words={place.start}-{place.end}#words"
    return LastPlace(text.version, place.paragraph, text.source.get_absolute_url() + query)


def doubtful_rows(*, viewer: Viewer, mine: bool, skip: int = 0, count: int = 20) -> list[DoubtfulRow]:
    """Return `count` published cards whose quote is altered or missing, in one query.

    With `mine` those alone that concern the viewer, from debates that they curate first; else all, newest first.
    """
    cards = Evidence.objects.visible_to(viewer).filter(check_state__in=DOUBTFUL, state=Publication.PUBLISHED)
    cards = cards.filter(claim__state=Publication.PUBLISHED, claim__debate__held=False)
    cards = cards.with_cites().select_related("claim").annotate(curated=curates(viewer))
    if mine and viewer is not None:
        cards = cards.filter(Q(curated=True) | Q(author_id=viewer.pk) | Q(claim__author_id=viewer.pk))
    page = cards.order_by(*(["-curated"] if mine else []), "-id")[skip : skip + count]
    return [doubtful_row(card, viewer) for card in page]


def doubtful_row(card: Any, viewer: Viewer) -> DoubtfulRow:
    """Return one card, loaded with its claim and whether the viewer curates its debate."""
    claim = card.claim
    return DoubtfulRow(evidence_row(card, viewer), claim.statement, claim.get_absolute_url(), card.curated)


def curates(viewer: Viewer) -> Any:
    """Return the annotation whether the viewer curates the debate of a card; false for a visitor."""
    if viewer is None or not viewer.is_authenticated:
        return Value(False, output_field=BooleanField())
    return Exists(Curatorship.objects.filter(debate=OuterRef("claim__debate"), curator=viewer))


def lost_counts() -> dict[str, int]:
    """Return how many passages lost their place, and how many published cards have a doubtful quote."""
    doubtful = Evidence.objects.filter(check_state__in=DOUBTFUL, state=Publication.PUBLISHED)
    return {"lost": Passage.objects.lost().count(), "quotes": doubtful.count()}
