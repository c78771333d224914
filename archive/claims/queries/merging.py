"""Before two records of one document are merged: which could be meant, and what would go over."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer
from archive.claims.models import Debate, Drawing, Evidence
from archive.sources.gaps import columns_of, gaps_filled
from archive.sources.models import Passage, Source, SourceMark, SourceText

TWINS_SHOWN = 5
NAMES = {
    "authors": gettext_lazy("authors"),
    "container_title": gettext_lazy("where it appeared"),
    "publisher": gettext_lazy("publisher"),
    "issued": gettext_lazy("date"),
    "language": gettext_lazy("language"),
    "url": gettext_lazy("address"),
    "doi": gettext_lazy("DOI"),
    "note": gettext_lazy("note"),
    "rights": gettext_lazy("rights"),
    "ai_assistance": gettext_lazy("help from AI"),
    "digest": gettext_lazy("our digest"),
    "details": gettext_lazy("volume, pages and the like"),
}


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What merging `source` into `into` would do: counts of what goes over, fields that would be filled, texts kept."""

    source: Source
    into: Source
    cards: int
    passages: int
    marks: int
    debates: int
    texts: int
    texts_of_other: int
    filled: list[str]

    @property
    def is_wrong_way_round(self) -> bool:
        """Whether only the record that would go has a text."""
        return bool(self.texts) and not self.texts_of_other


def merge_preview(source: Source, into: Source) -> MergePreview:
    """Return what would go over and what would be filled, in five queries."""
    filled = gaps_filled(into, columns_of(source))
    cards, drawn = Evidence.objects.filter(source=source), Drawing.objects.filter(passage__source=source)
    debates = Debate.objects.filter(
        Q(pk__in=cards.values("claim__debate")) | Q(pk__in=drawn.values("claim__debate"))
    )
    texts = list(SourceText.objects.filter(source__in=[source, into]).values_list("source_id", flat=True))
    return MergePreview(
        source=source,
        into=into,
        cards=cards.count(),
        passages=Passage.objects.filter(source=source).count(),
        marks=SourceMark.objects.filter(source=source).count(),
        debates=debates.count(),
        texts=texts.count(source.pk),
        texts_of_other=texts.count(into.pk),
        filled=[str(name) for column, name in NAMES.items() if column in filled],
    )


def likely_twins(source: Source, viewer: Viewer) -> QuerySet[Source]:
    """Return other sources with the same DOI, address or title that `viewer` may see, at most five."""
    same = Q(title__iexact=source.title)
    same |= Q(doi__iexact=source.doi) if source.doi else Q()
    same |= Q(url=source.url) if source.url else Q()
    return Source.objects.visible_to(viewer).filter(same).exclude(pk=source.pk).order_by("id")[:TWINS_SHOWN]
