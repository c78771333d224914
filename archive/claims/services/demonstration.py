"""Demonstration ratings: put in and taken out as a whole, so that standings show before anybody has rated.

They are rows like any other, by accounts marked as demonstration; standings and counts after them are made
by `recount`, which computes what rating one by one would.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext

from archive.accounts.models import User
from archive.claims.models import Debate, Rating, SetAsideRating
from archive.claims.services.path import lock_debate, lock_debates
from archive.claims.services.ratings import refuse_unfit, refuse_unless_ratable
from archive.claims.services.recount import recount_debate
from archive.core.errors import Refused


@transaction.atomic
def add_demo_ratings(*, debate: Debate, ratings: Iterable[Rating]) -> int:
    """Store those of these unsaved ratings whose rater has not rated the claim yet; returns how many.

    Raises `Refused` or `NotAllowed` for whatever `rate_claim` would refuse, and for a rater that is a person.
    """
    debate = lock_debate(debate.pk)
    there = set(Rating.objects.filter(claim__debate=debate).values_list("claim_id", "rater_id"))
    new = [rating for rating in ratings if (rating.claim_id, rating.rater_id) not in there]
    for rating in new:
        if not rating.rater.is_demo or rating.claim.debate_id != debate.pk:
            raise Refused(gettext("Demonstration ratings come from demonstration accounts."), code="not_demo")
        refuse_unfit(rating.claim, rating.convincing, rating.bearing)
        refuse_unless_ratable(debate, rating.claim, rating.rater)
    if new:
        Rating.objects.bulk_create(new)
        recount_debate(debate=debate, fix=True)
    return len(new)


@transaction.atomic
def remove_demo_ratings() -> int:
    """Remove every rating of a demonstration account, from the history too, and bring standings back.

    Closed debates lose them like open ones. Returns how many there were. The history forgets them because
    they never were anybody's judgement; nothing else in it is ever taken out here.
    """
    readers = User.objects.filter(is_demo=True).values("pk")
    rated = Debate.objects.filter(claims__ratings__rater__in=readers).distinct()
    removed = 0
    for debate in lock_debates(rated.values_list("pk", flat=True)).values():
        count, _ = Rating.objects.filter(claim__debate=debate, rater__in=readers).delete()
        removed += count
        recount_debate(debate=debate, fix=True)
    SetAsideRating.objects.filter(rater__in=readers).delete()  # so that undoing a move brings none back
    for name in ("RatingEvent", "SetAsideRatingEvent"):
        apps.get_model("archive", name)._default_manager.filter(rater_id__in=readers).delete()
    return removed
