"""One useful act for somebody new, of each of three kinds; each is there now and takes a few minutes."""

from dataclasses import dataclass

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim
from archive.claims.queries.lists import unanswered
from archive.claims.queries.reader import digest_blocks
from archive.claims.queries.reading import examined_in_digest, unexamined_in
from archive.claims.queries.rows import ClaimRow, claim_row
from archive.core.models import Publication
from archive.sources.models import Source
from archive.sources.queries import featured_source, rows_of, texts_of

LOOKED_AT = 20
WORDS = 300


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph of a source that no published claim was drawn from."""

    source: Source
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What can be done now; None for a kind of which nothing waits."""

    paragraph: Paragraph | None
    argument: ClaimRow | None
    asked: ClaimRow | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits at all."""
        return not (self.paragraph or self.argument or self.asked)


def first_steps(viewer: Viewer) -> Steps:
    """Return what `viewer` could do now, never about a claim of their own; at most six queries."""
    asked = Claim.objects.visible_to(None).asked_for_evidence().filter(debate__state="open", same_as=None)
    newest_asked = asked.order_by("-evidence_asked", "-id")[:LOOKED_AT]
    return Steps(
        paragraph=unexamined_paragraph(),
        argument=first_of_others(unanswered(LOOKED_AT), viewer),
        asked=first_of_others(list(newest_asked), viewer),
    )


def first_of_others(claims: list[Claim], viewer: Viewer) -> ClaimRow | None:
    """Return the first of these claims that is not the viewer's own, as a row."""
    own = viewer.pk if viewer is not None and viewer.is_authenticated else None
    found = next((claim.pk for claim in claims if claim.author_id != own), None)
    claim = Claim.objects.filter(pk=found).select_related("author", "same_as").first() if found else None
    return claim_row(claim, viewer, debate_open=True) if claim else None


def unexamined_paragraph() -> Paragraph | None:
    """Return the first paragraph of the featured source that nobody has examined, of its text or its digest."""
    source = featured_source()
    if source is None or source.state != Publication.PUBLISHED:
        return None
    versions = texts_of(source)
    if not versions:
        return of_digest(source)
    block = unexamined_in(versions[0]).order_by("order").first()
    if block is None or block.number is None:
        return None
    end = min(block.end, block.start + WORDS)
    return Paragraph(source, block.number, rows_of(versions[0], [(block, block.start, end)])[0].words)


def of_digest(source: Source) -> Paragraph | None:
    """Return the first paragraph of the digest that nothing was drawn from."""
    examined = examined_in_digest(source)
    left = [part for part in digest_blocks(source) if part.number and part.number not in examined]
    return Paragraph(source, left[0].number or 0, left[0].words) if left else None
