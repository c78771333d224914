"""Opening debates, drawing theses from passages, closing, concluding, reopening."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Curatorship, Debate, Drawing, Topic
from archive.claims.models.claim import Holds
from archive.claims.models.debate import DebateState
from archive.claims.permissions import curators_of
from archive.claims.services.activity import note
from archive.claims.services.claims import (
    clean_statement,
    echo_or_refusal,
    insert_claim,
    refuse_unless_open,
    stands_already,
)
from archive.claims.services.limits import begin_post, spend, state_for
from archive.claims.services.locks import refuse_locked
from archive.claims.services.path import lock_debate, touch_debate
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.core.text import TextProblem, check_prose, check_short
from archive.sources.models import Passage, Source, slug_for
from archive.sources.services import LANGUAGE_TAG, mark_passage

REASON_LIMIT = 500
OUTCOME_LIMIT = 5000
THESES_AT_OPENING = 10
NO_QUESTION = gettext_lazy("Several theses answer a question: give it as the title.")
NO_THESIS = gettext_lazy(
    "This debate is about one thesis. Answer that, or open a debate with a question of its own."
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The words of a debate that is to be opened, as they will be stored; the first thesis comes first."""

    theses: list[str]
    title: str
    language: str


def checked_opening(
    *, author: User, statement: str, theses: Iterable[str] = (), title: str = "", language: str = "en"
) -> Opening:
    """Return the words of a debate as they would be stored, or refuse them; nothing is written.

    Raises `NotAllowed`, or `Refused` at statement, theses.<n> (from 0), title or language.
    """
    require(author, "post")
    first, further = clean_statement(statement), list(theses)
    if len(further) >= THESES_AT_OPENING:
        raise Refused(
            _("Open it with at most %(theses_at_opening)s theses; more can be added then.")
            % {"theses_at_opening": THESES_AT_OPENING},
            field="theses",
            code="too_many",
        )
    words = [first]
    for at, more in enumerate(further):
        with renamed_thesis(at):
            words.append(clean_statement(more))
            if words[-1] in words[:-1]:
                raise Refused(_("This thesis stands above already."), field="statement", code="duplicate")
    title = clean_title(title)
    if further and not title:
        raise Refused(str(NO_QUESTION), field="title", code="no_question")
    return Opening(words, title, clean_language(language))


@contextmanager
def renamed_thesis(at: int) -> Iterator[None]:
    """Let a refusal of a statement name the further thesis that it is about."""
    try:
        yield
    except Refused as refusal:
        refusal.field = f"theses.{at}" if refusal.field == "statement" else refusal.field
        raise


@transaction.atomic
def open_debate(
    *,
    statement: str,
    author: User,
    theses: Iterable[str] = (),
    title: str = "",
    language: str = "en",
    topics: Iterable[Topic] = (),
    key: str | None = None,
) -> Debate:
    """Open a debate with one thesis, or a question with several; its opener becomes its first curator.

    A newcomer's begins held. Raises what `checked_opening` raises, `TooSoon`, or `Refused` with code duplicate
    (a thesis in the same words stands already). The same opening by the same author within a minute returns
    the first one.
    """
    opening = checked_opening(
        author=author, statement=statement, theses=theses, title=title, language=language
    )
    author = begin_post(author)
    for words in sorted(opening.theses):
        lock_words(words)
    if first := first_opening(opening, author):
        return first
    spend(author, "debates")
    state = state_for(author)
    debate = Debate.objects.create(
        title=opening.title,
        slug=slug_for(opening.title or opening.theses[0]),
        key=key,
        language=opening.language,
        opener=author,
        held=state == Publication.HELD,
        last_activity=timezone.now(),
    )
    debate.topics.set(topics)
    Curatorship.objects.create(debate=debate, curator=author, named_by=author)
    for words in opening.theses:
        insert_claim(debate=debate, parent=None, stance=None, statement=words, author=author, state=state)
    debate.refresh_from_db()
    return debate


def first_opening(opening: Opening, author: User) -> Debate | None:
    """Return the debate that this very opening opened a moment ago; refuse a thesis that stands already."""
    twin = echo_or_refusal(None, None, opening.theses[0], author)
    if twin is not None and said_in(twin.debate) == opening.theses:
        return twin.debate
    if twin is not None:
        raise stands_already(twin)
    for at, words in enumerate(opening.theses[1:]):
        with renamed_thesis(at):
            if twin := echo_or_refusal(None, None, words, author):
                raise stands_already(twin)
    return None


def said_in(debate: Debate) -> list[str]:
    """Return the statements of a debate's theses, in their order."""
    return list(
        Claim.objects.filter(debate=debate, parent=None).order_by("path").values_list("statement", flat=True)
    )


@transaction.atomic
def post_thesis(*, debate: Debate, statement: str, author: User) -> Claim:
    """Add a thesis to a question; a newcomer's begins held.

    Raises `NotAllowed`, `TooSoon`, or `Refused` with code empty, too_long, control, bidi, paragraphs, address,
    closed, no_question, too_many or duplicate. The same post of the same author within a minute returns the
    first one.
    """
    require(author, "post")
    statement = clean_statement(statement)
    author = begin_post(author)
    lock_words(statement)
    debate = lock_debate(debate.pk)
    if twin := echo_or_refusal(None, None, statement, author):
        if twin.debate_id == debate.pk:
            return twin
        raise stands_already(twin)
    refuse_unless_open(debate)
    refuse_locked(debate)
    if not debate.title:
        raise Refused(str(NO_THESIS), code="no_question", conflict=True)
    spend(author, "claims")
    return insert_claim(
        debate=debate, parent=None, stance=None, statement=statement, author=author, state=state_for(author)
    )


def lock_words(statement: str) -> None:
    """Let nobody else open a debate in the same words until the transaction ends: no row is there to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [statement])


def clean_title(title: str) -> str:
    """Return a debate's title as it will be stored, empty for none, or refuse it at the field `title`."""
    try:
        return check_short(title, limit=500, required=False)
    except TextProblem as problem:
        raise Refused(problem.message, field="title", code=problem.code) from problem


def clean_language(language: str) -> str:
    """Return a language tag, or refuse what is none at the field `language`."""
    if not LANGUAGE_TAG.fullmatch(language) or len(language) > 35:
        raise Refused(
            _('Give the language as a tag such as "en" or "zh-Hans".'), field="language", code="language"
        )
    return language


@transaction.atomic
def draw_claim(
    *,
    source: Source,
    exact: str,
    statement: str,
    author: User,
    prefix: str = "",
    suffix: str = "",
    start: int | None = None,
    end: int | None = None,
    paragraph: int | None = None,
    holds: str = Holds.ASSERTS,
    key: str | None = None,
) -> Debate:
    """Open a debate whose thesis is drawn from these words of the source, and keep the anchor.

    Raises what `open_debate` and `sources.mark_passage` raise, and `Refused` with code source or holds.
    """
    require(author, "post")
    if not Source.objects.visible_to(author).filter(pk=source.standing_id).exists():
        raise Refused(_("This source is not in the archive."), field="source", code="source")
    if holds not in Holds.values:
        raise Refused(_("Say what the author does with the claim."), field="holds", code="holds")
    author = begin_post(author)  # before the source, as every post that marks or quotes one
    passage = mark_passage(
        source=source, exact=exact, prefix=prefix, suffix=suffix, start=start, end=end, paragraph=paragraph
    )
    debate = open_debate(statement=statement, author=author, language=source.language or "en", key=key)
    thesis = Claim.objects.get(debate=debate, parent=None)
    if Drawing.objects.filter(claim=thesis).exists():  # the echo of a double click: keep the first anchor
        passage.delete()
    else:
        link_passage(thesis, passage, author, holds)
    return debate


def link_passage(claim: Claim, passage: Passage, drawn_by: User, holds: str) -> Drawing:
    """Note that the claim was drawn from the passage."""
    return Drawing.objects.create(claim=claim, passage=passage, drawn_by=drawn_by, holds=holds)


@transaction.atomic
def set_debate_state(*, debate: Debate, by: User, state: str, reason: str, outcome: str = "") -> Debate:
    """Close a debate to posts and ratings, conclude it with an outcome in Markdown, or open it again.

    The reason is shown on its page, and the revisions keep every earlier state. Raises `NotAllowed`, or
    `Refused` with code state, empty, too_long, control or bidi at the field at fault.
    """
    require(by, "close debate", curators=curators_of(debate))
    if state not in DebateState.values:
        raise Refused(_("Choose open, closed or concluded."), field="state", code="choice")
    concluded = state == DebateState.CONCLUDED
    words = clean_words(reason=reason, outcome=outcome if concluded else "", concluded=concluded)
    debate = lock_debate(debate.pk)
    if debate.state == state:
        raise Refused(
            _("This debate is %(state)s already.") % {"state": debate.get_state_display()},
            field="state",
            code="state",
            conflict=True,
        )
    debate.state, debate.state_reason, debate.outcome = state, words["reason"], words["outcome"]
    if concluded:
        debate.conclusions.append(conclusion_now(debate))
    debate.save(update_fields=["state", "state_reason", "outcome", "conclusions"])
    touch_debate(debate)
    note("state", actor=by, debate=debate, detail={"state": state})
    return debate


def conclusion_now(debate: Debate) -> dict[str, Any]:
    """Return how every published thesis stands at this moment, to be kept as the debate's conclusion says it."""
    theses = Claim.objects.published().filter(debate=debate, parent=None).order_by("path")
    columns = theses.values_list("pk", "standing", "subtree_ratings")
    return {
        "at": timezone.now().isoformat(),
        "theses": [{"claim": pk, "standing": standing, "ratings": count} for pk, standing, count in columns],
    }


def clean_words(*, reason: str, outcome: str, concluded: bool) -> dict[str, str]:
    """Return the reason and the outcome as they will be stored, or refuse the one that cannot be."""
    field = "reason"
    try:
        cleaned = {"reason": check_short(reason, limit=REASON_LIMIT)}
        field = "outcome"
        return {**cleaned, "outcome": check_prose(outcome, limit=OUTCOME_LIMIT, required=concluded)}
    except TextProblem as problem:
        raise Refused(problem.message, field=field, code=problem.code) from problem
