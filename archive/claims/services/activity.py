"""Writes down what was done, in the transaction of the act, so that nobody who wants to hear of it is forgotten."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from archive.accounts.models import User
from archive.claims.models import Activity, Claim, Evidence, Rearrangement
from archive.core.models import Publication


def note(kind: str, *, actor: User | int, detail: dict[str, Any] | None = None, **things: Any) -> Activity:
    """Note that `actor` did `kind` to these things, named as the columns of `Activity`.

    What follows from it (notifications) is queued once the act is stored; if that fails, it is made with the
    next activity. Held things are noted when they are published.
    """
    who = {"actor_id": actor} if isinstance(actor, int) else {"actor": actor}
    row = Activity.objects.create(kind=kind, detail=detail or {}, **who, **things)
    transaction.on_commit(spread_soon, robust=True)
    return row


def spread_soon() -> None:
    """Queue what is to follow from activities; the settings name the task, which is of a higher subject."""
    import_string(settings.ACTIVITY_TASK).enqueue()


def note_claim(claim: Claim) -> None:
    """Note that a claim was published for the first time; with its first thesis a debate is opened."""
    opens = claim.path == "0001"
    detail = {} if claim.parent_id else {"thesis": True}  # it may move to the top later
    things: dict[str, Any] = {"debate_id": claim.debate_id, "claim": claim, "detail": detail}
    note("debate" if opens else "claim", actor=claim.author_id, **things)


def note_card(card: Evidence) -> None:
    """Note that a card was published for the first time, if its claim is published too."""
    claim = card.claim
    if claim.state == Publication.PUBLISHED:
        things: dict[str, Any] = {"debate_id": claim.debate_id, "claim": claim, "source_id": card.source_id}
        note("evidence", actor=card.author_id, evidence=card, **things)


def note_rearranged(row: Rearrangement) -> None:
    """Note that a claim was linked, moved, merged or extracted."""
    things: dict[str, Any] = {"debate_id": row.debate_id, "claim_id": row.claim_id, "rearrangement": row}
    note("rearranged", actor=row.by_id, detail={"act": row.act}, **things)
