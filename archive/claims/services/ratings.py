"""Rating claims: one row a person and claim, with the sums on the claim kept in the same transaction."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Debate, Rating
from archive.claims.services.claims import fresh_claim, refuse_unless_open
from archive.claims.services.path import lock_debate, refresh_path, refuse_elsewhere, touch_debate
from archive.claims.standing import SCALE_TOP
from archive.core.errors import NotAllowed, Refused


def refuse_off_the_scale(value: int | None, field: str) -> None:
    """Refuse anything but a whole number from 0 to 4, or nothing."""
    if value is not None and (
        isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= SCALE_TOP
    ):
        raise Refused(
            _("Choose a step from 0 to %(scale_top)s.") % {"scale_top": SCALE_TOP}, field=field, code="range"
        )


def refuse_unfit(claim: Claim, convincing: int | None, bearing: int | None) -> None:
    """Refuse judgements that are off the scale, none at all, or on a scale that this kind of claim lacks."""
    refuse_off_the_scale(convincing, "convincing")
    refuse_off_the_scale(bearing, "bearing")
    if convincing is None and bearing is None:
        raise Refused(_("Choose a step on at least one scale."), field="convincing", code="empty")
    if bearing is not None and claim.parent_id is None:
        raise Refused(
            _("A thesis answers nothing, so it has no bearing to rate."), field="bearing", code="no_bearing"
        )
    if convincing is not None and claim.same_as_id:
        raise Refused(
            _("This is a link; rate how convincing it is where it stands."), field="convincing", code="link"
        )


def refuse_unless_ratable(debate: Debate, claim: Claim, rater: User) -> None:
    """Refuse ratings in closed debates, of what is not published, and of one's own claims."""
    if claim.author_id == rater.pk:
        raise NotAllowed(_("Nobody rates their own claim."), code="own_claim")
    refuse_unless_open(debate)
    if not claim.is_published:
        raise Refused(_("Only published claims can be rated."), code="not_published", conflict=True)


@transaction.atomic
def rate_claim(
    *, claim: Claim, rater: User, convincing: int | None = None, bearing: int | None = None
) -> Rating:
    """Set one or both of a person's judgements, 0 to 4; None leaves that one as it was.

    Raises `NotAllowed` (also for one's own claim) or `Refused` with code range, empty, no_bearing,
    link, closed, gone or not_published. Doing it twice is doing it once.
    """
    require(rater, "rate")
    refuse_unfit(claim, convincing, bearing)
    debate = lock_debate(claim.debate_id)
    claim = fresh_claim(claim, rater)
    refuse_unless_ratable(debate, claim, rater)
    rating = Rating.objects.filter(claim=claim, rater=rater).first()
    before = (rating.convincing, rating.bearing) if rating else (None, None)
    rating = rating or Rating(claim=claim, rater=rater)
    rating.convincing = before[0] if convincing is None else convincing
    rating.bearing = before[1] if bearing is None else bearing
    if (rating.convincing, rating.bearing) != before:
        new = rating.pk is None
        rating.save()
        add_to_sums(debate, claim, before, (rating.convincing, rating.bearing), raters=int(new))
    return rating


@transaction.atomic
def withdraw_rating(*, claim: Claim, rater: User) -> None:
    """Take back one's rating; taking back what is not there is harmless."""
    require(rater, "rate")
    debate = lock_debate(claim.debate_id)
    rating = Rating.objects.filter(claim=claim, rater=rater).first()
    if rating is None:
        return
    refuse_elsewhere(debate, Claim.objects.get(pk=claim.pk))
    refuse_unless_open(debate)
    rating.delete()
    add_to_sums(debate, claim, (rating.convincing, rating.bearing), (None, None), raters=-1)


def add_to_sums(
    debate: Debate,
    claim: Claim,
    before: tuple[int | None, int | None],
    after: tuple[int | None, int | None],
    *,
    raters: int,
) -> None:
    """Carry one rating's change into the claim's sums, the standings above it and the debate's counter."""
    Claim.objects.filter(pk=claim.pk).update(
        convincing_sum=F("convincing_sum") + (after[0] or 0) - (before[0] or 0),
        convincing_count=F("convincing_count") + int(after[0] is not None) - int(before[0] is not None),
        bearing_sum=F("bearing_sum") + (after[1] or 0) - (before[1] or 0),
        bearing_count=F("bearing_count") + int(after[1] is not None) - int(before[1] is not None),
        raters_count=F("raters_count") + raters,
    )
    refresh_path(claim)
    claim.refresh_from_db(fields=["state"])
    touch_debate(debate, ratings=raters if claim.is_published else 0)
