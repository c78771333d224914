"""What a person did in a time to claims that stay: ratings and other words taken back, and given again.

Called by `moderation` under the locks of the person and of every debate concerned. What is needed for giving it
again is named by ids of revisions only, so that the public log says nothing of how anybody rated.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, Max, Sum
from django.utils import timezone

from archive.accounts.models import User
from archive.claims.models import CardRating, Claim, Debate, Evidence, Rating, Suggestion
from archive.claims.models.talk import SuggestionKind, SuggestionState
from archive.claims.services.claims import follow_thesis
from archive.claims.services.path import touch_debate
from archive.claims.services.rearranging.judgements import settle_sums
from archive.claims.services.rearranging.tallies import settle_counters, settle_paths
from archive.core.models import Publication


def revisions_of(model: str) -> Any:
    """Return the revisions of a table: "Claim", "Rating"."""
    return apps.get_model("archive", f"{model}Event")._default_manager


def debates_touched_by(person: User, since: datetime) -> set[int]:
    """Return the ids of the debates in which a person posted, reworded or rated since then."""
    rated = Claim.objects.filter(ratings__rater=person, ratings__changed__gte=since)
    cards = CardRating.objects.filter(rater=person, changed__gte=since).values_list(
        "card__claim__debate_id", flat=True
    )
    posted = Claim.objects.filter(author=person, created__gte=since)
    attached = Evidence.objects.filter(author=person, created__gte=since)
    return {
        *rated.values_list("debate_id", flat=True),
        *cards,
        *posted.values_list("debate_id", flat=True),
        *attached.values_list("claim__debate_id", flat=True),
        *(claim.debate_id for claim, _before in reworded_by(person, since)),
    }


def reworded_by(person: User, since: datetime) -> list[tuple[Claim, int]]:
    """Return the claims with words that the person gave them since then, each with the revision before that."""
    accepted = Suggestion.objects.filter(kind=SuggestionKind.REWORD, state=SuggestionState.ACCEPTED)
    theirs = accepted.filter(author=person, decided_at__gte=since).values("claim")
    others = accepted.filter(decided_at__gte=since).exclude(author=person).values("claim")
    own = Claim.objects.filter(author=person, created__lt=since, reworded_at__gte=since).exclude(
        pk__in=others
    )
    by_suggestion = Claim.objects.filter(pk__in=theirs).exclude(pk__in=others)
    by_suggestion = by_suggestion.exclude(author=person, created__gte=since)
    found = []
    for claim in (own | by_suggestion).distinct().order_by("id"):
        earlier = revisions_of("Claim").filter(pgh_obj_id=claim.pk, pgh_created_at__lt=since)
        newest = earlier.order_by("-pgh_id").first() or (
            revisions_of("Claim").filter(pgh_obj_id=claim.pk).order_by("pgh_id").first()
        )
        if newest is not None and newest.statement not in ("", claim.statement):
            found.append((claim, newest.pgh_id))
    return found


def put_words(claim: Claim, revision: int, *, instead_of: str | None = None) -> bool:
    """Give a claim the words of one of its revisions; False if other words than expected stand there by now."""
    words = (
        revisions_of("Claim").filter(pgh_obj_id=claim.pk, pgh_id=revision).values_list("statement", flat=True)
    )
    statement = words.first()
    claim = Claim.objects.select_related("debate").get(pk=claim.pk)
    gone = claim.state in (Publication.ERASED, Publication.MERGED) or claim.same_as_id
    if not statement or gone or instead_of not in (None, claim.statement):
        return False
    claim.statement, claim.reworded_at = statement, timezone.now()
    claim.save(update_fields=["statement", "reworded_at"])
    if claim.parent_id is None:
        follow_thesis(claim.debate, claim)
    touch_debate(claim.debate)
    return True


def take_ratings(person: User, since: datetime) -> dict[str, list[int]]:
    """Withdraw what a person judged since then of claims and cards; returns the revisions that hold it."""
    ratings = Rating.objects.filter(rater=person, changed__gte=since)
    cards = CardRating.objects.filter(rater=person, changed__gte=since)
    kept = {"ratings": newest_of("Rating", ratings), "card_ratings": newest_of("CardRating", cards)}
    claims = list(
        Claim.objects.filter(pk__in=ratings.values("claim")).select_related("debate").order_by("id")
    )
    rated = list(cards.values_list("card_id", flat=True))
    ratings.delete()
    cards.delete()
    settle_ratings(claims, rated)
    return kept


def newest_of(model: str, rows: Any) -> list[int]:
    """Return the newest revision of each of these rows."""
    events = revisions_of(model).filter(pgh_obj_id__in=rows.values("pk")).order_by()
    newest = events.values("pgh_obj_id").annotate(newest=Max("pgh_id"))
    return sorted(newest.values_list("newest", flat=True))


def give_ratings(kept: dict[str, Any]) -> None:
    """Give again what was withdrawn, with its own times, where the person has not judged anew meanwhile."""
    claims, cards = set(), set()
    for event in revisions_of("Rating").filter(pgh_id__in=kept.get("ratings", [])).order_by("pgh_id"):
        claim = Claim.objects.filter(pk=event.claim_id).exclude(author=event.rater_id).first()
        bearing = event.bearing if claim and claim.parent_id else None
        if claim is None or (event.convincing, bearing) == (None, None):
            continue
        row, made = Rating.objects.get_or_create(
            claim=claim,
            rater_id=event.rater_id,
            defaults={"convincing": event.convincing, "bearing": bearing},
        )
        if made:
            Rating.objects.filter(pk=row.pk).update(created=event.created, changed=event.changed)
            claims.add(claim.pk)
    for event in revisions_of("CardRating").filter(pgh_id__in=kept.get("card_ratings", [])):
        CardRating.objects.get_or_create(
            card_id=event.card_id, rater_id=event.rater_id, defaults={"shows": event.shows}
        )
        cards.add(event.card_id)
    settle_ratings(list(Claim.objects.filter(pk__in=claims).select_related("debate").order_by("id")), cards)


def settle_ratings(claims: list[Claim], cards: Iterable[int]) -> None:
    """Count anew what the ratings of these claims and cards say, and every standing above them."""
    settle_sums(*claims)
    settle_paths(claims)
    for pk in sorted(set(cards)):
        said = CardRating.objects.filter(card=pk).aggregate(
            raters_count=Count("id"), ratings_sum=Sum("shows", default=0)
        )
        Evidence.objects.filter(pk=pk).update(**said)
    debates = {claim.debate_id: claim.debate for claim in claims}
    for card in Evidence.objects.filter(pk__in=list(cards)).select_related("claim__debate"):
        debates[card.claim.debate_id] = card.claim.debate
    settle_counters(*(debates[pk] for pk in sorted(debates)))


def debates_of_ratings(kept: dict[str, Any]) -> set[int]:
    """Return the ids of the debates in which these withdrawn judgements stood, for locking them first."""
    claims = revisions_of("Rating").filter(pgh_id__in=kept.get("ratings", [])).values("claim_id")
    cards = revisions_of("CardRating").filter(pgh_id__in=kept.get("card_ratings", [])).values("card_id")
    in_claims = Debate.objects.filter(claims__in=claims).values_list("pk", flat=True)
    in_cards = Evidence.objects.filter(pk__in=cards).values_list("claim__debate_id", flat=True)
    return {*in_claims, *in_cards}
