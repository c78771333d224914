"""What is new to a reader since their last visit to a debate: on every claim, and as a filter."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate, Visit
from archive.claims.models.claim import ClaimQuerySet
from archive.core.models import Publication

NEW, REWORDED, MOVED, ANSWERED, EVIDENCE = "new", "reworded", "moved", "answered", "new evidence"


def since_of(debate: Debate, viewer: Viewer, asked: str = "") -> datetime | None:
    """Return after when things are new to the viewer, or None if nothing is marked.

    `asked` is a time from the page's address, which is for visitors too. A debate loaded `with_visit_of`
    the viewer costs no query.
    """
    if (chosen := time_from(asked)) is not None:
        return max(chosen, debate.created)
    if viewer is None or not viewer.is_authenticated:
        return None
    if hasattr(debate, "visit_since"):
        return begun(debate.visit_since, getattr(debate, "visit_seen", None))
    visit = Visit.objects.filter(reader=viewer, debate=debate).values_list("since", "seen").first()
    return begun(*visit) if visit else None


def begun(since: datetime | None, seen: datetime | None) -> datetime | None:
    """Return after when things are new, if the reader comes now: a visit that is over is the one before."""
    if seen is None:
        return None
    over = timezone.now() - timedelta(minutes=settings.ARCHIVE["VISIT_MINUTES"])
    return seen if seen < over else since


def time_from(text: str) -> datetime | None:
    """Return the moment that an address names in ISO 8601, in UTC unless it says otherwise; None for nonsense."""
    try:
        time = parse_datetime(text.strip().replace(" ", "+"))  # a plus in an address is a blank
    except ValueError:
        return None
    if time is None or not 1000 < time.year < 9000:  # beyond, offsets lead out of the calendar
        return None
    return time if timezone.is_aware(time) else timezone.make_aware(time, UTC)


def changes_of(claim: Claim, since: datetime | None, viewer: Viewer) -> tuple[str, ...]:
    """Return what happened to the claim after `since` that the viewer did not do, from its row alone.

    What is new is only that. One's own claims are never new or reworded to oneself. Whose an answer, a
    move or a card was, the row does not say.
    """
    if since is None or claim.state != Publication.PUBLISHED or claim.published_at is None:
        return ()
    own = viewer is not None and viewer.is_authenticated and viewer.pk == claim.author_id
    if claim.published_at > since and not own:
        return (NEW,)
    happened = {
        REWORDED: None if own else claim.reworded_at,
        MOVED: claim.moved_at,
        ANSWERED: claim.answered_at,
        EVIDENCE: claim.own_activity if claim.own_activity > claim.published_at else None,
    }
    return tuple(word for word, when in happened.items() if when is not None and when > since)


def changed_since(claims: ClaimQuerySet, since: datetime, viewer: Viewer = None) -> ClaimQuerySet:
    """Keep the claims of which `changes_of` says anything; the condition is on their own columns alone."""
    news = Q(moved_at__gt=since) | Q(answered_at__gt=since)
    news |= Q(own_activity__gt=Greatest(F("published_at"), since))
    theirs = Q(published_at__gt=since) | Q(reworded_at__gt=since)
    if viewer is not None and viewer.is_authenticated:
        theirs &= ~Q(author_id=viewer.pk)
    return claims.published().filter(news | theirs)
