"""Activities: one row for each act that others may want to hear of, written with the act itself."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from archive.core.models import one_of


class Happened(models.TextChoices):
    """What was done."""

    DEBATE = "debate", "opened a debate"
    CLAIM = "claim", "posted a claim"
    EVIDENCE = "evidence", "attached evidence"
    COMMENT = "comment", "commented"
    SUGGESTION = "suggestion", "made a suggestion"
    OUTCOME = "outcome", "answered a suggestion"
    REWORDED = "reworded", "reworded a claim"
    REARRANGED = "rearranged", "rearranged claims"
    UNDONE = "undone", "undid a rearrangement"
    WITHDRAWN = "withdrawn", "withdrew a claim"
    REINSTATED = "reinstated", "put a claim back"
    STATE = "state", "closed, concluded or reopened a debate"
    TOPICS = "topics", "filed a debate under other topics"
    CURATOR = "curator", "changed who curates a debate"
    MARK = "mark", "marked a source"
    CAPTURE = "capture", "stored a newer text of a source"
    DECISION = "decision", "decided as a moderator"


class Activity(models.Model):
    """Who did what to which things, when; published acts only, without anybody's words.

    It is written in the transaction of the act, so that none is lost: notifications, a debate's list of acts
    and feeds are made from it. `detail` has small facts such as the new state; `spread_at` says when the
    notifications were made. The newest thing concerned is the most particular one that is set.
    """

    kind = models.CharField(max_length=10, choices=Happened)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    debate = models.ForeignKey(
        "archive.Debate", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    claim = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.ForeignKey(
        "archive.Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.ForeignKey(
        "archive.Comment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    suggestion = models.ForeignKey(
        "archive.Suggestion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rearrangement = models.ForeignKey(
        "archive.Rearrangement", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.ForeignKey(
        "archive.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whom it concerns beside the one who did it: a curator who was named, somebody suspended.",
    )
    detail = models.JSONField(default=dict, blank=True)
    created = models.DateTimeField(default=timezone.now)
    spread_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [one_of("kind", Happened, "activity_kind_known")]
        indexes = [
            models.Index(F("debate"), F("id").desc(), name="activity_in_debate"),
            models.Index(F("actor"), F("id").desc(), name="activity_of_person"),
            models.Index(fields=["id"], name="activity_to_spread", condition=Q(spread_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
