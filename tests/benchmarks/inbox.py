"""How long the moderators' inbox takes with 20,000 open reports in an archive of a million claims.

Run as `python -m tests.benchmarks.inbox`; a number makes an archive of another size. Ten thousand reports are on
five thousand claims, ten thousand more on one. It makes a database of its own and drops it. Each time is that of the
whole page as the server makes it, on one process alone; the goal is 300 ms at the 95th percentile.
"""

import tests.benchmarks.ready  # noqa: F401 - first of all: the models need it

# isort: split
import argparse

from django.db import connection
from django.test import Client
from django.utils import timezone

from archive.accounts.models import User
from archive.claims.models import Claim
from archive.moderation.models import Item, Report, ReportReason
from tests.benchmarks.many_claims import Prose, fill
from tests.benchmarks.search import say
from tests.benchmarks.similar import scratch_database, timed, write

ASKED = 40
THINGS, ON_ONE = 5_000, 10_000
GOAL = 300.0
INBOX = "/admin/archive/decision/waiting/"
PAGES = {
    "front page": "/admin/",
    "inbox": INBOX,
    "inbox, reports alone": INBOX + "?matter=reports",
    "inbox, for more than a day": INBOX + "?late=1",
    "inbox, taken by nobody": INBOX + "?free=1",
    "list of claims": "/admin/archive/claim/",
    "list of reports": "/admin/archive/report/",
    "list of decisions": "/admin/archive/decision/",
    "public log": "/moderation/log/",
}


def people(count: int) -> list[User]:
    """Store so many members."""
    now = timezone.now()
    made = [
        User(username=f"reader{n}", email=f"reader{n}@example.org", confirmed_at=now) for n in range(count)
    ]
    return User.objects.bulk_create(made, batch_size=1000)


def reports() -> Claim:
    """Store the items and reports; return the claim with ten thousand."""
    claims = list(Claim.objects.order_by("-id")[: THINGS + 1])
    readers = people(ON_ONE)
    spam = ReportReason.objects.get(slug="spam")
    worst, *others = claims
    items = [Item(claim=claim, matter="reports", reports_count=2, weight=4.0) for claim in others]
    items.append(Item(claim=worst, matter="reports", reports_count=ON_ONE, weight=2.0 * ON_ONE))
    Item.objects.bulk_create(items, batch_size=1000)
    rows = [Report(claim=worst, reporter=reader, reason=spam, item=items[-1]) for reader in readers]
    rows += [
        Report(claim=item.claim, reporter=readers[(2 * n + k) % ON_ONE], reason=spam, item=item)
        for n, item in enumerate(items[:-1])
        for k in range(2)
    ]
    Report.objects.bulk_create(rows, batch_size=1000)
    with connection.cursor() as cursor:
        for table in ("archive_report", "archive_item", "archive_user"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    return worst


def opened(client: Client, address: str) -> None:
    """Open a page, or fail."""
    status = client.get(address).status_code
    if status != 200:
        raise ValueError(f"{address} answers {status}")


def main() -> None:
    """Make the archive and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", nargs="?", type=int, default=1_000_000)
    options = parser.parse_args()
    with scratch_database():
        took, _ = timed(lambda: fill(Prose(), options.claims))
        worst = reports()
        write(
            f"{options.claims:,} claims made in {took / 1_000:.0f} s, {Report.objects.count():,} reports open\n"
        )
        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.create_superuser("moderator", "moderator@example.org", "x"))
        write(f"{'milliseconds':32}{'asked':>6}{'p50':>9}{'p95':>9}{'most':>9}")
        pages = {**PAGES, "the claim with 10,000 reports": f"{INBOX}claim/{worst.pk}/"}
        for name, address in pages.items():
            opened(client, address)  # what is loaded once is not measured
            say(name, [timed(lambda a=address: opened(client, a))[0] for _ in range(ASKED)], GOAL)


if __name__ == "__main__":
    main()
