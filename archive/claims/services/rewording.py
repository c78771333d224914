"""Rewording one's own claim: for half an hour, or because a moderator asked for other words."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Debate, Suggestion
from archive.claims.models.talk import SuggestionKind, SuggestionState
from archive.claims.services.activity import note
from archive.claims.services.claims import (
    clean_statement,
    follow_thesis,
    fresh_claim,
    refuse_unless_open,
    same_words,
)
from archive.claims.services.locks import refuse_locked
from archive.claims.services.path import lock_debate, touch_debate
from archive.claims.services.suggesting.asking_again import ask_raters_again
from archive.core.errors import Refused
from archive.core.models import Publication


def is_asked(claim: Claim) -> bool:
    """Return whether a moderator asks for other words for this published claim, and the time is not over."""
    asked = claim.reword_until is not None and claim.reword_until > timezone.now()
    return asked and claim.is_published and not claim.same_as_id


def refuse_unless_rewordable(claim: Claim) -> None:
    """Refuse a rewording by the author once the window has closed or somebody has reacted."""
    if claim.state not in (Publication.PUBLISHED, Publication.HELD):
        raise Refused(_("Only what stands can be reworded."), code="not_published", conflict=True)
    if claim.same_as_id:
        raise Refused(_("This is a link; its words are those of the claim that it shows."), code="is_link")
    if not claim.in_edit_window:
        raise Refused(_("The half hour for rewording is over."), code="window_over", conflict=True)
    if claim.raters_count or Claim.objects.filter(parent=claim).exists():
        raise Refused(
            _("Somebody has rated or answered these words; they stay as they are."),
            code="reacted",
            conflict=True,
        )


@transaction.atomic
def reword_claim(*, claim: Claim, statement: str, author: User) -> Claim:
    """Change the author's own words within the window, while nobody has rated or answered them.

    While a moderator asks for other words neither the window nor what others did stands in the way; then who
    rated is asked again.
    """
    require(author, "reword", author_id=claim.author_id)
    statement = clean_statement(statement)
    debate = lock_debate(claim.debate_id)
    claim = fresh_claim(claim, author)
    refuse_unless_open(debate)
    asked, before = is_asked(claim), claim.statement
    if not asked:
        refuse_locked(debate, claim.path)
        refuse_unless_rewordable(claim)
    if statement == before:
        return claim
    if same_words(claim.parent, statement, author):
        raise Refused(
            _("The same words stand here already."), field="statement", code="duplicate", conflict=True
        )
    claim.statement = statement
    claim.reworded_at = timezone.now()
    claim.reword_until = None
    claim.save(update_fields=["statement", "reworded_at", "reword_until"])
    touch_debate(debate)
    if claim.parent_id is None and claim.is_published:
        follow_thesis(debate, claim)
    if claim.is_published:
        note("reworded", actor=author, debate=debate, claim=claim)
    if asked:
        finish_asked(debate, claim, author, before)
        claim.refresh_from_db()
    return claim


def set_reword_until(*, claim: Claim, until: datetime | None, moderator: User) -> None:
    """Let the author reword a claim until then, whatever happened to it; called by `moderation`."""
    require(moderator, "moderate")
    claim.reword_until = until
    claim.save(update_fields=["reword_until"])


def finish_asked(debate: Debate, claim: Claim, author: User, before: str) -> None:
    """Note that the words came: the change stands among the claim's suggestions, and its raters are asked again.

    The claim has its new words already, and the debate is locked.
    """
    row = Suggestion.objects.create(
        claim=claim,
        kind=SuggestionKind.REWORD,
        statement=claim.statement,
        instead_of=before,
        reason=_("A moderator asked for other words."),
        author=author,
        state=SuggestionState.ACCEPTED,
        decided_by=author,
        decided_at=timezone.now(),
    )
    asked = ask_raters_again(row, claim) if claim.raters_count else 0
    touch_debate(debate, ratings=-asked if claim.is_published else 0)
    import_string(settings.REWORDED_HOOK)(claim=claim)
