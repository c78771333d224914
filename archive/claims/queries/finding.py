"""Sources to choose from while somebody types a title, an author, a DOI, an address or a number."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from archive.accounts.permissions import Viewer
from archive.sources.models import Source
from archive.sources.queries import source_named

FOUND_AT_MOST = 8
LONGEST = 300  # characters of what is typed that are looked at
WORDS_SOUGHT = 8
NEWEST_SEARCHED = 20_000  # sources that are looked through for words; titles alike are found by index
SIFTED = 200  # that match, put in order by likeness


def sources_like(typed: str, *, viewer: Viewer) -> list[Source]:
    """Return what `viewer` may choose from for these words, at most 8, the best first; nothing for no words.

    The one that the words name (number, page, DOI, address, title) comes first, then titles and authors
    that hold all the words, then titles that are spelt much alike. At most three queries.
    """
    typed = " ".join(typed.replace("\x00", " ").split())[:LONGEST]
    if not typed:
        return []
    named = source_named(typed, viewer)
    found = [named] if named else []
    if named and "/" in typed:  # a DOI or an address
        return found
    seen = Source.objects.visible_to(viewer).defer("digest", "note", "rights", "ai_assistance")
    found += best(holding(seen, typed), typed)
    if len(found) < FOUND_AT_MOST:
        found += best(seen.filter(title__trigram_word_similar=typed), typed)
    return list({source.pk: source for source in found}.values())[:FOUND_AT_MOST]


def holding(seen: QuerySet[Source], typed: str) -> QuerySet[Source]:
    """Return the sources that have every word in the title or among the authors, whatever its case."""
    newest = Subquery(Source.objects.order_by("-pk").values("pk")[:1])
    names = Cast("authors", TextField())
    held = Q()
    for word in typed.split()[:WORDS_SOUGHT]:
        held &= Q(title__icontains=word) | Q(names__icontains=word)
    return seen.alias(names=names, newest=newest).filter(held, pk__gt=F("newest") - NEWEST_SEARCHED)


def best(matches: QuerySet[Source], typed: str) -> list[Source]:
    """Return the first of these by how much of what was typed is in the title, the newest of equals first."""
    sifted = Source.objects.filter(pk__in=matches.order_by("-id").values("pk")[:SIFTED])
    likeness = TrigramWordSimilarity(typed, "title")
    return list(sifted.annotate(likeness=likeness).order_by("-likeness", "-id")[:FOUND_AT_MOST])
