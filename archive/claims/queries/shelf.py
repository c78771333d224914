"""The list of sources: what each says of itself, and what has been made of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer
from archive.claims.models import Drawing, Evidence
from archive.core.models import Publication
from archive.sources.models import Source, SourceText

SHELVES = (
    ("", gettext_lazy("To read")),
    ("all", gettext_lazy("All")),
    ("cited", gettext_lazy("Cited only")),
    ("marked", gettext_lazy("Retracted or disputed")),
)

ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "added": ("-created", "-id"),
    "date": (F("issued_from").desc(nulls_last=True), "-id"),
    "oldest": (F("issued_from").asc(nulls_last=True), "id"),
    "title": ("title", "id"),
}
"""By when they were added, by their own date with undated ones last, and by title."""


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
    mark: str
    state: str
    added: datetime
    claims: int
    cards: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sources a list shows: its shelf, words of the title or an author's name, a kind, and the order."""

    shelf: str = ""
    words: str = ""
    kind: str = ""
    order: str = "added"


def chosen(choice: Choice, viewer: Viewer) -> QuerySet[Source]:
    """Return the sources of a choice that `viewer` may see; merged ones stand under the one that took them in."""
    sources = Source.objects.visible_to(viewer).filter(merged_into=None)
    readable = Exists(SourceText.objects.filter(source=OuterRef("pk"))) | ~Q(digest=[])
    if choice.shelf == "marked":
        sources = sources.exclude(mark="")
    elif choice.shelf != "all":
        sources = sources.exclude(readable) if choice.shelf == "cited" else sources.filter(readable)
    if choice.kind:
        sources = sources.filter(kind=choice.kind)
    if choice.words:
        names = sources.alias(names=Cast("authors", TextField()))
        sources = names.filter(Q(title__icontains=choice.words) | Q(names__icontains=choice.words))
    return sources.order_by(*ORDERS[choice.order])


def source_rows(*, viewer: Viewer, choice: Choice, skip: int = 0, count: int = 20) -> list[SourceRow]:
    """Return `count` sources of a choice that `viewer` may see, in four queries.

    The shelf "" has those that can be read here (a text or a digest), "cited" the others, "marked" those
    that are retracted, corrected or disputed, "all" every one.
    """
    page = list(chosen(choice, viewer)[skip : skip + count])
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
            mark=source.mark,
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
