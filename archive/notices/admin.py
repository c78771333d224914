"""How follows, notices and letters look in the admin, and sending a letter again."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import may
from archive.core.admin import NamedAct, ReadOnlyAdmin
from archive.core.forms import PlainForm
from archive.notices.models import THINGS, Follow, Letter, LetterState, Notification, Preference
from archive.notices.services import send_again


def may_send_again(person: Any) -> bool:
    """Return whether the person may let a letter go out once more."""
    return may(person, "send again")


SEND_AGAIN = NamedAct(
    name="send-again",
    label=gettext_lazy("Send again"),
    done=gettext_lazy("due to be sent again"),
    note=gettext_lazy("It is written anew from what its reader may see now, and sent within a minute."),
    form=PlainForm,
    do=lambda letter, by, typed: send_again(letter=letter, by=by),
    may=may_send_again,
    fits=lambda letter, by: letter.state != LetterState.WAITING,
)


@admin.register(Follow)
class FollowAdmin(ReadOnlyAdmin):
    """Who wants to hear of what."""

    list_display = ("id", "follower", *THINGS, "created")
    list_select_related = ("follower", *THINGS)
    search_fields = ("follower__username",)
    search_help_text = gettext_lazy("Who follows")


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """Who was told of what, and how."""

    list_display = ("id", "person", "kind", "about", "way", "letter", "created", "read_at")
    list_filter = ("kind", "way")
    list_select_related = ("person", "letter")
    search_fields = ("person__username",)
    search_help_text = gettext_lazy("Who was told")


@admin.register(Preference)
class PreferenceAdmin(ReadOnlyAdmin):
    """Who chose to hear of what in which way."""

    list_display = ("id", "person", "kind", "way")
    list_filter = ("kind", "way")
    list_select_related = ("person",)
    search_fields = ("person__username",)
    search_help_text = gettext_lazy("Whose choice")


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """E-mails that wait, that went, and that came back; administrators send one again."""

    acts = (SEND_AGAIN,)
    list_display = ("id", "person", "way", "state", "subject", "attempts", "due", "sent_at", "problem")
    list_filter = ("state", "way")
    list_select_related = ("person",)
    search_fields = ("person__username",)
    search_help_text = gettext_lazy("To whom, or a number")
