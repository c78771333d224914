"""Claims of a debate that need somebody: unanswered, without evidence, contested, hardly rated; one's own; new ones."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate
from archive.claims.models.claim import ClaimQuerySet
from archive.claims.queries.leaning import with_marks
from archive.claims.queries.rows import ClaimRow, claim_row, words_for
from archive.claims.queries.threads import add_evidence, add_own_ratings
from archive.claims.queries.visits import changed_since, changes_of
from archive.claims.standing import CONTESTED, ENOUGH_RATINGS

SHOWN = 25

FILTERS: dict[str, tuple[Promise, Callable[[ClaimQuerySet], ClaimQuerySet]]] = {
    "unanswered": (gettext_lazy("Unanswered"), lambda claims: claims.unanswered().filter(same_as=None)),
    "needs-evidence": (
        gettext_lazy("Needs evidence"),
        lambda claims: claims.published().filter(
            Q(evidence_asked__gt=0) | Q(evidence_count=0, depth__gt=0), same_as=None
        ),
    ),
    "contested": (
        gettext_lazy("Contested"),
        lambda claims: claims.published().filter(
            subtree_ratings__gte=ENOUGH_RATINGS, standing__gt=CONTESTED[0], standing__lt=CONTESTED[1]
        ),
    ),
    "too-few-ratings": (
        gettext_lazy("Too few ratings"),
        lambda claims: claims.published().filter(subtree_ratings__lt=ENOUGH_RATINGS),
    ),
}
"""The filters that mean the same to every reader; `mine` and `new` depend on who looks."""

OWN = {"mine": gettext_lazy("Mine"), "new": gettext_lazy("New since my last visit")}


def filter_words(viewer: Viewer, since: datetime | None = None) -> list[tuple[str, str]]:
    """Return the filters to offer, each with its words; one's own to members, what is new also to who names a time."""
    words = [(name, str(word)) for name, (word, _keeps) in FILTERS.items()]
    if viewer is not None and viewer.is_authenticated:
        return words + [(name, str(word)) for name, word in OWN.items()]
    return [*words, ("new", _("New since then"))] if since else words


def filtered(
    debate: Debate, *, viewer: Viewer, show: str, since: datetime | None, skip: int = 0
) -> tuple[list[ClaimRow], bool]:
    """Return the claims that the filter keeps, in reading order, and whether there are more than `SHOWN`.

    `show` is one of `filter_words`; at most three queries. Nothing is new to who was never here before.
    """
    claims = Claim.objects.placed_for(viewer).filter(debate=debate)
    if show in FILTERS:
        claims = FILTERS[show][1](claims)
    elif show == "mine" and viewer is not None:
        claims = claims.filter(author_id=viewer.pk)
    else:
        claims = changed_since(claims, since, viewer) if since else claims.none()
    page = list(
        with_marks(claims.select_related("author", "same_as", "parent")).order_by("path")[
            skip : skip + SHOWN + 1
        ]
    )
    rows = [claim_row(c, viewer, debate_open=debate.is_open, top=c.depth - 1) for c in page[:SHOWN]]
    for row, claim in zip(rows, page, strict=False):
        row.changes = changes_of(claim, since, viewer)
        above = claim.parent
        words = above and words_for(viewer, above.state, above.author_id, above.statement)
        row.above = words or ""
    shown = {row.id: row for row in rows}
    add_evidence(shown, viewer)
    add_own_ratings(shown, viewer)
    return rows, len(page) > SHOWN
