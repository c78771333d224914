"""What can be done to accounts: locking for a write, confirming, tokens, suspending."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from knox.models import AuthToken

from archive.accounts.models import BIO_LIMIT, NAME_LIMIT, User
from archive.accounts.names import looks_like_one_of, looks_official
from archive.accounts.permissions import may, who_may
from archive.accounts.queries import staff_names
from archive.core.errors import NotAllowed, Refused
from archive.core.text import TextProblem, check_short


def require(
    person: User,
    act: str,
    *,
    author_id: int | None = None,
    curators: "set[int] | frozenset[int]" = frozenset(),
) -> None:
    """Raise `NotAllowed`, naming who may, unless `person` may do `act`."""
    if may(person, act, author_id=author_id, curators=curators):
        return
    if person.is_authenticated and person.suspended_until and person.suspended_until > timezone.now():
        until = person.suspended_until.strftime("%-d %B %Y, %H:%M UTC")
        raise NotAllowed(f"Your account may read and not write until {until}.", code="suspended")
    if person.is_authenticated and person.confirmed_at is None:
        raise NotAllowed(
            "Confirm your e-mail address first; the link is in the message we sent you.", code="unconfirmed"
        )
    raise NotAllowed(f"Only {who_may(act)} may do this.")


def lock_person(person: User) -> User:
    """Return the account as it is now, locked until the transaction ends."""
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def confirm_person(person: User) -> None:
    """Note that the e-mail address was confirmed; the first time counts."""
    User.objects.filter(pk=person.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    person.refresh_from_db(fields=["confirmed_at"])


@transaction.atomic
def adopt_address(*, person: User) -> None:
    """Tell allauth that the address of an account counts as confirmed, if a command or administrator said so.

    Someone who is no member yet, has another confirmed address, or no address, is left as they are.
    """
    if person.confirmed_at is None or not person.email:
        return
    if EmailAddress.objects.filter(Q(user=person) | Q(email__iexact=person.email), verified=True).exists():
        return
    EmailAddress.objects.update_or_create(
        user=person, email=person.email.lower(), defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def describe_oneself(*, person: User, display_name: str, bio: str) -> User:
    """Change what a person signs with and says about themselves; either may be empty.

    Raises `Refused` at the field for what is no short plain text, or a name that passes for the archive's
    own or a moderator's; `NotAllowed` for who is suspended.
    """
    require(person, "describe oneself")
    person = lock_person(person)
    person.display_name = _short("display_name", display_name, NAME_LIMIT)
    person.bio = _short("bio", bio, BIO_LIMIT)
    if person.display_name and not person.is_staff and _passes_for_another(person):
        raise Refused(
            "This name would be taken for somebody who speaks for the archive. Choose another.",
            field="display_name",
            code="reserved",
        )
    person.save(update_fields=["display_name", "bio"])
    return person


def _short(field: str, text: str, limit: int) -> str:
    """Return the text as one plain line, or empty; a refusal names `field`."""
    try:
        return check_short(text, limit=limit, required=False)
    except TextProblem as problem:
        raise Refused(problem.message, field=field, code=problem.code) from None


def _passes_for_another(person: User) -> bool:
    name = person.display_name
    return looks_official(name) or looks_like_one_of(name, staff_names(besides=person))


def make_account(*, username: str, display_name: str = "", trusted: bool = False, demo: bool = False) -> User:
    """Return the account of this name, made without a password if it is not there; for commands."""
    person, made = User.objects.get_or_create(
        username__iexact=username,
        defaults={
            "username": username,
            "display_name": display_name,
            "is_trusted": trusted,
            "is_demo": demo,
            "confirmed_at": timezone.now(),
        },
    )
    if made:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


def end_demo_account(*, person: User) -> bool:
    """Delete a demonstration account with its history, or shut it if something refers to it.

    Returns whether it was deleted.
    """
    if not person.is_demo:
        raise Refused("This account is somebody's own.", code="not_demo")
    revisions = apps.get_model("archive", "UserEvent")._default_manager.filter(pgh_obj_id=person.pk)
    try:
        with transaction.atomic():
            person.delete()
            revisions.delete()
    except ProtectedError:
        person.is_active = False
        person.save(update_fields=["is_active"])
        return False
    return True


@transaction.atomic
def make_token(*, person: User, days: int = 365) -> str:
    """Return a new API token, shown this once and stored as a hash; it ends after `days` days."""
    require(person, "post")
    if not 1 <= days <= 365:
        raise Refused("A token lasts from 1 to 365 days.", field="days", code="range")
    lock_person(person)
    if AuthToken.objects.filter(user=person).count() >= 20:
        raise Refused("Twenty tokens are enough; end one first.", code="too_many")
    _, token = AuthToken.objects.create(user=person, expiry=timedelta(days=days))
    return str(token)


def end_token(*, person: User, digest: str) -> None:
    """End one of this person's tokens, named by its stored hash; ending it twice is harmless."""
    AuthToken.objects.filter(user=person, digest=digest).delete()


def set_suspension(*, person: User, until: datetime | None) -> None:
    """Set or lift the time until which a person only reads; `moderation` decides, this stores."""
    person.suspended_until = until
    person.save(update_fields=["suspended_until"])


@transaction.atomic
def set_trust(*, person: User, mark: str, value: bool, by: User) -> User:
    """Give or take `is_staff` (moderator) or `is_trusted`; an administrator does, and never to themselves.

    Raises `NotAllowed`, or `Refused` with code unconfirmed (a moderator is a member first).
    """
    require(by, "administer")
    if person.pk == by.pk:
        raise NotAllowed("Ask another administrator to change your own account.", code="own")
    person = lock_person(person)
    if value and person.confirmed_at is None:
        raise Refused("Their e-mail address is not confirmed yet.", code="unconfirmed", conflict=True)
    if mark not in ("is_staff", "is_trusted"):
        raise Refused("There is no such mark of trust.", code="mark")
    setattr(person, mark, value)
    person.save(update_fields=[mark])
    return person
