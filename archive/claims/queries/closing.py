"""What closing an account would do, for the page that asks whether one means it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from archive.accounts.models import User
from archive.claims.models import Bookmark, Curatorship, Debate, Draft
from archive.claims.models.debate import DebateState

NAMED = 10


@dataclass(frozen=True, slots=True)
class Closing:
    """What goes, and which open debates nobody would curate any more (ten at most, and whether there are more)."""

    drafts: int
    bookmarks: int
    left_alone: list[Debate]
    more: bool


def closing_of(person: User) -> Closing:
    """Return what closing the person's account would do, in three queries."""
    others = Curatorship.objects.filter(debate=OuterRef("pk"), curator__is_active=True).exclude(
        curator=person
    )
    curated = Curatorship.objects.filter(curator=person).values("debate")
    alone = Debate.objects.filter(~Exists(others), pk__in=curated, state=DebateState.OPEN).order_by("-id")
    found = list(alone[: NAMED + 1])
    return Closing(
        drafts=Draft.objects.filter(owner=person).exclude(fields={}).count(),
        bookmarks=Bookmark.objects.filter(owner=person).count(),
        left_alone=found[:NAMED],
        more=len(found) > NAMED,
    )
