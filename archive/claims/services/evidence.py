"""Attaching evidence, checking its quotes, and setting its state on a moderator's decision."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from archive.accounts.models import User
from archive.accounts.services import require
from archive.claims.models import Claim, Evidence
from archive.claims.models.evidence import QUOTE_LIMIT, TAG_LIMIT, Bearing, QuoteState
from archive.claims.occurrences import detail_of
from archive.claims.queries.cards import Blocks, blocks_of
from archive.claims.read_aloud import MarkProblem, clean_marks
from archive.claims.services.activity import note_card
from archive.claims.services.asking import answer_requests, reopen_requests
from archive.claims.services.claims import CHANGES, fresh_claim, note_own_activity, refuse_unless_open
from archive.claims.services.limits import ECHO, begin_post, spend, state_for
from archive.claims.services.locks import refuse_locked
from archive.claims.services.path import lock_debate, refresh_path, refuse_elsewhere, touch_debate
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.core.text import TextProblem, check_prose, check_short
from archive.sources.folding import Folded, fold
from archive.sources.models import Source, SourceText
from archive.sources.queries import newest_text, possible_twins
from archive.sources.quoting import check_quote
from archive.sources.services import add_source, clean_fields, lock_source

NOTE_LIMIT = 2000
LOCATOR_LIMIT = 100


def clean_card(*, tag: str, quote: str, locator: str, note: str) -> dict[str, str]:
    """Return the card's texts as they will be stored, or refuse the first one that cannot be."""
    cleaned = {}
    for field, value, check, limit, required in (
        ("tag", tag, check_short, TAG_LIMIT, True),
        ("quote", quote, check_prose, QUOTE_LIMIT, False),
        ("locator", locator, check_short, LOCATOR_LIMIT, False),
        ("note", note, check_prose, NOTE_LIMIT, False),
    ):
        try:
            cleaned[field] = check(value, limit=limit, required=required)
        except TextProblem as problem:
            raise Refused(problem.message, field=field, code=problem.code) from problem
    return cleaned


def clean_read_aloud(quote: str, marks: object, *, given: str | None = None) -> list[list[int | str]]:
    """Return the marks on a card's quote as they will be stored, or refuse them at their field.

    `given` is the quote as it came in: if it had to be tidied, positions in it would mark other words.
    """
    if marks and given not in (None, quote):
        raise Refused(
            gettext(
                "The quote is stored without space at its ends and with composed letters, so these "
                "positions may be off. Send it in that form."
            ),
            field="read_aloud",
            code="untidy_quote",
        )
    try:
        return clean_marks(quote, marks)
    except MarkProblem as problem:
        raise Refused(problem.message, field=problem.field, code=problem.code) from problem


def check_against(
    quote: str,
    text: SourceText | None,
    *,
    start: int | None = None,
    before: Mapping[str, Any] | None = None,
    folded: Folded | None = None,
    blocks: Blocks | None = None,
) -> dict[str, Any]:
    """Return the three check columns of a card with this quote and this newest text of its source.

    `start` and `before` say which of several places is meant, as in `occurrences`; `folded` and `blocks`
    are the text's, for who checks many quotes.
    """
    if not quote:
        return {"check_state": QuoteState.NO_QUOTE, "check_detail": {}, "checked_text": None}
    if text is None:
        return {"check_state": QuoteState.UNCHECKED, "check_detail": {}, "checked_text": None}
    found = check_quote(quote, folded or text.text)
    detail = detail_of(found, start=start, before=before)
    if detail["positions"]:
        blocks = blocks or blocks_of(text)
        detail["paragraphs"] = [blocks.at(at).number for at, _ in detail["positions"]]
    return {"check_state": found.state, "check_detail": detail, "checked_text": text}


@transaction.atomic
def attach_evidence(
    *,
    claim: Claim,
    source: Source | None,
    tag: str,
    author: User,
    new_source: dict[str, Any] | None = None,
    quote: str = "",
    locator: str = "",
    bearing: str = Bearing.SUPPORTS,
    note: str = "",
    read_aloud: object = (),
    start: int | None = None,
    with_its_claim: bool = False,
) -> Evidence:
    """Attach a card to a claim and check its quote against the newest stored text of the source.

    `source` is one of the archive's; else `new_source` has the fields of one that is added with the
    card. `read_aloud` has [start, end, kind] for words of the quote. `start` says which of several places
    of the quote is meant. `with_its_claim` says that both are one post. What the check finds never blocks
    saving. Raises `NotAllowed`, `TooSoon`, or `Refused` with code empty, too_long, control, bidi, bearing,
    source, closed, gone or not_published, and at `read_aloud` with untidy_quote, shape, kind, range or too_many.
    """
    require(author, "post")
    texts = clean_card(tag=tag, quote=quote, locator=locator, note=note)
    marks = clean_read_aloud(texts["quote"], read_aloud, given=quote)
    if bearing not in Bearing.values:
        raise Refused(
            gettext("Say whether it supports or undermines the claim."), field="bearing", code="bearing"
        )
    author = begin_post(author)
    source = source or source_made(new_source, author)
    source = Source.objects.visible_to(author).filter(pk=source.standing_id).first()
    if source is None:
        raise Refused(gettext("This source is not in the archive."), field="source", code="source")
    debate = lock_debate(claim.debate_id)
    claim = fresh_claim(claim, author)
    same = Evidence.objects.filter(claim=claim, source=source, author=author, bearing=bearing, **texts)
    if echo := same.filter(created__gt=timezone.now() - ECHO).first():
        return echo
    refuse_unless_open(debate)
    refuse_locked(debate, claim.path)
    waits = claim.state == Publication.HELD and claim.author_id == author.pk
    if not (claim.is_published or waits) or claim.same_as_id:
        words = gettext("Evidence goes under published claims.")
        raise Refused(words, field="claim", code="not_published", conflict=True)
    spend(author, "evidence", after_interval=not with_its_claim)
    return insert_card(claim, source, author, {**texts, "bearing": bearing, "read_aloud": marks}, start)


def source_made(fields: dict[str, Any] | None, author: User) -> Source:
    """Return the source made from the form's own fields; one of the same DOI or address serves instead."""
    if not fields:
        raise Refused(
            gettext("Name a source of the archive, or fill in a new one."), field="source", code="source"
        )
    known = clean_fields(fields)
    twins = possible_twins(url=known["url"], doi=known["doi"])
    same = twins[0] if twins else echo_of_source(fields, author)
    return same or add_source(fields=fields, added_by=author, state=state_for(author))


def echo_of_source(fields: dict[str, Any], author: User) -> Source | None:
    """Return the author's own same record of the last minute: a double click or a retry adds no second one."""
    recent = Source.objects.filter(added_by=author, created__gt=timezone.now() - ECHO)
    return recent.filter(**clean_fields(fields)).order_by("id").first()


def insert_card(
    claim: Claim, source: Source, author: User, columns: dict[str, Any], start: int | None
) -> Evidence:
    """Insert a card under the debate's lock and count it if it is published."""
    now, state = timezone.now(), state_for(author)
    published = state == Publication.PUBLISHED
    source = lock_source(source)  # so that nobody merges it meanwhile
    text = newest_text(source) if columns["quote"] else None
    card = Evidence.objects.create(
        claim=claim,
        source=source,
        author=author,
        state=state,
        published_at=now if published else None,
        **columns,
        **check_against(columns["quote"], text, start=start),
    )
    if published:
        count_card(card, claim, 1)
        note_card(card)
    return card


def count_card(card: Evidence, claim: Claim, sign: int) -> None:
    """Count a card in or out, on its claim, on the path and in the debate, and let it answer who asked."""
    if sign > 0:
        answer_requests(card)
    else:
        reopen_requests(card)
    note_own_activity(claim, card.published_at or timezone.now(), cards=sign)
    touch_debate(claim.debate, evidence=sign if claim.is_published else 0)


@transaction.atomic
def set_evidence_state(*, card: Evidence, state: str, moderator: User, reason: str, entry: int) -> Evidence:
    """Remove, restore, release or hold a card; called by `moderation`, which writes the decision `entry`."""
    require(moderator, "moderate")
    debate = lock_debate(card.claim.debate_id)
    card = Evidence.objects.select_related("claim__debate").get(pk=card.pk)
    refuse_elsewhere(debate, card.claim)
    if card.state not in CHANGES[Publication(state)]:
        raise Refused(
            gettext("This card is %(publication)s; nothing was changed.")
            % {"publication": Publication(card.state).label},
            code="state",
            conflict=True,
        )
    was = card.state == Publication.PUBLISHED
    card.state, card.state_entry = state, entry
    card.state_reason = reason if state != Publication.PUBLISHED else ""
    first = state == Publication.PUBLISHED and card.published_at is None
    if first:
        card.published_at = timezone.now()
    card.save(update_fields=["state", "state_reason", "state_entry", "published_at"])
    if was != (state == Publication.PUBLISHED):
        settle_activity(card.claim)
        count_card(card, card.claim, -1 if was else 1)
    if first:
        note_card(card)
    return card


def settle_activity(claim: Claim) -> None:
    """Set the claim's own activity again from its cards that are published."""
    latest = Evidence.objects.filter(claim=claim, state=Publication.PUBLISHED).aggregate(
        at=Max("published_at")
    )["at"]
    own = claim.published_at or claim.created
    claim.own_activity = max(own, latest) if latest else own
    claim.save(update_fields=["own_activity"])
    refresh_path(claim)


@transaction.atomic
def check_quotes_of(source: Source) -> int:
    """Check every quote from this source against its newest text; returns how many cards were checked."""
    text = newest_text(source)
    cards = list(Evidence.objects.select_for_update().filter(source=source).exclude(quote="").order_by("id"))
    known: dict[str, Any] = {"folded": fold(text.text), "blocks": blocks_of(text)} if text and cards else {}
    for card in cards:
        columns = check_against(card.quote, text, before=card.check_detail, **known)
        Evidence.objects.filter(pk=card.pk).update(**columns)
    return len(cards)
