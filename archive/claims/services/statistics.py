"""Keeps the figures of the site, so that no page has to read everything to show them."""

from dataclasses import asdict
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from archive.claims.models import Claim, Rating
from archive.claims.queries.statistics import Counts, count_site

KEPT = "statistics-of-the-site-1"  # count up when `Counts` changes
ASKED = f"{KEPT}-asked"
FRESH_FOR = timedelta(hours=1)
PATIENCE = 600  # seconds until a worker that does not answer is asked again
SMALL = 5000  # rows that are counted while a reader waits


def site_statistics() -> Counts | None:
    """Return the figures of the site, at most an hour old if workers keep up; older ones meanwhile.

    A small site that was never counted is counted at once; None says that a worker was asked to count it.
    """
    kept = kept_statistics()
    if kept is not None and timezone.now() - kept.as_of < FRESH_FOR:
        return kept
    if kept is None and is_small():
        return recount_site()
    if cache.add(ASKED, True, PATIENCE):
        recount_site_soon.enqueue()
    return kept or kept_statistics()


def kept_statistics() -> Counts | None:
    """Return the figures as they were last counted, whenever that was."""
    kept = cache.get(KEPT)
    return Counts(**kept) if kept else None


def recount_site() -> Counts:
    """Count the site and keep the figures until the next count."""
    counts = count_site()
    cache.set(KEPT, asdict(counts), None)
    cache.delete(ASKED)
    return counts


@task()
def recount_site_soon() -> str:
    """What a worker runs; returns when it counted, in ISO's form."""
    return recount_site().as_of.isoformat()


def is_small() -> bool:
    """Return whether there is so little that counting it takes a moment; reads no more than a few thousand rows."""
    return all(kind.objects.order_by()[: SMALL + 1].count() <= SMALL for kind in (Claim, Rating))
