"""What waits for one person: what they began, what waits for others, and what others wait for from them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.accounts.models import User
from archive.claims.models import Claim, Curatorship, Evidence, Rating, SetAsideRating, Suggestion
from archive.claims.models.debate import DebateState
from archive.claims.models.talk import SuggestionState
from archive.claims.queries.people import PER_PAGE
from archive.claims.queries.rows import words_of_claim
from archive.core.models import Publication

SHOWN = 5


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing to do: its words, where it stands, a further line, and the address of the act."""

    id: int
    words: str
    url: str
    note: str = ""
    act_url: str = ""


Lister = Callable[[User, int, int], list[WorkRow]]


def older_first_id(rows: "QuerySet[Any]", before: int, count: int) -> list[Any]:
    """Return `count` rows and one more, newest first, below number `before`."""
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-id")[: count + 1])


def claims_of(rows: "QuerySet[Claim]", person: User, before: int, count: int, act: str = "") -> list[WorkRow]:
    """Return claims as things to do; `act` is the last part of the address where it is done. One query."""
    claims = older_first_id(rows.select_related("same_as"), before, count)
    return [
        WorkRow(
            claim.pk,
            words_of_claim(claim, person) or "",
            claim.get_absolute_url(),
            claim.state_reason,
            f"{claim.get_absolute_url()}{act}/" if act else "",
        )
        for claim in claims
    ]


def held_claims(person: User, before: int, count: int) -> list[WorkRow]:
    """The person's claims that wait for a moderator; the note is the moderator's reason, if one held it."""
    rows = Claim.objects.filter(author=person, state=Publication.HELD)
    return claims_of(rows, person, before, count)


def held_evidence(person: User, before: int, count: int) -> list[WorkRow]:
    """The person's cards that wait for a moderator."""
    rows = Evidence.objects.filter(author=person, state=Publication.HELD)
    cards = older_first_id(rows, before, count)
    return [WorkRow(card.pk, card.tag, card.get_absolute_url(), card.state_reason) for card in cards]


def unanswered(person: User, before: int, count: int) -> list[WorkRow]:
    """Answers of others to the person's claims, in open debates, under which they have said nothing."""
    said = Claim.objects.filter(parent=OuterRef("pk"), author=person).exclude(state=Publication.MERGED)
    answers = Claim.objects.visible_to(person).published().filter(parent__author=person, same_as=None)
    waiting = answers.filter(debate__state=DebateState.OPEN).exclude(author=person).filter(~Exists(said))
    return claims_of(waiting, person, before, count, "argue")


def asked_for_evidence(person: User, before: int, count: int) -> list[WorkRow]:
    """The person's claims, in open debates, of which others ask for evidence."""
    rows = Claim.objects.visible_to(person).asked_for_evidence()
    rows = rows.filter(author=person, debate__state=DebateState.OPEN)
    return claims_of(rows, person, before, count, "evidence")


def to_rate_again(person: User, before: int, count: int) -> list[WorkRow]:
    """Claims that the person rated before their words were changed, and not since."""
    since = Rating.objects.filter(
        claim=OuterRef("claim"), rater=person, changed__gt=OuterRef("suggestion__decided_at")
    )
    asked = SetAsideRating.objects.filter(rater=person, suggestion__isnull=False).filter(~Exists(since))
    rows = Claim.objects.visible_to(person).published().filter(pk__in=asked.values("claim"))
    return claims_of(rows.filter(debate__state=DebateState.OPEN), person, before, count, "rate")


def open_suggestions(rows: "QuerySet[Suggestion]", before: int, count: int) -> list[WorkRow]:
    """Return open suggestions: what the claim says now, and what would change. One query."""
    open_ones = rows.filter(state=SuggestionState.OPEN).select_related("claim__same_as")
    return [
        WorkRow(
            row.pk,
            (row.claim.same_as or row.claim).statement,
            row.claim.get_absolute_url(),
            row.statement or row.reason,
        )
        for row in older_first_id(open_ones, before, count)
    ]


def mine_to_decide(person: User, before: int, count: int) -> list[WorkRow]:
    """Open suggestions of others about claims that the person wrote, or in debates that they curate."""
    curated = Curatorship.objects.filter(curator=person).values("debate")
    concerned = Suggestion.objects.filter(Q(claim__author=person) | Q(claim__debate__in=curated))
    return open_suggestions(concerned.exclude(author=person).filter(of_published()), before, count)


def my_suggestions(person: User, before: int, count: int) -> list[WorkRow]:
    """The person's own suggestions that nobody has decided."""
    return open_suggestions(Suggestion.objects.filter(of_published(), author=person), before, count)


def of_published() -> Q:
    """Return the condition that a suggestion's claim can be read by everybody, an original of a link too."""
    original = Q(claim__same_as=None) | Q(claim__same_as__state=Publication.PUBLISHED)
    return Q(claim__state=Publication.PUBLISHED) & original


SECTIONS: dict[str, Lister] = {
    "unanswered": unanswered,
    "evidence": asked_for_evidence,
    "decide": mine_to_decide,
    "rate": to_rate_again,
    "suggested": my_suggestions,
    "held": held_claims,
    "held-evidence": held_evidence,
}


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of work, its newest rows, and whether there are more."""

    name: str
    rows: list[WorkRow]
    more: bool


def section_of(person: User, name: str, *, before: int = 0, count: int = PER_PAGE) -> Section:
    """Return one section, from below number `before`, in one query."""
    rows = SECTIONS[name](person, before, count)
    return Section(name, rows[:count], len(rows) > count)


def work_of(person: User) -> list[Section]:
    """Return every section that has something, its newest five rows; a query each."""
    sections = map(partial(section_of, person, count=SHOWN), SECTIONS)
    return [section for section in sections if section.rows]
