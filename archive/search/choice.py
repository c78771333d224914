"""What a search is asked for: words, which kinds of thing, what these must be like, and in which order."""

import json
from binascii import Error
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote, unquote

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from archive.accounts.models import User
from archive.claims.models import Debate, Topic
from archive.search.language import Sought
from archive.sources.models import Source


class Found(TextChoices):
    """The kinds of things that are found."""

    CLAIM = "claim", _("Claims and arguments")
    EVIDENCE = "evidence", _("Evidence")
    DEBATE = "debate", _("Debates")
    SOURCE = "source", _("Sources")
    TEXT = "text", _("Texts of sources")
    PERSON = "person", _("People")


ONE = {
    Found.CLAIM: _("Claim"),
    Found.EVIDENCE: _("Evidence"),
    Found.DEBATE: _("Debate"),
    Found.SOURCE: _("Source"),
    Found.TEXT: _("Text of a source"),
    Found.PERSON: _("Person"),
}
"""What each kind is called where one of it is named."""


class Order(TextChoices):
    """What comes first."""

    BEST = "best", _("Best match")
    NEWEST = "newest", _("Newest")
    STRONGEST = "strongest", _("Standing")


class StandingLabel(TextChoices):
    """The labels of standings."""

    WELL = "well-supported", _("well supported")
    LEANING = "leaning-supported", _("leaning supported")
    CONTESTED = "contested", _("contested")
    AGAINST = "leaning-refuted", _("leaning refuted")
    REFUTED = "refuted", _("refuted")
    TOO_FEW = "too-few", _("too few ratings")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is kept; a kind to which a filter cannot apply is left out when that filter is set."""

    kinds: tuple[str, ...] = ()
    stance: str = ""
    standings: tuple[str, ...] = ()
    standing_from: float | None = None
    standing_to: float | None = None
    topic: Topic | None = None
    source: Source | None = None
    author: User | None = None
    debate: Debate | None = None
    after: datetime | None = None
    before: datetime | None = None
    cited: bool | None = None
    unanswered: bool = False
    checks: tuple[str, ...] = ()
    language: str = ""

    def may_find(self, kind: str) -> bool:
        """Return whether things of this kind can be among what is kept."""
        return (not self.kinds or kind in self.kinds) and all(kind in only for only in self.narrowing())

    def narrowing(self) -> list[tuple[str, ...]]:
        """Return, for each filter that is set, the kinds to which it applies."""
        claim, card, debate = Found.CLAIM.value, Found.EVIDENCE.value, Found.DEBATE.value
        source, text = Found.SOURCE.value, Found.TEXT.value
        about_standing = self.standing_from is not None or self.standing_to is not None
        argued = self.stance or self.standings or about_standing or self.unanswered or self.cited is not None
        applies = [
            (argued, (claim,)),
            (self.checks, (card,)),
            (self.topic or self.author, (claim, card, debate)),
            (self.debate, (claim, card, debate)),
            (self.source, (claim, card, source, text)),
            (self.after or self.before or self.language, (claim, card, debate, source, text)),
        ]
        return [kinds for is_set, kinds in applies if is_set]


@dataclass(frozen=True, slots=True)
class Search:
    """One search, ready to be made."""

    typed: str
    sought: Sought
    filters: Filters = field(default_factory=Filters)
    order: str = Order.BEST.value
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def mark(self) -> str:
        """What tells the pages of this search from those of another."""
        kept = [pair for pair in self.asked if pair[0] not in ("cursor", "page_size")]
        return sha256(json.dumps([*sorted(kept), self.order]).encode()).hexdigest()[:12]


Key = tuple[float, int, int]
"""Where a thing stands in a list: its value, its kind's place, its id; the highest come first."""


def cursor_after(search: Search, key: Key) -> str:
    """Return the cursor of the page that begins after this key."""
    return quote(json.dumps([search.mark, *key], separators=(",", ":")))


def key_from(search: Search, cursor: str) -> Key | None:
    """Return where the page begins; None for no cursor. Raises ValueError for one of another list."""
    if not cursor:
        return None
    try:
        mark, value, place, pk = json.loads(unquote(cursor[:200]))
        if mark != search.mark or isinstance(value, bool | str):
            raise ValueError("another list's")
        return float(value), int(place), int(pk)
    except (TypeError, ValueError, Error, OverflowError, RecursionError) as wrong:
        raise ValueError("no cursor of this list") from wrong
