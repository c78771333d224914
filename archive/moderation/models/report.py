"""Readers' reports, the fixed list of reasons for them, and the items of the inbox that gather them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from archive.core.models import exactly_one, one_of
from archive.moderation.models.decision import TARGETS, AboutOneThing, Decision, Rule


@pghistory.track(model_name="ReportReasonEvent")
class ReportReason(models.Model):
    """A reason that the form of a report offers; administrators edit the list, none that was used is deleted."""

    slug = models.SlugField(max_length=30, unique=True)
    label = models.CharField(max_length=60)
    label_zh = models.CharField(max_length=60, blank=True)
    rule = models.CharField(
        max_length=10, choices=Rule, blank=True, help_text=gettext_lazy("The rule that it is about, if one.")
    )
    weight = models.FloatField(default=1.0, help_text=gettext_lazy("How much a report with it counts."))
    place = models.PositiveSmallIntegerField(
        default=0, help_text=gettext_lazy("Where it stands in the list.")
    )
    needs_words = models.BooleanField(default=False, help_text=gettext_lazy("Whether it must be explained."))
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.label


class Matter(models.TextChoices):
    """Why an item is in the inbox, beside what waits before it is published."""

    REPORTS = "reports", gettext_lazy("reports")
    APPEAL = "appeal", gettext_lazy("an appeal")
    ERASURE = "erasure", gettext_lazy("a second moderator’s word on an erasure")
    OVERDUE = "overdue", gettext_lazy("a rewording that was asked for and did not come")
    SUSPECT = "suspect", gettext_lazy("suspected spam")
    DUPLICATE = "duplicate", gettext_lazy("a suspected duplicate")


class Item(AboutOneThing):
    """One thing that waits for a moderator, with all open reports on it; `claimed_by` looks at it just now."""

    matter = models.CharField(max_length=9, choices=Matter)
    weight = models.FloatField(default=0.0)
    reports_count = models.PositiveIntegerField(default=0)
    parties_count = models.PositiveIntegerField(
        default=0, help_text=gettext_lazy("Reports by people who argue with the author.")
    )
    detail = models.JSONField(default=dict, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            exactly_one(TARGETS, "item_about_one_thing"),
            one_of("matter", Matter, "item_matter_known"),
        ] + [
            models.UniqueConstraint(
                fields=[thing, "matter"],
                name=f"item_{thing}_once_while_open",
                condition=Q(closed_at__isnull=True, **{f"{thing}__isnull": False}),
            )
            for thing in TARGETS
        ]
        indexes = [
            models.Index(
                F("weight").desc(), F("id"), name="item_heaviest", condition=Q(closed_at__isnull=True)
            ),
            models.Index(fields=["id"], name="item_oldest", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.pk}"


class ReportState(models.TextChoices):
    """What became of a report."""

    UNCONFIRMED = "unconfirmed", gettext_lazy("e-mail address not confirmed yet")
    OPEN = "open", gettext_lazy("open")
    ANSWERED = "answered", gettext_lazy("answered")


@pghistory.track(model_name="ReportEvent", exclude=["created", "email"])
class Report(AboutOneThing):
    """A reader's flag with a reason, for moderators; its author is told nothing of who sent it.

    Without a member it comes from somebody who confirmed the e-mail address that it names.
    """

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(blank=True, help_text=gettext_lazy("Of somebody without an account."))
    reason = models.ForeignKey(ReportReason, on_delete=models.PROTECT, related_name="+")
    details = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=11, choices=ReportState, default=ReportState.OPEN)
    is_party = models.BooleanField(
        default=False, help_text=gettext_lazy("Whether whoever sent it argues with the author.")
    )
    weight = models.FloatField(default=1.0, help_text=gettext_lazy("Less after reports that were dismissed."))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            exactly_one(TARGETS, "report_about_one_thing"),
            one_of("state", ReportState, "report_state_known"),
            models.CheckConstraint(
                condition=Q(reporter__isnull=False, email="") | Q(reporter__isnull=True),
                name="report_by_a_member_or_an_address",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.ANSWERED, decision__isnull=False)
                | ~Q(state=ReportState.ANSWERED) & Q(decision__isnull=True),
                name="report_answered_by_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.UNCONFIRMED) | Q(reporter__isnull=True),
                name="report_of_a_member_is_confirmed",
            ),
        ] + [
            models.UniqueConstraint(
                fields=[who, thing],
                name=f"report_{thing}_once_by_{who}",
                condition=Q(**{f"{thing}__isnull": False}) & ~Q(**{none: True if who == "reporter" else ""}),
            )
            for thing in TARGETS
            for who, none in (("reporter", "reporter__isnull"), ("email", "email"))
        ]
        indexes = [
            models.Index(fields=["item", "id"], name="report_in_item"),
            models.Index(fields=["state", "id"], name="report_waiting", condition=~Q(state="answered")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
