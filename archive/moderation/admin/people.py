"""What moderators can do about people: suspend, and lift a suspension."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from archive.accounts.admin import PersonAdmin
from archive.accounts.models import User
from archive.core.admin import NamedAct
from archive.moderation.admin.things import with_decisions
from archive.moderation.forms import ReasonForm, SuspendForm
from archive.moderation.permissions import may_suspend
from archive.moderation.services import is_suspended, lift_suspension, suspend_person

SUSPEND = NamedAct(
    name="suspend",
    label=gettext_lazy("Suspend"),
    done=gettext_lazy("suspended"),
    note=gettext_lazy("They can sign in and read, and not write. They see until when."),
    form=SuspendForm,
    do=lambda person, moderator, typed: suspend_person(person=person, moderator=moderator, **typed),
    fits=lambda person, moderator: not is_suspended(person) and may_suspend(moderator, person),
)
LIFT = NamedAct(
    name="lift",
    label=gettext_lazy("Lift the suspension"),
    done=gettext_lazy("may write again"),
    note=gettext_lazy("They can write again at once."),
    form=ReasonForm,
    do=lambda person, moderator, typed: lift_suspension(person=person, moderator=moderator, **typed),
    fits=lambda person, moderator: is_suspended(person) and may_suspend(moderator, person),
)


@admin.register(User)
class DecidedPersonAdmin(PersonAdmin):
    """People, with what moderators and administrators can do about them."""

    acts = (SUSPEND, LIFT, *PersonAdmin.acts)

    def beside(self, request: HttpRequest, row: User) -> dict[str, Any]:
        """Add the decisions about the person."""
        return with_decisions(super().beside(request, row), row)
