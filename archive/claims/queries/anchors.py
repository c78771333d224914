"""The passages that one claim was drawn from, with where they stand."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Substr

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Drawing
from archive.claims.queries.rows import words_for
from archive.sources.models import Found, Source, SourceText


def anchors_of(claim: Claim, *, viewer: Viewer) -> list[Drawing]:
    """Return the drawings of the claim from sources that `viewer` may see, in one query, without their texts.

    None while the claim's own words are not for `viewer` to read.
    """
    if words_for(viewer, claim.state, claim.author_id, claim.statement) is None:
        return []
    seen = Drawing.objects.filter(claim=claim, passage__source__in=Source.objects.visible_to(viewer))
    drawings = with_words_now(seen).select_related("passage__source_text")
    return list(
        drawings.defer("passage__source_text__text", "passage__source_text__furniture").order_by("id")
    )


def with_words_now(drawings: QuerySet[Drawing]) -> QuerySet[Drawing]:
    """Bring along `now`, the words at which each passage stands if they changed, and `is_lost`; no query more."""
    changed = Q(passage__found__in=(Found.CHANGED, Found.BY_HAND))
    size = F("passage__end") - F("passage__start")
    words = Substr("passage__source_text__text", F("passage__start") + 1, size)
    texts = SourceText.objects.filter(source=OuterRef("passage__source"))
    return drawings.annotate(
        now=Case(When(changed, then=words), default=Value("")),
        is_lost=Q(Exists(texts), passage__found=Found.NOWHERE),
    )
