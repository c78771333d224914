"""What can be done to accounts: locking for a write, confirming, tokens, suspending."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import CASCADE, ForeignObjectRel, ProtectedError, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from knox.models import AuthToken

from archive.accounts.models import BIO_LIMIT, NAME_LIMIT, SignIn, User
from archive.accounts.names import looks_like_one_of, looks_official
from archive.accounts.permissions import may, who_may
from archive.accounts.queries import staff_names
from archive.accounts.sign_ins import KEPT, network_of
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
        until = date_format(person.suspended_until, "DATETIME_FORMAT") + " UTC"
        raise NotAllowed(
            gettext("Your account may read and not write until %(until)s.") % {"until": until},
            code="suspended",
        )
    if person.is_authenticated and person.silenced_until and person.silenced_until > timezone.now():
        until = date_format(person.silenced_until, "DATETIME_FORMAT") + " UTC"
        raise NotAllowed(
            gettext("You may read and rate, and not post until %(until)s.") % {"until": until},
            code="silenced",
        )
    if person.is_authenticated and person.confirmed_at is None:
        raise NotAllowed(
            gettext("Confirm your e-mail address first; the link is in the message we sent you."),
            code="unconfirmed",
        )
    raise NotAllowed(gettext("Only %(act)s may do this.") % {"act": who_may(act)})


def lock_person(person: User) -> User:
    """Return the account as it is now, locked until the transaction ends."""
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def confirm_person(person: User) -> None:
    """Note that the e-mail address was confirmed; the first time counts."""
    User.objects.filter(pk=person.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    User.objects.filter(pk=person.pk).update(bounced_at=None)  # the message came, so the address works
    person.refresh_from_db(fields=["confirmed_at", "bounced_at"])


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
def describe_oneself(
    *,
    person: User,
    display_name: str,
    bio: str,
    language: str | None = None,
    shows_ratings: bool | None = None,
) -> User:
    """Change what a person signs with and says about themselves, either may be empty, and what is not None besides.

    Raises `Refused` at the field for what is no short plain text, or a name that passes for the archive's
    own or a moderator's; `NotAllowed` for who is suspended.
    """
    require(person, "describe oneself")
    person = lock_person(person)
    person.display_name = _short("display_name", display_name, NAME_LIMIT)
    person.bio = _short("bio", bio, BIO_LIMIT)
    if person.display_name and not person.is_staff and _passes_for_another(person):
        raise Refused(
            gettext("This name would be taken for somebody who speaks for the archive. Choose another."),
            field="display_name",
            code="reserved",
        )
    if language is not None:
        person.language = _known_language(language)
    if shows_ratings is not None:
        person.shows_ratings = shows_ratings
    person.save(update_fields=["display_name", "bio", "language", "shows_ratings"])
    return person


def _known_language(language: str) -> str:
    """Return a language of the interface, or nothing for as the browser asks."""
    if language and language not in dict(settings.LANGUAGES):
        raise Refused(_("The pages are not written in this language."), field="language", code="language")
    return language


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
        raise Refused(gettext("This account is somebody's own."), code="not_demo")
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
        raise Refused(gettext("A token lasts from 1 to 365 days."), field="days", code="range")
    lock_person(person)
    if AuthToken.objects.filter(user=person).count() >= 20:
        raise Refused(gettext("Twenty tokens are enough; end one first."), code="too_many")
    _, token = AuthToken.objects.create(user=person, expiry=timedelta(days=days))
    return str(token)


def end_token(*, person: User, digest: str) -> None:
    """End one of this person's tokens, named by its stored hash; ending it twice is harmless."""
    AuthToken.objects.filter(user=person, digest=digest).delete()


@transaction.atomic
def set_unread(*, people: Iterable[int], unread: Combinable) -> None:
    """Set each person's number of unread notices to what the expression says of them.

    The rows are locked in the order of their ids, and counted only then, so that two who do this at once
    neither wait for each other in a circle nor miss what the other one wrote.
    """
    rows = User.objects.filter(pk__in=list(people))
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    rows.update(unread_notices=unread)


def note_bounce(*, person: User) -> None:
    """Note that a message to the person's address came back for good; none is sent until it is lifted."""
    User.objects.filter(pk=person.pk, bounced_at=None).update(bounced_at=timezone.now())


def forget_bounce(*, person: User) -> None:
    """Send to the address again, because it was confirmed anew or its owner says that it works."""
    User.objects.filter(pk=person.pk).update(bounced_at=None)


def set_suspension(*, person: User, until: datetime | None) -> None:
    """Set or lift the time until which a person only reads; `moderation` decides, this stores."""
    person.suspended_until = until
    person.save(update_fields=["suspended_until"])


def set_silence(*, person: User, until: datetime | None) -> None:
    """Set or lift the time until which a person reads and rates only; `moderation` decides, this stores."""
    person.silenced_until = until
    person.save(update_fields=["silenced_until"])


def erase_profile(*, person: User, moderator: User) -> None:
    """Take what a person signs with and says about themselves, from earlier versions too; `moderation` decides."""
    require(moderator, "moderate")
    person.display_name = person.bio = ""
    person.save(update_fields=["display_name", "bio"])
    revisions = apps.get_model("archive", "UserEvent")._default_manager.filter(pgh_obj_id=person.pk)
    revisions.update(display_name="", bio="")


@transaction.atomic
def set_trust(*, person: User, mark: str, value: bool, by: User) -> User:
    """Give or take `is_staff` (moderator), `is_auditor` or `is_trusted`; an administrator does, never to themselves.

    Raises `NotAllowed`, or `Refused` with code unconfirmed (a moderator is a member first).
    """
    require(by, "administer")
    if person.pk == by.pk:
        raise NotAllowed(gettext("Ask another administrator to change your own account."), code="own")
    person = lock_person(person)
    if value and person.confirmed_at is None:
        raise Refused(
            gettext("Their e-mail address is not confirmed yet."), code="unconfirmed", conflict=True
        )
    if mark not in ("is_staff", "is_trusted", "is_auditor"):
        raise Refused(gettext("There is no such mark of trust."), code="mark")
    setattr(person, mark, value)
    person.save(update_fields=[mark])
    return person


@transaction.atomic
def forget_person(*, person: User) -> User:
    """Take everything personal from an account and shut it for good; what it wrote elsewhere is not touched.

    Rows that go with their person (those with a cascading reference: drafts, bookmarks, follows, letters,
    sessions, tokens, keys…) are deleted whatever table they stand in, so that a new table of that sort is
    never forgotten. Names, address and earlier names in the revisions are emptied. Once is for ever.
    """
    person = lock_person(person)
    if person.closed_at is not None:
        return person
    refuse_last_administrator(person)
    old, person.username = person.username, f"former-{person.pk}"
    end_sessions(person=person)
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and getattr(relation, "on_delete", None) is CASCADE:
            relation.related_model._base_manager.filter(**{relation.field.name: person}).delete()
    empty = dict.fromkeys(("email", "first_name", "last_name", "display_name", "bio", "language"), "")
    none = dict.fromkeys(("last_login", "last_post_at", "bounced_at"))
    no = dict.fromkeys(
        ("is_active", "is_staff", "is_superuser", "is_trusted", "is_auditor", "shows_ratings"), False
    )
    for column, value in {**empty, **none, **no, "unread_notices": 0, "closed_at": timezone.now()}.items():
        setattr(person, column, value)
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()
    forget_revisions(person, old)
    return person


def forget_revisions(person: User, old: str) -> None:
    """Empty the names in the earlier versions of an account, and in the addresses of pages where acts were done."""
    revisions = apps.get_model("archive", "UserEvent")._default_manager.filter(pgh_obj_id=person.pk)
    revisions.update(username=person.username, display_name="", bio="")
    contexts = apps.get_model("pghistory", "Context")._default_manager
    for context in contexts.filter(metadata__url__icontains=f"/people/{old}/").iterator():
        context.metadata = {key: value for key, value in context.metadata.items() if key != "url"}
        context.save(update_fields=["metadata"])


@transaction.atomic
def refuse_last_administrator(person: User) -> None:
    """Refuse to shut the only administrator's account; two who close at once are judged one after the other."""
    if not person.is_superuser:
        return
    administrators = User.objects.select_for_update(no_key=True).filter(is_superuser=True, is_active=True)
    if {one.pk for one in administrators.order_by("pk")} <= {person.pk}:
        raise Refused(
            _("You are the only administrator. Make somebody else one first."), code="last_administrator"
        )


def end_sessions(*, person: User, keys: Iterable[str] | None = None) -> int:
    """End the person's sessions, or those of these keys that are theirs; return how many there were."""
    theirs = UserSession.objects.filter(user=person)
    found = list(theirs if keys is None else theirs.filter(session_key__in=list(keys)))
    for session in found:
        session.end()
    return len(found)


def note_sign_in(*, person: User, address: str, how: str) -> None:
    """Note that the person signed in: when, how, and from which network; the address itself is not kept."""
    SignIn.objects.create(person=person, network=network_of(address), how=how[:20])


def forget_sign_ins() -> int:
    """Delete what is kept of sign-ins longer than ninety days ago; returns how many there were."""
    return SignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
