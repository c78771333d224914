"""What one person has kept and not posted, with what each draft is for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.models import User
from archive.claims.models import Claim, Draft
from archive.claims.queries.answering import standing_for
from archive.claims.queries.rows import words_of_claim

_OF_A_CLAIM = re.compile(r"/claims/(\d{1,18})/(argue|evidence|reword)/")
_THESIS = re.compile(r"/debates/\d{1,18}/thesis/")
WHAT = {
    "argue": gettext_lazy("Answer to"),
    "evidence": gettext_lazy("Evidence for"),
    "reword": gettext_lazy("New words for"),
}
ELSEWHERE = {"/debates/open/": gettext_lazy("A new debate")}
WORDS = ("statement", "tag", "title", "quote", "record", "note", "look_for")
"""The fields that show best what a draft says, in this order."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft: what it is for, its first words, and when they were kept."""

    place: str
    what: str
    about: str
    words: str
    changed: datetime


def draft_at(owner: User, place: str) -> Draft | None:
    """Return what this person has kept in this place, if anything; without fields if it was posted a moment ago."""
    return Draft.objects.filter(owner=owner, place=place).first()


def drafts_of(owner: User) -> list[DraftRow]:
    """Return everything that this person has kept, the newest first, in a few queries at any length."""
    drafts = list(Draft.objects.filter(owner=owner).exclude(fields={}).order_by("-changed", "-id"))
    statements = statements_of(drafts, owner)
    return [
        DraftRow(
            place=draft.place,
            what=what_of(draft.place),
            about=statements.get(claim_in(draft.place), ""),
            words=next((words for name in WORDS if (words := str(draft.fields.get(name) or "").strip())), ""),
            changed=draft.changed,
        )
        for draft in drafts
    ]


def claim_in(place: str) -> int:
    """Return the id of the claim that a place is about, or 0."""
    found = _OF_A_CLAIM.fullmatch(place)
    return int(found[1]) if found else 0


def what_of(place: str) -> str:
    """Return the words for what is written in a place."""
    found = _OF_A_CLAIM.fullmatch(place)
    if found:
        return str(WHAT[found[2]])
    return (
        _("Another thesis for a question") if _THESIS.fullmatch(place) else str(ELSEWHERE.get(place, place))
    )


def statements_of(drafts: Iterable[Draft], viewer: User) -> dict[int, str]:
    """Return the statements of the claims that the drafts are about, of those that the viewer may still read.

    For a merged claim that is the statement of the one that stands for it, under the id of the merged one.
    """
    standing = standing_for({claim_in(draft.place) for draft in drafts} - {0})
    claims = Claim.objects.visible_to(viewer).filter(pk__in=standing.values()).select_related("same_as")
    told = {c.pk: words_of_claim(c, viewer) for c in claims}
    return {pk: words for pk, into in standing.items() if (words := told.get(into))}
