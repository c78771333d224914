"""Counts what everybody may read of one debate or of the site: people, activity, evidence and standings.

People are counted, never ranked or named. A claim that is shown in a second place counts once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, CharField, Count, F, Min, QuerySet, Value, When
from django.db.models.functions import Trunc
from django.utils import timezone

from archive.claims.charts import periods
from archive.claims.models import Claim, Debate, Evidence, Rating
from archive.claims.models.evidence import QuoteState
from archive.claims.standing import CONTESTED, ENOUGH_RATINGS, LABELS, TOO_FEW
from archive.core.models import Publication

EARLIER = "earlier"
KINDS = ("claims", "evidence", "ratings")
BANDS = (("1", 1, 1), ("2-5", 2, 5), ("6-20", 6, 20), ("more", 21, None))
REFUTED = 0.20  # see `standing.label_of`
STANDINGS = (*(label for _, label in LABELS), "contested", "leaning refuted", "refuted", TOO_FEW)
Pairs = list[tuple[str, int]]


class Scope(NamedTuple):
    """What is counted, of each kind: of one debate or of all."""

    claims: "QuerySet[Claim]"
    evidence: "QuerySet[Evidence]"
    ratings: "QuerySet[Rating]"

    def dated(self) -> Iterator[tuple[str, "QuerySet[Any]", str, str]]:
        """Yield each kind with its rows, and the columns that say when and by whom."""
        yield "claims", self.claims, "published_at", "author_id"
        yield "evidence", self.evidence, "published_at", "author_id"
        yield "ratings", self.ratings, "created", "rater_id"


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures as numbers by code, without words, so that they can be kept and printed in any language.

    `activity` has, for each kind, how many there were in each period, named by the day that it begins on; what
    was before the first period is under "earlier". `states` is empty for one debate.
    """

    as_of: datetime
    totals: dict[str, int]
    people: dict[str, int]
    posted: Pairs
    per: str
    activity: dict[str, Pairs]
    kinds: Pairs
    checks: Pairs
    standings: Pairs
    states: Pairs = field(default_factory=list)


def count_debate(debate: Debate) -> Counts:
    """Return the figures of one debate, in three queries whatever its size."""
    claims, cards, ratings = everything()
    scope = Scope(
        claims.filter(debate=debate),
        cards.filter(claim__debate=debate),
        ratings.filter(claim__debate=debate),
    )
    return counted(scope)


def count_site() -> Counts:
    """Return the figures of the whole site, in four queries that each read all of it: for a task, not a page."""
    claims, cards, ratings = everything()
    scope = Scope(
        claims.filter(debate__held=False),
        cards.filter(claim__debate__held=False),
        ratings.filter(claim__debate__held=False),
    )
    states = Debate.objects.visible_to(None).order_by().values_list("state")
    by_state = dict(states.annotate(amount=Count("id")))
    return counted(scope, by_state)


def everything() -> Scope:
    """Return the rows that everybody may read, whatever debate they stand in."""
    there = Publication.PUBLISHED
    return Scope(
        Claim.objects.published().filter(same_as=None).order_by(),
        Evidence.objects.filter(state=there, claim__state=there).order_by(),
        Rating.objects.filter(claim__state=there).order_by(),
    )


def counted(scope: Scope, states: dict[str, int] | None = None) -> Counts:
    """Return the figures of these rows; `states` has how many debates are in each state, for the site."""
    now = timezone.now()
    totals, people, posted, first = people_in(scope)
    per, starts = periods(first or now.date(), now.date())
    kinds, checks, standings = sorts_in(scope)
    if states is not None:
        totals = {"debates": sum(states.values())} | totals
    return Counts(
        as_of=now,
        totals=totals,
        people=people,
        posted=posted,
        per=per,
        activity=activity_in(scope, per, starts),
        kinds=sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])),
        checks=[(code, checks.get(code, 0)) for code in QuoteState.values],
        standings=[(label, standings.get(label, 0)) for label in STANDINGS],
        states=sorted(states.items(), key=lambda pair: -pair[1]) if states else [],
    )


PEOPLE = """
    SELECT what, count(*), sum(amount)::bigint, min(earliest),
           {bands},
           (SELECT count(DISTINCT person) FROM each)
      FROM each GROUP BY what
"""


def people_in(scope: Scope) -> tuple[dict[str, int], dict[str, int], Pairs, date | None]:
    """Return how much there is of each kind and how many people it is from; how many people posted how many
    claims; and the day of the first thing. One query.
    """
    parts = [
        rows.values(person=F(who)).annotate(amount=Count("id"), earliest=Min(when), what=label(kind))
        for kind, rows, when, who in scope.dated()
    ]
    between = [f"amount >= {least}" + f" AND amount <= {most}" * bool(most) for _, least, most in BANDS]
    found = from_union(parts, PEOPLE.format(bands=", ".join(f"count(*) FILTER (WHERE {b})" for b in between)))
    by_kind = {row[0]: row[1:] for row in found}
    nothing = (0,) * (len(BANDS) + 4)
    totals = {kind: by_kind.get(kind, nothing)[1] for kind in KINDS}
    people = {kind: by_kind.get(kind, nothing)[0] for kind in KINDS}
    people["any"] = max((row[-1] for row in found), default=0)
    codes = [code for code, _, _ in BANDS]
    posted = list(zip(codes, by_kind.get("claims", nothing)[3 : 3 + len(BANDS)], strict=True))
    first = min((row[3] for row in found), default=None)
    return totals | {"people": people["any"]}, people, posted, first.date() if first else None


def activity_in(scope: Scope, per: str, starts: list[date]) -> dict[str, Pairs]:
    """Return how many of each kind came in each period, 0 where none did; one query."""
    parts = [
        rows.values(day=Trunc(when, per)).annotate(amount=Count("id"), what=label(kind))
        for kind, rows, when, _ in scope.dated()
    ]
    found = from_union(parts, "SELECT what, day::date, amount FROM each")
    numbers: dict[tuple[str, date], int] = {(what, day): number for what, day, number in found}
    activity = {}
    for kind in KINDS:
        earlier = sum(number for (what, day), number in numbers.items() if what == kind and day < starts[0])
        activity[kind] = [(EARLIER, earlier)] * bool(earlier)
        activity[kind] += [(start.isoformat(), numbers.get((kind, start), 0)) for start in starts]
    return activity


def sorts_in(scope: Scope) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Return how many cards cite each kind of source and have each quote check, and claims by standing; one query."""
    cards = scope.evidence.values(one=F("source__kind"), other=F("check_state"))
    claims = scope.claims.values(one=standing_words(), other=label(""))
    sorts = (("evidence", cards), ("claims", claims))
    parts = [rows.annotate(amount=Count("id"), what=label(what)) for what, rows in sorts]
    kinds: dict[str, int] = {}
    checks: dict[str, int] = {}
    standings: dict[str, int] = {}
    for what, one, other, number in from_union(parts, "SELECT what, one, other, amount FROM each"):
        if what == "claims":
            standings[one] = number
        else:
            kinds[one] = kinds.get(one, 0) + number
            checks[other] = checks.get(other, 0) + number
    return kinds, checks, standings


def standing_words() -> Case:
    """Return the words for a claim's standing, as `standing.label_of` finds them, in the database."""
    return Case(
        When(subtree_ratings__lt=ENOUGH_RATINGS, then=Value(TOO_FEW)),
        *(When(standing__gte=least, then=Value(words)) for least, words in LABELS),
        When(standing__gt=CONTESTED[0], then=Value("contested")),
        When(standing__gt=REFUTED, then=Value("leaning refuted")),
        default=Value("refuted"),
        output_field=CharField(),
    )


def label(words: str) -> Value:
    """Return these words as a column."""
    return Value(words, output_field=CharField())


def from_union(parts: "Iterable[QuerySet[Any, Any]]", outer: str) -> list[tuple[Any, ...]]:
    """Return what `outer` selects from all these rows together, which it knows as "each".

    `outer` is written in this module; what others wrote goes in as parameters of the parts alone.
    """
    first, *rest = parts
    inner, params = first.union(*rest, all=True).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH each AS ({inner}) {outer}", params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
