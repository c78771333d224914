"""The list of sources: what each says of itself, and what has been made of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from archive.accounts.permissions import Viewer
from archive.claims.models import Drawing, Evidence
from archive.core.models import Publication
from archive.sources.models import Source, SourceText

SHELVES = (("", "To read"), ("all", "All"), ("cited", "Cited only"))


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of a list ready to print; `claims` were drawn from it, `cards` cite it."""

    url: str
    title: str
    title_is_ours: bool
    language: str
    authors: str
    kind: str
    issued: str
    has_text: bool
    has_digest: bool
    state: str
    added: datetime
    claims: int
    cards: int


def source_rows(*, viewer: Viewer, shelf: str = "", skip: int = 0, count: int = 20) -> list[SourceRow]:
    """Return `count` sources that `viewer` may see, newest first, in four queries.

    The shelf "" has those that can be read here (a text or a digest), "cited" the others, "all" both.
    """
    sources = Source.objects.visible_to(viewer)
    readable = Exists(SourceText.objects.filter(source=OuterRef("pk"))) | ~Q(digest=[])
    if shelf != "all":
        sources = sources.exclude(readable) if shelf == "cited" else sources.filter(readable)
    page = list(sources.order_by("-created", "-id")[skip : skip + count])
    texts = set(SourceText.objects.filter(source__in=page).values_list("source_id", flat=True))
    claims, cards = claims_of(page), cards_of(page)
    return [
        SourceRow(
            url=source.get_absolute_url(),
            title=source.title,
            title_is_ours=source.title_is_ours,
            language=source.language,
            authors=source.author_names,
            kind=source.get_kind_display(),
            issued=source.issued,
            has_text=source.pk in texts,
            has_digest=bool(source.digest),
            state=source.state,
            added=source.created,
            claims=claims.get(source.pk, 0),
            cards=cards.get(source.pk, 0),
        )
        for source in page
    ]


def claims_of(sources: list[Source]) -> dict[int, int]:
    """Return for each source how many published claims were drawn from it."""
    drawn = Drawing.objects.filter(passage__source__in=sources, claim__state=Publication.PUBLISHED)
    drawn = drawn.filter(claim__debate__held=False)
    counted = drawn.values("passage__source_id").annotate(n=Count("claim", distinct=True))
    return dict(counted.values_list("passage__source_id", "n"))


def cards_of(sources: list[Source]) -> dict[int, int]:
    """Return for each source how many published cards cite it."""
    cards = Evidence.objects.visible_to(None).filter(source__in=sources, state=Publication.PUBLISHED)
    cards = cards.filter(claim__state=Publication.PUBLISHED)
    return dict(cards.values("source_id").annotate(n=Count("id")).values_list("source_id", "n"))
