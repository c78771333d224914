"""Follows: what a person wants to hear of."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.core.models import exactly_one

THINGS = ("debate", "claim", "source", "topic", "person")


class Follow(models.Model):
    """One person's wish to hear of one thing: a debate, a claim, a source, a topic or a person."""

    follower = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    debate = models.ForeignKey(
        "archive.Debate", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    claim = models.ForeignKey(
        "archive.Claim", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    source = models.ForeignKey(
        "archive.Source", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    topic = models.ForeignKey(
        "archive.Topic", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["follower", kind],
                name=f"follow_{kind}_once",
                condition=Q(**{f"{kind}__isnull": False}),
            )
            for kind in THINGS
        ] + [exactly_one(THINGS, "follow_one_thing")]
