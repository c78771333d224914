"""Opening debates, drawing theses from passages, naming curators, closing, concluding, reopening."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Curatorship, Debate, Drawing, Topic
from archive.claims.models.claim import Holds
from archive.claims.models.debate import DebateState
from archive.claims.permissions import curators_of
from archive.claims.services.claims import clean_statement, echo_or_refusal, insert_claim
from archive.claims.services.limits import begin_post, spend, state_for
from archive.claims.services.path import lock_debate, touch_debate
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.core.text import TextProblem, check_prose, check_short
from archive.sources.models import Passage, Source, slug_for
from archive.sources.services import LANGUAGE_TAG, mark_passage

REASON_LIMIT = 500
OUTCOME_LIMIT = 5000


@transaction.atomic
def open_debate(
    *,
    statement: str,
    author: User,
    title: str = "",
    language: str = "en",
    topics: Iterable[Topic] = (),
    key: str | None = None,
) -> Debate:
    """Open a debate with one thesis; its opener becomes its first curator, a newcomer's begins held.

    Raises `NotAllowed`, `TooSoon` or `Refused` (a thesis in the same words stands already: duplicate).
    The same opening by the same author within a minute returns the first one.
    """
    require(author, "post")
    statement = clean_statement(statement)
    title = clean_title(title)
    language = clean_language(language)
    author = begin_post(author)
    lock_words(statement)
    if twin := echo_or_refusal(None, None, statement, author):
        return twin.debate
    spend(author, "debates")
    state = state_for(author)
    debate = Debate.objects.create(
        title=title,
        slug=slug_for(title or statement),
        key=key,
        language=language,
        opener=author,
        held=state == Publication.HELD,
        last_activity=timezone.now(),
    )
    debate.topics.set(topics)
    Curatorship.objects.create(debate=debate, curator=author, named_by=author)
    insert_claim(debate=debate, parent=None, stance=None, statement=statement, author=author, state=state)
    debate.refresh_from_db()
    return debate


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
            'Give the language as a tag such as "en" or "zh-Hans".', field="language", code="language"
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
        raise Refused("This source is not in the archive.", field="source", code="source")
    if holds not in Holds.values:
        raise Refused("Say what the author does with the claim.", field="holds", code="holds")
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
def name_curator(*, debate: Debate, curator: User, by: User) -> Curatorship:
    """Let another member curate this debate; naming them twice is harmless."""
    require(by, "close debate", curators=curators_of(debate))
    require(curator, "post")
    curatorship, _ = Curatorship.objects.get_or_create(
        debate=debate, curator=curator, defaults={"named_by": by}
    )
    return curatorship


@transaction.atomic
def set_debate_state(*, debate: Debate, by: User, state: str, reason: str, outcome: str = "") -> Debate:
    """Close a debate to posts and ratings, conclude it with an outcome in Markdown, or open it again.

    The reason is shown on its page, and the revisions keep every earlier state. Raises `NotAllowed`, or
    `Refused` with code state, empty, too_long, control or bidi at the field at fault.
    """
    require(by, "close debate", curators=curators_of(debate))
    if state not in DebateState.values:
        raise Refused("Choose open, closed or concluded.", field="state", code="choice")
    concluded = state == DebateState.CONCLUDED
    words = clean_words(reason=reason, outcome=outcome if concluded else "", concluded=concluded)
    debate = lock_debate(debate.pk)
    if debate.state == state:
        raise Refused(f"This debate is {debate.state} already.", field="state", code="state", conflict=True)
    debate.state, debate.state_reason, debate.outcome = state, words["reason"], words["outcome"]
    debate.save(update_fields=["state", "state_reason", "outcome"])
    touch_debate(debate)
    return debate


def clean_words(*, reason: str, outcome: str, concluded: bool) -> dict[str, str]:
    """Return the reason and the outcome as they will be stored, or refuse the one that cannot be."""
    field = "reason"
    try:
        cleaned = {"reason": check_short(reason, limit=REASON_LIMIT)}
        field = "outcome"
        return {**cleaned, "outcome": check_prose(outcome, limit=OUTCOME_LIMIT, required=concluded)}
    except TextProblem as problem:
        raise Refused(problem.message, field=field, code=problem.code) from problem
