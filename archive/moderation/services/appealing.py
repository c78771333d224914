"""Appeals: one against each decision, by whom it concerns, decided by another moderator than the one who decided."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import may
from archive.accounts.services import require
from archive.claims.services.activity import note
from archive.core.errors import NotAllowed, Refused
from archive.core.text import TextProblem, check_prose
from archive.moderation.models import Act, Appeal, AppealState, Decision, Item, Matter, Report
from archive.moderation.services.acts import carry_out
from archive.moderation.services.entries import author_id_of, clean_reason, kind_of
from archive.moderation.services.reversing import reports_back, thing_of
from archive.moderation.services.undoing import overturn

TEXT_LIMIT = 2000
WEIGHT = 3.0  # of an appeal in the inbox: above one report of spam
AGAINST = (
    *(Act.REMOVE, Act.HOLD, Act.ASK, Act.MOVE, Act.MERGE, Act.LOCK, Act.WARN),
    *(Act.SUSPEND, Act.SILENCE, Act.ERASE, Act.REVERT),
)
"""The acts against somebody, who may object to them."""


def appeal_until(decision: Decision) -> datetime:
    """Return until when a decision can be appealed against."""
    return decision.created + timedelta(days=settings.ARCHIVE["APPEAL_DAYS"])


def is_concerned(person: Any, decision: Decision) -> bool:
    """Return whether a decision went against somebody: their post, their account, or their report was dismissed."""
    if person is None or not person.is_authenticated:
        return False
    if decision.act == Act.DISMISS:
        return Report.objects.filter(decision=decision, reporter=person).exists()
    return decision.act in AGAINST and author_id_of(thing_of(decision)) == person.pk


def may_appeal(person: Any, decision: Decision) -> bool:
    """Return whether somebody may object to a decision now; to show or hide."""
    return (
        is_concerned(person, decision)
        and may(person, "appeal")
        and refusal_of(decision) is None
        and not Appeal.objects.filter(decision=decision).exists()
    )


def refusal_of(decision: Decision) -> Refused | None:
    """Return why nobody can object to a decision, or None."""
    if Appeal.objects.filter(outcome=decision).exists() or decision.undoes_id:
        return Refused(_("This decision settled an appeal or took one back; it is final."), code="final")
    if Decision.objects.filter(undoes=decision).exists():
        return Refused(_("This decision was taken back already."), code="no_effect", conflict=True)
    if decision.part_of_id:
        return Refused(_("This was part of another decision; object to that one."), code="part")
    if appeal_until(decision) <= timezone.now():
        days = settings.ARCHIVE["APPEAL_DAYS"]
        message = _("A decision can be appealed against for %(days)s days; these are over.") % {"days": days}
        return Refused(message, code="over", conflict=True)
    return None


@transaction.atomic
def appeal_decision(*, decision: Decision, author: User, text: str) -> Appeal:
    """Object once to a decision against oneself; suspended people can too.

    Raises `NotAllowed` (it concerns somebody else), or `Refused` with code final, part, over, appealed, or at
    `text` empty, too_long, control or bidi.
    """
    require(author, "appeal")
    if not is_concerned(author, decision):
        raise NotAllowed(_("Only whom a decision goes against can appeal against it."), code="not_concerned")
    if refusal := refusal_of(decision):
        raise refusal
    try:
        text = check_prose(text, limit=TEXT_LIMIT)
    except TextProblem as problem:
        raise Refused(problem.message, field="text", code=problem.code) from problem
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(decision=decision, author=author, text=text)
    except IntegrityError:
        raise Refused(
            _("There is an appeal against this decision already."), code="appealed", conflict=True
        ) from None
    thing = thing_of(decision)
    item, _made = Item.objects.select_for_update().get_or_create(
        matter=Matter.APPEAL, closed_at=None, **{kind_of(thing): thing}, defaults={"weight": WEIGHT}
    )
    item.detail = {"appeals": [*item.detail.get("appeals", []), appeal.pk]}
    item.save(update_fields=["detail"])
    return appeal


@transaction.atomic
def settle_appeal(
    *,
    appeal: Appeal,
    outcome: str,
    moderator: User,
    reason: str,
    act: str = "",
    rule: str = "",
    **fields: Any,
) -> Appeal:
    """Decide about an appeal: uphold the decision, overturn it, or change it into another act.

    What is overturned is as it was before; what is changed is overturned and then decided anew with `act`, `rule`
    and the fields of that act. Raises `NotAllowed` (the moderator whose decision it is, or whoever appealed), or
    `Refused` with code settled, outcome, empty, too_long, or what overturning or the act is refused for.
    """
    require(moderator, "moderate")
    reason = clean_reason(reason)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    decision = appeal.decision
    if moderator.pk in (decision.moderator_id, appeal.author_id, author_id_of(thing_of(decision))):
        raise NotAllowed(_("Another moderator decides about an appeal against your decision."), code="own")
    if appeal.state != AppealState.OPEN:
        raise Refused(
            _("This appeal was decided already; nothing was changed."), code="settled", conflict=True
        )
    if outcome not in (AppealState.UPHELD, AppealState.CHANGED, AppealState.OVERTURNED):
        raise Refused(_("Say what becomes of the decision."), field="outcome", code="outcome")
    if outcome != AppealState.UPHELD:
        appeal.outcome = taken_back(decision, moderator, reason)
    if outcome == AppealState.CHANGED:
        thing = thing_of(Decision.objects.get(pk=decision.pk))
        appeal.outcome = decided_anew(thing, moderator, act=act, rule=rule, reason=reason, **fields)
    appeal.state, appeal.reason = outcome, reason
    appeal.decided_by, appeal.decided_at = moderator, timezone.now()
    appeal.save()
    close_item(appeal)
    if outcome == AppealState.UPHELD or appeal.author_id != author_id_of(thing_of(decision)):
        told = {"entry": decision.pk, "act": outcome}
        note("decision", actor=moderator, person=appeal.author, detail=told)
    return appeal


def taken_back(decision: Decision, moderator: User, reason: str) -> Decision | None:
    """Overturn a decision; reports that were dismissed wait again."""
    entry = overturn(decision=decision, moderator=moderator, reason=reason)
    if decision.act == Act.DISMISS:
        reports_back(decision)
    return entry


def decided_anew(thing: Any, moderator: User, *, act: str, **typed: Any) -> Decision:
    """Do another act instead of the one that was overturned."""
    made = carry_out(act=act, thing=thing, moderator=moderator, **typed)
    if not isinstance(made, Decision):
        raise Refused(_("Erasing needs a second moderator; ask for it by itself."), field="act", code="act")
    return made


@transaction.atomic
def close_item(appeal: Appeal) -> None:
    """Take the appeal out of the inbox, and its item with it when no other one is open there."""
    thing = thing_of(appeal.decision)
    rows = Item.objects.select_for_update().filter(
        matter=Matter.APPEAL, closed_at=None, **{kind_of(thing): thing}
    )
    for item in rows:
        left = [pk for pk in item.detail.get("appeals", []) if pk != appeal.pk]
        item.detail, item.closed_at = {"appeals": left}, None if left else timezone.now()
        item.save(update_fields=["detail", "closed_at"])
