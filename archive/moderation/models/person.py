"""What moderators keep about people: notes among themselves, and when one looked at the site as a member sees it."""

from django.conf import settings
from django.db import models
from django.db.models import F


class PersonNote(models.Model):
    """What one moderator tells the others about a member; it goes when the account is closed."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(F("person"), F("id").desc(), name="note_on_person")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Look(models.Model):
    """A time in which a moderator saw the site as a member sees it, and why; nothing can be done meanwhile."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    began = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}"
