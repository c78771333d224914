"""What follows from decisions: appeals, suspensions, rewordings that were asked for, erasures that two decide."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from archive.core.models import exactly_one, one_of
from archive.moderation.models.decision import TARGETS, AboutOneThing, Decision, Rule


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", gettext_lazy("open")
    UPHELD = "upheld", gettext_lazy("decision upheld")
    CHANGED = "changed", gettext_lazy("decision changed")
    OVERTURNED = "overturned", gettext_lazy("decision overturned")


@pghistory.track(model_name="AppealEvent", exclude=["created"])
class Appeal(models.Model):
    """The author's one objection to a decision; somebody else than its moderator decides."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    outcome = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=gettext_lazy("The entry of the log that settled it, if it changed something."),
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            one_of("state", AppealState, "appeal_state_known"),
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state=AppealState.OPEN)
                & ~Q(reason="")
                & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="appeal_decided_with_a_reason",
            ),
        ]


class Restraint(models.TextChoices):
    """What somebody may not do for a time."""

    SUSPEND = "suspend", gettext_lazy("suspended: may read")
    SILENCE = "silence", gettext_lazy("silenced: may read and rate")


@pghistory.track(model_name="SuspensionEvent", exclude=["created"])
class Suspension(models.Model):
    """A time during which a person may only read, or read and rate; made by a decision."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="suspension")
    kind = models.CharField(max_length=8, choices=Restraint, default=Restraint.SUSPEND)
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            one_of("kind", Restraint, "suspension_kind_known"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="suspension_lifted_by_somebody",
            ),
        ]


class AskedRewording(models.Model):
    """A claim whose author was asked to reword it by a day; afterwards it is in the inbox again."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="rewording")
    claim = models.ForeignKey("archive.Claim", on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text=gettext_lazy("When it was reworded, or the time was over.")
    )
    was_reworded = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["until"], name="rewording_due", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.claim_id}"


class ErasureState(models.TextChoices):
    """What became of a request to erase."""

    OPEN = "open", gettext_lazy("waits for a second moderator")
    DONE = "done", gettext_lazy("erased")
    DECLINED = "declined", gettext_lazy("declined")


@pghistory.track(model_name="ErasureRequestEvent", exclude=["created"])
class ErasureRequest(AboutOneThing):
    """One moderator's wish to erase something for law or safety; another one confirms or declines it."""

    rule = models.CharField(max_length=10, choices=Rule)
    reason = models.CharField(max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ErasureState, default=ErasureState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="erasure"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            exactly_one(TARGETS, "erasure_of_one_thing"),
            one_of("state", ErasureState, "erasure_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="erasure_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=ErasureState.OPEN, decided_by__isnull=True)
                | ~Q(state=ErasureState.OPEN) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="erasure_decided_by_somebody",
            ),
        ] + [
            models.UniqueConstraint(
                fields=[thing],
                name=f"erasure_of_{thing}_once_while_open",
                condition=Q(state="open", **{f"{thing}__isnull": False}),
            )
            for thing in TARGETS
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
