"""Placing by hand a passage whose words the newest text of its source does not have, or has otherwise."""

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.permissions import towards_placing
from archive.core.errors import Refused
from archive.sources.models import Found, Passage
from archive.sources.services import lock_source
from archive.sources.services.passages import place_by_hand

OPEN_TO_HANDS = (Found.NOWHERE, Found.CHANGED, Found.BY_HAND)


@transaction.atomic
def place_passage(
    *, passage: Passage, exact: str, person: User, start: int | None = None, paragraph: int | None = None
) -> Passage:
    """Put a passage where `exact` stands in its source's newest text; the words in which it was drawn stay.

    Raises `NotAllowed`, or `Refused` with code placed (its words stand there as they were), not_in_text, no_text,
    empty, too_long, control, bidi or range.
    """
    require(person, "place passage", **towards_placing(passage, person))
    lock_source(passage.source)
    passage = Passage.objects.select_related("source").get(pk=passage.pk)
    if passage.found not in OPEN_TO_HANDS:
        raise Refused(
            _("These words still stand in the newest text; they need no place."), code="placed", conflict=True
        )
    return place_by_hand(passage=passage, exact=exact, start=start, paragraph=paragraph)
