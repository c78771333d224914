"""The passages that one claim was drawn from, with where they stand."""

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Drawing
from archive.claims.queries.rows import words_for
from archive.sources.models import Source


def anchors_of(claim: Claim, *, viewer: Viewer) -> list[Drawing]:
    """Return the drawings of the claim from sources that `viewer` may see, in one query, without their texts.

    None while the claim's own words are not for `viewer` to read.
    """
    if words_for(viewer, claim.state, claim.author_id, claim.statement) is None:
        return []
    seen = Drawing.objects.filter(claim=claim, passage__source__in=Source.objects.visible_to(viewer))
    drawings = seen.select_related("passage__source_text").defer("passage__source_text__text")
    return list(drawings.order_by("id"))
