"""Makes the notifications that follow from activities: each once, in the order of the acts."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from archive.claims.models import Activity

AT_A_TIME = 100


@task()
def spread_activities() -> int:
    """What a worker runs after an act: tell of everything that nobody was told of; returns of how many acts."""
    told = 0
    while batch := spread_batch():
        told += batch
    return told


@transaction.atomic
def spread_batch() -> int:
    """Tell of the oldest acts that wait; of two workers each takes other rows, and none waits."""
    waiting = Activity.objects.select_for_update(skip_locked=True).filter(spread_at=None)
    rows = list(waiting.order_by("id")[:AT_A_TIME])
    Activity.objects.filter(pk__in=[row.pk for row in rows]).update(spread_at=timezone.now())
    return len(rows)
