"""Claims to choose from when words of a source are to stand under one as evidence."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import QuerySet

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Drawing
from archive.claims.models.claim import STATEMENT_LIMIT
from archive.claims.models.debate import DebateState
from archive.claims.queries.rarest import words_in
from archive.claims.queries.similar import having
from archive.core.models import Publication
from archive.core.words import beginning
from archive.sources.models import Source

CHOICES = 20
WORDS_SOUGHT = 8
SIFTED = 500  # matches that are put in order by likeness
NUMBER = re.compile(r"(?:.*/claims/|#)?(\d{1,18})/?")


@dataclass(frozen=True, slots=True)
class ClaimChoice:
    """One claim that evidence may be put under; `number` is empty for a thesis."""

    id: int
    url: str
    statement: str
    number: str
    stance: str
    supports: int
    opposes: int
    cards: int


def claim_choice(claim: Claim) -> ClaimChoice:
    """Return a claim as a choice."""
    return ClaimChoice(
        id=claim.pk,
        url=claim.get_absolute_url(),
        statement=claim.statement,
        number=claim.number,
        stance=claim.stance or "",
        supports=claim.supports,
        opposes=claim.opposes,
        cards=claim.evidence_count,
    )


def open_claims(viewer: Viewer) -> QuerySet[Claim]:
    """Return the published claims of open debates that `viewer` may see; of a link, the original."""
    published = Claim.objects.visible_to(viewer).published().filter(same_as=None)
    return published.filter(debate__state=DebateState.OPEN)


def claim_named(number: int, *, viewer: Viewer) -> ClaimChoice | None:
    """Return the claim of this number if evidence may be put under it, else None."""
    claim = open_claims(viewer).filter(pk=number).first() if number else None
    return claim_choice(claim) if claim else None


def claims_like(words: str, *, source: Source, viewer: Viewer) -> list[ClaimChoice]:
    """Return the claims that hold all these words, the likest first, or the one of this number or address.

    The beginning of a word will do. Without words those drawn from the source, the newest first. At most 20,
    in at most two queries.
    """
    found = open_claims(viewer)
    sought = words.split()[:WORDS_SOUGHT]
    if not sought:
        drawn = Drawing.objects.filter(passage__source=source, claim__state=Publication.PUBLISHED)
        return choices(found.filter(pk__in=drawn.values("claim")).order_by("-id"))
    if number := NUMBER.fullmatch(words.strip()):
        return choices(found.filter(pk=int(number[1])))
    typed = " ".join(sought)[:STATEMENT_LIMIT]
    held = having(found, "statement", beginning(words_in(typed)))
    sifted = Claim.objects.filter(pk__in=held.order_by("-id").values("pk")[:SIFTED])
    likeness = TrigramWordSimilarity(typed, "statement")
    return choices(sifted.annotate(likeness=likeness).order_by("-likeness", "-id"))


def choices(claims: QuerySet[Claim]) -> list[ClaimChoice]:
    """Return the first of these claims to choose from."""
    return [claim_choice(claim) for claim in claims[:CHOICES]]
