"""What waits for a moderator."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Comment, Evidence
from archive.claims.queries.orphans import lost_counts
from archive.claims.queries.talk import about_of
from archive.core.models import Publication
from archive.moderation.models import Appeal, AppealState, Report, ReportState
from archive.moderation.permissions import may_decide
from archive.moderation.queries.log import place_of
from archive.sources.models import Source

WAITING_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One post that waits for a moderator, with what it answers; `mine` marks the viewer's own."""

    kind: str
    id: int
    words: str
    quote: str
    place: str
    context: str
    url: str
    author: User
    posted: datetime
    mine: bool


def waiting(*, viewer: Viewer, count: int = WAITING_AT_MOST) -> list[WaitingRow]:
    """Return up to `count` posts that wait for a moderator, the oldest first, in four queries."""
    held = Publication.HELD
    claims = Claim.objects.filter(state=held).select_related("author", "parent").order_by("id")[:count]
    cards = (
        Evidence.objects.filter(state=held).select_related("author", "claim", "source").order_by("id")[:count]
    )
    sources = Source.objects.filter(state=held).select_related("added_by").order_by("id")[:count]
    things = ("author", "claim", "source", "debate", "suggestion__claim")
    comments = Comment.objects.filter(state=held).select_related(*things).order_by("id")[:count]
    rows = [
        *(
            waiting_row(c, c.author, c.statement, place_of(c), c.parent.statement if c.parent else "", viewer)
            for c in claims
        ),
        *(waiting_row(e, e.author, e.tag, place_of(e.claim), e.claim.statement, viewer) for e in cards),
        *(waiting_row(t, t.author, t.text, _("talk"), str(about_of(t)), viewer) for t in comments),
        *(waiting_row(s, s.added_by, s.title, s.author_names, "", viewer) for s in sources),
    ]
    return sorted(rows, key=lambda row: row.posted)[:count]


def waiting_row(
    thing: Claim | Comment | Evidence | Source,
    author: User,
    words: str,
    place: str,
    context: str,
    viewer: Viewer,
) -> WaitingRow:
    """Return one post that waits, with the words that it answers as its context."""
    return WaitingRow(
        kind=thing._meta.model_name or "",
        id=thing.pk,
        words=words,
        quote=thing.quote if isinstance(thing, Evidence) else "",
        place=place,
        context=context,
        url=thing.get_absolute_url(),
        author=author,
        posted=thing.created,
        mine=not may_decide(viewer, author_id=author.pk),
    )


def waiting_counts() -> dict[str, int]:
    """Return how many posts, reports and appeals wait for a moderator, and what waits for a curator, by kind."""
    held = Publication.HELD
    return {
        "claims": Claim.objects.filter(state=held).count(),
        "evidence": Evidence.objects.filter(state=held).count(),
        "comments": Comment.objects.filter(state=held).count(),
        "sources": Source.objects.filter(state=held).count(),
        "reports": Report.objects.filter(state=ReportState.OPEN).count(),
        "appeals": Appeal.objects.filter(state=AppealState.OPEN).count(),
        **lost_counts(),
    }
