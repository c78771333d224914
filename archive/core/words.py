"""The words of a text as the full-text indexes hold them, the same in every script and under every locale.

PostgreSQL's parser makes one word of a whole Chinese sentence and, where LC_CTYPE is C, of words with a dash
or quotation marks between them. So each character of a script that is written without spaces is set apart.
"""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Func, TextField, Value

# Thai, Lao, Burmese, Khmer, kana, Han
ALONE = (
    r"\u0E01-\u0EDF\u1000-\u109F\u1780-\u17D3\u3005-\u3007\u3041-\u30FF\u3400-\u4DBF\u4E00-\u9FFF"
    r"\uF900-\uFAFF\U00020000-\U0003FFFF"
)
_BETWEEN = (
    r"\u00A0\u00A1\u00AB\u00B7\u00BB\u00BF\u2000-\u200B\u200E-\u206F\u3000-\u3004\u3008-\u3020"
    r"\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65"
)
APART = f"([{ALONE}])|[{_BETWEEN}]"
"""What is set apart by spaces, as a pattern of PostgreSQL."""


def words_of(column: str) -> SearchVector:
    """Return the words of a column: of its index, and of every query that is to use it."""
    apart = Func(
        F(column),
        Value(APART),
        Value(r" \1 "),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
    return SearchVector(apart, config="simple")


class WordsSought(SearchQuery):
    """A query of words that are quoted already: it is taken as it is, and nothing in them is syntax."""

    template = "%(expressions)s::tsquery"


def quoted(word: str) -> str:
    """Return a word of the index as it stands in a query."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def beginning(words: list[str]) -> str:
    """Return the query of texts that have a word beginning with each of these."""
    return "&".join(f"{quoted(word)}:*" for word in words)
