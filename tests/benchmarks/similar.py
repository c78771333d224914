"""How long similar claims take in an archive of a million, and how many of the claims that are alike are found.

Run as `python -m tests.benchmarks.similar`; a number makes an archive of another size. It makes a database of its
own and drops it. Speed is of one process alone; the goal is 100 ms at the 95th percentile.
"""

import tests.benchmarks.ready  # noqa: F401 - first of all: the models need it

# isort: split
import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, reset_queries
from django.test.utils import override_settings

from archive.claims.likeness import likeness, pieces_of
from archive.claims.models import Claim
from archive.claims.queries.similar import similar_claims, similar_debates
from debate import postgres
from tests.benchmarks.many_claims import COMMON, POLICY, Prose, fill, reworded

QUERIES = 200
GOAL = 100.0  # milliseconds at the 95th percentile
LEAST = 0.35


@contextmanager
def scratch_database() -> Iterator[None]:
    """Give the block an empty database with every table, and drop it in the end."""
    with ExitStack() as stack:
        if settings.EMBEDDED_CLUSTER:
            stack.enter_context(postgres.running(settings.EMBEDDED_CLUSTER, postgres.FAST))
        usual = settings.DATABASES["default"]["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(usual, verbosity=0)


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many milliseconds an act took, and what it gave."""
    began = time.perf_counter()
    gave = act()
    return 1_000 * (time.perf_counter() - began), gave


def measure(name: str, asked: list[tuple[Claim | None, str]], *, inside: bool = False) -> None:
    """Print the times of one kind of statements, and how many of the claims that they reword are found."""
    times, found, findable = [], 0, 0
    for claim, words in asked:
        debate = claim.debate if claim and inside else None
        took, rows = timed(lambda: similar_claims(words, viewer=None, debate=debate))
        times.append(took)
        if claim and likeness(pieces_of(claim.statement), pieces_of(words)) >= LEAST:
            findable += 1
            found += claim.pk in {row.id for row in rows}
    told = f"{found} of {findable}" if findable else ""
    say(name, times, told)


def say(name: str, times: list[float], told: str = "") -> None:
    """Print one line of the table."""
    times = sorted(times)
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    held = "held" if p95 <= GOAL else "NOT HELD"
    write(f"{name:28}{len(times):>6}{p50:>9.1f}{p95:>9.1f}{times[-1]:>9.1f}  {held:9} {told}")


def write(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def statements(prose: Prose, claims: int) -> dict[str, list[tuple[Claim | None, str]]]:
    """Return the statements of each kind that are asked for."""
    chance = random.Random(7)
    first = Claim.objects.order_by("id").values_list("id", flat=True)[0]
    some = [first + chance.randrange(claims) for _ in range(QUERIES)]
    stored = list(Claim.objects.filter(pk__in=some).select_related("debate"))
    common = [" ".join(chance.choices(COMMON[:60], k=chance.randint(4, 25))) for _ in range(QUERIES)]
    middling = [
        " ".join(chance.choices(prose.words[20:300], k=chance.randint(4, 25))) for _ in range(QUERIES)
    ]
    policy = [" ".join(chance.choices(POLICY + COMMON, k=chance.randint(6, 25))) for _ in range(QUERIES)]
    return {
        "word for word": [(claim, claim.statement) for claim in stored],
        "a fifth reworded": [(claim, reworded(claim.statement, chance, prose)) for claim in stored],
        "two fifths reworded": [(claim, reworded(claim.statement, chance, prose, 0.4)) for claim in stored],
        "half written": [(None, claim.statement[: max(12, len(claim.statement) // 2)]) for claim in stored],
        "new": [(None, prose.statement(prose.debate())) for _ in range(QUERIES)],
        "small words only": [(None, words) for words in common],
        "frequent words only": [(None, words) for words in middling],
        "policy words": [(None, words) for words in policy],
    }


def explain(words: str, claim: Claim) -> None:
    """Print the plan of each query of one typical statement."""
    with override_settings(DEBUG=True):
        reset_queries()
        similar_claims(words, viewer=None, debate=claim.debate)
        asked = [query["sql"] for query in connection.queries]
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {sql}")
            write("\n" + " ".join(sql.split())[:100] + " …")
            for (line,) in cursor.fetchall():
                write("    " + (line if len(line) < 200 else line[:120] + " …"))


def main() -> None:
    """Make the archive and print the table and the plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--explain", action="store_true", help="print the plans of a typical statement")
    options = parser.parse_args()
    with scratch_database():
        prose = Prose()
        took, _ = timed(lambda: fill(prose, options.claims))
        write(f"{options.claims:,} claims made in {took / 1_000:.0f} s\n")
        write(f"{'milliseconds':28}{'asked':>6}{'p50':>9}{'p95':>9}{'most':>9}")
        kinds = statements(prose, options.claims)
        similar_claims(kinds["word for word"][0][1], viewer=None)  # what is loaded once is not measured
        for name, asked in kinds.items():
            measure(name, asked)
        measure("the same, in a debate too", kinds["a fifth reworded"], inside=True)
        say("similar debates", [timed(lambda: similar_debates(w, viewer=None))[0] for _, w in kinds["new"]])
        if options.explain:
            claim, words = kinds["a fifth reworded"][0]
            explain(words, claim)


if __name__ == "__main__":
    main()
