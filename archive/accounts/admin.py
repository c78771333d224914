"""How people look in the admin, and what an administrator can do about their trust."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts import services
from archive.accounts.models import User
from archive.accounts.permissions import may
from archive.core.admin import NamedAct, ReadOnlyAdmin
from archive.core.forms import PlainForm

PUBLIC = ["username", "display_name", "bio", "date_joined", "confirmed_at", "last_post_at"]
TRUST = [
    "is_active",
    "is_trusted",
    "is_auditor",
    "is_staff",
    "is_superuser",
    "is_demo",
    "suspended_until",
    "silenced_until",
]
PRIVATE = ["email", "last_login"]


def may_administer(person: Any) -> bool:
    """Return whether the person is an administrator."""
    return may(person, "administer")


def trust_act(name: str, label: str, done: str, note: str, column: str, value: bool) -> NamedAct:
    """Return an administrator's act that gives or takes a mark of trust."""
    return NamedAct(
        name=name,
        label=label,
        done=done,
        note=note,
        form=PlainForm,
        do=lambda person, by, typed: services.set_trust(person=person, mark=column, value=value, by=by),
        may=may_administer,
        fits=lambda person, by: getattr(person, column) is not value and person.pk != by.pk,
    )


MODERATING = gettext_lazy(
    "They will see what waits and what was removed, and decide about it under their name."
)
TRUSTED = gettext_lazy("Their posts will appear at once, and no limits over time apply to them.")
ORDINARY = gettext_lazy("The ordinary limits will apply to them again.")
STAYS = gettext_lazy("What they decided stays in the log.")
AUDITING = gettext_lazy(
    "They will read every table of the admin that moderators read, and change nothing there."
)
ENDS_AUDITING = gettext_lazy("They will not get into the admin any more.")
TRUST_ACTS = (
    trust_act(
        "make-moderator",
        gettext_lazy("Make a moderator"),
        gettext_lazy("may moderate now"),
        MODERATING,
        "is_staff",
        True,
    ),
    trust_act(
        "end-moderating",
        gettext_lazy("End their moderating"),
        gettext_lazy("moderates no more"),
        STAYS,
        "is_staff",
        False,
    ),
    trust_act(
        "make-auditor",
        gettext_lazy("Make an auditor"),
        gettext_lazy("may read the admin now"),
        AUDITING,
        "is_auditor",
        True,
    ),
    trust_act(
        "end-auditing",
        gettext_lazy("End their auditing"),
        gettext_lazy("audits no more"),
        ENDS_AUDITING,
        "is_auditor",
        False,
    ),
    trust_act("trust", gettext_lazy("Trust"), gettext_lazy("trusted now"), TRUSTED, "is_trusted", True),
    trust_act(
        "end-trust",
        gettext_lazy("End the trust"),
        gettext_lazy("trusted no more"),
        ORDINARY,
        "is_trusted",
        False,
    ),
)


class PersonAdmin(ReadOnlyAdmin):
    """People as the admin lists them; `moderation` registers this with its own acts added."""

    acts = TRUST_ACTS
    list_display = (
        "username",
        "signs_as",
        "role",
        "is_trusted",
        "confirmed_at",
        "suspended_until",
        "date_joined",
    )
    list_filter = ("is_staff", "is_auditor", "is_trusted", "is_active", "is_demo")
    search_fields = ("username", "display_name")
    search_help_text = gettext_lazy("A name or a number")

    def named(self, row: User) -> str:
        """Return the name under which reports speak of the person."""
        return row.username

    @admin.display(description=gettext_lazy("signs as"))
    def signs_as(self, person: User) -> str:
        """Return the name under the person's posts."""
        return person.signature

    @admin.display(description=gettext_lazy("role"))
    def role(self, person: User) -> str:
        """Return what the person may do at most, in one word."""
        if person.is_superuser:
            return _("administrator")
        if person.is_staff:
            return _("moderator")
        if person.is_auditor and person.confirmed_at:
            return _("auditor")
        return _("member") if person.confirmed_at else _("unconfirmed")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Show addresses and sign-ins to administrators only, and the password's hash to nobody."""
        return [*PUBLIC, *TRUST, *(PRIVATE if may_administer(request.user) else [])]

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Let administrators search by e-mail address too."""
        return (*self.search_fields, "email") if may_administer(request.user) else self.search_fields
