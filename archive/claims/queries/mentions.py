"""Whom somebody may be about to name: people by the beginning of a name, those of the debate first."""

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Comment, Debate
from archive.core.models import Publication

SHOWN = 8
LONGEST = 40


def people_like(begins: str, *, debate: int, viewer: Viewer) -> list[User]:
    """Return up to eight members whose username or name begins so, in at most three queries.

    Those who argued or talked in the debate, if `viewer` may see it, come first. Nobody who is suspended or whose
    account is closed is among them, nor `viewer`.
    """
    begins = begins.replace("\x00", "").strip()[:LONGEST].lower()
    if not begins or viewer is None or not viewer.is_authenticated:
        return []
    members = (
        User.objects.filter(is_active=True, closed_at=None, confirmed_at__isnull=False)
        .exclude(suspended_until__gt=timezone.now())
        .exclude(pk=viewer.pk)
        .annotate(small=Lower("username"), small_name=Lower("display_name"))
        .filter(Q(small__startswith=begins) | Q(small_name__startswith=begins))
        .order_by("small")
    )
    found: list[User] = []
    if debate and Debate.objects.visible_to(viewer).filter(pk=debate).exists():
        published = {"state": Publication.PUBLISHED}
        argued = Claim.objects.filter(debate=debate, **published).values("author")
        talked = Comment.objects.filter(Q(claim__debate=debate) | Q(debate=debate), **published).values(
            "author"
        )
        found = list(members.filter(Q(pk__in=argued) | Q(pk__in=talked))[:SHOWN])
    if len(found) < SHOWN:
        found += members.exclude(pk__in=[person.pk for person in found])[: SHOWN - len(found)]
    return found
