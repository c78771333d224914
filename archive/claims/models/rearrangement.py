"""Rearrangements: what a curator linked, moved, merged or extracted, and what undoing it needs."""

from datetime import datetime, timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from archive.claims.standing import SCALE_TOP
from archive.core.models import exactly_one, one_of

REASON_LIMIT = 500


class Act(models.TextChoices):
    """What was done to a claim's place."""

    LINK = "link", gettext_lazy("linked")
    MOVE = "move", gettext_lazy("moved")
    MERGE = "merge", gettext_lazy("merged")
    EXTRACT = "extract", gettext_lazy("extracted")


class Scale(models.TextChoices):
    """Which of a rating's two judgements."""

    CONVINCING = "convincing", gettext_lazy("convincing")
    BEARING = "bearing", gettext_lazy("bearing")


@pghistory.track(fields=["undone_at", "undone_by"], model_name="RearrangementEvent")
class Rearrangement(models.Model):
    """One act of a curator on a claim's place in `debate`, with its reason; it can be undone for a while.

    `other` is the link that was made or left, the new parent of a move, or the claim that a duplicate was
    merged into; `into` the debate that was made by an extraction. `before` names rows as they stood and
    holds nothing about people.
    """

    act = models.CharField(max_length=7, choices=Act)
    debate = models.ForeignKey(
        "archive.Debate", on_delete=models.PROTECT, related_name="rearrangements", db_index=False
    )
    claim = models.ForeignKey("archive.Claim", on_delete=models.PROTECT, related_name="rearrangements")
    other = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    into = models.ForeignKey(
        "archive.Debate", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=REASON_LIMIT)
    created = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(
        default=dict, blank=True, help_text=gettext_lazy("Places and ids as they were before.")
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            one_of("act", Act, "rearrangement_act_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="rearrangement_has_a_reason"),
            models.CheckConstraint(
                condition=Q(act=Act.EXTRACT, into__isnull=False) | ~Q(act=Act.EXTRACT) & Q(into__isnull=True),
                name="rearrangement_extracts_into_a_debate",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="rearrangement_undone_by_somebody",
            ),
        ]
        indexes = [models.Index(F("debate"), F("id").desc(), name="rearrangement_newest")]

    def __str__(self) -> str:
        return f"{self.act} {self.claim_id}"

    @property
    def undo_until(self) -> datetime:
        """Until when it can be undone."""
        return self.created + timedelta(days=settings.ARCHIVE["UNDO_DAYS"])

    @property
    def is_undoable(self) -> bool:
        """Whether it stands and the time for undoing it is not over; what happened since may still forbid it."""
        return self.undone_at is None and timezone.now() <= self.undo_until


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), model_name="SetAsideRatingEvent")
class SetAsideRating(models.Model):
    """One judgement that a rearrangement, or another wording, took from a claim; undoing gives it back.

    After another wording the rater is asked again, and their old judgement is shown to them.
    `carried_to` is the claim that has it meanwhile, nothing if it counts nowhere. `rated` and `changed` are
    the rating's own times.
    """

    rearrangement = models.ForeignKey(
        Rearrangement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="set_aside",
        db_index=False,
    )
    suggestion = models.ForeignKey(
        "archive.Suggestion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="set_aside",
        db_index=False,
    )
    claim = models.ForeignKey("archive.Claim", on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scale = models.CharField(max_length=10, choices=Scale)
    value = models.PositiveSmallIntegerField()
    carried_to = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    rated = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("scale", Scale, "set_aside_scale_known"),
            models.CheckConstraint(condition=Q(value__lte=SCALE_TOP), name="set_aside_in_scale"),
            exactly_one(("rearrangement", "suggestion"), "set_aside_by_one_act"),
            models.UniqueConstraint(
                fields=["rearrangement", "claim", "rater", "scale"], name="set_aside_once"
            ),
            models.UniqueConstraint(fields=["suggestion", "rater", "scale"], name="set_aside_for_words_once"),
        ]
