"""What the map, the minimap, the columns and the explanation cost on debates of 10,000 claims of several shapes.

Run as `python -m tests.benchmarks.maps`. It makes a database of its own in the cluster of the tests, and drops it.
"""

import gzip
import os
import random
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

CLAIMS = 10_000
ROUNDS = 11
STATEMENT = (
    "Argument number {} says in as many words as people use that the controls did not do what they were for."
)


def random_tree(chance: random.Random, parents: list[int], depths: list[int]) -> int:
    """Return a parent as people choose them: mostly near the top, seldom deep."""
    at = int(len(parents) * chance.random() ** 1.7)
    return at if depths[at] < 40 else 0


def bushy(chance: random.Random, parents: list[int], depths: list[int]) -> int:
    """Return a parent so that each claim has six answers: as many wide arcs as there can be."""
    return (len(parents) - 1) // 6


def flat(chance: random.Random, parents: list[int], depths: list[int]) -> int:
    """Return the thesis: everything answers it."""
    return 0 if len(parents) < 9_990 else 1


def chains(chance: random.Random, parents: list[int], depths: list[int]) -> int:
    """Return the claim so many before: two hundred lines of equal length, as many thin arcs as there can be."""
    return max(0, len(parents) - 200)


SHAPES: dict[str, Callable[[random.Random, list[int], list[int]], int]] = {
    "random": random_tree,
    "six answers each": bushy,
    "all under the thesis": flat,
    "200 long lines": chains,
}


def grow(shape: str):
    """Make a debate of this shape and return its thesis, tallies set as the recount would."""
    from archive.claims.models import Claim
    from archive.claims.services.recount import recount_debate
    from tests import factories

    chance, author = random.Random(7), factories.person()
    thesis = factories.thesis(f"The thesis of {shape}.")
    parents, depths, paths, below = [-1], [0], [thesis.path], [0]
    for _ in range(CLAIMS - 1):
        above = SHAPES[shape](chance, parents, depths)
        below[above] += 1
        parents.append(above)
        depths.append(depths[above] + 1)
        paths.append(f"{paths[above]}{below[above]:04}")
        below.append(0)
    made = {0: thesis}
    for depth in range(1, max(depths) + 1):
        nths = [nth for nth in range(1, CLAIMS) if depths[nth] == depth]
        rows = [
            Claim(
                debate=thesis.debate,
                parent=made[parents[nth]],
                stance=chance.choice(["supports", "opposes"]),
                aim="bearing" if depth > 1 and chance.random() < 0.1 else "standing",
                statement=STATEMENT.format(nth),
                author=author,
                path=paths[nth],
                depth=depth,
                published_at=thesis.created,
                own_activity=thesis.created,
                last_activity=thesis.created,
            )
            for nth in nths
        ]
        made.update(zip(nths, Claim.objects.bulk_create(rows, batch_size=1000), strict=True))
    recount_debate(debate=thesis.debate, fix=True)
    return thesis


def rated(thesis) -> None:
    """Spread standings over the debate's claims, as ratings would: straight into the columns."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE archive_claim SET standing = (id %% 97) / 96.0, weight = (id %% 13) / 20.0, "
            "subtree_ratings = id %% 40 "
            "WHERE debate_id = %s",
            [thesis.debate_id],
        )
        cursor.execute("ANALYZE archive_claim")


def measured(call: Callable[[], object]) -> tuple[float, int]:
    """Return the median time of a call in milliseconds and how many queries it makes."""
    from django.db import connection

    seen: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: seen.append(sql) or run(sql, *rest)):
        call()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append(1_000 * (time.perf_counter() - began))
    return statistics.median(times), len(seen)


def main() -> None:
    """Print a line for each page of each shape."""
    import django
    from django.conf import settings

    from debate import postgres

    django.setup()
    with postgres.running(settings.EMBEDDED_CLUSTER, postgres.FAST):
        print_all()


def print_all() -> None:
    """Print the whole table, in a database that is made for it."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    old = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        settings.ARCHIVE = {**settings.ARCHIVE, "HOLD_FIRST": 0, "POST_INTERVAL_SECONDS": 0}
        say(f"{'':22}{'':16}{'bytes':>9}{'gzip':>9}{'ms':>9}{'queries':>9}{'arcs':>7}")
        for shape in SHAPES:
            table(shape)
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)
        teardown_test_environment()


def table(shape: str) -> None:
    """Print the lines of one shape."""
    from django.test import Client

    from archive.claims import queries

    thesis, client = grow(shape), Client()
    rated(thesis)
    address = thesis.debate.get_absolute_url()
    pages = {
        "map": f"{address}map/",
        "columns": f"{address}?view=columns&claim={thesis.pk}",
        "standing": f"/claims/{thesis.pk}/standing/",
    }
    for name, page in pages.items():
        body = client.get(page).content
        ms, count = measured(lambda page=page: client.get(page))
        arcs = body.count(b'class="arc"')
        say(f"{shape:22}{name:16}{len(body):>9}{len(gzip.compress(body)):>9}{ms:>9.1f}{count:>9}{arcs:>7}")
    last = thesis.debate.claims.order_by("-path").values_list("pk", flat=True)[0]
    ms, count = measured(lambda: queries.minimap(thesis.debate, viewer=None, here=last))
    say(f"{shape:22}{'minimap alone':16}{'':>9}{'':>9}{ms:>9.1f}{count:>9}")


def say(line: str) -> None:
    """Write a line of the table."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
