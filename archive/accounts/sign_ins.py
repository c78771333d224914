"""When and how a person signed in: kept for ninety days, and of the address no more than its network."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from archive.accounts.models import SignIn, User

KEPT = timedelta(days=90)
SHOWN = 20
PREFIX = {4: 24, 6: 48}  # bits of an address that are kept

WAYS: dict[str, Promise] = {
    "password": gettext_lazy("password"),
    "passkey": gettext_lazy("passkey"),
    "code": gettext_lazy("password and code"),
    "key": gettext_lazy("password and security key"),
    "recovery": gettext_lazy("password and recovery code"),
    "link": gettext_lazy("link by e-mail"),
    "admin": gettext_lazy("password, at the admin"),
}


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One sign-in ready to print."""

    at: datetime
    how: str
    network: str


def network_of(address: str) -> str:
    """Return the network of an address, 192.0.2.0/24 or 2001:db8::/48; nothing of what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return str(ip_network(f"{found}/{PREFIX[found.version]}", strict=False))


def sign_ins_of(person: User, *, count: int = SHOWN) -> list[SignInRow]:
    """Return the person's latest sign-ins that are still kept, the newest first."""
    kept = SignIn.objects.filter(person=person, at__gt=timezone.now() - KEPT).order_by("-at", "-pk")
    return [SignInRow(row.at, str(WAYS.get(row.how, row.how)), row.network) for row in kept[:count]]
