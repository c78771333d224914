"""How heavy pages are, compressed, with the style sheets and scripts that they load; and how a thread grows.

Run as `python -m tests.benchmarks.weights`. It makes a database of its own with the starter's debates and one debate
of 10,000 claims, and drops it. Sizes are bytes after gzip at level 6; times are medians of one process, no network.
"""

import tests.benchmarks.ready  # noqa: F401 - first of all: the models need it

# isort: split
import gzip
import re
import statistics
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from archive.claims.models import Claim, Debate
from tests import factories
from tests.benchmarks.similar import scratch_database

LOADED = re.compile(r"""(?:<script[^>]*\ssrc|<link rel="stylesheet" href)="/static/([^"?]+)""")
IMPORTED = re.compile(r"""from\s+"\./([^"]+)\"""")
GOAL = 60 * 1024
ROUNDS = 15


def packed(data: bytes) -> int:
    """Return the bytes that the data take on the way."""
    return len(gzip.compress(data, 6, mtime=0))


def files_of(html: str) -> set[str]:
    """Return the style sheets and scripts that a page loads, modules that these import included."""
    todo, found = LOADED.findall(html), set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            text = Path(str(finders.find(name))).read_text()
            todo += [str(Path(name).parent / other) for other in IMPORTED.findall(text)]
    return found


def big_debate(count: int) -> Debate:
    """Make a debate of about so many claims: a thesis, then ten answers to each claim, breadth first."""
    thesis = factories.thesis("A thesis with very many arguments under it stands.")
    now, author = thesis.created, thesis.author
    rows, made = [(thesis.pk, thesis.path)], 1
    while made < count:
        (parent, path), *rows = rows
        level = Claim.objects.bulk_create(
            Claim(
                debate_id=thesis.debate_id,
                parent_id=parent,
                stance=("supports", "opposes")[step % 2],
                statement=f"Point {made + step} bears on what stands above it, and says in some words why it does.",
                author=author,
                path=f"{path}{step + 1:04}",
                depth=len(path) // 4,
                published_at=now,
                own_activity=now,
                last_activity=now,
            )
            for step in range(10)
        )
        rows += [(claim.pk, claim.path) for claim in level]
        made += 10
    call_command("recount", fix=True, stdout=StringIO())
    return Debate.objects.get(pk=thesis.debate_id)


def pages(small: Debate, big: Debate) -> Iterator[tuple[str, str]]:
    """Yield the pages to weigh: a name and an address."""
    for size, debate in (("starter", small), ("10,000", big)):
        claim = debate.claims.filter(depth=1).first()
        yield f"thread, {size}", debate.get_absolute_url()
        yield f"columns, {size}", f"{debate.get_absolute_url()}?view=columns"
        yield f"map, {size}", f"{debate.get_absolute_url()}map/"
        yield f"unanswered, {size}", f"{debate.get_absolute_url()}?show=unanswered"
        yield f"claim, {size}", claim.get_absolute_url()
        yield f"standing, {size}", f"{claim.get_absolute_url()}standing/"


def weigh(client: Client, name: str, address: str) -> bool:
    """Print one page's weights, queries and time; return whether it holds the goal."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    asked = len(queries)
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(address)
        took.append(1_000 * (time.perf_counter() - began))
    html = response.content
    files = files_of(html.decode())
    loaded = sum(packed(Path(str(finders.find(file))).read_bytes()) for file in files)
    whole = packed(html)
    sys.stdout.write(
        f"{name:22} {response.status_code} {len(html):>8} {whole:>7} {loaded:>7} {asked:>3} "
        f"{statistics.median(took):>7.1f}\n"
    )
    return response.status_code == 200 and max(whole, loaded) < GOAL


def main() -> int:
    """Print a line a page; 1 if one is heavier than the goal."""
    with scratch_database(), override_settings(ARCHIVE={**settings.ARCHIVE, "HOLD_FIRST": 0}):
        call_command("load_starter", verbosity=0)
        small = Debate.objects.order_by("-claims_count").first()
        big = big_debate(10_000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        sys.stdout.write(f"{'page':22} status  bytes  packed  loaded  queries  ms (median of {ROUNDS})\n")
        held = [weigh(Client(SERVER_NAME="localhost"), *page) for page in pages(small, big)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
