"""Posting an argument together with its evidence, and showing beforehand how it will look."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from archive.accounts.models import User
from archive.claims.models import Claim, Evidence
from archive.claims.queries.rows import ClaimRow, claim_row, evidence_row
from archive.claims.services.claims import post_argument
from archive.claims.services.evidence import attach_evidence
from archive.core.models import Aim


@transaction.atomic
def post_with_evidence(
    *,
    parent: Claim,
    stance: str,
    statement: str,
    author: User,
    aim: str = Aim.STANDING,
    debate_id: int | None = None,
    card: Mapping[str, Any] | None = None,
) -> Claim:
    """Post an argument and the card that goes with it, both or neither.

    `card` has what `attach_evidence` takes beside the claim and the author; the two count as one post, so the
    interval between posts does not part them. Raises what `post_argument` and `attach_evidence` raise.
    """
    claim = post_argument(
        parent=parent, stance=stance, statement=statement, author=author, aim=aim, debate_id=debate_id
    )
    if card is not None:
        attach_evidence(claim=claim, author=author, with_its_claim=True, **card)
    return claim


class _Undone(Exception):
    """Ends the transaction of a preview."""


def preview_argument(*, viewer: User, **words: Any) -> ClaimRow:
    """Return the argument with its card as it would stand, by posting it and taking it back.

    So it is judged by the very rules of posting, and its quote by the very check; nothing is stored. Takes and
    raises what `post_with_evidence` does, without the author, who is the viewer.
    """
    try:
        with transaction.atomic():
            claim = post_with_evidence(author=viewer, **words)
            row = claim_row(claim, viewer, debate_open=True)
            cards = Evidence.objects.filter(claim=claim).with_cites()
            row.evidence = [evidence_row(card, viewer) for card in cards]
            raise _Undone
    except _Undone:
        return row
