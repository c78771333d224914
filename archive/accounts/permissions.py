"""Who may do what: one table, asked by services inside, and by templates to show or hide."""

from collections.abc import Container
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, TypeGuard, Union

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

if TYPE_CHECKING:
    from archive.accounts.models import User

Viewer: TypeAlias = Union["User", AnonymousUser, None]
"""Who looks: an account, a visitor, or nobody (a command, a feed)."""


class Role(StrEnum):
    """What a person is towards one thing; a person has several at once."""

    ANYONE = "anyone"
    ACCOUNT = gettext_noop("somebody with a confirmed e-mail address")
    LISTENER = gettext_noop("a member, silenced or not")
    MEMBER = gettext_noop("a member with a confirmed e-mail address")
    AUTHOR = gettext_noop("its author")
    CURATOR = gettext_noop("a curator of the debate")
    AUDITOR = gettext_noop("an auditor")
    MODERATOR = gettext_noop("a moderator")
    ADMINISTRATOR = gettext_noop("an administrator")


WHO_MAY: dict[str, tuple[Role, ...]] = {
    "read": (Role.ANYONE,),
    "post": (Role.MEMBER,),
    "describe oneself": (Role.MEMBER,),
    "rate": (Role.LISTENER,),
    "draft": (Role.LISTENER,),
    "follow": (Role.LISTENER,),
    "send again": (Role.ADMINISTRATOR,),
    "bookmark": (Role.LISTENER,),
    "report": (Role.LISTENER,),
    "appeal": (Role.ACCOUNT,),
    "ask for evidence": (Role.MEMBER,),
    "talk": (Role.MEMBER,),
    "resolve talk": (Role.AUTHOR, Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "mark card": (Role.AUTHOR,),
    "import source": (Role.MEMBER,),
    "reword": (Role.AUTHOR,),
    "suggest": (Role.MEMBER,),
    "decide suggestion": (Role.AUTHOR, Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "decide rearrangement": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "confirm meaning": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "withdraw suggestion": (Role.AUTHOR,),
    "invite curators": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "answer invitation": (Role.AUTHOR,),
    "leave curating": (Role.LISTENER,),
    "name curators": (Role.MODERATOR, Role.ADMINISTRATOR),
    "withdraw": (Role.AUTHOR,),
    "close debate": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "file debate": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "arrange topics": (Role.MODERATOR, Role.ADMINISTRATOR),
    "move": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "link": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "merge claims": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "extract": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "undo": (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "mark source": (Role.AUTHOR, Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "lift mark": (Role.AUTHOR, Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "merge sources": (Role.AUTHOR, Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "complete source": (Role.MEMBER,),
    "place passage": (Role.AUTHOR, Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "read held": (Role.AUTHOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "read removed": (Role.AUTHOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "audit": (Role.AUDITOR, Role.MODERATOR, Role.ADMINISTRATOR),
    "moderate": (Role.MODERATOR, Role.ADMINISTRATOR),
    "administer": (Role.ADMINISTRATOR,),
}

LEANS = gettext_noop("a curator of a debate that leans on it")
WORDED: dict[tuple[str, Role], str] = {
    ("decide suggestion", Role.AUTHOR): gettext_noop("the author of the claim"),
    ("withdraw suggestion", Role.AUTHOR): gettext_noop("whoever made the suggestion"),
    ("answer invitation", Role.AUTHOR): gettext_noop("whoever was invited"),
    ("mark source", Role.AUTHOR): gettext_noop("whoever added the source"),
    ("mark source", Role.CURATOR): LEANS,
    ("lift mark", Role.AUTHOR): gettext_noop("whoever set the mark"),
    ("lift mark", Role.CURATOR): LEANS,
    ("merge sources", Role.AUTHOR): gettext_noop("whoever added it, while no debate leans on it"),
    ("merge sources", Role.CURATOR): gettext_noop("whoever curates every debate that leans on it"),
    ("place passage", Role.AUTHOR): gettext_noop("whoever drew a claim from it"),
    ("resolve talk", Role.AUTHOR): gettext_noop("whoever began the conversation or wrote what it is about"),
}
"""What a role is called where "its author" or "the debate" would be read as somebody or something else."""


def has_account(user: Viewer) -> TypeGuard["User"]:
    """Return whether this is an active account with a confirmed e-mail address, restrained or not."""
    return bool(user and user.is_authenticated and user.is_active and user.confirmed_at is not None)


def is_listener(user: Viewer) -> TypeGuard["User"]:
    """Return whether this is an account without a suspension: it may read and rate, silenced or not."""
    return has_account(user) and (user.suspended_until is None or user.suspended_until <= timezone.now())


def is_member(user: Viewer) -> TypeGuard["User"]:
    """Return whether this is an account with neither a suspension nor a silence: it may post."""
    return is_listener(user) and (user.silenced_until is None or user.silenced_until <= timezone.now())


def roles_of(user: Viewer, *, author_id: int | None = None, curators: Container[int] = ()) -> set[Role]:
    """Return every role of `user` towards a thing written by `author_id` in a debate of `curators`."""
    roles = {Role.ANYONE}
    if has_account(user):
        roles.add(Role.ACCOUNT)
    if is_listener(user):
        roles.add(Role.LISTENER)
    if not is_member(user):
        return roles
    roles.add(Role.MEMBER)
    if user.pk == author_id:
        roles.add(Role.AUTHOR)
    if user.pk in curators:
        roles.add(Role.CURATOR)
    if user.is_auditor:
        roles.add(Role.AUDITOR)
    if user.is_staff:
        roles.add(Role.MODERATOR)
    if user.is_superuser:
        roles.add(Role.ADMINISTRATOR)
    return roles


def may(user: Viewer, act: str, *, author_id: int | None = None, curators: Container[int] = ()) -> bool:
    """Return whether `user` may do `act`, a key of `WHO_MAY`, to such a thing."""
    return not roles_of(user, author_id=author_id, curators=curators).isdisjoint(WHO_MAY[act])


def may_moderate(user: Viewer) -> bool:
    """Return whether `user` may decide on reports, removals and suspensions."""
    return may(user, "moderate")


def who_may(act: str) -> str:
    """Return the words for who may do `act`, for a refusal: "a curator of the debate or a moderator"."""
    words = [_(WORDED.get((act, role), role.value)) for role in WHO_MAY[act]]
    if len(words) == 1:
        return words[0]
    return _("%(before)s or %(last)s") % {"before": _(", ").join(words[:-1]), "last": words[-1]}
