"""Judging cards, one row a person and card with the sums on the card, and marking what is read aloud of one's own."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import CardRating, Debate, Evidence
from archive.claims.services.claims import refuse_unless_open
from archive.claims.services.evidence import clean_read_aloud
from archive.claims.services.path import lock_debate, refuse_elsewhere, touch_debate
from archive.claims.services.ratings import refuse_off_the_scale
from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication


def lock_card(card: Evidence, person: User) -> tuple[Debate, Evidence]:
    """Return the debate, locked, and the card as it is now, if `person` may see it."""
    debate = lock_debate(card.claim.debate_id)
    found = Evidence.objects.visible_to(person).select_related("claim").filter(pk=card.pk).first()
    if found is None:
        raise Refused(_("This card is not here any more."), code="gone", conflict=True)
    refuse_elsewhere(debate, found.claim)
    return debate, found


def refuse_unless_ratable(debate: Debate, card: Evidence, rater: User) -> None:
    """Refuse ratings of one's own card, in closed debates, and of what is not published."""
    if card.author_id == rater.pk:
        raise NotAllowed(_("Nobody rates their own card."), code="own_card")
    refuse_unless_open(debate)
    if card.state != Publication.PUBLISHED or not card.claim.is_published:
        raise Refused(
            _("Only published cards under published claims can be rated."),
            code="not_published",
            conflict=True,
        )


@transaction.atomic
def rate_card(*, card: Evidence, rater: User, shows: int | None) -> CardRating:
    """Set a person's judgement, 0 to 4, of whether the quote shows what the tag says.

    Raises `NotAllowed` (also for one's own card) or `Refused` with code range, empty, closed, gone or
    not_published. Doing it twice is doing it once. The claim's standing does not change.
    """
    require(rater, "rate")
    refuse_off_the_scale(shows, "shows")
    if shows is None:
        raise Refused(_("Choose a step."), field="shows", code="empty")
    debate, card = lock_card(card, rater)
    refuse_unless_ratable(debate, card, rater)
    rating = CardRating.objects.filter(card=card, rater=rater).first()
    if rating is None:
        add_to_sums(debate, card, raters=1, points=shows)
        return CardRating.objects.create(card=card, rater=rater, shows=shows)
    if rating.shows != shows:
        add_to_sums(debate, card, raters=0, points=shows - rating.shows)
        rating.shows = shows
        rating.save()
    return rating


@transaction.atomic
def withdraw_card_rating(*, card: Evidence, rater: User) -> None:
    """Take back one's judgement of a card; taking back what is not there is harmless."""
    require(rater, "rate")
    debate, card = lock_card(card, rater)
    rating = CardRating.objects.filter(card=card, rater=rater).first()
    if rating is None:
        return
    refuse_unless_open(debate)
    rating.delete()
    add_to_sums(debate, card, raters=-1, points=-rating.shows)


def add_to_sums(debate: Debate, card: Evidence, *, raters: int, points: int) -> None:
    """Carry one rating's change into the card's sums."""
    Evidence.objects.filter(pk=card.pk).update(
        raters_count=F("raters_count") + raters, ratings_sum=F("ratings_sum") + points
    )
    touch_debate(debate)


@transaction.atomic
def mark_card(*, card: Evidence, author: User, read_aloud: object) -> Evidence:
    """Set which words of one's own card are read aloud; its quote and everything else stay.

    Raises `NotAllowed`, or `Refused` with code closed, gone or not_published, and at `read_aloud` with
    shape, kind, range or too_many.
    """
    require(author, "mark card", author_id=card.author_id)
    debate, card = lock_card(card, author)
    refuse_unless_open(debate)
    if card.state not in (Publication.PUBLISHED, Publication.HELD):
        raise Refused(_("Only a card that stands can be marked."), code="not_published", conflict=True)
    marks = clean_read_aloud(card.quote, read_aloud)
    if marks != card.read_aloud:
        card.read_aloud = marks
        card.save(update_fields=["read_aloud"])
        touch_debate(debate)
    return card
