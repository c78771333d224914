"""What a search finds: of each kind the newest five hundred at most, put in order, a page at a time.

Of a common word the index gives half the archive. So the newest are looked through first, as many as should hold
enough, by the groups of ids that the index has as words; what is said on the page is what was done.
"""

from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from math import ceil
from typing import Any

from django.db.models import F, Q, QuerySet

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Evidence
from archive.core.words import quoted
from archive.search.choice import Filters, Found, Key, Order, Search
from archive.search.language import Clause, Sought
from archive.search.queries.index import COARSE, GROUP, has_comparisons, holds, side_by_side
from archive.search.queries.kinds import KINDS, Kind, relevance
from archive.search.queries.shares import GROUPED, Shares, shares_of, stems_of

CAP = 500  # of one kind that are put in order
FEW = 3_000  # that are looked through whole
ENOUGH = 750  # that the first groups should hold, and that are read of what the index has no groups of
WIDER = 8  # times as many groups, when they held too few
TOLD = 12  # groups that are told one by one
GROUPS = 256  # at most, before the whole index is asked
READ = 15_000  # things at most that are read for a filter that no index tells
COMPARED = 2_000  # at most whose letters are looked through for words side by side
NEWEST = (F("pk") + 0).desc()
"""By id, but not by its index: reading that backwards, the planner would parse each statement on its way."""
TABLES = {Found.CLAIM.value: Claim, Found.EVIDENCE.value: Evidence}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its kind, its id, and what it is put in order by."""

    kind: str
    id: int
    created: datetime
    strength: float
    score: float

    def key(self, order: str) -> Key:
        """Return where it stands in the order; the highest comes first."""
        value = {
            Order.NEWEST: self.created.timestamp(),
            Order.STRONGEST: self.strength,
        }.get(Order(order), self.score)
        return value, -PLACES[self.kind], self.id


PLACES = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, how much that is, and whether there is more than was looked through."""

    hits: list[Hit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    is_capped: bool = False
    last: Key | None = None

    @property
    def count(self) -> int:
        """How many things were found, or put in order."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """What the index of a kind is asked."""

    search: Search
    stems: dict[str, str]
    shares: dict[str, Shares]

    @property
    def filters(self) -> Filters:
        """What is kept."""
        return self.search.filters

    @property
    def sought(self) -> Sought:
        """The words."""
        return self.search.sought

    def query(self, kind: str) -> str:
        """Return the words as the index of a kind is asked for them, with the places that filters name."""
        named = [quoted(place) for place in KINDS[kind].places(self.filters)]
        is_name = kind == Found.PERSON
        return "&".join([self.sought.query({} if is_name else self.stems, begins=is_name), *named])


def found(search: Search, *, viewer: Viewer, after: Key | None = None, count: int = 20) -> Results:
    """Return a page of what is found, in at most thirteen queries."""
    if not search.sought.clauses:
        return Results()
    asked = asked_of(search)
    every: list[Hit] = []
    counts, is_capped = {}, False
    for kind in KINDS:
        if search.filters.may_find(kind):
            hits, cut = newest(asked, kind, viewer)
            every += hits
            counts[kind] = len(hits)
            is_capped |= cut
    order = search.order
    left = [(hit.key(order), hit) for hit in every]
    page = nlargest(count + 1, (h for h in left if after is None or h[0] < after), key=lambda h: h[0])
    last = page[count - 1][0] if len(page) > count else None
    return Results([hit for _, hit in page[:count]], counts, is_capped, last)


def asked_of(search: Search) -> Asked:
    """Return what the indexes are asked; the stems and how common the words are take two queries."""
    sought = search.sought
    stems = stems_of(sought.words)
    every = [*sought.terms, *sought.without]
    lexemes = {word for term in every for word in [*term.lexemes(stems), *term.lexemes({})]}
    named = {place for kind in KINDS.values() for place in kind.places(search.filters)}
    begun = [term.lexemes({})[-1] for term in every if term.is_beginning]
    return Asked(search, stems, shares_of([*lexemes, *named], begun))


def newest(asked: Asked, kind: str, viewer: Viewer) -> tuple[list[Hit], bool]:
    """Return the newest things of a kind that are found, at most `CAP`, and whether there may be more."""
    query, rows = asked.query(kind), matching(asked, kind, viewer)
    if kind not in GROUPED:
        return newest_read(asked, kind, rows, query, viewer)
    shares = asked.shares[kind]
    share = shares.of_all(asked.sought, asked.stems, KINDS[kind].places(asked.filters))
    if share * shares.rows <= FEW:
        return hits_of(asked, kind, rows, query)
    return newest_by_groups(asked, kind, rows, share * 2**GROUP)


def newest_read(
    asked: Asked, kind: str, rows: QuerySet[Any], query: str, viewer: Viewer
) -> tuple[list[Hit], bool]:
    """Return what is found among the newest that the index gives: what each of them costs is bounded so."""
    way = KINDS[kind]
    kept = way.narrowed(asked.filters) if way.narrowed else way.rows(asked.filters, viewer)
    read = list(kept.filter(holds(kind, query)).order_by(NEWEST).values_list("pk", flat=True)[: ENOUGH + 1])
    hits, cut = hits_of(asked, kind, rows.filter(pk__in=read[:ENOUGH]), query) if read else ([], False)
    return hits, cut or len(read) > ENOUGH


def newest_by_groups(asked: Asked, kind: str, rows: QuerySet[Any], a_group: float) -> tuple[list[Hit], bool]:
    """Return what is found in the newest groups, each of which holds about so many, until there is enough of it.

    Where things must be read to tell, no more are read than the time allows.
    """
    query, top = asked.query(kind), newest_group(kind)
    limit = COMPARED if has_comparisons(asked.sought) else READ if is_filtered(asked, kind) else None
    most = max(1, int(limit / a_group)) if limit else top + 1
    groups = most if limit == COMPARED else 1 + ceil(ENOUGH / a_group)  # the newest is not full yet
    while groups <= min(GROUPS, top):
        used = min(groups, most)
        hits, cut = hits_of(asked, kind, rows, f"({query})&{of_groups(top, used)}")
        if cut or used == most:
            return hits, True
        groups *= WIDER
    if most < top:
        return hits_of(asked, kind, rows, f"({query})&{of_groups(top, min(most, GROUPS))}")[0], True
    return hits_of(asked, kind, rows, query)


def is_filtered(asked: Asked, kind: str) -> bool:
    """Return whether things must be read to tell if a filter keeps them, as the index knows nothing of it."""
    plain = Filters(
        kinds=asked.filters.kinds,
        author=asked.filters.author,
        debate=asked.filters.debate if kind == Found.CLAIM else None,
    )
    return asked.filters != plain


def newest_group(kind: str) -> int:
    """Return the group of the newest thing of a kind."""
    return (TABLES[kind]._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) >> GROUP


def of_groups(top: int, count: int) -> str:
    """Return the query of the newest groups, by the larger ones if there are many: each costs at every claim."""
    mark = "#g"
    if count > TOLD:
        mark, top, count = "#h", top >> COARSE, ceil(count / 2**COARSE)
    return "(" + "|".join(quoted(f"{mark}{group}") for group in range(top, max(-1, top - count), -1)) + ")"


def matching(asked: Asked, kind: str, viewer: Viewer) -> QuerySet[Any]:
    """Return the things of a kind that the filters keep, with whatever no index can tell of the words."""
    rows = KINDS[kind].rows(asked.filters, viewer)
    for condition in comparisons(asked, kind):
        rows = rows.filter(condition)
    for term in asked.sought.without:
        if term.is_compared:
            rows = rows.exclude(side_by_side(KINDS[kind].words, term))
    language = KINDS[kind].language
    if asked.stems and language:
        exact = holds(kind, asked.sought.query({}))
        rows = rows.filter(Q(**{f"{language}__istartswith": "en"}) | Q(**{language: ""}) | Q(exact))
    return rows


def comparisons(asked: Asked, kind: str) -> list[Q]:
    """Return the conditions of words that must stand side by side."""
    return [
        clause_met(clause, asked, kind)
        for clause in asked.sought.clauses
        if any(term.is_compared for term in clause)
    ]


def clause_met(clause: Clause, asked: Asked, kind: str) -> Q:
    """Return the condition that one of the terms is there, side by side if it has several pieces."""
    met = Q()
    for term in clause:
        compared = side_by_side(KINDS[kind].words, term) if term.is_compared else None
        met |= Q(compared) if compared is not None else Q(holds(kind, term.query(asked.stems)))
    return met


def hits_of(asked: Asked, kind: str, rows: QuerySet[Any], query: str) -> tuple[list[Hit], bool]:
    """Return the newest that answer a query of the index, and whether there are more than `CAP`."""
    way: Kind = KINDS[kind]
    found = rows.filter(holds(kind, query)).order_by(NEWEST)
    score = relevance(way, " ".join(asked.search.typed.split()))
    page = list(found.values_list("pk", way.created, way.strength, score)[: CAP + 1])
    hits = [Hit(kind, pk, created, strength, round(score, 4)) for pk, created, strength, score in page[:CAP]]
    return hits, len(page) > CAP
