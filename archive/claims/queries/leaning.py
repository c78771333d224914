"""Which claims lean on a marked source: by a published card that cites it, or because they were drawn from it."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Coalesce

from archive.claims.models import Claim, Drawing, Evidence
from archive.core.models import Publication
from archive.sources.models import Marking

GRAVEST_FIRST = (Marking.RETRACTED, Marking.DISPUTED, Marking.CORRECTED)


def with_marks(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Bring along the marks on what each claim leans on, for `leans_on`, in the same query; a link has its original's.

    What is not published does not count, neither cards nor sources.
    """
    original, published = OuterRef("original"), Publication.PUBLISHED
    cards = Evidence.objects.filter(claim=original, state=published, source__state=published)
    drawn = Drawing.objects.filter(claim=original, passage__source__state=published)
    return claims.alias(original=Coalesce("same_as_id", "pk")).annotate(
        marks_cited=ArraySubquery(cards.exclude(source__mark="").values("source__mark")),
        marks_drawn=ArraySubquery(drawn.exclude(passage__source__mark="").values("passage__source__mark")),
    )


def leans_on(claim: Claim) -> tuple[str, ...]:
    """Return the kinds of marks on what a claim leans on, the gravest first; none if it came without them."""
    return gravest_first([*getattr(claim, "marks_cited", ()), *getattr(claim, "marks_drawn", ())])


def gravest_first(kinds: Iterable[str]) -> tuple[str, ...]:
    """Return each of these kinds of marks once, the gravest first."""
    found = set(kinds)
    return tuple(kind.value for kind in GRAVEST_FIRST if kind.value in found)
