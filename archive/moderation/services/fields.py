"""What the fields of acts mean, however they come: as things and numbers, or as text from a form or the API."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim
from archive.core.errors import Refused
from archive.sources.models import Source
from archive.sources.queries import source_named

LARGEST = 2**31 - 1


def whole_number(name: str) -> Callable[[Any, Any, User], int | None]:
    """Return what reads a field as a whole number, or as nothing."""

    def read(value: Any, thing: Any, moderator: User) -> int | None:
        if value is None or value == "":
            return None
        text = str(value).strip()
        if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or int(text[:12]) > LARGEST:
            raise Refused(_("Give a whole number."), field=name, code="number")
        return int(text)

    return read


def moment(value: Any, thing: Any, moderator: User) -> datetime | None:
    """Read a moment: ISO 8601, in UTC if it names no zone."""
    if value is None or value == "":
        return None
    try:
        found = value if isinstance(value, datetime) else parse_datetime(str(value).strip())
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("Give a day and a time such as 2026-03-01 12:00."), field="until", code="date")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def claim_at(name: str) -> Callable[[Any, Any, User], Any]:
    """Return what reads a field as another claim, or of a source as another source; None for nothing."""

    def read(value: Any, thing: Any, moderator: User) -> Any:
        if value is None or value == "" or isinstance(value, Claim | Source):
            return value or None
        text = str(value).strip()
        if isinstance(thing, Source):
            return source_named(text, moderator) if "\x00" not in text else None
        digits = text.removeprefix("#")
        fits = digits.isascii() and digits.isdigit() and len(digits) < 19
        found: Any = Claim.objects.visible_to(moderator).filter(pk=int(digits)).first() if fits else None
        if found is None:
            raise Refused(_("There is none of this number."), field=name, code="gone")
        return found

    return read


def text(value: Any, thing: Any, moderator: User) -> str:
    """Read a field as text."""
    return value if isinstance(value, str) else ""


READ: dict[str, Callable[[Any, Any, User], Any]] = {
    "hours": whole_number("hours"),
    "days": whole_number("days"),
    "until": moment,
    "into": claim_at("into"),
    "parent": claim_at("parent"),
    **dict.fromkeys(("stance", "aim", "kind", "url"), text),
}
