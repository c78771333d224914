"""The letters of a text as the indexes of search hold them: small, without accents, signs as spaces.

The functions that migration 0007 makes do the same in the database; a test compares the two.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from archive.core.words import ALONE

SIGNS = (
    r"\u0080-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u00D7\u00F7\u055A-\u055F\u0589\u05BE\u060C"
    r"\u061B\u061F\u066A-\u066D\u06D4\u0964\u0965\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF"
    r"\u3000-\u3004\u3008-\u3020\uFE30-\uFE4F\uFEFF\uFFFD\U0001F000-\U0001FAFF"
)
APART = re.compile(rf"[{SIGNS}\x00-\x20!-/:-@\[-`{{-\x7f]")
TOKEN = re.compile(rf"[{ALONE}]+|[^{ALONE}\s]+")
_ACCENTS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """Return a text in small letters without accents, with a space for each sign."""
    if text.isascii():
        return APART.sub(" ", text).lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    small = unicodedata.normalize("NFKC", plain).lower().replace("ς", "σ")
    return APART.sub(" ", small)


def pieces_of(text: str) -> list[str]:
    """Return the words of a text, and each run of characters of a script without spaces, as they are folded."""
    return TOKEN.findall(fold(text))


@lru_cache(maxsize=4096)
def is_run(piece: str) -> bool:
    """Return whether a piece is of a script that is written without spaces."""
    return re.match(f"[{ALONE}]", piece) is not None


def places_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each word or run of the text stands as it is written, and how it is folded."""
    start = 0
    for gap in [*APART.finditer(text), None]:
        end = gap.start() if gap else len(text)
        for found in TOKEN.finditer(text, start, end):
            yield found.start(), found.end(), fold(found[0]).strip()
        start = gap.end() if gap else end
