"""What an account's own pages show, and whose names nobody else may come near."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from knox.models import AuthToken

from archive.accounts.models import User

SHOWN = 6  # of the letters of a token: enough to tell one's own apart, of no use to anybody else


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
