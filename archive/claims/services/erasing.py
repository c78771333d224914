"""Erasing: a claim's, a card's or a comment's words go from the row, its revisions, and whatever repeated them.

Called by `moderation` under the locks of `lock_thing`, after the decision was written. What stands below stays.
"""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Comment, Debate, Evidence, Rearrangement, Suggestion
from archive.claims.models.evidence import QuoteState
from archive.claims.models.talk import SuggestionKind
from archive.claims.services.claims import follow_thesis
from archive.claims.services.evidence import count_card, settle_activity
from archive.claims.services.path import lock_debate, refresh_links, refresh_path, touch_debate
from archive.claims.services.talking import count_comment
from archive.core.models import Publication
from archive.sources.models import slug_for

ERASED_WORDS = "[erased]"
"""What stands where the database asks for words."""


def empty_revisions(thing: Any, columns: dict[str, Any]) -> None:
    """Write these columns into every revision of a row."""
    revisions = apps.get_model("archive", f"{thing._meta.object_name}Event")._default_manager
    revisions.filter(pgh_obj_id=thing.pk).update(**columns)


@transaction.atomic
def erase_claim(*, claim: Claim, moderator: User, reason: str, entry: int) -> None:
    """Take a claim's words from the row, its revisions, suggestions about it, and addresses made of them."""
    require(moderator, "moderate")
    debate = lock_debate(claim.debate_id)
    claim = Claim.objects.get(pk=claim.pk)
    forget_slugs(claim)
    was = claim.is_published
    claim.statement, claim.merged_into, claim.reword_until = "", None, None
    claim.state, claim.state_reason, claim.state_entry = Publication.ERASED, reason, entry
    claim.state_at = timezone.now()
    claim.save()
    settle_gone(debate, claim, was=was)
    empty_revisions(claim, {"statement": ""})
    for row in Suggestion.objects.filter(claim=claim):
        erase_suggestion(row)


def settle_gone(debate: Debate, claim: Claim, *, was: bool) -> None:
    """Keep every counter above a claim that was just erased true."""
    refresh_path(claim)
    if was:
        refresh_links([claim.pk])
        touch_debate(debate, claims=-1, evidence=-claim.evidence_count, ratings=-claim.raters_count)
    else:
        touch_debate(debate)
    if claim.parent_id is None:
        follow_thesis(debate, claim)


def erase_suggestion(row: Suggestion) -> None:
    """Take the words from a suggestion about something erased; what kind it was and who made it stays."""
    words = ERASED_WORDS if row.kind == SuggestionKind.REWORD else ""
    columns = {"statement": words, "instead_of": "", "reason": ERASED_WORDS, "decision_note": ""}
    Suggestion.objects.filter(pk=row.pk).update(**columns)
    empty_revisions(row, columns)


def forget_slugs(claim: Claim) -> None:
    """Take addresses that were made of a claim's words from its debate and from debates made of it."""
    revisions = apps.get_model("archive", "ClaimEvent")._default_manager.filter(pgh_obj_id=claim.pk)
    said = {*revisions.values_list("statement", flat=True), claim.statement}
    made = Rearrangement.objects.filter(claim=claim).exclude(into=None).values_list("into", flat=True)
    debates = Debate.objects.filter(pk__in=[claim.debate_id, *made], title="")
    debates.filter(slug__in=[slug_for(words) for words in said if words]).update(slug=Publication.ERASED)


@transaction.atomic
def erase_evidence(*, card: Evidence, moderator: User, reason: str, entry: int) -> None:
    """Take the tag, the quote and the note from a card and its revisions; which source it cites stays."""
    require(moderator, "moderate")
    lock_debate(card.claim.debate_id)
    card = Evidence.objects.select_related("claim__debate").get(pk=card.pk)
    was = card.state == Publication.PUBLISHED
    words: dict[str, Any] = {
        **dict.fromkeys(("tag", "quote", "note", "locator"), ""),
        "read_aloud": [],
        "check_state": QuoteState.NO_QUOTE,
        "check_detail": {},
        "checked_text": None,
    }
    state = {"state": Publication.ERASED, "state_reason": reason, "state_entry": entry}
    for name, value in {**words, **state}.items():
        setattr(card, name, value)
    card.save(update_fields=[*words, *state])
    empty_revisions(card, words)
    if was:
        settle_activity(card.claim)
        count_card(card, card.claim, -1)


@transaction.atomic
def erase_comment(*, comment: Comment, moderator: User, reason: str, entry: int) -> None:
    """Take the words from a comment and its revisions; answers to it stay."""
    require(moderator, "moderate")
    was = comment.state == Publication.PUBLISHED
    comment.text, comment.state, comment.state_reason = "", Publication.ERASED, reason
    comment.state_entry = entry
    comment.save(update_fields=["text", "state", "state_reason", "state_entry"])
    empty_revisions(comment, {"text": ""})
    if was:
        count_comment(comment, -1)
