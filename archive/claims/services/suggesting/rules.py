"""What suggestions are asked for: their words, how many may be open, and whether the claim takes any."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.accounts.models import User
from archive.claims.models import Claim, Suggestion
from archive.claims.models.talk import SuggestionState
from archive.claims.services.limits import is_exempt
from archive.core.errors import Refused, TooSoon
from archive.core.text import TextProblem, check_short

WORDS_LIMIT = 500
CITE_LIMIT = 1000
DAY = timedelta(hours=24)


def clean_line(words: str, *, field: str, limit: int = WORDS_LIMIT, required: bool = True) -> str:
    """Return one line as it will be stored, or refuse it at its field."""
    try:
        return check_short(words, limit=limit, required=required)
    except TextProblem as problem:
        raise Refused(problem.message, field=field, code=problem.code) from problem


@contextmanager
def named(fields: dict[str, str]) -> Iterator[None]:
    """Let refusals name a field of a suggestion where a rearrangement has another; what it lacks is none."""
    try:
        yield
    except Refused as refusal:
        refusal.field = fields.get(refusal.field, "")
        raise


def refuse_unless_published(claim: Claim) -> None:
    """Refuse suggestions about what is not published, or only shows another claim."""
    if not claim.is_published:
        raise Refused(
            _("This claim is not published; nothing can be changed in it."),
            code="not_published",
            conflict=True,
        )
    if claim.same_as_id:
        raise Refused(
            _("This is a link; suggest a change where the claim stands."),
            code="is_link",
            existing=claim.same_as.get_absolute_url() if claim.same_as else "",
        )


def refuse_too_many(author: User) -> None:
    """Refuse another suggestion while so many of this person's last day are open; says when to try again."""
    limit, now = settings.ARCHIVE["SUGGESTIONS_A_DAY"], timezone.now()
    if is_exempt(author):
        return
    opened = Suggestion.objects.filter(author=author, state=SuggestionState.OPEN, created__gt=now - DAY)
    times: list[datetime] = list(opened.order_by("created").values_list("created", flat=True))
    if len(times) < limit:
        return
    wait = ceil((times[len(times) - limit] + DAY - now).total_seconds())
    hours = -(-wait // 3600)
    limited = ngettext(
        "At most %(limit)d suggestion of one day may be open.",
        "At most %(limit)d suggestions of one day may be open.",
        limit,
    ) % {"limit": limit}
    again = ngettext(
        "Try again in %(hours)d hour, or when one of yours is decided.",
        "Try again in %(hours)d hours, or when one of yours is decided.",
        hours,
    ) % {"hours": hours}
    raise TooSoon(f"{limited} {again}", wait=wait, code="too_many")


def refuse_decided(row: Suggestion) -> None:
    """Refuse to decide again on what was decided or taken back."""
    words = {
        SuggestionState.ACCEPTED: _("This suggestion was accepted already."),
        SuggestionState.DECLINED: _("This suggestion was declined already."),
        SuggestionState.WITHDRAWN: _("This suggestion was taken back by its author."),
    }
    if row.state != SuggestionState.OPEN:
        raise Refused(words[SuggestionState(row.state)], code="decided", conflict=True)
