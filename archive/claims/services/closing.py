"""Closing an account: what was published stays under "Former member", what is personal goes."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import forget_person
from archive.claims.models import Curatorship, Invitation, Suggestion
from archive.claims.models.debate import InvitationState
from archive.claims.models.talk import SuggestionState
from archive.claims.services.activity import note
from archive.claims.services.path import lock_debates
from archive.core.errors import Refused


@transaction.atomic
def close_account(*, person: User, confirmation: str) -> User:
    """Close one's own account for good; `confirmation` is its user name, typed once more. Twice is once.

    Who may do it: only its person, and also while suspended. They leave what they curate, the last curator
    too; open invitations and suggestions of theirs end. Raises `Refused` with code confirmation or
    last_administrator.
    """
    if confirmation.strip().lower() != person.username.lower():
        raise Refused(
            _("Type your user name, %(name)s, to confirm.") % {"name": person.username},
            field="confirmation",
            code="confirmation",
        )
    lock_debates(concerned(person))
    closed = forget_person(person=person)
    end_what_is_open(closed)
    return closed


def concerned(person: User) -> set[int]:
    """Return the debates in which something of the person's ends."""
    invited = Invitation.objects.filter(state=InvitationState.OPEN)
    suggested = Suggestion.objects.filter(author=person, state=SuggestionState.OPEN)
    return {
        *Curatorship.objects.filter(curator=person).values_list("debate_id", flat=True),
        *invited.filter(person=person).values_list("debate_id", flat=True),
        *invited.filter(by=person).values_list("debate_id", flat=True),
        *suggested.values_list("claim__debate_id", flat=True),
    }


def end_what_is_open(person: User) -> None:
    """End the person's curating, invitations and suggestions; call it under the locks of their debates."""
    now = timezone.now()
    invited = Invitation.objects.filter(state=InvitationState.OPEN)
    invited.filter(person=person).update(state=InvitationState.DECLINED, answered_at=now)
    invited.filter(by=person).update(state=InvitationState.TAKEN_BACK, answered_at=now)
    Suggestion.objects.filter(author=person, state=SuggestionState.OPEN).update(
        state=SuggestionState.WITHDRAWN
    )
    for curatorship in Curatorship.objects.filter(curator=person).select_related("debate"):
        curatorship.delete()
        note("curator", actor=person, debate=curatorship.debate, person=person, detail={"what": "left"})
