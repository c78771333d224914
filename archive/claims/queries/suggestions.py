"""Suggestions as pages and the API show them: to whom, as a diff, and who may decide on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from archive.accounts.models import User
from archive.accounts.permissions import Viewer, may, may_moderate
from archive.claims.models import Claim, Comment, Curatorship, Debate, Rating, SetAsideRating, Suggestion
from archive.claims.models.talk import SuggestionKind, SuggestionState
from archive.claims.permissions import act_of_deciding
from archive.claims.queries.rearranging import words_now
from archive.claims.queries.rows import ClaimRow
from archive.core.models import Publication
from archive.sources.citing import may_read
from archive.sources.comparing import Piece, pieces
from archive.sources.models import Source


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """One suggestion ready to print; words are None or absent where the viewer may not read the claim.

    `pieces` is the rewording word by word; `is_stale` says that the words it would replace stand no more.
    `may_…` says what to offer this viewer now.
    """

    id: int
    url: str
    kind: str
    word: str
    claim_id: int
    claim_url: str
    claim_words: str | None
    claim_number: str
    debate_id: int
    statement: str | None
    instead_of: str | None
    pieces: tuple[Piece, ...]
    place: Claim | None
    place_words: str | None
    stance: str
    twin: Claim | None
    twin_words: str | None
    source: Source | None
    cite: str
    reason: str | None
    author: User
    created: datetime
    state: str
    decided_by: User | None
    decided_at: datetime | None
    note: str
    same_meaning: bool
    is_stale: bool
    talk: int
    may_decide: bool
    may_confirm_meaning: bool
    may_withdraw: bool

    @property
    def stance_or_none(self) -> str | None:
        """How the claim would bear at its new place; none where it would not move."""
        return self.stance or None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it."""
        return self.state == SuggestionState.OPEN


def visible_suggestions(viewer: Viewer) -> QuerySet[Suggestion]:
    """Return the suggestions that `viewer` may see.

    Open and accepted ones stand beside their claim for everybody who may see that; what was declined or
    taken back is for its author, the claim's, curators and moderators. One's own stay, whatever became of the
    claim.
    """
    if may_moderate(viewer):
        return Suggestion.objects.all()
    seen = Claim.objects.visible_to(viewer).filter(pk=OuterRef("claim"))
    there = Q(Exists(seen)) | Q(claim__state=Publication.MERGED, claim__debate__held=False)
    told = Q(state__in=[SuggestionState.OPEN, SuggestionState.ACCEPTED])
    if viewer is None or not viewer.is_authenticated:
        return Suggestion.objects.filter(there & told)
    curates = Curatorship.objects.filter(debate=OuterRef("claim__debate"), curator_id=viewer.pk)
    concerned = Q(claim__author_id=viewer.pk) | Q(Exists(curates))
    return Suggestion.objects.filter(there & (told | concerned) | Q(author_id=viewer.pk))


def suggestion_rows(found: QuerySet[Suggestion], viewer: Viewer) -> list[SuggestionRow]:
    """Return these suggestions as `viewer` may see them, in one query."""
    return [suggestion_row(row, viewer) for row in whole(found)]


def whole(found: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    """Load along what a row of each suggestion prints, and who curates."""
    curators = Curatorship.objects.filter(debate=OuterRef("claim__debate")).values("curator_id")
    comments = Comment.objects.filter(suggestion=OuterRef("pk"), state=Publication.PUBLISHED)
    counted = comments.order_by().values("suggestion").annotate(n=Count("pk")).values("n")
    return found.select_related(
        "claim__debate",
        "claim__same_as",
        "claim__merged_into__merged_into",
        "new_parent__merged_into",
        "new_parent__same_as",
        "duplicate_of__merged_into",
        "duplicate_of__same_as",
        "source",
        "author",
        "decided_by",
    ).annotate(curator_ids=ArraySubquery(curators), talk_counted=ArraySubquery(counted))


def suggestion_row(row: Suggestion, viewer: Viewer) -> SuggestionRow:
    """Return one suggestion, loaded `whole`, as `viewer` may see it."""
    claim, curators = row.claim, frozenset(getattr(row, "curator_ids", ()))
    words = words_now(claim, viewer)
    mine = viewer is not None and viewer.is_authenticated and viewer.pk == row.author_id
    readable, is_open = words is not None, row.state == SuggestionState.OPEN
    decides = may(viewer, act_of_deciding(row.kind), author_id=claim.author_id, curators=curators)
    confirms = may(viewer, "confirm meaning", curators=curators)
    reword = row.kind == SuggestionKind.REWORD
    is_author = viewer is not None and viewer.pk == claim.author_id
    talk = getattr(row, "talk_counted", [])
    return SuggestionRow(
        id=row.pk,
        url=row.get_absolute_url(),
        kind=row.kind,
        word=row.get_kind_display(),
        claim_id=claim.pk,
        claim_url=claim.get_absolute_url(),
        claim_words=words,
        claim_number=claim.number,
        debate_id=claim.debate_id,
        statement=row.statement if reword and (readable or mine) else None,
        instead_of=row.instead_of if reword and readable else None,
        pieces=diff_of(row.instead_of, row.statement) if reword and readable else (),
        place=row.new_parent,
        place_words=words_now(row.new_parent, viewer) if row.new_parent else None,
        stance=row.new_stance or "",
        twin=row.duplicate_of,
        twin_words=words_now(row.duplicate_of, viewer) if row.duplicate_of else None,
        source=row.source if row.source and may_read(row.source, viewer=viewer) else None,
        cite=row.cite,
        reason=row.reason if readable or mine else None,
        author=row.author,
        created=row.created,
        state=row.state,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=row.decision_note,
        same_meaning=row.same_meaning,
        is_stale=reword and is_open and claim.statement != row.instead_of,
        talk=talk[0] if talk else 0,
        may_decide=is_open and decides,
        may_confirm_meaning=is_open and reword and confirms and not is_author,
        may_withdraw=is_open and mine and may(viewer, "withdraw suggestion", author_id=row.author_id),
    )


def diff_of(old: str, new: str) -> tuple[Piece, ...]:
    """Return what becomes of the words; where only signs differ that read alike, the whole of both."""
    found = pieces(old, new)
    if all(piece.change == "kept" for piece in found):
        return (Piece("left out", f"{old} "), Piece("added", new))
    return found


def suggestion_seen(number: int, viewer: Viewer) -> SuggestionRow | None:
    """Return the suggestion of this number if `viewer` may see it."""
    return next(iter(suggestion_rows(visible_suggestions(viewer).filter(pk=number), viewer)), None)


def open_about(claim: Claim, *, viewer: Viewer) -> list[SuggestionRow]:
    """Return what is suggested for a claim and waits for a decision, the oldest first, in one query; at most 20."""
    found = visible_suggestions(viewer).filter(claim=claim, state=SuggestionState.OPEN)
    return suggestion_rows(found.order_by("id")[:20], viewer)


def suggestions_in(
    debate: Debate, *, viewer: Viewer, state: str = "", before: int = 0, count: int = 50
) -> list[SuggestionRow]:
    """Return the suggestions for a debate's claims, the newest first and before that number, in one query."""
    return page_of(
        visible_suggestions(viewer).filter(claim__debate=debate),
        viewer,
        state=state,
        before=before,
        count=count,
    )


def suggestions_by(viewer: User, *, before: int = 0, count: int = 50) -> list[SuggestionRow]:
    """Return what `viewer` suggested, the newest first and before that number, with what became of it."""
    return page_of(Suggestion.objects.filter(author=viewer), viewer, before=before, count=count)


def page_of(
    found: QuerySet[Suggestion], viewer: Viewer, *, state: str = "", before: int = 0, count: int = 50
) -> list[SuggestionRow]:
    """Return one page of suggestions by keyset, the newest first."""
    found = found.filter(state=state) if state else found
    found = found.filter(pk__lt=before) if before else found
    return suggestion_rows(found.order_by("-id")[:count], viewer)


def waiting_for(viewer: User) -> QuerySet[Suggestion]:
    """Return the open suggestions that wait for this person: for their claims, or in debates that they curate.

    Their own are not among them, nor those for claims that are not published any more; of moves and
    duplicates only those that they may decide.
    """
    curates = Curatorship.objects.filter(curator=viewer).values("debate")
    own = Q(claim__author=viewer, kind__in=[SuggestionKind.REWORD, SuggestionKind.SOURCE])
    found = Suggestion.objects.filter(state=SuggestionState.OPEN, claim__state=Publication.PUBLISHED)
    return found.filter(own | Q(claim__debate__in=curates)).exclude(author=viewer)


def to_decide(viewer: User, *, count: int = 50) -> list[SuggestionRow]:
    """Return what waits for this person's decision, the oldest first, in one query."""
    return suggestion_rows(waiting_for(viewer).order_by("id")[:count], viewer)


def count_suggested(rows: Iterable[ClaimRow], viewer: Viewer, curators: frozenset[int]) -> None:
    """Set on each row of a page how many suggestions wait, for those who may decide; at most one query.

    Nobody else's page asks: curators of the debate get all claims counted, authors their own.
    """
    if viewer is None or not viewer.is_authenticated:
        return
    decides = viewer.pk in curators
    by_id = {row.id: row for row in rows if decides or row.author.pk == viewer.pk}
    if not by_id:
        return
    found = Suggestion.objects.filter(state=SuggestionState.OPEN, claim__in=by_id).exclude(author=viewer)
    for claim_id, number in found.order_by().values_list("claim").annotate(Count("pk")):
        by_id[claim_id].suggestions = number


@dataclass(frozen=True, slots=True)
class Earlier:
    """How somebody rated a claim before it was reworded, on the scales that they have not rated anew."""

    convincing: int | None
    bearing: int | None
    reworded: datetime | None
    suggestion_id: int


def earlier_rating(claim: Claim, viewer: Viewer, mine: Rating | None) -> Earlier | None:
    """Return the viewer's judgements that another wording set aside, until they rate anew; in one query."""
    if viewer is None or not viewer.is_authenticated:
        return None
    rows = SetAsideRating.objects.filter(claim=claim, rater_id=viewer.pk, suggestion__isnull=False)
    latest: dict[str, SetAsideRating] = {}
    for row in rows.select_related("suggestion").order_by("id"):
        if getattr(mine, row.scale, None) is None:
            latest[row.scale] = row
    if not latest:
        return None
    last = max(latest.values(), key=lambda row: row.pk)
    values = {scale: row.value for scale, row in latest.items()}
    decided_at = last.suggestion.decided_at if last.suggestion else None
    return Earlier(values.get("convincing"), values.get("bearing"), decided_at, last.suggestion_id or 0)
