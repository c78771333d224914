"""Which names an account may have, and which would pass for somebody who speaks for the archive.

Pure: no database. A username stands in an address, so it is plain; a display name may be in any script.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

PLAIN = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z")
PLAIN_SAYS = gettext_lazy(
    "Use the letters a to z, digits, full stops, hyphens and underscores, and begin with a letter or a digit."
)
USERNAME_VALIDATORS = [RegexValidator(PLAIN, PLAIN_SAYS, code="plain")]
"""What allauth asks of a new username; the site's settings name this list."""

# Alone or as one part of a name: "admin", "site.admin", "Archive editors".
OFFICIAL = (
    *(
        "abuse",
        "account",
        "accounts",
        "admin",
        "administrator",
        "administrators",
        "admins",
        "anonymous",
        "api",
    ),
    *(
        "archive",
        "archives",
        "bot",
        "curator",
        "curators",
        "debatearchive",
        "deleted",
        "demo",
        "editor",
        "editors",
    ),
    *(
        "erased",
        "former",
        "help",
        "moderation",
        "moderator",
        "moderators",
        "mods",
        "noreply",
        "nobody",
        "null",
    ),
    *("official", "policydebatearchive", "postmaster", "removed", "root", "security", "staff", "support"),
    *("sysadmin", "system", "systemd", "webmaster", "withdrawn"),
)
# At the beginning of a name too: "administrata", "moderator2026".
OFFICIAL_BEGINNINGS = ("admin", "moderator")

# Letters and digits drawn like another Latin letter: digits first, then Cyrillic and Greek.
_ALIKE = str.maketrans(
    "0134578|аеорсухікѕјԁмтвнвαεορνικτυχ",
    "oleastbiaeopcyxiksjdmtbhbaeopviktyx",
)
_PARTS = re.compile(r"[^a-z0-9]+")


def skeleton(name: str) -> str:
    """Return what a name looks like at a glance: no case, accents, marks between, or letters drawn alike."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_ALIKE)
    plain = "".join(char for char in plain if char.isalnum())
    return plain.replace("rn", "m").replace("vv", "w").replace("l", "i")


def looks_official(name: str) -> bool:
    """Return whether a name says that its bearer speaks for the archive."""
    parts = {skeleton(part) for part in _PARTS.split(_spread(name))} | {skeleton(name)}
    parts |= {skeleton(name.rstrip("0123456789._- "))}
    return not parts.isdisjoint(_OFFICIAL) or skeleton(name).startswith(_BEGINNINGS)


def looks_like_one_of(name: str, others: Iterable[str]) -> bool:
    """Return whether a name would be taken for one of these."""
    return skeleton(name) in {skeleton(other) for other in others if other}


def _spread(name: str) -> str:
    """Return the name in plain letters with what separates its parts still there."""
    return unicodedata.normalize("NFKD", name).casefold().translate(_ALIKE)


_OFFICIAL = frozenset(map(skeleton, OFFICIAL))
_BEGINNINGS = tuple(map(skeleton, OFFICIAL_BEGINNINGS))
