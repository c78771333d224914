"""Activities: one row for each act that others may want to hear of, written with the act itself."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from archive.core.models import one_of


class Happened(models.TextChoices):
    """What was done."""

    DEBATE = "debate", gettext_lazy("opened a debate")
    CLAIM = "claim", gettext_lazy("posted a claim")
    EVIDENCE = "evidence", gettext_lazy("attached evidence")
    COMMENT = "comment", gettext_lazy("commented")
    SUGGESTION = "suggestion", gettext_lazy("made a suggestion")
    OUTCOME = "outcome", gettext_lazy("answered a suggestion")
    REWORDED = "reworded", gettext_lazy("reworded a claim")
    REARRANGED = "rearranged", gettext_lazy("rearranged claims")
    UNDONE = "undone", gettext_lazy("undid a rearrangement")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrew a claim")
    REINSTATED = "reinstated", gettext_lazy("put a claim back")
    STATE = "state", gettext_lazy("closed, concluded or reopened a debate")
    TOPICS = "topics", gettext_lazy("filed a debate under other topics")
    CURATOR = "curator", gettext_lazy("changed who curates a debate")
    MARK = "mark", gettext_lazy("marked a source")
    CAPTURE = "capture", gettext_lazy("stored a newer text of a source")
    DECISION = "decision", gettext_lazy("decided as a moderator")


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
        help_text=gettext_lazy(
            "Whom it concerns beside the one who did it: a curator who was named, somebody suspended."
        ),
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
