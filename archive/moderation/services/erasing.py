"""Erasing for law or safety: one moderator asks, another confirms; then the words are gone, from revisions too."""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import erase_profile, require
from archive.claims.models import Claim, Comment, Debate, Evidence
from archive.claims.models.evidence import QuoteState
from archive.claims.services.erasing import erase_claim, erase_comment, erase_evidence
from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication
from archive.moderation.models import TARGETS, Act, Decision, ErasureRequest, ErasureState, Item, Matter
from archive.moderation.services.deciding import begin, lock_thing, refuse_own
from archive.moderation.services.entries import clean_reason, clean_rule, kind_of, write_decision
from archive.moderation.services.restraining import begin_about
from archive.moderation.services.settling import about
from archive.notices.models import Letter, Notification
from archive.sources.models import Source
from archive.sources.services.erasing import erase_source

WEIGHT = 100.0
SHORTEST = 8
"""Characters from which on a reason may not repeat what is to go."""


def words_in(thing: Any) -> list[str]:
    """Return the words that erasing takes away."""
    if isinstance(thing, Claim):
        return [thing.statement]
    if isinstance(thing, Evidence):
        return [thing.tag, thing.quote, thing.note]
    if isinstance(thing, Comment):
        return [thing.text]
    if isinstance(thing, Source):
        return [thing.title]
    return [thing.display_name, thing.bio] if isinstance(thing, User) else []


def refuse_repeating(reason: str, thing: Any) -> None:
    """Refuse a reason that repeats what is to go: everybody reads it in the log, for ever."""
    told = " ".join(reason.split()).casefold()
    for words in words_in(thing):
        said = " ".join(words.split()).casefold()
        if len(said) >= SHORTEST and said in told:
            raise Refused(
                _("This repeats the words that are to go; everybody reads the reason in the log."),
                field="reason",
                code="repeats",
            )


def is_erased(thing: Any) -> bool:
    """Return whether there is nothing left to erase."""
    if isinstance(thing, User):
        return not (thing.display_name or thing.bio)
    return bool(thing.state == Publication.ERASED)


@transaction.atomic
def ask_to_erase(*, thing: Any, moderator: User, rule: str, reason: str) -> ErasureRequest:
    """Ask another moderator to confirm that something be erased; it goes to the top of the inbox.

    Raises `NotAllowed`, or `Refused` with code empty, too_long, control, bidi, rule, repeats (the reason has words
    that are to go), kind, state (nothing to erase) or asked.
    """
    if isinstance(thing, Debate):
        raise Refused(_("Erase its theses; a debate has no other words."), code="kind")
    if isinstance(thing, User):
        reason, rule = clean_reason(reason), clean_rule(rule, required=True)
        moderator, thing = begin_about(thing, moderator)
    else:
        thing, reason, rule = begin(thing, moderator, reason, rule, needs_rule=True)
    refuse_repeating(reason, thing)
    if is_erased(thing):
        raise Refused(_("There is nothing to erase; nothing was changed."), code="state", conflict=True)
    if ErasureRequest.objects.filter(about(thing), state=ErasureState.OPEN).exists():
        raise Refused(
            _("Somebody asked for this already; it waits for a second moderator."),
            code="asked",
            conflict=True,
        )
    named = {kind_of(thing): thing}
    request = ErasureRequest.objects.create(**named, rule=rule, reason=reason, asked_by=moderator)
    Item.objects.update_or_create(
        **named,
        matter=Matter.ERASURE,
        closed_at=None,
        defaults={"weight": WEIGHT, "detail": {"erasure": request.pk}},
    )
    return request


@transaction.atomic
def open_request(request: ErasureRequest, moderator: User) -> tuple[ErasureRequest, Any, User]:
    """Return the request, what it is about and the moderator, locked, if this moderator may answer it.

    Raises `NotAllowed` with code second for who asked, administrators too, or `Refused` with code decided.
    """
    require(moderator, "moderate")
    kind = next(kind for kind in TARGETS if getattr(request, f"{kind}_id"))
    thing = getattr(request, kind)
    if isinstance(thing, User):
        moderator, thing = begin_about(thing, moderator)
    else:
        thing = lock_thing(thing)
        refuse_own(thing, moderator)
    request = ErasureRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.asked_by_id == moderator.pk:
        raise NotAllowed(_("You asked for this; another moderator confirms or declines it."), code="second")
    if request.state != ErasureState.OPEN:
        raise Refused(_("This was decided already; nothing was changed."), code="decided", conflict=True)
    return request, thing, moderator


@transaction.atomic
def confirm_erasure(*, request: ErasureRequest, moderator: User, reason: str) -> Decision:
    """Erase what another moderator asked for; nothing shows the words afterwards, and it cannot be undone.

    The log has the first moderator's reason and names both. Raises what `open_request` raises, or `Refused` for
    the reason, or with code state when there is nothing left to erase.
    """
    answer = clean_reason(reason)
    request, thing, moderator = open_request(request, moderator)
    refuse_repeating(answer, thing)
    if is_erased(thing):
        raise Refused(_("There is nothing to erase; nothing was changed."), code="state", conflict=True)
    decision = write_decision(
        Act.ERASE,
        thing,
        moderator,
        request.rule,
        request.reason,
        detail={"asked_by": request.asked_by_id, "confirmed": answer},
    )
    erase(thing, decision)
    end_request(request, ErasureState.DONE, moderator, answer, decision)
    return decision


@transaction.atomic
def decline_erasure(*, request: ErasureRequest, moderator: User, reason: str) -> ErasureRequest:
    """Leave what another moderator wanted erased as it is, and say why; raises what `open_request` raises."""
    answer = clean_reason(reason)
    request, thing, moderator = open_request(request, moderator)
    refuse_repeating(answer, thing)
    return end_request(request, ErasureState.DECLINED, moderator, answer, None)


def end_request(
    request: ErasureRequest, state: str, moderator: User, answer: str, decision: Decision | None
) -> ErasureRequest:
    """Store what became of a request, and close its item of the inbox."""
    now = timezone.now()
    request.state, request.decided_by, request.decided_at = state, moderator, now
    request.answer, request.decision = answer, decision
    request.save(update_fields=["state", "decided_by", "decided_at", "answer", "decision"])
    named = {f"{kind}_id": getattr(request, f"{kind}_id") for kind in TARGETS}
    Item.objects.filter(**named, matter=Matter.ERASURE, closed_at=None).update(closed_at=now)
    return request


def erase(thing: Any, decision: Decision) -> None:
    """Take the words away, each in its own subject's service."""
    moderator, reason, entry = decision.moderator, decision.reason, decision.pk
    if isinstance(thing, Claim):
        erase_claim(claim=thing, moderator=moderator, reason=reason, entry=entry)
    elif isinstance(thing, Evidence):
        erase_evidence(card=thing, moderator=moderator, reason=reason, entry=entry)
    elif isinstance(thing, Comment):
        erase_comment(comment=thing, moderator=moderator, reason=reason, entry=entry)
    elif isinstance(thing, Source):
        uncheck_cards(thing)
        erase_source(source=thing, moderator=moderator)
    else:
        erase_profile(person=thing, moderator=moderator)
    if not isinstance(thing, User):
        told = Notification.objects.filter(**{f"activity__{kind_of(thing)}": thing}).exclude(letter=None)
        Letter.objects.filter(pk__in=told.values("letter")).update(subject="")  # it may have the words


def uncheck_cards(source: Source) -> None:
    """Let no card keep what its check found in the texts of a source that goes, in revisions neither."""
    cards = Evidence.objects.filter(checked_text__source=source)
    ids = list(cards.values_list("pk", flat=True))
    none: dict[str, Any] = {"check_state": QuoteState.UNCHECKED, "check_detail": {}, "checked_text": None}
    Evidence.objects.filter(pk__in=ids).update(**none)
    events = apps.get_model("archive", "EvidenceEvent")._default_manager
    events.filter(checked_text__in=source.texts.values("pk")).update(check_detail={}, checked_text=None)
