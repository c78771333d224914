"""What one person keeps for themselves: bookmarks, drafts, and until when they have read a debate."""

from django.conf import settings
from django.db import models


class Bookmark(models.Model):
    """A claim that one person wants to find again; nobody else sees it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey("archive.Claim", on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "claim"], name="bookmark_once")]


class Draft(models.Model):
    """What one person has typed in one place and not posted; `place` is the form's own address.

    `version` grows with each save, so that a second tab cannot overwrite words that it has not seen.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=200)
    fields = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "place"], name="draft_once_a_place")]


class Visit(models.Model):
    """When one person last read a debate: `seen` is the latest time, `since` the end of the visit before.

    What happened after `since` is marked as new to them, for as long as the present visit lasts.
    """

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    debate = models.ForeignKey("archive.Debate", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "debate"], name="visit_once_a_debate")]
