"""Ratings that a rearrangement takes from one claim: set aside or carried to another, and given back on undoing."""

from collections.abc import Iterable

from django.db.models import Count, Sum

from archive.claims.models import Claim, Rating, Rearrangement, SetAsideRating
from archive.claims.models.rearrangement import Scale

OTHER = {Scale.CONVINCING: Scale.BEARING, Scale.BEARING: Scale.CONVINCING}


def judgements_of(claim: Claim, scale: Scale) -> list[SetAsideRating]:
    """Return what people judged of a claim on one scale, unsaved and with nobody's rearrangement."""
    rated = Rating.objects.filter(claim=claim, **{f"{scale}__isnull": False}).order_by("id")
    return [
        SetAsideRating(
            claim=claim,
            rater_id=rating.rater_id,
            scale=scale,
            value=getattr(rating, scale),
            rated=rating.created,
            changed=rating.changed,
        )
        for rating in rated
    ]


def drop(claim: Claim, scale: Scale, raters: Iterable[int] | None = None) -> None:
    """Take the judgements on one scale from a claim; a rating that said nothing else goes."""
    rated = Rating.objects.filter(claim=claim)
    rated = rated if raters is None else rated.filter(rater__in=list(raters))
    rated.filter(**{f"{OTHER[scale]}__isnull": True}).delete()
    rated.filter(**{f"{scale}__isnull": False}).update(**{scale: None})


def take(
    rearrangement: Rearrangement, claim: Claim, scale: Scale, raters: Iterable[int] | None = None
) -> list[SetAsideRating]:
    """Set aside the judgements of a claim on one scale, all or those of some people, and return them."""
    taken = judgements_of(claim, scale)
    taken = taken if raters is None else [one for one in taken if one.rater_id in raters]
    for one in taken:
        one.rearrangement = rearrangement
    drop(claim, scale, [one.rater_id for one in taken])
    return SetAsideRating.objects.bulk_create(taken)


def give(claim: Claim, judgements: Iterable[SetAsideRating]) -> list[SetAsideRating]:
    """Give a claim these judgements of one scale, and return those that it took.

    Who judged it on that scale already keeps that, and nobody comes to judge what they wrote.
    """
    there = {rating.rater_id: rating for rating in Rating.objects.filter(claim=claim)}
    new: list[Rating] = []
    more: list[Rating] = []
    given: list[SetAsideRating] = []
    for one in judgements:
        rating = there.get(one.rater_id)
        if one.rater_id == claim.author_id or (rating and getattr(rating, one.scale) is not None):
            continue
        (more if rating else new).append(rating := rating or Rating(claim=claim, rater_id=one.rater_id))
        setattr(rating, one.scale, one.value)
        given.append(one)
    times = {one.rater_id: one for one in given}
    Rating.objects.bulk_create(new)
    for rating in new:  # their own times, and not that of this act
        rating.created, rating.changed = times[rating.rater_id].rated, times[rating.rater_id].changed
    Rating.objects.bulk_update(new, ["created", "changed"], batch_size=500)
    Rating.objects.bulk_update(more, ["convincing", "bearing"], batch_size=500)
    return given


def carry(claim: Claim, taken: list[SetAsideRating]) -> None:
    """Give a claim what was set aside, and note which of it the claim has."""
    given = [one.pk for one in give(claim, taken)]
    SetAsideRating.objects.filter(pk__in=given).update(carried_to=claim)


def hand_over(claim: Claim, other: Claim, scale: Scale) -> None:
    """Give the other claim all judgements of this one on a scale, as they are now, and take them from it."""
    judgements = judgements_of(claim, scale)
    drop(claim, scale)
    give(other, judgements)


def give_back(rearrangement: Rearrangement, claim: Claim, *, but: Claim | None = None) -> None:
    """Give a claim back what was set aside or carried to another claim, which loses it.

    What a person has taken back there meanwhile stays taken back; what they have changed there stays there
    too, since they judged that claim as it was then. What the link `but` has is handed over by itself.
    """
    for scale in Scale:
        rows = SetAsideRating.objects.filter(rearrangement=rearrangement, claim=claim, scale=scale)
        aside = list(rows.select_related("carried_to").order_by("id"))
        due = [one for one in aside if one.carried_to is None]
        for other in {one.carried_to for one in aside if one.carried_to not in (None, but)}:
            now = dict(Rating.objects.filter(claim=other).values_list("rater_id", scale))
            there = [one for one in aside if one.carried_to == other and now.get(one.rater_id) is not None]
            drop(other, scale, [one.rater_id for one in there if now[one.rater_id] == one.value])
            due += there
        give(claim, due)


def settle_sums(*claims: Claim) -> None:
    """Store what the ratings of these claims say: sums, counts, raters."""
    for claim in claims:
        said = Rating.objects.filter(claim=claim).aggregate(
            convincing_sum=Sum("convincing", default=0),
            convincing_count=Count("convincing"),
            bearing_sum=Sum("bearing", default=0),
            bearing_count=Count("bearing"),
            raters_count=Count("id"),
        )
        Claim.objects.filter(pk=claim.pk).update(**said)
