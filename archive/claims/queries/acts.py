"""What was done to a debate as a whole, for everybody to read: by whom, when, to which claims."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Activity, Claim, Curatorship, Debate, Invitation
from archive.claims.models.activity import Happened
from archive.claims.models.debate import InvitationState
from archive.claims.models.talk import SuggestionState
from archive.claims.permissions import may_invite
from archive.claims.queries.rearranging import words_now

TOLD_TO_ALL = ("named", "accepted", "left")
"""What of curating everybody reads; invitations are for those who invite and the one invited."""


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act ready to print; `words` are None where the viewer may not read the claim, or there is none."""

    id: int
    kind: str
    what: str
    actor: User
    person: User | None
    claim_url: str
    words: str | None
    reason: str
    url: str
    undone: bool
    created: datetime


def acts_of(debate: Debate, *, viewer: Viewer, before: int = 0, count: int = 50) -> list[ActRow]:
    """Return the acts on a debate, the newest first and before that number, in one query.

    Opened, theses, states, curators, rearrangements and what was undone, accepted suggestions, topics.
    """
    kinds = [Happened.DEBATE, Happened.STATE, Happened.REARRANGED, Happened.UNDONE, Happened.TOPICS]
    told = (
        Q(kind__in=kinds)
        | Q(kind=Happened.CLAIM, detail__thesis=True)
        | Q(kind=Happened.OUTCOME, detail__state=SuggestionState.ACCEPTED)
        | Q(kind=Happened.CURATOR) & told_of_curating(debate, viewer)
    )
    return rows_of(Activity.objects.filter(told, debate=debate), viewer, before, count)


def curating_acts(debate: Debate, *, viewer: Viewer, before: int = 0, count: int = 50) -> list[ActRow]:
    """Return what changed in who curates a debate, the newest first and before that number."""
    found = Activity.objects.filter(told_of_curating(debate, viewer), debate=debate, kind=Happened.CURATOR)
    return rows_of(found, viewer, before, count)


def told_of_curating(debate: Debate, viewer: Viewer) -> Q:
    """Return which acts of curating `viewer` reads: all, if they may invite; else what came of it, and their own."""
    if may_invite(viewer, debate):
        return Q()
    told = Q(detail__what__in=TOLD_TO_ALL)
    if viewer is not None and viewer.is_authenticated:
        told |= Q(person_id=viewer.pk)
    return told


def rows_of(found: QuerySet[Activity], viewer: Viewer, before: int, count: int) -> list[ActRow]:
    """Return one page of acts by keyset, with what each names."""
    found = found.filter(pk__lt=before) if before else found
    rows = found.select_related(
        "actor",
        "person",
        "claim__same_as",
        "claim__merged_into__merged_into",
        "suggestion",
        "rearrangement",
    )
    return [act_row(row, viewer) for row in rows.order_by("-id")[:count]]


def act_row(row: Activity, viewer: Viewer) -> ActRow:
    """Return one act as `viewer` may see it: the words of a claim only where they may read them."""
    claim, rearranged = row.claim, row.rearrangement
    words = words_now(claim, viewer) if claim else None
    reason = rearranged.reason if rearranged and row.kind == Happened.REARRANGED else ""
    if row.suggestion and words is not None:
        reason = row.suggestion.decision_note or row.suggestion.reason
    return ActRow(
        id=row.pk,
        kind=row.kind,
        what=what_of(row),
        actor=row.actor,
        person=row.person,
        claim_url=claim.get_absolute_url() if claim else "",
        words=words,
        reason=reason,
        url=row.suggestion.get_absolute_url() if row.suggestion else "",
        undone=bool(rearranged and rearranged.undone_at),
        created=row.created,
    )


def what_of(row: Activity) -> str:
    """Return the particular of an act's kind: the new state, the rearrangement, what a curator did."""
    detail: dict[str, Any] = row.detail
    names = {
        Happened.STATE: "state",
        Happened.REARRANGED: "act",
        Happened.UNDONE: "act",
        Happened.CURATOR: "what",
        Happened.OUTCOME: "kind",
    }
    if row.kind in (Happened.REARRANGED, Happened.UNDONE) and row.rearrangement:
        return row.rearrangement.act
    return str(detail.get(names.get(Happened(row.kind), ""), ""))


@dataclass(frozen=True, slots=True)
class CuratorRow:
    """One curator: who, since when, named by whom."""

    person: User
    named_by: User
    since: datetime


def curator_rows(debate: Debate) -> list[CuratorRow]:
    """Return who curates a debate, the longest first, in one query; everybody may know."""
    rows = Curatorship.objects.filter(debate=debate).select_related("curator", "named_by").order_by("id")
    return [CuratorRow(row.curator, row.named_by, row.created) for row in rows]


def open_invitations(debate: Debate, *, viewer: Viewer) -> list[Invitation]:
    """Return the invitations that wait for an answer: all, for who may invite, else the viewer's own."""
    found = Invitation.objects.filter(debate=debate, state=InvitationState.OPEN).order_by("id")
    if not may_invite(viewer, debate):
        found = found.filter(person_id=viewer.pk if viewer is not None else None)
    return list(found.select_related("person", "by"))


def invitations_for(viewer: User) -> list[Invitation]:
    """Return the invitations to curate that wait for this person's answer, the newest first."""
    found = Invitation.objects.filter(person=viewer, state=InvitationState.OPEN)
    seen = found.filter(debate__in=Debate.objects.visible_to(viewer))
    return list(seen.select_related("by", "debate").order_by("-id"))


def invitation_seen(number: int, viewer: Viewer) -> Invitation | None:
    """Return the invitation of this number to the one invited, to who may invite, and to nobody else."""
    found = Invitation.objects.filter(pk=number).select_related("person", "by", "debate").first()
    if found is None or viewer is None or not viewer.is_authenticated:
        return None
    return found if found.person_id == viewer.pk or may_invite(viewer, found.debate) else None


def person_named(username: str) -> User | None:
    """Return the account of this username, with or without an @, whatever its case; None if there is none."""
    name = username.strip().removeprefix("@")
    if not name or not name.isprintable():
        return None
    return User.objects.filter(username__iexact=name, is_active=True).first()


def thesis_words(debate: Debate, viewer: Viewer) -> str:
    """Return what a debate is called to this viewer: its title or the words of its first thesis that can be read.

    A title says the same as the theses, so that it is not told once none of them can be read.
    """
    theses = Claim.objects.visible_to(viewer).filter(debate=debate, parent=None).select_related("same_as")
    words = next(filter(None, (words_now(thesis, viewer) for thesis in theses.order_by("path"))), "")
    return (debate.title or words) if words else _("Debate %(number)s") % {"number": debate.pk}
