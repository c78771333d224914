"""What an account's own pages show, and whose names nobody else may come near."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from archive.accounts.models import User

SESSIONS_SHOWN = 100
SHOWN = 6  # of the letters of a token: enough to tell one's own apart, of no use to anybody else


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One place where a person is signed in; `number` names it when it is ended."""

    number: int
    key: str
    ip: str
    browser: str
    since: datetime
    is_current: bool


def sessions_of(person: User, *, current: str | None) -> list[SessionRow]:
    """Return where the person is signed in now, the present one first, then the newest; two queries."""
    found = list(UserSession.objects.filter(user=person).order_by("-created_at")[:SESSIONS_SHOWN])
    keys = [session.session_key for session in found]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    there = set(alive.values_list("session_key", flat=True))
    rows = [
        SessionRow(
            number=session.pk,
            key=session.session_key,
            ip=session.ip,
            browser=browser_named(session.user_agent),
            since=session.created_at,
            is_current=session.session_key == current,
        )
        for session in found
        if session.session_key in there
    ]
    return sorted(rows, key=lambda row: not row.is_current)


def browser_named(agent: str) -> str:
    """Return what a browser calls itself in two words, such as "Firefox, Linux", or the beginning of what it says."""
    kinds = (
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    systems = (
        *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android")),
        *(("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")),
    )
    browser = next((name for sign, name in kinds if sign in agent), "")
    system = next((name for sign, name in systems if sign in agent), "")
    return ", ".join(filter(None, (browser, system))) or agent[:60]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One API token as its owner sees it; `digest` names it when it is ended."""

    digest: str
    begins: str
    created: datetime
    expires: datetime | None
    is_over: bool


def tokens_of(person: User) -> list[TokenRow]:
    """Return the person's API tokens, newest first."""
    now = timezone.now()
    return [
        TokenRow(
            digest=token.digest,
            begins=token.token_key[:SHOWN],
            created=token.created,
            expires=token.expiry,
            is_over=bool(token.expiry and token.expiry <= now),
        )
        for token in AuthToken.objects.filter(user=person).order_by("-created")
    ]


def staff_names(*, besides: User | None = None) -> list[str]:
    """Return the usernames and display names of those who moderate, except of one person."""
    staff = User.objects.filter(is_staff=True, is_active=True)
    if besides is not None:
        staff = staff.exclude(pk=besides.pk)
    return [name for pair in staff.values_list("username", "display_name") for name in pair if name]
