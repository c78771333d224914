"""How long searching takes in an archive of a million claims, common words included, and what its queries do.

Run as `python -m tests.benchmarks.search`; a number makes an archive of another size. It makes a database of its
own and drops it. Speed is of one process alone; the goals are 150 ms at the 95th percentile for a search with all
that its page shows, and 60 ms for what the header suggests.
"""

import tests.benchmarks.ready  # noqa: F401 - first of all: the models need it

# isort: split
import argparse
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, reset_queries
from django.http import QueryDict
from django.test.utils import override_settings
from django.utils import timezone

from archive.claims.models import Claim, Evidence
from archive.search.forms import SearchForm
from archive.search.queries.finding import found
from archive.search.queries.guessing import meant
from archive.search.queries.rows import rows_for
from archive.search.queries.suggestions import suggestions
from archive.sources.models import Source
from tests.benchmarks.many_claims import COMMON, FIRST_ID, PER_DEBATE, POLICY, Prose, blank, fill, store
from tests.benchmarks.similar import scratch_database, timed, write

ASKED = 60
SIZES = """
    SELECT relname, pg_size_pretty(pg_relation_size(oid)) FROM pg_class
    WHERE relname IN ('claim_search', 'claim_words', 'archive_claim', 'evidence_search')
"""
TITLES = """
    UPDATE archive_debate SET title = (
        SELECT statement FROM archive_claim c WHERE c.debate_id = archive_debate.id AND path = '0001')
"""
GOAL, GOAL_SUGGESTIONS = 150.0, 60.0
EVERY = 5  # claims, of which one has a card
SOURCES = 50  # claims, of which there is one source


def more(prose: Prose, claims: int) -> None:
    """Store cards and sources, a title for each debate, and measure how common the words are."""
    author = Claim.objects.values_list("author", flat=True)[0]
    now = timezone.now()
    source = blank(Source) | {
        "added_by_id": author,
        "created": now,
        "authors": '[{"family": "Choi"}]',
        "details": "{}",
    }
    card = blank(Evidence) | {"author_id": author, "created": now, "published_at": now, "check_detail": "{}"}
    sources = [
        source | {"id": FIRST_ID + n, "slug": "s", "title": prose.statement(prose.words[:400])[:120]}
        for n in range(claims // SOURCES)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        store(cursor, Source._meta.db_table, iter(sources))
        store(cursor, Evidence._meta.db_table, cards(prose, claims, card, len(sources)))
        cursor.execute(TITLES)
        cursor.execute("SET session_replication_role = DEFAULT")
        for index in ("claim_search", "evidence_search"):
            cursor.execute(f"ALTER INDEX {index} ALTER COLUMN 1 SET STATISTICS 300")
        for table in ("archive_claim", "archive_evidence", "archive_source", "archive_debate"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def cards(prose: Prose, claims: int, card: dict[str, Any], sources: int) -> Iterator[dict[str, Any]]:
    """Yield a card for each fifth claim."""
    for at in range(claims // EVERY):
        tag = prose.statement(prose.words[:400])[:290]
        yield card | {
            "id": FIRST_ID + at,
            "claim_id": FIRST_ID + at * EVERY,
            "source_id": FIRST_ID + at % sources,
            "tag": tag,
        }


def searched(**asked: Any) -> int:
    """Make a search as its page does, and return how much was found."""
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in asked.items()})
    form = SearchForm(query, viewer=None)
    if not form.is_valid():
        raise ValueError(form.errors)
    search = form.search
    results = found(search, viewer=None)
    rows_for(search, results.hits, viewer=None)
    if not results.hits:
        meant(search.sought, search.typed)
    return results.count


def kinds(prose: Prose, claims: int) -> dict[str, list[dict[str, Any]]]:
    """Return the searches of each kind."""
    chance = random.Random(7)
    small, policy, words = COMMON[:60], POLICY, prose.words

    def some(make: Callable[[], dict[str, Any]]) -> list[dict[str, Any]]:
        return [make() for _ in range(ASKED)]

    def debate() -> int:
        return FIRST_ID + chance.randrange(claims // PER_DEBATE)

    return {
        "one common word": some(lambda: {"q": chance.choice(small)}),
        "three common words": some(lambda: {"q": " ".join(chance.sample(small, 3))}),
        "one word of policy": some(lambda: {"q": chance.choice(policy)}),
        "two words of policy": some(lambda: {"q": " ".join(chance.sample(policy, 2))}),
        "a common and a rare word": some(lambda: {"q": f"{chance.choice(small)} {chance.choice(words[5000:])}"}),
        "a rare word": some(lambda: {"q": chance.choice(words[5000:])}),
        "a phrase of common words": some(lambda: {"q": f'"{chance.choice(small)} {chance.choice(small)}"'}),
        "a phrase of policy": some(lambda: {"q": f'"{" ".join(chance.sample(policy, 2))}"'}),
        "a beginning": some(lambda: {"q": chance.choice(policy)[:4] + "*"}),
        "OR and an exclusion": some(lambda: {"q": "{} OR {} -{}".format(*chance.sample(policy + small, 3))}),
        "common, in a debate": some(lambda: {"q": chance.choice(small), "debate": debate()}),
        "common, one side": some(lambda: {"q": chance.choice(small), "stance": "opposes", "unanswered": "on"}),
        "common, with evidence": some(lambda: {"q": chance.choice(small), "evidence": "yes"}),
        "policy, newest": some(lambda: {"q": chance.choice(policy), "order": "newest"}),
        "policy, strongest": some(lambda: {"q": chance.choice(policy), "order": "strongest"}),
        "spelt wrongly": some(lambda: {"q": chance.choice(policy)[:-2] + "xq"}),
    }  # fmt: skip


def typings(prose: Prose) -> list[str]:
    """Return what is in the field of the header while somebody types."""
    chance = random.Random(8)
    words = [chance.choice(POLICY + COMMON + prose.words[5000:5100]) for _ in range(60)]
    typed = [word[:n] for word in words[:40] for n in range(2, 6)]
    return typed + [
        f"{a} {b[:n]}" for a, b in zip(words[40:50], words[50:], strict=True) for n in (1, 2, 3, 5)
    ]


def say(name: str, times: list[float], goal: float) -> None:
    """Print one line of the table."""
    times = sorted(times)
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    write(
        f"{name:32}{len(times):>6}{p50:>9.1f}{p95:>9.1f}{times[-1]:>9.1f}  {'held' if p95 <= goal else 'NOT HELD'}"
    )


def explain(**asked: Any) -> None:
    """Print the plan of each query of one search."""
    with override_settings(DEBUG=True):
        reset_queries()
        searched(**asked)
        queries = [query["sql"] for query in connection.queries]
    write(f"\n{asked}: {len(queries)} queries")
    with connection.cursor() as cursor:
        for sql in queries:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {sql}")
            plan = [line for (line,) in cursor.fetchall()]
            write(" ".join(sql.split())[:90] + " …")
            for line in plan:
                if any(
                    word in line for word in ("Scan", "Join", "Loop", "Execution", "Planning Time", "Sort ")
                ):
                    write("    " + line[:170])


def main() -> None:
    """Make the archive and print the table and the plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", nargs="?", type=int, default=1_000_000)
    options = parser.parse_args()
    with scratch_database():
        prose = Prose()
        took, _ = timed(lambda: (fill(prose, options.claims), more(prose, options.claims)))
        write(f"{options.claims:,} claims made in {took / 1_000:.0f} s\n")
        with connection.cursor() as cursor:
            cursor.execute(SIZES)
            write(str(cursor.fetchall()))
        write(f"{'milliseconds':32}{'asked':>6}{'p50':>9}{'p95':>9}{'most':>9}")
        searched(q="warm")  # what is loaded once is not measured
        every: list[float] = []
        for name, asked in kinds(prose, options.claims).items():
            times = [timed(lambda one=one: searched(**one))[0] for one in asked]
            every += times
            say(name, times, GOAL)
        say("all searches", every, GOAL)
        say(
            "suggestions",
            [timed(lambda t=t: suggestions(t, viewer=None))[0] for t in typings(prose)],
            GOAL_SUGGESTIONS,
        )
        explain(q="the policy")
        explain(q="uranium", stance="opposes")
        explain(q='"of the"')


if __name__ == "__main__":
    began = time.time()
    main()
    write(f"{time.time() - began:.0f} s in all")
