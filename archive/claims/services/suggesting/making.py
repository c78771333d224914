"""Making a suggestion: a rewording, a move, a duplicate or a missing source, each with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import may
from archive.accounts.services import require
from archive.claims.models import Claim, Debate, Evidence, Suggestion
from archive.claims.models.talk import SuggestionKind, SuggestionState
from archive.claims.permissions import curators_of
from archive.claims.queries.rows import rewordable
from archive.claims.services.activity import note
from archive.claims.services.claims import (
    clean_statement,
    fresh_claim,
    refuse_unless_answerable,
    refuse_unless_open,
    same_words,
    stands_already,
)
from archive.claims.services.limits import ECHO, begin_post, refuse_newcomer, spend
from archive.claims.services.path import lock_debate
from archive.claims.services.rearranging.merges import refuse_unmergeable
from archive.claims.services.rearranging.places import refuse_unfit_place
from archive.claims.services.rearranging.rules import in_this_debate
from archive.claims.services.suggesting.rules import (
    CITE_LIMIT,
    clean_line,
    named,
    refuse_too_many,
    refuse_unless_published,
)
from archive.core.errors import Refused
from archive.core.models import Aim, Publication, Stance
from archive.sources.models import Source


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a suggestion would change, as it was sent; each kind looks at its own fields only."""

    statement: str = ""
    instead_of: str | None = None
    new_parent: Claim | None = None
    new_stance: str | None = None
    duplicate_of: Claim | None = None
    source: Source | None = None
    cite: str = ""


@transaction.atomic
def make_suggestion(*, claim: Claim, kind: str, author: User, reason: str, **proposed: Any) -> Suggestion:
    """Suggest a change of a claim that is not the author's to make; `proposed` are fields of `Proposal`.

    `instead_of` are the words that a rewording was written against, if they were read before. Raises
    `NotAllowed`, `TooSoon` (too_many, interval), or `Refused` with code choice, closed, gone, merged,
    not_published, is_link, yours, same, stale, duplicate, suggested, cited, source, or what a move, a merge
    or the words would be refused for. The same by the same person within a minute returns the first one.
    """
    require(author, "suggest")
    refuse_newcomer(author, _("suggest changes"))
    if kind not in SuggestionKind.values:
        raise Refused(_("Say what you suggest."), field="kind", code="choice")
    reason = clean_line(reason, field="reason")
    author = begin_post(author)
    debate = lock_debate(claim.debate_id)
    claim = fresh_claim(claim, author)
    refuse_unless_open(debate)
    refuse_unless_published(claim)
    columns = CHECKED[SuggestionKind(kind)](claim, debate, author, Proposal(**proposed))
    if twin := echo_or_refusal(claim, kind, author, columns):
        return twin
    refuse_too_many(author)
    spend(author, "suggestions")
    row = Suggestion.objects.create(claim=claim, kind=kind, author=author, reason=reason, **columns)
    note("suggestion", actor=author, debate=debate, claim=claim, suggestion=row, detail={"kind": kind})
    return row


def echo_or_refusal(claim: Claim, kind: str, author: User, columns: dict[str, Any]) -> Suggestion | None:
    """Return the author's own same suggestion of the last minute; refuse one that is open already."""
    same = Suggestion.objects.filter(claim=claim, kind=kind, state=SuggestionState.OPEN, **columns)
    twin = same.order_by("id").first()
    if twin is None:
        return None
    if twin.author_id == author.pk and twin.created > timezone.now() - ECHO:
        return twin
    raise Refused(
        _("This was suggested already and waits for a decision."),
        code="suggested",
        conflict=True,
        existing=twin.get_absolute_url(),
    )


def yours(message: str, address: str, claim: Claim) -> Refused:
    """Return the refusal of what its author can do at once, with the way there."""
    return Refused(message, code="yours", conflict=True, existing=reverse(address, args=[claim.pk]))


def checked_words(claim: Claim, debate: Debate, author: User, proposed: Proposal) -> dict[str, Any]:
    """Return the columns of a rewording: other words than the claim's, that nothing beside it has."""
    statement = clean_statement(proposed.statement)
    if author.pk == claim.author_id and rewordable(claim):
        raise yours(_("You can still reword it yourself."), "claims:reword", claim)
    if proposed.instead_of not in (None, claim.statement):
        raise Refused(
            _("The claim was reworded while you wrote. Read it again."), code="stale", conflict=True
        )
    if statement == claim.statement:
        raise Refused(_("These are the words that it has."), field="statement", code="same")
    if twin := same_words(claim.parent, statement, author):
        raise stands_already(twin)
    return {"statement": statement, "instead_of": claim.statement}


def checked_place(claim: Claim, debate: Debate, author: User, proposed: Proposal) -> dict[str, Any]:
    """Return the columns of a move: another place of the debate, where the claim could stand."""
    if may(author, "move", curators=curators_of(debate)):
        raise yours(_("You curate this debate: you can move it yourself."), "claims:move", claim)
    if proposed.new_parent is None:
        raise Refused(_("Choose where it belongs."), field="new_parent", code="empty")
    with named({"parent": "new_parent", "stance": "new_stance"}):
        parent = in_this_debate(proposed.new_parent, debate, author, "parent")
        if proposed.new_stance not in Stance.values:
            raise Refused(_("Say whether it supports or opposes."), field="stance", code="stance")
        refuse_unless_answerable(parent)
        if (claim.parent_id, claim.stance, claim.aim) == (parent.pk, proposed.new_stance, Aim.STANDING):
            raise Refused(_("It stands there already."), field="parent", code="same", conflict=True)
        refuse_unfit_place(claim, parent, author)
    return {"new_parent": parent, "new_stance": proposed.new_stance}


def checked_duplicate(claim: Claim, debate: Debate, author: User, proposed: Proposal) -> dict[str, Any]:
    """Return the columns of a merge: another claim of the debate that it could be merged into."""
    if may(author, "merge claims", curators=curators_of(debate)):
        raise yours(_("You curate this debate: you can merge it yourself."), "claims:merge", claim)
    if proposed.duplicate_of is None:
        raise Refused(_("Choose which claim says the same."), field="duplicate_of", code="empty")
    with named({"into": "duplicate_of"}):
        kept = in_this_debate(proposed.duplicate_of, debate, author, "into")
        refuse_unmergeable(claim, kept)
    return {"duplicate_of": kept}


def checked_source(claim: Claim, debate: Debate, author: User, proposed: Proposal) -> dict[str, Any]:
    """Return the columns of a missing source: one of the archive that is not cited there, or words for one."""
    if author.pk == claim.author_id:
        raise yours(_("It is your claim: you can add the card yourself."), "claims:attach", claim)
    if proposed.source is None:
        cite = clean_line(proposed.cite, field="cite", limit=CITE_LIMIT, required=False)
        if not cite:
            raise Refused(_("Choose the source, or say which it is."), field="cite", code="empty")
        return {"source": None, "cite": cite}
    source = Source.objects.visible_to(author).filter(pk=proposed.source.standing_id).first()
    if source is None:
        raise Refused(_("This source is not in the archive."), field="source", code="source")
    cards = Evidence.objects.filter(claim=claim, source=source, state=Publication.PUBLISHED)
    if card := cards.order_by("id").first():
        raise Refused(
            _("The claim cites this source already."),
            field="source",
            code="cited",
            conflict=True,
            existing=card.get_absolute_url(),
        )
    return {"source": source, "cite": ""}


CHECKED: dict[SuggestionKind, Callable[[Claim, Debate, User, Proposal], dict[str, Any]]] = {
    SuggestionKind.REWORD: checked_words,
    SuggestionKind.MOVE: checked_place,
    SuggestionKind.DUPLICATE: checked_duplicate,
    SuggestionKind.SOURCE: checked_source,
}
