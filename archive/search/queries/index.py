"""The expressions that the indexes of search are made on, so that queries are answered by them."""

from typing import Any

from django.db.models import BooleanField, F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from archive.search.choice import Found
from archive.search.language import Sought, Term

GROUP = 11
"""Bits of an id that do not tell its group: 2,048 claims that were posted one after the other share a word."""
COARSE = 4
"""Bits of a group that do not tell its larger group: 16 follow each other."""


class Holds(Func):
    """Whether the index of a kind answers a query; nothing but columns and constants goes into its expression."""

    output_field = BooleanField()
    arity = None

    def __init__(self, template: str, query: str, *columns: str) -> None:
        super().__init__(*(F(column) for column in columns), Value(query))
        self.words = template

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, Any]:
        """Return the expression of the index, compared with the query."""
        *columns, query = (compiler.compile(one) for one in self.source_expressions)
        names = [sql.replace("%", "%%") for sql, _ in columns]
        return f"archive_search_words({self.words.format(*names)}) @@ {query[0]}::tsquery", list(query[1])


_CLAIM = "{0}, '#g' || ({1} >> 11), '#h' || ({1} >> 15), '#d' || {2}, '#a' || {3}"
_CARD = "{0} || ' ' || {1}, '#g' || ({2} >> 11), '#h' || ({2} >> 15), '#s' || {3}, '#a' || {4}"
_SOURCE = "{0} || ' ' || jsonb_path_query_array({1}, '$[*].*')::text, '#s' || {2}"

INDEXES: dict[str, tuple[str, tuple[str, ...]]] = {
    Found.CLAIM: (_CLAIM, ("statement", "id", "debate_id", "author_id")),
    Found.EVIDENCE: (_CARD, ("tag", "quote", "id", "source_id", "author_id")),
    Found.DEBATE: ("{0}, '#d' || {1}", ("title", "id")),
    Found.SOURCE: (_SOURCE, ("title", "authors", "id")),
    Found.TEXT: ("{0}, '#s' || {1}", ("text", "source_id")),
    Found.PERSON: ("{0} || ' ' || {1}, '#a' || {2}", ("username", "display_name", "id")),
}


def holds(kind: str, query: str) -> Holds:
    """Return the condition that a thing of this kind has these words."""
    template, columns = INDEXES[kind]
    return Holds(template, query, *columns)


def side_by_side(words: Combinable, term: Term) -> GreaterThan:
    """Return the condition that a term's pieces stand side by side in these words."""
    folded = Func(words, function="archive_search_folded", output_field=TextField())
    return GreaterThan(StrIndex(folded, Value(term.side_by_side)), 0)


def has_comparisons(sought: Sought) -> bool:
    """Return whether the index alone cannot answer it."""
    return any(term.is_compared for term in [*sought.terms, *sought.without])
