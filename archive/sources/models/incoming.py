"""Files that wait to be read in, or were."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer, may_moderate
from archive.core.models import one_of
from archive.sources.models.source import Source
from archive.sources.models.text import SourceText


class ImportState(models.TextChoices):
    """How far the reading of a file has come."""

    WAITING = "waiting", gettext_lazy("waiting to be read")
    READING = "reading", gettext_lazy("being read")
    DONE = "done", gettext_lazy("stored")
    FAILED = "failed", gettext_lazy("not stored")


class SourceImportQuerySet(models.QuerySet["SourceImport"]):
    """Files that came in, filtered by who looks."""

    def visible_to(self, viewer: Viewer) -> "SourceImportQuerySet":
        """Keep what `viewer` may see: their own, and everything for moderators."""
        if may_moderate(viewer):
            return self
        return self.filter(person=viewer) if viewer is not None and viewer.is_authenticated else self.none()


class SourceImport(models.Model):
    """A file that took too long for the request it came with; a worker reads it, and it keeps the outcome.

    `source` is None when the file is to become a new source with `fields`. The bytes are dropped as soon
    as the outcome is known, but for failures that another try may mend: then after a week.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fields = models.JSONField(default=dict, blank=True)
    filename = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    data = models.BinaryField()
    byte_count = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    code = models.CharField(max_length=40, blank=True, help_text=gettext_lazy("Why it failed, for programs."))
    message = models.CharField(
        max_length=1000, blank=True, help_text=gettext_lazy("Why it failed, in words.")
    )
    existing = models.CharField(
        max_length=2000, blank=True, help_text=gettext_lazy("Where the same bytes are stored.")
    )
    text = models.ForeignKey(SourceText, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    objects = SourceImportQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", ImportState, "source_import_state_known"),
            models.CheckConstraint(
                condition=Q(state=ImportState.DONE, text__isnull=False)
                | ~Q(state=ImportState.DONE) & Q(text__isnull=True),
                name="source_import_done_has_a_text",
            ),
        ]
        indexes = [models.Index(F("person"), F("id").desc(), name="source_import_of_person")]

    def __str__(self) -> str:
        return self.filename or _("pasted text")

    def get_absolute_url(self) -> str:
        return reverse("sources:import", args=[self.pk])
