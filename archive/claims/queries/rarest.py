"""Which words of a text say most about it: the rarest in the archive, and the index query that is made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from django.db import connection

from archive.core.words import APART, quoted

LOOKED_AT = 8  # of the rarest words
TOGETHER = 4  # words of one subject meet this much more often than chance has it
UNLISTED = 1 / 3  # of the rarest listed word's share: what a word that is not listed is taken to have
COMMON = 0.005  # share of the claims with a word from which on reading them all takes too long

WORDS_OF = r"tsvector_to_array(to_tsvector('simple', regexp_replace(%s, %s, ' \1 ', 'g')))"
WORDS = f"""
    SELECT word, listed.share, known.least, greatest(known.rows, 1)
    FROM unnest({WORDS_OF}) AS word
    CROSS JOIN (
        SELECT (SELECT reltuples FROM pg_class WHERE oid = 'claim_words'::regclass) AS rows,
               (SELECT (most_common_elem_freqs)[cardinality(most_common_elems::text::text[]) + 1]
                FROM pg_stats WHERE schemaname = current_schema AND tablename = 'claim_words') AS least
    ) AS known
    LEFT JOIN (
        SELECT unnest(most_common_elems::text::text[]) AS word, unnest(most_common_elem_freqs) AS share
        FROM pg_stats WHERE schemaname = current_schema AND tablename = 'claim_words'
    ) AS listed USING (word)
"""  # noqa: S608 - nothing but the constant above goes in


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, the rarest first, each with about how many claims have it; and how many there are."""

    counted: list[tuple[str, float]]
    claims: float


def rarest_words(text: str) -> Words:
    """Return the words of a text by how rare the last ANALYZE found them, in one query.

    The thousand commonest words have a share there; the others are rarer, and the longer ones are taken first.
    """
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [text, APART])
        rows = cursor.fetchall()
    claims = rows[0][3] if rows else 1.0
    counted = [
        (word, claims * ((least or 0.0) * UNLISTED if share is None else share))
        for word, share, least, _ in rows
    ]
    return Words(sorted(counted, key=lambda found: (found[1], -len(found[0]), found[0])), claims)


def words_in(text: str) -> list[str]:
    """Return the words of a text as the index holds them, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {WORDS_OF}", [text, APART])
        found: list[str] = cursor.fetchone()[0]
    return found


def words_sought(words: Words, most: int) -> str:
    """Return the query of the index that finds claims with the rarest of these words, about `most` at the most.

    A word that few claims have is sought alone, others two by two; if all are common, several at once.
    """
    left, terms, paired = float(most), [], []
    for word, count in words.counted[:LOOKED_AT]:
        if count <= left / 2:
            terms.append(quoted(word))
            left -= count
        else:
            paired.append((word, count))
    pairs = [
        (together(pair, words.claims), pair)
        for pair in combinations(paired, 2)
        if pair[0][1] <= words.claims * COMMON
    ]
    for count, pair in sorted(pairs):
        if count > left:
            break
        terms.append(all_of(pair))
        left -= count
    return "|".join(terms) or several(words, most)


def several(words: Words, most: int) -> str:
    """Return the query of so many of the rarest words at once that few claims have them all."""
    taken: list[tuple[str, float]] = []
    for found in words.counted:
        taken.append(found)
        if together(taken, words.claims) <= most:
            break
    return all_of(taken) if taken else ""


def together(words: Sequence[tuple[str, float]], claims: float) -> float:
    """Return about how many claims have all these words."""
    return claims / TOGETHER * prod(TOGETHER * count / claims for _, count in words)


def all_of(words: Sequence[tuple[str, float]]) -> str:
    """Return the query of all these words."""
    return "(" + "&".join(quoted(word) for word, _ in words) + ")"
