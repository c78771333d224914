"""What one person has done here, for their page: counts, and each kind of thing newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import Count, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Curatorship, Debate, Evidence, Rating
from archive.claims.models.evidence import QuoteState
from archive.claims.queries.lists import DebateRow, debate_row
from archive.claims.queries.ratings import BEARING, CONVINCING
from archive.claims.queries.rows import ClaimRow, EvidenceRow, claim_row, evidence_row, words_of_claim
from archive.claims.queries.trust import LET_THROUGH, Trust, trust_of
from archive.core.models import Publication, Stance

PER_PAGE = 20
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Record:
    """How much one person has published, and how far they are trusted."""

    theses: int
    supports: int
    opposes: int
    answered: int
    evidence: int
    exact: int
    ratings: int
    opened: int
    curates: int
    trust: Trust

    @property
    def arguments(self) -> int:
        """Supporting arguments and counterarguments together."""
        return self.supports + self.opposes

    @property
    def is_empty(self) -> bool:
        """Whether nothing of theirs is published."""
        return not (self.theses or self.arguments or self.evidence)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One claim of a person, with the address and the words of the debate that it stands in."""

    row: ClaimRow
    debate_url: str
    debate_words: str


@dataclass(frozen=True, slots=True)
class GivenEvidence:
    """One card, and the claim that it stands under; `claim` is None where its words may not be read."""

    card: EvidenceRow
    claim: str | None
    claim_url: str


@dataclass(frozen=True, slots=True)
class GivenRating:
    """One person's two judgements of one claim in words, empty where they did not judge."""

    id: int
    claim: str | None
    claim_url: str
    convincing: str
    bearing: str
    when: datetime


def people_shown() -> QuerySet[User]:
    """Return the accounts that have a page: those in use, and those that their people closed."""
    return User.objects.filter(Q(is_active=True) | Q(closed_at__isnull=False))


def record_of(person: User) -> Record:
    """Return the counts of what everybody can read of the person, in four queries."""
    own = Claim.objects.filter(author=person, same_as=None)
    there, argued = Q(state=Publication.PUBLISHED), Q(state=Publication.PUBLISHED, depth__gt=0)
    claims = own.aggregate(
        theses=Count("id", filter=there & Q(depth=0)),
        supports=Count("id", filter=argued & Q(stance=Stance.SUPPORTS)),
        opposes=Count("id", filter=argued & Q(stance=Stance.OPPOSES)),
        answered=Count("id", filter=argued & Q(children__gt=0)),
        through=Count("id", filter=LET_THROUGH),
    )
    cards = Evidence.objects.filter(author=person).aggregate(
        evidence=Count("id", filter=there),
        exact=Count("id", filter=there & Q(check_state=QuoteState.EXACT)),
        through=Count("id", filter=LET_THROUGH),
    )
    through = claims.pop("through") + cards.pop("through")
    return Record(
        **claims,
        **cards,
        ratings=Rating.objects.filter(rater=person).count(),
        **debates_counted(person),
        trust=trust_of(person, through=through),
    )


def debates_counted(person: User) -> dict[str, int]:
    """Return how many debates that everybody sees the person opened and curates, in one query."""
    curates = Curatorship.objects.filter(curator=person).values("debate")
    return Debate.objects.filter(held=False).aggregate(
        opened=Count("id", filter=Q(opener=person)), curates=Count("id", filter=Q(pk__in=curates))
    )


def made_before(rows: "QuerySet[Row]", before: int) -> "QuerySet[Row]":
    """Keep the rows that come after number `before` in a list with the newest first; 0 keeps all."""
    rows = rows.order_by("-created", "-id")
    if not before:
        return rows
    at = Subquery(rows.model._default_manager.filter(pk=before).values("created"))
    return rows.filter(Q(created__lt=at) | Q(pk__lt=before), created__lte=at)


def contributions_of(
    person: User, *, viewer: Viewer, before: int = 0, count: int = PER_PAGE
) -> list[Contribution]:
    """Return the person's claims that `viewer` may see, newest first, and one more if there are; two queries."""
    return contributions(Claim.objects.visible_to(viewer).filter(author=person), viewer, before, count)


def answers_to(person: User, *, viewer: Viewer, before: int = 0, count: int = PER_PAGE) -> list[Contribution]:
    """Return published answers of others to the person's claims, newest first, in two queries."""
    answers = Claim.objects.visible_to(viewer).published().filter(parent__author=person)
    return contributions(answers.exclude(author=person), viewer, before, count)


def contributions(
    claims: "QuerySet[Claim]", viewer: Viewer, before: int, count: int = PER_PAGE
) -> list[Contribution]:
    """Return `count` of these claims and one more, newest first, each with its debate, in two queries."""
    own_words = claims.filter(same_as=None).select_related("author", "same_as", "debate")
    return with_debates(made_before(own_words, before)[: count + 1], viewer)


def with_debates(claims: Iterable[Claim], viewer: Viewer) -> list[Contribution]:
    """Return claims as rows, each with what its debate is called; one query."""
    page = list(claims)
    words = words_of_debates(page)
    return [
        Contribution(
            row=claim_row(c, viewer, debate_open=c.debate.is_open),
            debate_url=c.debate.get_absolute_url(),
            debate_words=words.get(c.debate_id, _("Debate %(number)s") % {"number": c.debate_id}),
        )
        for c in page
    ]


def words_of_debates(claims: Iterable[Claim]) -> dict[int, str]:
    """Return, by its id, what each claim's debate is called: its title, or the words of its thesis.

    A debate whose thesis is not published goes by no words at all.
    """
    debates = {claim.debate_id: claim.debate.title for claim in claims}
    theses = Claim.objects.published().filter(debate__in=debates, parent=None).order_by("-path")
    found = dict(theses.values_list("debate_id", "statement"))
    return {pk: title or found[pk] for pk, title in debates.items() if pk in found}


def evidence_given_by(
    person: User, *, viewer: Viewer, before: int = 0, count: int = PER_PAGE
) -> list[GivenEvidence]:
    """Return the person's cards that `viewer` may see, newest first, and one more if there are; one query."""
    cards = Evidence.objects.visible_to(viewer).filter(author=person)
    shown = cards.with_cites().select_related("claim__same_as")
    return [
        GivenEvidence(
            evidence_row(card, viewer),
            words_of_claim(card.claim, viewer),
            card.claim.get_absolute_url(),
        )
        for card in made_before(shown, before)[: count + 1]
    ]


def ratings_by(person: User, *, viewer: Viewer, before: int = 0, count: int = PER_PAGE) -> list[GivenRating]:
    """Return the person's ratings of published claims, newest first, and one more if there are; one query.

    Whether `viewer` may see them at all is `may_see_ratings`.
    """
    open_to_all = Claim.objects.visible_to(viewer).published()
    ratings = Rating.objects.filter(rater=person, claim__in=open_to_all).select_related("claim__same_as")
    return [
        GivenRating(
            id=r.pk,
            claim=words_of_claim(r.claim, viewer),
            claim_url=r.claim.get_absolute_url(),
            convincing="" if r.convincing is None else str(CONVINCING[r.convincing]),
            bearing="" if r.bearing is None else str(BEARING[r.bearing]),
            when=r.changed,
        )
        for r in made_before(ratings, before)[: count + 1]
    ]


def may_see_ratings(person: User, *, viewer: Viewer) -> bool:
    """Return whether the person shows their ratings to everybody, or looks at their own page."""
    is_own = viewer is not None and viewer.is_authenticated and viewer.pk == person.pk
    return is_own or (person.shows_ratings and not person.closed_at)


def debates_by(person: User, *, viewer: Viewer, before: int = 0, count: int = PER_PAGE) -> list[DebateRow]:
    """Return debates that the person opened or curates, newest first, and one more if there are; two queries."""
    curates = Curatorship.objects.filter(curator=person).values("debate")
    theirs = Debate.objects.visible_to(viewer).filter(Q(opener=person) | Q(pk__in=curates))
    page = list(made_before(theirs, before)[: count + 1])
    placed = Claim.objects.placed_for(viewer).filter(debate__in=page, parent=None)
    standing_last = sorted(placed.order_by("-path"), key=lambda thesis: thesis.is_published)
    theses = {thesis.debate_id: thesis for thesis in standing_last}
    return [debate_row(debate, theses[debate.pk]) for debate in page if debate.pk in theses]
