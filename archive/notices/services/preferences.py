"""How somebody hears of things: chosen on the site, or ended by the link in a letter without signing in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import lock_person
from archive.core.errors import Refused
from archive.notices.models import BY_MAIL, USUAL, Kind, LetterState, Notification, Preference, Way

SALT = "archive.notices.unsubscribe"
ALL = "all"
SCOPES = frozenset({ALL, *Kind.values, *BY_MAIL})
"""What a link in a letter ends: one kind of thing, one sort of letter, or all of them."""


@transaction.atomic
def set_ways(*, person: User, ways: Mapping[str, str]) -> None:
    """Store how the person wants to hear of these kinds; what waited for a letter they do not want is not sent.

    Raises `Refused` at the kind, with code kind or way, for words that are none.
    """
    for kind, way in ways.items():
        if kind not in Kind.values:
            raise Refused(_("There is no such kind of notice."), field=kind, code="kind")
        if way not in Way.values:
            raise Refused(_("Choose one of the ways."), field=kind, code="way")
    person = lock_person(person)
    rows = [Preference(person=person, kind=kind, way=way) for kind, way in ways.items()]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "kind"], update_fields=["way"]
    )
    keep_from_mail(person, [kind for kind, way in ways.items() if way not in BY_MAIL])


def keep_from_mail(person: User, kinds: Iterable[str]) -> None:
    """Take the notices of these kinds out of letters that were not sent."""
    unsent = Notification.objects.filter(person=person, kind__in=list(kinds), way__in=BY_MAIL)
    unsent.filter(letter=None).update(way=Way.SITE)
    unsent.filter(letter__state=LetterState.WAITING).update(way=Way.SITE, letter=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a link belongs to and what it ends."""

    person: User
    scope: str


def token_for(person: User, scope: str) -> str:
    """Return the signed word that ends letters of `scope` to this person; it does not grow old."""
    return signing.dumps([person.pk, scope], salt=SALT)


def read_token(token: str) -> Asked | None:
    """Return what a link asks for, or nothing if it was not made here or its person has gone."""
    try:
        said = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    if not (isinstance(said, list) and len(said) == 2 and said[1] in SCOPES):
        return None
    person = User.objects.filter(pk=said[0], is_active=True, closed_at=None).first()
    return Asked(person, said[1]) if person else None


@transaction.atomic
def unsubscribe(*, asked: Asked) -> bool:
    """End the letters that were asked to end; the notices stay on the site. Returns whether any were sent so far."""
    person = lock_person(asked.person)
    ways = USUAL | dict(Preference.objects.filter(person=person).values_list("kind", "way"))
    ended = {
        kind: Way.SITE.value
        for kind, way in ways.items()
        if way in BY_MAIL and asked.scope in (ALL, kind, way)
    }
    if ended:
        set_ways(person=person, ways={str(kind): way for kind, way in ended.items()})
    return bool(ended)
