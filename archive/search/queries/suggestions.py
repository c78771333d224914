"""What somebody may be looking for while they type: the last word may go on."""

from dataclasses import dataclass, replace
from heapq import nlargest
from math import ceil
from typing import Any

from django.db.models import QuerySet

from archive.accounts.permissions import Viewer
from archive.search.choice import ONE, Filters, Found
from archive.search.folding import is_run
from archive.search.language import Sought, Term, sought
from archive.search.marking import Marker, Run
from archive.search.queries.finding import GROUPS, NEWEST, WIDER, newest_group, of_groups
from archive.search.queries.index import GROUP, holds, side_by_side
from archive.search.queries.kinds import KINDS
from archive.search.queries.shares import Shares, shares_of

LONGEST = 200
EACH = {Found.DEBATE.value: 2, Found.SOURCE.value: 2, Found.CLAIM.value: 3, Found.PERSON.value: 2}
GOINGS_ON = 12  # common words that a beginning may become
FEW = 3_000
HELD = 200  # claims that the groups looked through should hold


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that it may be: its words in runs, and where it is."""

    kind: str
    url: str
    runs: list[Run]
    language: str = ""

    @property
    def what(self) -> str:
        """What it is, in a word."""
        return str(ONE[Found(self.kind)])


def suggestions(typed: str, *, viewer: Viewer) -> list[Suggestion]:
    """Return up to nine things for what was typed so far, from two letters on; at most seven queries."""
    asked = begun(typed)
    if not asked.clauses:
        return []
    marker = Marker(asked, {})
    query = asked.query({})
    found = {
        kind: alike(kind, query, asked, viewer) for kind in EACH if kind != Found.CLAIM
    } | {Found.CLAIM.value: claims_alike(asked, viewer)}  # fmt: skip
    return [
        Suggestion(
            kind, thing.get_absolute_url(), marker.runs(title_of(thing, kind)), language_of(thing, kind)
        )
        for kind in EACH
        for thing in found[kind]
    ]


def begun(typed: str) -> Sought:
    """Return what was typed with its last word as a beginning, unless a sign or a space ended it."""
    asked = sought(typed[:LONGEST])
    if not asked.clauses or not typed[:LONGEST][-1:].isalnum():
        return asked
    *others, last = asked.clauses[-1]
    if last.is_exact or is_run(last.pieces[-1]):
        return asked
    return replace(asked, clauses=(*asked.clauses[:-1], (*others, Term(last.pieces, is_beginning=True))))


def alike(kind: str, query: str, asked: Sought, viewer: Viewer) -> list[Any]:
    """Return the newest things of a kind that answer a query."""
    rows = compared(KINDS[kind].rows(Filters(), viewer), kind, asked)
    return list(rows.filter(holds(kind, query)).order_by(NEWEST)[: EACH[kind]])


def compared(rows: QuerySet[Any], kind: str, asked: Sought) -> QuerySet[Any]:
    """Keep what has the words side by side that must be."""
    for clause in asked.clauses:
        if len(clause) == 1 and clause[0].is_compared:
            rows = rows.filter(side_by_side(KINDS[kind].words, clause[0]))
    return rows


def claims_alike(asked: Sought, viewer: Viewer) -> list[Any]:
    """Return claims that go on as what was typed; of common words those among the newest."""
    kind = Found.CLAIM.value
    lexemes = [word for term in asked.terms for word in term.lexemes({})]
    begins = [term.pieces[-1] for term in asked.terms if term.is_beginning]
    shares = shares_of(lexemes, begins)[kind]
    query = asked.query({})
    if begins and (others := goings_on(begins[-1], shares)):
        *before, last = asked.clauses
        words = (Term((*last[-1].pieces[:-1], other)) for other in others)
        query = replace(asked, clauses=(*before, (*last[:-1], *words))).query({})
    share = shares.of_all(asked, {}, ())
    if share * shares.rows <= FEW:
        return alike(kind, query, asked, viewer)
    groups, top = ceil(HELD / (share * 2**GROUP)), newest_group(kind)
    found = alike(kind, f"({query})&{of_groups(top, min(groups, GROUPS))}", asked, viewer)
    if len(found) < EACH[kind] and groups < GROUPS:
        return alike(kind, f"({query})&{of_groups(top, min(groups * WIDER, GROUPS))}", asked, viewer)
    return found


def goings_on(begins: str, shares: Shares) -> list[str]:
    """Return the commonest words that begin so; none if none of them is common."""
    words = [word for word in shares.listed if word.startswith(begins)]
    return nlargest(GOINGS_ON, words, key=shares.of)


def title_of(thing: Any, kind: str) -> str:
    """Return the words by which a thing is known."""
    words: str = thing.signature if kind == Found.PERSON else getattr(thing, KINDS[kind].title)
    return words


def language_of(thing: Any, kind: str) -> str:
    """Return the language of those words where it is known without asking for more."""
    return thing.language if kind in (Found.DEBATE, Found.SOURCE) else ""
