"""Accepting, declining and taking back suggestions; what is accepted is done in the same transaction."""

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Debate, Suggestion
from archive.claims.models.talk import SuggestionKind, SuggestionState
from archive.claims.permissions import act_of_deciding, curators_of, may_confirm_meaning
from archive.claims.services.activity import note as note_act
from archive.claims.services.claims import (
    follow_thesis,
    fresh_claim,
    refuse_unless_open,
    same_words,
    stands_already,
)
from archive.claims.services.locks import refuse_locked
from archive.claims.services.path import lock_debate, refuse_elsewhere, touch_debate
from archive.claims.services.rearranging import merge_claims, move_claim
from archive.claims.services.suggesting.asking_again import ask_raters_again
from archive.claims.services.suggesting.rules import (
    clean_line,
    named,
    refuse_decided,
    refuse_unless_published,
)
from archive.core.errors import NotAllowed, Refused


@transaction.atomic
def accept_suggestion(
    *, suggestion: Suggestion, person: User, note: str = "", same_meaning: bool = False
) -> Suggestion:
    """Do what was suggested, in the name of who accepts it; if that is refused, the suggestion stays open.

    A rewording keeps ratings only with `same_meaning`, which a curator other than the claim's author
    confirms; else its raters are asked again. A missing source is noted: the card is for a person to write.
    Raises `NotAllowed`, or `Refused` with code decided, closed, gone, merged, moved, not_published, is_link,
    stale, duplicate, or what the move or the merge is refused for. Accepting twice is accepting once.
    """
    debate, row = lock_suggested(suggestion)
    require_decider(person, row)
    words = clean_line(note, field="note", required=False)
    if row.state == SuggestionState.ACCEPTED and row.decided_by_id == person.pk:
        return row
    refuse_decided(row)
    claim = fresh_claim(row.claim, person)
    refuse_elsewhere(debate, claim)
    refuse_unless_open(debate)
    refuse_locked(debate, claim.path)
    refuse_unless_published(claim)
    row.same_meaning = same_meaning and row.kind == SuggestionKind.REWORD
    if row.same_meaning and not may_confirm_meaning(person, claim):
        raise NotAllowed(
            _("Whether it still means the same is for a curator to say who did not write the claim."),
            code="own_meaning",
        )
    asked = carry_out(row, claim, debate, person, words)
    return decided(row, debate, person, SuggestionState.ACCEPTED, words, asked=asked)


@transaction.atomic
def decline_suggestion(*, suggestion: Suggestion, person: User, note: str) -> Suggestion:
    """Turn a suggestion down and say why, also where nothing can be changed any more.

    Raises `NotAllowed`, or `Refused` with code decided, or what is wrong with the words. Twice is once.
    """
    debate, row = lock_suggested(suggestion)
    require_decider(person, row)
    words = clean_line(note, field="note")
    if row.state == SuggestionState.DECLINED and row.decided_by_id == person.pk:
        return row
    refuse_decided(row)
    return decided(row, debate, person, SuggestionState.DECLINED, words)


@transaction.atomic
def withdraw_suggestion(*, suggestion: Suggestion, person: User) -> Suggestion:
    """Take back one's own open suggestion; doing it twice is doing it once."""
    _debate, row = lock_suggested(suggestion)
    require(person, "withdraw suggestion", author_id=row.author_id)
    if row.state == SuggestionState.WITHDRAWN:
        return row
    refuse_decided(row)
    row.state = SuggestionState.WITHDRAWN
    row.save(update_fields=["state"])
    return row


def lock_suggested(suggestion: Suggestion) -> tuple[Debate, Suggestion]:
    """Return the suggestion as it is now and the debate of its claim, locked: of two who decide, one is later."""
    debate = lock_debate(Claim.objects.values_list("debate_id", flat=True).get(pk=suggestion.claim_id))
    rows = Suggestion.objects.select_related("claim__debate", "new_parent", "duplicate_of", "author")
    return debate, rows.get(pk=suggestion.pk)


def require_decider(person: User, row: Suggestion) -> None:
    """Refuse whoever may not decide on a suggestion of this kind."""
    curators = curators_of(row.claim.debate)
    require(person, act_of_deciding(row.kind), author_id=row.claim.author_id, curators=curators)


def decided(
    row: Suggestion, debate: Debate, person: User, state: str, words: str, *, asked: int = 0
) -> Suggestion:
    """Store what became of a suggestion, and note it for those concerned; `asked` raters are asked again."""
    row.state, row.decided_by, row.decided_at, row.decision_note = state, person, timezone.now(), words
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "same_meaning"])
    things = {"debate": debate, "claim": row.claim, "suggestion": row, "person": row.author}
    note_act(
        "outcome", actor=person, detail={"state": state, "kind": row.kind, "asked_again": asked}, **things
    )
    return row


def carry_out(row: Suggestion, claim: Claim, debate: Debate, person: User, words: str) -> int:
    """Do what the suggestion says; returns how many raters are asked again. Without words its reason is given."""
    reason = words or row.reason
    if row.kind == SuggestionKind.REWORD:
        return put_into_words(row, claim, debate, person)
    with named({}):
        if row.kind == SuggestionKind.MOVE:
            move_claim(
                claim=claim, parent=row.new_parent, person=person, reason=reason, stance=row.new_stance
            )
        elif row.kind == SuggestionKind.DUPLICATE and row.duplicate_of is not None:
            merge_claims(claim=claim, into=row.duplicate_of, person=person, reason=reason)
    return 0


def put_into_words(row: Suggestion, claim: Claim, debate: Debate, person: User) -> int:
    """Give the claim the suggested words, if those that they replace still stand; a revision tells why."""
    if claim.statement != row.instead_of:
        raise Refused(
            _("The claim was reworded since; this suggestion is about words that do not stand any more."),
            code="stale",
            conflict=True,
        )
    if twin := same_words(claim.parent, row.statement, person):
        refusal = stands_already(twin)
        refusal.field = ""
        raise refusal
    claim.statement, claim.reworded_at = row.statement, timezone.now()
    with pghistory.context(suggestion=row.pk, why=row.reason):
        claim.save(update_fields=["statement", "reworded_at"])
    if claim.parent_id is None:
        follow_thesis(debate, claim)
    asked = 0 if row.same_meaning else ask_raters_again(row, claim)
    touch_debate(debate, ratings=-asked)
    return asked
