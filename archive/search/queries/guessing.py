"""Words that somebody may have meant when nothing was found, spelt close to what they typed.

The words are those that the database counted as common in the archive, and those of some claims that have a
word with the same beginning: no list of words has to be kept.
"""

from collections.abc import Iterable

from django.db import connection

from archive.claims.models import Claim
from archive.core.words import quoted
from archive.search.folding import is_run, pieces_of
from archive.search.language import Sought
from archive.search.queries.index import holds

LOOKED_AT = 3  # words that are guessed at
BEGINNING = 3  # letters that are taken to be right, for words that are not common
CLAIMS = 200
SHORTEST, LONGEST = 4, 30

COMMON = """
    SELECT DISTINCT word FROM pg_stats, unnest(most_common_elems::text::text[]) AS word
    WHERE schemaname = current_schema AND tablename = ANY(%s) AND word ~ '^[^#~]'
"""
INDEXES = ["claim_search", "evidence_search", "source_search", "debate_search", "source_text_search"]


def meant(sought: Sought, typed: str) -> str:
    """Return what was typed with its unknown words replaced by close ones, or nothing; at most five queries."""
    words = [w for w in sought.words if SHORTEST <= len(w) <= LONGEST and w.isalpha() and not is_run(w)]
    if not words:
        return ""
    known = common_words()
    changed = {word: closest(word, known | words_beginning_like(word)) for word in words[:LOOKED_AT]}
    changed = {word: other for word, other in changed.items() if other}
    return replaced(typed, changed) if changed else ""


def common_words() -> set[str]:
    """Return the words that the last ANALYZE found to be common."""
    with connection.cursor() as cursor:
        cursor.execute(COMMON, [INDEXES])
        return {word for (word,) in cursor.fetchall()}


def words_beginning_like(word: str) -> set[str]:
    """Return the words with the same first letters in some published claims that everybody may read."""
    begins = word[:BEGINNING]
    claims = Claim.objects.visible_to(None).published().filter(holds("claim", quoted(begins) + ":*"))
    found = {
        piece for text in claims.values_list("statement", flat=True)[:CLAIMS] for piece in pieces_of(text)
    }
    return {piece for piece in found if piece.startswith(begins)}


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that takes the fewest changes, at most one, or two in a longer word; "" if none does."""
    most = 1 if len(word) < 6 else 2
    near = [
        other for other in known if abs(len(other) - len(word)) <= most and other != word and other.isalpha()
    ]
    counted = [(changes(word, other, most), other) for other in near]
    return min((pair for pair in counted if pair[0] <= most), default=(0, ""))[1]


def changes(one: str, other: str, most: int) -> int:
    """Return how many letters are wrong, missing, too many or exchanged with the next; `most` + 1 for any more."""
    earlier: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        earlier, last = last, row
    return last[-1]


def replaced(typed: str, changed: dict[str, str]) -> str:
    """Return what was typed with these words exchanged, its signs left as they are."""
    parts = []
    for part in typed.split(" "):
        pieces = pieces_of(part)
        if len(pieces) == 1 and pieces[0] in changed:
            core = part.strip('-"*()')
            parts.append(part.replace(core, changed[pieces[0]]))
        else:
            parts.append(part)
    return " ".join(parts)
