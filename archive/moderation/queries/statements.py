"""One decision for itself: what everybody may read of it, and what whom it concerns reads besides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from archive.accounts.models import User
from archive.moderation.models import Appeal, Decision, Seal
from archive.moderation.queries.log import LogEntry, addresses, log_entry, reversals_of

WORDS = {
    "ClaimEvent": ("statement",),
    "EvidenceEvent": ("tag", "quote"),
    "CommentEvent": ("text",),
    "SourceEvent": ("title",),
}
"""The columns of a revision that are somebody's words."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A decision with its appeal and its place in the chain."""

    entry: LogEntry
    decision: Decision
    appeal: Appeal | None
    seal: Seal | None
    parts: int
    reports: int


def statement(decision: Decision, *, viewer: Any) -> Statement:
    """Return one decision as its own page shows it to everybody; the words it was about are not among it."""
    urls, reversals = addresses([decision], viewer), reversals_of([decision])
    return Statement(
        entry=log_entry(decision, urls, reversals),
        decision=decision,
        appeal=Appeal.objects.filter(decision=decision).select_related("decided_by", "outcome").first(),
        seal=Seal.objects.filter(pk=decision.pk).first(),
        parts=decision.parts.count(),
        reports=decision.reports.count(),
    )


def words_as_they_stood(decision: Decision, thing: Any) -> tuple[str, datetime | None]:
    """Return the words of the revision that was decided about and when they were written; empty once erased."""
    name = f"{thing._meta.object_name}Event"
    if decision.version is None or name not in WORDS or isinstance(thing, User):
        return "", None
    row = apps.get_model("archive", name)._default_manager.filter(pgh_id=decision.version).first()
    if row is None:
        return "", None
    words = "\n".join(filter(None, (str(getattr(row, column)) for column in WORDS[name])))
    return words, row.pgh_created_at
