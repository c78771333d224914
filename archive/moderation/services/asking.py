"""Asking an author for other words, and what follows when they come, or do not come in time."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim
from archive.claims.services.rewording import is_asked, set_reword_until
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.moderation.models import Act, AskedRewording, Decision, Item, Matter
from archive.moderation.services.deciding import begin, refuse_state
from archive.moderation.services.entries import write_decision

OVERDUE_WEIGHT = 1.0
AT_ONCE = 200  # rows that one tick looks at


@transaction.atomic
def ask_rewording(*, claim: Claim, moderator: User, rule: str, reason: str) -> Decision:
    """Ask the author of a published claim for other words within `REWORD_DAYS` days; they may reword it until then.

    Raises what `begin` raises, or `Refused` with code is_link, state, or asked when that is so already.
    """
    claim, reason, rule = begin(claim, moderator, reason, rule, needs_rule=True)
    if claim.state != Publication.PUBLISHED:
        refuse_state(claim.state)
    if claim.same_as_id:
        raise Refused(_("This is a link; its words are those of the claim that it shows."), code="is_link")
    if is_asked(claim):
        raise Refused(
            _("Its author is asked for other words already; nothing was changed."),
            code="asked",
            conflict=True,
        )
    until = timezone.now() + timedelta(days=settings.ARCHIVE["REWORD_DAYS"])
    AskedRewording.objects.filter(claim=claim, ended_at=None).update(ended_at=timezone.now())
    decision = write_decision(Act.ASK, claim, moderator, rule, reason, detail={"until": until.isoformat()})
    AskedRewording.objects.create(decision=decision, claim=claim, until=until)
    set_reword_until(claim=claim, until=until, moderator=moderator)
    return decision


@transaction.atomic
def end_asking(*, claim: Claim) -> None:
    """Note that the words came that were asked for; called by the service that rewords, under the debate's lock."""
    open_rows = AskedRewording.objects.filter(claim=claim, ended_at=None)
    open_rows.update(ended_at=timezone.now(), was_reworded=True)
    Item.objects.filter(claim=claim, matter=Matter.OVERDUE, closed_at=None).update(closed_at=timezone.now())


@transaction.atomic
def end_overdue() -> int:
    """Put claims whose author was asked for other words in vain back into the inbox; returns how many, each once."""
    now = timezone.now()
    due = AskedRewording.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        ended_at=None, until__lte=now
    )
    put = 0
    for asked in due.select_related("claim", "decision").order_by("until")[:AT_ONCE]:
        claim = asked.claim
        asked.ended_at = now
        asked.was_reworded = claim.reworded_at is not None and claim.reworded_at > asked.decision.created
        asked.save(update_fields=["ended_at", "was_reworded"])
        if asked.was_reworded or not claim.is_published:
            continue
        Item.objects.get_or_create(
            claim=claim,
            matter=Matter.OVERDUE,
            closed_at=None,
            defaults={"weight": OVERDUE_WEIGHT, "detail": {"entry": asked.decision_id}},
        )
        put += 1
    return put
