"""What is done each minute: telling of what was left, digests that are due, and letters that wait."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from archive.notices.services.letters import write_at_once, write_digests
from archive.notices.services.sending import send_letters
from archive.notices.services.spreading import spread_batch

KEEP_TICKS = timedelta(hours=1)


@task()
def tick() -> dict[str, int]:
    """Do all that is due now, and return how much it was; doing it twice or late does no harm."""
    for path in settings.EACH_MINUTE:
        import_string(path)()
    told = 0
    while batch := spread_batch():
        told += batch
    written = write_at_once() + write_digests(timezone.now())
    return {"acts": told, "notices": written, "letters": send_letters.call()}


def queue_tick() -> bool:
    """Queue a tick unless one waits already, and clear away those that are done; returns whether it was queued."""
    ticks = DBTaskResult.objects.filter(task_path=tick.module_path)
    ticks.finished().filter(finished_at__lt=timezone.now() - KEEP_TICKS).delete()
    if ticks.ready().exists():
        return False
    tick.enqueue()
    return True
