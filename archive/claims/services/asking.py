"""Asking for evidence under a claim: who asks, which card answered them, and how many are still asking."""

from django.db import transaction
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Evidence, EvidenceRequest
from archive.claims.services.claims import fresh_claim, refuse_unless_open
from archive.claims.services.path import lock_debate, refuse_elsewhere, touch_debate
from archive.core.errors import NotAllowed, Refused
from archive.core.models import Publication


@transaction.atomic
def ask_for_evidence(*, claim: Claim, person: User) -> EvidenceRequest:
    """Ask for evidence under a claim; asking again while that is open changes nothing.

    Raises `NotAllowed` (also for one's own claim) or `Refused` with code closed, gone, not_published or link.
    """
    require(person, "ask for evidence")
    debate = lock_debate(claim.debate_id)
    claim = fresh_claim(claim, person)
    if claim.author_id == person.pk:
        raise NotAllowed(
            _("Others ask for evidence of your claim; you can add what you know of."), code="own_claim"
        )
    refuse_unless_open(debate)
    if not claim.is_published:
        raise Refused(
            _("Evidence is asked for under published claims."),
            field="claim",
            code="not_published",
            conflict=True,
        )
    if claim.same_as_id:
        raise Refused(_("This is a link; ask where the claim stands."), field="claim", code="link")
    asked = EvidenceRequest.objects.filter(claim=claim, person=person, answered_by=None).first()
    if asked is None:
        asked = EvidenceRequest.objects.create(claim=claim, person=person)
        count_requests(claim)
        touch_debate(debate)
    return asked


@transaction.atomic
def withdraw_asking(*, claim: Claim, person: User) -> None:
    """Stop asking; what was answered stays answered, and stopping what was not begun is harmless."""
    require(person, "ask for evidence")
    debate = lock_debate(claim.debate_id)
    asked = EvidenceRequest.objects.filter(claim=claim, person=person, answered_by=None).first()
    if asked is None:
        return
    refuse_elsewhere(debate, Claim.objects.get(pk=claim.pk))
    refuse_unless_open(debate)
    asked.delete()
    count_requests(claim)
    touch_debate(debate)


def answer_requests(card: Evidence) -> None:
    """Let a card that has just been published answer everybody who asks; call it under the debate's lock."""
    EvidenceRequest.objects.filter(claim_id=card.claim_id, answered_by=None).update(answered_by=card)
    count_requests(card.claim)


def reopen_requests(card: Evidence) -> None:
    """Let those whom a card answered ask again, now that it is gone; call it under the debate's lock.

    Another published card that came after somebody asked answers them instead. Who has asked anew
    meanwhile is counted once, so the old request stays as it was.
    """
    others = Evidence.objects.filter(claim_id=card.claim_id, state=Publication.PUBLISHED).exclude(pk=card.pk)
    asking = set(
        EvidenceRequest.objects.filter(claim_id=card.claim_id, answered_by=None).values_list(
            "person_id", flat=True
        )
    )
    for request in EvidenceRequest.objects.filter(answered_by=card).order_by("-id"):
        instead = others.filter(published_at__gt=request.created).order_by("published_at", "id").first()
        if instead is None and request.person_id in asking:
            continue
        asking |= set() if instead else {request.person_id}
        request.answered_by = instead
        request.save(update_fields=["answered_by"])
    count_requests(card.claim)


def count_requests(claim: Claim) -> None:
    """Store how many people are asking, from the rows."""
    claim.evidence_asked = EvidenceRequest.objects.filter(claim=claim, answered_by=None).count()
    Claim.objects.filter(pk=claim.pk).update(evidence_asked=claim.evidence_asked)
