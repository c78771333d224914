"""What one person keeps for themselves: bookmarks and drafts."""

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
    """What one person has typed in one place and not posted; `place` is the form's own address."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=200)
    fields = models.JSONField(default=dict)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "place"], name="draft_once_a_place")]
