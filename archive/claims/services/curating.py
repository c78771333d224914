"""Who curates a debate: inviting, answering, taking back, leaving; a debate that is open keeps one curator."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import is_member
from archive.accounts.services import require
from archive.claims.models import Curatorship, Debate, Invitation
from archive.claims.models.debate import InvitationState
from archive.claims.permissions import curators_of
from archive.claims.services.activity import note
from archive.claims.services.path import lock_debate
from archive.core.errors import Refused

OPEN_AT_MOST = 20
ASK_AGAIN = timedelta(days=30)  # after somebody declined


@transaction.atomic
def name_curator(*, debate: Debate, curator: User, by: User) -> Curatorship:
    """Let a member curate a debate at once: for moderators, where nobody does; curators invite instead.

    Raises `NotAllowed`, or `Refused` at `person` with code no_member or has_curators. Twice is once.
    """
    require(by, "name curators")
    debate = lock_debate(debate.pk)
    refuse_no_member(curator)
    if there := Curatorship.objects.filter(debate=debate, curator=curator).first():
        return there
    if active_curators(debate):
        raise Refused(
            _("Somebody curates this debate; they can invite others."), code="has_curators", conflict=True
        )
    return begin_curating(debate, curator, named_by=by, actor=by, what="named")


@transaction.atomic
def invite_curator(*, debate: Debate, person: User, by: User) -> Invitation:
    """Ask a member to curate the debate too; asking again while that is open returns the first invitation.

    Raises `NotAllowed`, or `Refused` at `person` with code no_member, held, curates, declined or too_many.
    """
    require(by, "invite curators", curators=curators_of(debate))
    debate = lock_debate(debate.pk)
    refuse_no_member(person)
    refuse_uninvitable(debate, person)
    waiting = Invitation.objects.filter(debate=debate, state=InvitationState.OPEN)
    if there := waiting.filter(person=person).first():
        return there
    if waiting.count() >= OPEN_AT_MOST:
        raise Refused(
            _("%(count)d invitations are open; wait for answers, or take one back.")
            % {"count": OPEN_AT_MOST},
            field="person",
            code="too_many",
            conflict=True,
        )
    invitation = Invitation.objects.create(debate=debate, person=person, by=by)
    note("curator", actor=by, debate=debate, person=person, detail={"what": "invited"})
    return invitation


@transaction.atomic
def answer_invitation(*, invitation: Invitation, person: User, accept: bool) -> Invitation:
    """Accept or decline an invitation that one was sent; the same answer twice is one.

    Raises `NotAllowed`, or `Refused` with code answered (it was answered otherwise, or taken back).
    """
    require(person, "answer invitation", author_id=invitation.person_id)
    state = InvitationState.ACCEPTED if accept else InvitationState.DECLINED
    debate, invitation = lock_invitation(invitation)
    if invitation.state == state:
        return invitation
    close_invitation(invitation, state)
    if accept:
        begin_curating(debate, person, named_by=invitation.by, actor=person, what="accepted")
    else:
        note("curator", actor=person, debate=debate, person=person, detail={"what": "declined"})
    return invitation


@transaction.atomic
def take_back_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Take back an invitation that nobody has answered; twice is once."""
    require(by, "invite curators", curators=curators_of(invitation.debate))
    debate, invitation = lock_invitation(invitation)
    if invitation.state == InvitationState.TAKEN_BACK:
        return invitation
    close_invitation(invitation, InvitationState.TAKEN_BACK)
    note("curator", actor=by, debate=debate, person=invitation.person, detail={"what": "taken_back"})
    return invitation


@transaction.atomic
def leave_curating(*, debate: Debate, person: User) -> None:
    """Stop curating a debate; the last curator of an open one stays. Of two who leave at once, one is told.

    Raises `NotAllowed`, or `Refused` with code not_curating or last_curator.
    """
    require(person, "leave curating")
    debate = lock_debate(debate.pk)
    curatorship = Curatorship.objects.filter(debate=debate, curator=person).first()
    if curatorship is None:
        raise Refused(_("You do not curate this debate."), code="not_curating", conflict=True)
    if debate.is_open and active_curators(debate) <= {person.pk}:
        raise Refused(
            _("You are the last curator of an open debate. Invite somebody, or close it first."),
            code="last_curator",
            conflict=True,
        )
    curatorship.delete()
    note("curator", actor=person, debate=debate, person=person, detail={"what": "left"})


def active_curators(debate: Debate) -> set[int]:
    """Return who curates the debate and still has an account that can act."""
    rows = Curatorship.objects.filter(debate=debate, curator__is_active=True, curator__closed_at=None)
    return set(rows.values_list("curator_id", flat=True))


def begin_curating(debate: Debate, curator: User, *, named_by: User, actor: User, what: str) -> Curatorship:
    """Store that somebody curates a locked debate from now on, and note it."""
    curatorship, made = Curatorship.objects.get_or_create(
        debate=debate, curator=curator, defaults={"named_by": named_by}
    )
    if made:
        note("curator", actor=actor, debate=debate, person=curator, detail={"what": what})
    return curatorship


def lock_invitation(invitation: Invitation) -> tuple[Debate, Invitation]:
    """Return the invitation as it is now and its debate, locked."""
    debate = lock_debate(invitation.debate_id)
    return debate, Invitation.objects.select_related("person", "by", "debate").get(pk=invitation.pk)


def close_invitation(invitation: Invitation, state: str) -> None:
    """Store an answer, or refuse one that comes too late."""
    words = {
        InvitationState.ACCEPTED: _("This invitation was accepted already."),
        InvitationState.DECLINED: _("This invitation was declined already."),
        InvitationState.TAKEN_BACK: _("This invitation was taken back."),
    }
    if invitation.state != InvitationState.OPEN:
        raise Refused(words[InvitationState(invitation.state)], code="answered", conflict=True)
    invitation.state, invitation.answered_at = state, timezone.now()
    invitation.save(update_fields=["state", "answered_at"])


def refuse_no_member(person: User) -> None:
    """Refuse to name whoever could not curate: unconfirmed, suspended, gone."""
    if not is_member(person) or person.closed_at:
        raise Refused(
            _("%(name)s cannot curate now: the account is not confirmed, is suspended or is closed.")
            % {"name": person.username},
            field="person",
            code="no_member",
        )


def refuse_uninvitable(debate: Debate, person: User) -> None:
    """Refuse to invite to a debate that others cannot see, and whoever curates it or has declined lately."""
    if debate.held:
        raise Refused(
            _("This debate waits for a moderator; invite others once it is published."),
            code="held",
            conflict=True,
        )
    if Curatorship.objects.filter(debate=debate, curator=person).exists():
        raise Refused(
            _("%(name)s curates this debate already.") % {"name": person.username},
            field="person",
            code="curates",
            conflict=True,
        )
    lately = {"state": InvitationState.DECLINED, "answered_at__gt": timezone.now() - ASK_AGAIN}
    if Invitation.objects.filter(debate=debate, person=person, **lately).exists():
        raise Refused(
            _("%(name)s declined lately; ask again after %(days)d days.")
            % {"name": person.username, "days": ASK_AGAIN.days},
            field="person",
            code="declined",
            conflict=True,
        )
