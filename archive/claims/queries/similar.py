"""Claims and debates that say about the same as what somebody is writing: a hint, never a block."""

from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Length

from archive.accounts.permissions import Viewer
from archive.claims.likeness import likeness, pieces_of
from archive.claims.models import Claim, Debate
from archive.claims.models.claim import STATEMENT_LIMIT
from archive.claims.queries.lists import GONE
from archive.claims.queries.rarest import rarest_words, words_sought
from archive.core.models import Publication
from archive.core.words import WordsSought, words_of

BEST = 5
COMPARED = 400  # claims at most that are compared letter by letter
SOUGHT = 250  # claims that the rare words should find, by their shares
LIVE = (Publication.PUBLISHED, Publication.HELD)  # of the held ones a member sees their own


@dataclass(frozen=True, slots=True)
class SimilarClaim:
    """A claim that says about the same, and where: `here` in the debate that was named, else in `debate_title`."""

    id: int
    url: str
    statement: str
    number: str
    stance: str
    here: bool
    debate_id: int
    debate_url: str
    debate_title: str
    likeness: float


@dataclass(frozen=True, slots=True)
class SimilarDebate:
    """A debate whose title or one of whose theses says about the same."""

    id: int
    url: str
    title: str
    state: str
    claims: int
    likeness: float


def readable(text: str) -> str:
    """Return the line of a text that is looked at, at most as long as a statement; empty if it is too short."""
    text = text[: 4 * STATEMENT_LIMIT].replace("\x00", " ").encode(errors="ignore").decode()
    line = " ".join(text.split())[:STATEMENT_LIMIT]
    return line if len(line) >= settings.ARCHIVE["SIMILAR_FROM"] else ""


def similar_claims(statement: str, *, viewer: Viewer, debate: Debate | None = None) -> list[SimilarClaim]:
    """Return the best five claims of the debate and then the best five of the archive, at most five queries.

    None for a statement under 12 characters. Links are left out, and what `viewer` may not read.
    """
    statement = readable(statement)
    query = words_sought(rarest_words(statement), SOUGHT) if statement else ""
    if not query:
        return []
    live = Claim.objects.visible_to(viewer).filter(same_as=None, state__in=LIVE)
    found = likest(in_debate(live, debate, query), statement) if debate else {}
    elsewhere = live.exclude(debate=debate) if debate else live
    found |= likest(with_words(elsewhere, query, statement), statement)
    return claim_rows(found, viewer, debate)


def in_debate(live: QuerySet[Claim], debate: Debate, query: str) -> QuerySet[Claim]:
    """Return the debate's claims to compare: all of them if they are few, else those with the rare words."""
    here = live.filter(debate=debate)
    return here if debate.claims_count <= COMPARED else having(here, "statement", query)


def with_words(live: QuerySet[Claim], query: str, statement: str) -> QuerySet[Claim]:
    """Return the claims with the rare words that are not so much shorter or longer that they cannot be alike."""
    least, size = settings.ARCHIVE["SIMILAR_AT_LEAST"], len(statement)
    found: QuerySet[Any] = having(live, "statement", query).alias(size=Length("statement"))
    return found.filter(size__gte=int(size * least / 2), size__lte=int(2 * size / least) + 1)


def having(rows: QuerySet[Any], column: str, query: str) -> QuerySet[Any]:
    """Return the rows whose index of words answers the query."""
    found: QuerySet[Any] = rows.alias(words=words_of(column)).filter(words=WordsSought(query))
    return found


def likest(rows: QuerySet[Any], statement: str, column: str = "statement") -> dict[int, float]:
    """Return the ids of the five rows that are most like the statement, and how much, the likest first."""
    pieces, least = pieces_of(statement), settings.ARCHIVE["SIMILAR_AT_LEAST"]
    compared = rows.values_list("pk", column)[:COMPARED]
    scored = ((likeness(pieces, pieces_of(words)), -pk) for pk, words in compared)
    return {-pk: score for score, pk in nlargest(BEST, (s for s in scored if s[0] >= least))}


def claim_rows(found: dict[int, float], viewer: Viewer, debate: Debate | None) -> list[SimilarClaim]:
    """Return the claims with these ids as they are shown, in this order, in two queries."""
    claims = Claim.objects.select_related("debate").in_bulk(list(found)) if found else {}
    titles = titles_of({c.debate_id: c.debate for c in claims.values() if c.debate != debate}, viewer)
    return [
        SimilarClaim(
            id=pk,
            url=claims[pk].get_absolute_url(),
            statement=claims[pk].statement,
            number=claims[pk].number,
            stance=claims[pk].stance or "",
            here=claims[pk].debate == debate,
            debate_id=claims[pk].debate_id,
            debate_url=claims[pk].debate.get_absolute_url(),
            debate_title=titles.get(claims[pk].debate_id, ""),
            likeness=round(score, 2),
        )
        for pk, score in found.items()
        if pk in claims
    ]


def titles_of(debates: dict[int, Debate], viewer: Viewer) -> dict[int, str]:
    """Return how each debate is called in a list: its title or its first thesis, as far as it may be read."""
    first = Claim.objects.placed_for(viewer).filter(debate__in=debates, parent=None).order_by("-path")
    theses = {claim.debate_id: claim for claim in first} if debates else {}
    return {
        pk: debates[pk].title or thesis.statement if thesis.state in LIVE else str(GONE.get(thesis.state, ""))
        for pk, thesis in theses.items()
    }


def similar_debates(*texts: str, viewer: Viewer) -> list[SimilarDebate]:
    """Return the best five debates whose title or thesis says about the same as one of these texts."""
    found: dict[int, float] = {}
    for text in filter(None, map(readable, texts)):
        for pk, score in debates_like(text, viewer).items():
            found[pk] = max(score, found.get(pk, 0.0))
    best = nlargest(BEST, found, key=lambda pk: (found[pk], -pk))
    debates = Debate.objects.visible_to(viewer).in_bulk(best)
    titles = titles_of(debates, viewer)
    return [debate_row(debates[pk], titles[pk], found[pk]) for pk in best if titles.get(pk)]


def debates_like(text: str, viewer: Viewer) -> dict[int, float]:
    """Return the ids of the debates whose title or one of whose theses is like the text, and how much."""
    query = words_sought(rarest_words(text), SOUGHT)
    if not query:
        return {}
    live = Claim.objects.visible_to(viewer).filter(parent=None, state__in=LIVE)
    theses = likest(having(live, "statement", query), text)
    placed = dict(Claim.objects.filter(pk__in=theses).values_list("pk", "debate_id"))
    scores = likest(having(Debate.objects.visible_to(viewer), "title", query), text, "title")
    for pk, score in theses.items():
        scores[placed[pk]] = max(score, scores.get(placed[pk], 0.0))
    return scores


def debate_row(debate: Debate, title: str, score: float) -> SimilarDebate:
    """Return one debate as it is shown."""
    return SimilarDebate(
        id=debate.pk,
        url=debate.get_absolute_url(),
        title=title,
        state=debate.state,
        claims=debate.claims_count,
        likeness=round(score, 2),
    )
