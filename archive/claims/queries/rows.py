"""Rows that templates print as they are: a claim, its standing, its evidence."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import Viewer, may
from archive.claims.models import Claim, Debate, Evidence, Rating
from archive.claims.models.evidence import QuoteState
from archive.claims.queries.leaning import leans_on
from archive.claims.read_aloud import Run, runs_of
from archive.claims.standing import ENOUGH_RATINGS, label_of
from archive.core.models import Aim, Publication
from archive.sources.citing import may_read
from archive.sources.models import Source


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A standing ready to draw: the words, the number, and the bar from the middle of a 100-wide axis."""

    word: str
    slug: str
    value: str
    enough: bool
    side: str
    x: str
    width: str
    ratings: int
    needed: int = ENOUGH_RATINGS


def standing_row(standing: float, subtree_ratings: int) -> StandingRow:
    """Return how a standing in [0, 1] is shown; below five ratings its number is not."""
    enough = subtree_ratings >= ENOUGH_RATINGS
    word = label_of(standing, subtree_ratings)
    at = standing * 100
    return StandingRow(
        word=word.capitalize(),
        slug=word.replace(" ", "-") if enough else "too-few",
        value=f"{standing:.2f}",
        enough=enough,
        side="supports" if at >= 50 else "opposes",
        x=f"{min(at, 50):.1f}",
        width=f"{abs(at - 50):.1f}",
        ratings=subtree_ratings,
    )


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One card ready to print; `tag` and `quote` are None in the tombstone of a removed one."""

    id: int
    claim_id: int
    url: str
    source: Source
    tag: str | None
    quote: str | None
    locator: str
    note: str
    bearing: str
    author: User
    posted: datetime
    state: str
    notice: str
    may_read_source: bool
    mark: str
    check_state: str
    check_word: str
    check_detail: dict[str, Any]
    checked_version: int | None
    read_aloud: list[list[Any]]
    raters: int

    @property
    def anchor(self) -> str:
        """The fragment of its place in the thread."""
        return f"e{self.id}"

    @property
    def has_check(self) -> bool:
        """Whether there is a quote whose check is worth showing."""
        return self.check_state != QuoteState.NO_QUOTE

    @property
    def runs(self) -> list[Run]:
        """The quote in runs of words that are marked alike; none where it may not be read."""
        return runs_of(self.quote, self.read_aloud) if self.quote else []

    @property
    def positions(self) -> list[dict[str, int | None]]:
        """The places that the check found, each with its paragraph's number."""
        found = self.check_detail.get("positions", [])
        numbers = self.check_detail.get("paragraphs", [None] * len(found))
        return [
            {"start": start, "end": end, "paragraph": number}
            for (start, end), number in zip(found, numbers, strict=True)
        ]

    @property
    def nth(self) -> int:
        """Which of the places where the quote stands is meant, from 1."""
        return int(self.check_detail.get("nth", 0)) + 1

    @property
    def place_url(self) -> str:
        """Where the reader shows the words that were compared, an elided quote's first part; empty if nowhere."""
        detail = self.check_detail
        span = (detail.get("positions") or [[None, None]])[0]
        if self.check_state != QuoteState.ELIDED:
            span = [detail.get("start"), detail.get("end")]
        if span[0] is None or self.checked_version is None or not self.may_read_source:
            return ""
        return f"{self.source.get_absolute_url()}?version={self.checked_version}&words={span[0]}-{span[1]}"


def side_words(stance: str, what: str) -> str:
    """Return what a claim is in its place: "opposes 1.2", or a thesis."""
    if not stance:
        return _("thesis")
    return (_("supports %(what)s") if stance == "supports" else _("opposes %(what)s")) % {"what": what}


def aimed_at(aim: str, parent_number: str) -> str:
    """Return what an argument supports or opposes: its parent, or that its parent matters to the claim above."""
    parent = parent_number or _("the claim")
    if aim != Aim.BEARING:
        return parent
    above = parent_number.rpartition(".")[0] or _("the claim")
    return _("that %(parent)s matters to %(above)s") % {"parent": parent, "above": above}


class HasWords(Protocol):
    """Whatever shows a claim; its `statement` is None where the viewer may not read it."""

    @property
    def statement(self) -> str | None: ...


@dataclass(slots=True)
class ClaimRow:
    """One claim ready to print, with its evidence and those of its answers that are shown.

    `statement` is None where the viewer may only know that something stood there; `notice` says why.
    `may_…` says what to offer; a visitor is offered what signing in would let them do.
    `more` counts answers that the page leaves out; they stand on the claim's own page. `leans_on` has the
    kinds of marks on what it was drawn from or cites, if it was loaded `with_marks`. `changes` says what is new
    in it to the viewer; `above` has its parent's words where it stands alone; `suggestions` counts those that
    wait for this viewer's decision.
    """

    id: int
    debate_id: int
    parent_id: int | None
    url: str
    path: str
    number: str
    parent_number: str
    depth: int
    level: int
    heading: int
    stance: str
    aim: str
    statement: str | None
    state: str
    notice: str
    entry: int | None
    author: User
    posted: datetime
    reworded_at: datetime | None
    standing: StandingRow
    raw_standing: float
    strength: float
    children: int
    supports: int
    opposes: int
    descendants: int
    raters: int
    cards: int
    asked: int
    talk: int
    last_activity: datetime
    is_link: bool
    original_id: int | None
    original_url: str
    may_answer: bool
    may_rate: bool
    may_ask: bool
    may_reword: bool
    may_withdraw: bool
    may_reinstate: bool
    leans_on: tuple[str, ...] = ()
    mine: Rating | None = None
    evidence: list[EvidenceRow] = field(default_factory=list)
    answers: list["ClaimRow"] = field(default_factory=list)
    more: int = 0
    changes: tuple[str, ...] = ()
    above: str = ""
    suggestions: int = 0

    @property
    def anchor(self) -> str:
        """The fragment of its place in the thread."""
        return f"c{self.id}"

    @property
    def name(self) -> str:
        """What it is called in a sentence: its number, or "the claim" for the first thesis."""
        return self.number or _("the claim")

    @property
    def answers_what(self) -> str:
        """What it supports or opposes: its parent, or that its parent matters to the claim above."""
        return aimed_at(self.aim, self.parent_number)

    @property
    def side(self) -> str:
        """What it is in its place, in words: "opposes 1.2", or a thesis."""
        return side_words(self.stance, self.answers_what)

    @property
    def is_gone(self) -> bool:
        """Whether only a tombstone stands here for everybody but its author and moderators."""
        return self.state in (Publication.REMOVED, Publication.WITHDRAWN, Publication.ERASED)


def notice_of(state: str, reason: str) -> str:
    """Return the words that stand in the place of what is not published, or nothing."""
    return {
        Publication.PUBLISHED: "",
        Publication.HELD: _("Held back by a moderator: %(reason)s") % {"reason": reason}
        if reason
        else _("Waiting for a moderator. Only you and the moderators see it."),
        Publication.WITHDRAWN: _("Withdrawn by its author."),
        Publication.REMOVED: _("Removed by a moderator: %(reason)s") % {"reason": reason},
        Publication.ERASED: _("Erased by a moderator, for law or safety."),
        Publication.MERGED: _("Merged into another claim."),
    }[Publication(state)]


def words_for(viewer: Viewer, state: str, author_id: int, words: str) -> str | None:
    """Return the words if the viewer may read them in this state, else None; erased ones nobody reads.

    Authors read their own words also while they are suspended, and so may do nothing as authors.
    """
    if state == Publication.PUBLISHED:
        return words
    if state == Publication.ERASED:
        return None
    own = viewer is not None and viewer.is_authenticated and viewer.pk == author_id
    return words if own or may(viewer, "read removed", author_id=author_id) else None


def words_of_claim(claim: Claim, viewer: Viewer) -> str | None:
    """Return a claim's words if the viewer may read them; a link's are its original's, in the state of both."""
    shown = claim.same_as or claim
    told = shown if claim.is_published else claim
    return words_for(viewer, told.state, told.author_id, shown.statement)


def rewordable(claim: Claim) -> bool:
    """Return whether its author is offered to reword it: it stands, is young, and nobody has reacted to it."""
    stands = claim.state in (Publication.PUBLISHED, Publication.HELD) and not claim.same_as_id
    if claim.reword_until is not None and claim.reword_until > timezone.now():  # a moderator asks for it
        return claim.is_published and not claim.same_as_id
    return stands and claim.in_edit_window and not claim.raters_count and not claim.children


def hide_title(debate: Debate, theses: Iterable[HasWords]) -> None:
    """Empty the title of this loaded debate if its theses' words may not be read: it says the same."""
    if all(thesis.statement is None for thesis in theses):
        debate.title = ""


def evidence_row(card: Evidence, viewer: Viewer) -> EvidenceRow:
    """Return the card, loaded `with_cites`, as `viewer` may see it."""
    shown = words_for(viewer, card.state, card.author_id, card.tag) is not None
    readable = may_read(card.source, viewer=viewer)
    return EvidenceRow(
        id=card.pk,
        claim_id=card.claim_id,
        url=card.get_absolute_url(),
        source=card.source,
        tag=card.tag if shown else None,
        quote=card.quote if shown else None,
        locator=card.locator if shown else "",
        note=card.note if shown else "",
        bearing=card.bearing,
        author=card.author,
        posted=card.created,
        state=card.state,
        notice=notice_of(card.state, card.state_reason),
        may_read_source=readable,
        mark=card.source.mark if shown and readable else "",
        check_state=card.check_state,
        check_word=str(QuoteState(card.check_state).label),
        check_detail=card.check_detail if shown and readable else {},  # it has words of the source
        checked_version=card.checked_text.version if shown and card.checked_text else None,
        read_aloud=card.read_aloud if shown else [],
        raters=card.raters_count,
    )


def claim_row(claim: Claim, viewer: Viewer, *, debate_open: bool, top: int = 0) -> ClaimRow:
    """Return the claim as `viewer` may see it; `top` is the depth at which the page's nesting begins."""
    shown = claim.same_as or claim  # a link shows the original's words, and its own place and weight
    told = shown if claim.is_published else claim  # whose state is told: nobody reads removed words by a link
    mine = bool(viewer and viewer.is_authenticated and viewer.pk == claim.author_id)
    takes_posts, own_words = debate_open and claim.is_published, claim.same_as_id is None
    visitor, number = viewer is None or not viewer.is_authenticated, claim.number
    return ClaimRow(
        id=claim.pk,
        debate_id=claim.debate_id,
        parent_id=claim.parent_id,
        url=claim.get_absolute_url(),
        path=claim.path,
        number=number,
        parent_number=number.rpartition(".")[0],
        depth=claim.depth,
        level=claim.depth - top,
        heading=min(6, 3 + max(0, claim.depth - top - 1)),
        stance=claim.stance or "",
        aim=claim.aim,
        statement=words_of_claim(claim, viewer),
        state=told.state,
        notice=notice_of(told.state, told.state_reason),
        entry=told.state_entry,
        author=claim.author,
        posted=claim.created,
        reworded_at=claim.reworded_at,
        standing=standing_row(claim.standing, claim.subtree_ratings),
        raw_standing=claim.standing,
        strength=claim.strength,
        children=claim.children,
        supports=claim.supports,
        opposes=claim.opposes,
        descendants=claim.descendants,
        raters=claim.raters_count,
        cards=claim.evidence_count,
        asked=claim.evidence_asked,
        talk=shown.talk_count,
        last_activity=claim.last_activity,
        is_link=claim.same_as_id is not None,
        original_id=claim.same_as_id,
        original_url=shown.get_absolute_url() if claim.same_as_id else "",
        may_answer=takes_posts and own_words and (visitor or may(viewer, "post")),
        may_rate=takes_posts and (visitor or may(viewer, "rate")) and not mine,
        may_ask=takes_posts and own_words and not mine and (visitor or may(viewer, "ask for evidence")),
        may_reword=mine and debate_open and rewordable(claim),
        may_withdraw=mine and own_words and claim.state in (Publication.PUBLISHED, Publication.HELD),
        may_reinstate=mine and own_words and debate_open and claim.state == Publication.WITHDRAWN,
        leans_on=leans_on(claim) if claim.is_published else (),
    )
