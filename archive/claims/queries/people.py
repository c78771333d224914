"""What one person has posted, for their page."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim
from archive.claims.queries.rows import ClaimRow, claim_row


@dataclass(frozen=True, slots=True)
class Contribution:
    """One claim of a person, with the address and the words of the debate that it stands in."""

    row: ClaimRow
    debate_url: str
    debate_words: str


def contributions_of(person: User, *, viewer: Viewer, skip: int = 0, count: int = 20) -> list[Contribution]:
    """Return the person's claims that `viewer` may see, newest first, in two queries."""
    claims = (
        Claim.objects.visible_to(viewer)
        .filter(author=person, same_as=None)
        .select_related("author", "same_as", "debate")
    )
    page = list(claims.order_by("-created", "-id")[skip : skip + count])
    words = words_of_debates(page)
    return [
        Contribution(
            row=claim_row(c, viewer, debate_open=c.debate.is_open),
            debate_url=c.debate.get_absolute_url(),
            debate_words=words.get(c.debate_id, f"Debate {c.debate_id}"),
        )
        for c in page
    ]


def words_of_debates(claims: Iterable[Claim]) -> dict[int, str]:
    """Return, by its id, what each claim's debate is called: its title, or the words of its thesis.

    A debate whose thesis is not published goes by no words at all.
    """
    debates = {claim.debate_id: claim.debate.title for claim in claims}
    theses = Claim.objects.published().filter(debate__in=debates, parent=None).order_by("-path")
    found = dict(theses.values_list("debate_id", "statement"))
    return {pk: title or found[pk] for pk, title in debates.items() if pk in found}
