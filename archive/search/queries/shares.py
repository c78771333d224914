"""How common the words are that are looked for, and their English stems: what a search can afford follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from archive.search.choice import Found
from archive.search.language import Sought, Term

UNLISTED = 1 / 3  # of the rarest listed word's share: what a word that is not listed is taken to have
GROUPED = {Found.CLAIM.value: "claim_search", Found.EVIDENCE.value: "evidence_search"}
"""The kinds of which there may be a million, and their indexes."""

STEMS = """
    SELECT word, stems[1] FROM unnest(%s::text[]) AS word,
           tsvector_to_array(to_tsvector('pg_catalog.english', word)) AS stems WHERE cardinality(stems) = 1
"""
LISTED = """
    WITH listed AS (
        SELECT tablename AS name, unnest(most_common_elems::text::text[]) AS word,
               unnest(most_common_elem_freqs[1:cardinality(most_common_elems::text::text[])]) AS share
        FROM pg_stats WHERE schemaname = current_schema AND tablename = ANY(%s)
    )
    SELECT name, word, share FROM listed
    WHERE word = ANY(%s) OR EXISTS (SELECT 1 FROM unnest(%s::text[]) AS start WHERE starts_with(word, start))
    UNION ALL SELECT name, NULL, min(share) FROM listed GROUP BY name
    UNION ALL SELECT relname, '', reltuples FROM pg_class WHERE oid = ANY(%s::regclass[])
"""


@dataclass(frozen=True, slots=True)
class Shares:
    """What share of the things in one index has each common word; `least` is that of the rarest listed one."""

    listed: dict[str, float]
    least: float
    rows: float

    def of(self, lexeme: str) -> float:
        """Return about what share has a word."""
        return self.listed.get(lexeme, self.least * UNLISTED)

    def of_term(self, term: Term, stems: dict[str, str]) -> float:
        """Return about what share has a term."""
        lexemes = term.lexemes(stems)
        if term.is_beginning:
            begun = sum(share for word, share in self.listed.items() if word.startswith(lexemes[-1]))
            return min([min(1.0, begun or self.least), *map(self.of, lexemes[:-1])])
        return min(map(self.of, lexemes))

    def of_all(self, sought: Sought, stems: dict[str, str], places: Iterable[str]) -> float:
        """Return about what share has all that is sought, if its words are not met together."""
        parts = [min(1.0, sum(self.of_term(t, stems) for t in clause)) for clause in sought.clauses]
        return min([*parts, *map(self.of, places)], default=1.0)


def stems_of(words: Sequence[str]) -> dict[str, str]:
    """Return the English stem of each word that has one: small words have none. One query, or none for no words."""
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [list(words)])
        return dict(cursor.fetchall())


def shares_of(lexemes: Sequence[str], beginnings: Sequence[str] = ()) -> dict[str, Shares]:
    """Return by kind how common these words are, and those that begin so, as the last ANALYZE found; one query."""
    names = list(GROUPED.values())
    with connection.cursor() as cursor:
        cursor.execute(LISTED, [names, list(lexemes), list(beginnings), names])
        told = cursor.fetchall()
    return {kind: shares_in(told, name) for kind, name in GROUPED.items()}


def shares_in(told: Iterable[tuple[str, str | None, float]], name: str) -> Shares:
    """Return what was told of one index."""
    listed: dict[str, float] = {}
    least = rows = 0.0
    for index, word, figure in told:
        if index != name:
            continue
        if word is None:
            least = figure
        elif word:
            listed[word] = figure
        else:
            rows = max(0.0, figure)
    return Shares(listed, least, rows)
