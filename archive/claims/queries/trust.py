"""How far an account is trusted, and what that lets its person do, in whole sentences with the site's own numbers."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.accounts.models import User
from archive.core.models import Publication

YOUNG = timedelta(hours=24)
LET_THROUGH = Q(
    state__in=(Publication.PUBLISHED, Publication.WITHDRAWN, Publication.MERGED), published_at__isnull=False
)
"""What counts towards the first posts: what was published once and was not taken away by a moderator."""


@dataclass(frozen=True, slots=True)
class Trust:
    """A level as one word for programs, as words for readers, and what it allows in sentences."""

    level: str
    word: str
    says: tuple[str, ...]


def trust_of(person: User, *, through: int) -> Trust:
    """Return how far this account is trusted; `through` counts its posts that were let through. No query."""
    if person.closed_at or not person.is_active:
        return Trust("closed", _("Closed account"), (_("Nobody can sign in to it."),))
    if person.is_staff:
        word = _("Administrator") if person.is_superuser else _("Moderator")
        decides = _("Decides about reports and about what waits, under their own name, in the public log.")
        return Trust("administrator" if person.is_superuser else "moderator", word, (at_once(), decides))
    if person.is_trusted:
        return Trust("trusted", _("Trusted member"), (at_once(),))
    if person.confirmed_at is None:
        return Trust(
            "unconfirmed", _("Not confirmed yet"), (_("Posts once the e-mail address is confirmed."),)
        )
    return of_member(person, through)


def at_once() -> str:
    """Return what exempt accounts may do."""
    return _("Posts appear at once, and no limits over time apply.")


def of_member(person: User, through: int) -> Trust:
    """Return the trust of an ordinary member: new until enough posts were let through."""
    needed = settings.ARCHIVE["HOLD_FIRST"]
    is_new = through < needed
    says = [first_posts(needed, through) if is_new else _("Posts appear at once.")]
    if timezone.now() - person.date_joined < YOUNG:
        says.append(
            _(
                "In its first day: at most %(debates)s debates, %(claims)s claims, %(evidence)s pieces of "
                "evidence and %(talk)s comments."
            )
            % settings.ARCHIVE["DAILY_LIMITS"]
        )
    says.append(_("May rate, talk, suggest, follow and report."))
    return Trust("new" if is_new else "member", _("New member") if is_new else _("Member"), tuple(says))


def first_posts(needed: int, through: int) -> str:
    """Return the sentence about first posts that wait."""
    says = ngettext(
        "The first post waits until a moderator has let it through.",
        "The first %(needed)s posts wait until a moderator has let them through; %(through)s of them have been.",
        needed,
    )
    return says % {"needed": needed, "through": through}


def first_posts_wait() -> str:
    """Return why what was posted waits, unless a moderator gave another reason; empty where nothing waits."""
    needed = settings.ARCHIVE["HOLD_FIRST"]
    if not needed:
        return ""
    says = ngettext(
        "The first post of a new member waits until a moderator has read it.",
        "The first %(needed)s posts of a new member wait until a moderator has read them.",
        needed,
    )
    return says % {"needed": needed}
