"""Following: somebody's wish to hear of a thing, made and ended as often as they like."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import lock_person, require
from archive.core.errors import Refused
from archive.notices.models import Follow
from archive.notices.queries.following import followable, kind_of

FOLLOWS_AT_MOST = 5000


@transaction.atomic
def follow(*, person: User, thing: Any) -> Follow:
    """Let a person follow a debate, claim, source, topic or person; doing it twice is the same as once.

    Raises `NotAllowed`, or `Refused` with code gone, own (nobody follows themselves) or too_many.
    """
    require(person, "follow")
    kind = kind_of(thing)
    if not followable(kind, person).filter(pk=thing.pk).exists():
        raise Refused(_("This is not here any more."), code="gone", conflict=True)
    if kind == "person" and thing.pk == person.pk:
        raise Refused(_("Nobody follows themselves."), code="own")
    person = lock_person(person)
    row = Follow.objects.filter(follower=person, **{kind: thing}).first()
    if row is None:
        if Follow.objects.filter(follower=person).count() >= FOLLOWS_AT_MOST:
            message = _("You follow %(n)d things; stop following some first.") % {"n": FOLLOWS_AT_MOST}
            raise Refused(message, code="too_many")
        row = Follow.objects.create(follower=person, **{kind: thing})
    return row


@transaction.atomic
def unfollow(*, person: User, kind: str, thing: int) -> bool:
    """End a following, also of what is out of sight now; returns whether there was one."""
    if kind not in ("debate", "claim", "source", "topic", "person"):
        raise Refused(_("There is no such kind of thing to follow."), field="kind", code="kind")
    ended, _rows = Follow.objects.filter(follower=person, **{f"{kind}_id": thing}).delete()
    return bool(ended)
