"""Reports, what moderators decided, appeals and suspensions. Decisions are never changed or deleted."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.core.models import exactly_one, one_of

TARGETS = ("claim", "evidence", "source", "comment", "person")


class Rule(models.TextChoices):
    """The rules of the site; /rules/ spells them out under these words."""

    CIVIL = "civil", gettext_lazy("Rule 1: argue with what was said, not with who said it")
    ON_TOPIC = "on_topic", gettext_lazy("Rule 2: answer the claim that you stand under")
    HONEST = "honest", gettext_lazy("Rule 3: quote and cite honestly")
    ORIGINAL = "original", gettext_lazy("Rule 4: your own words, and no copied texts")
    NO_SPAM = "no_spam", gettext_lazy("Rule 5: no advertising, no floods")
    SAFE = "safe", gettext_lazy("Rule 6: nothing unlawful, no private facts about people")

    @property
    def parts(self) -> tuple[str, str]:
        """Its number and what it asks, in the reader's language: "Rule 1", "argue with what was said"."""
        number, _colon, title = str(self.label).replace("：", ": ", 1).partition(": ")
        return number, title


class Act(models.TextChoices):
    """What a moderator can do about a thing."""

    REMOVE = "remove", gettext_lazy("removed")
    RESTORE = "restore", gettext_lazy("restored")
    RELEASE = "release", gettext_lazy("released")
    HOLD = "hold", gettext_lazy("held back")
    ERASE = "erase", gettext_lazy("erased")
    SUSPEND = "suspend", gettext_lazy("suspended")
    DISMISS = "dismiss", gettext_lazy("report dismissed")


class AboutOneThing(models.Model):
    """The columns of a row that is about exactly one posted thing or person."""

    claim = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.ForeignKey(
        "archive.Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.ForeignKey(
        "archive.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.ForeignKey(
        "archive.Comment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


@pgtrigger.register(
    pgtrigger.Protect(name="decision_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
)
class Decision(AboutOneThing):
    """What a moderator did, under which rule and why; the row is written once and stands for ever."""

    act = models.CharField(max_length=8, choices=Act)
    rule = models.CharField(max_length=10, choices=Rule, blank=True)
    reason = models.CharField(max_length=1000)
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            exactly_one(TARGETS, "decision_about_one_thing"),
            one_of("act", Act, "decision_act_known"),
            models.CheckConstraint(
                condition=~Q(act__in=["remove", "erase", "suspend"]) | Q(rule__in=Rule.values),
                name="decision_names_its_rule",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_gives_a_reason"),
        ]
        indexes = [
            models.Index(F("id").desc(), name="decision_newest"),
            models.Index(
                F("claim"), F("id").desc(), name="decision_on_claim", condition=Q(claim__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return _("Entry %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return f"/moderation/log/{self.pk}/"


class ReportState(models.TextChoices):
    """What became of a report."""

    OPEN = "open", gettext_lazy("open")
    ANSWERED = "answered", gettext_lazy("answered")


@pghistory.track(model_name="ReportEvent", exclude=["created"])
class Report(AboutOneThing):
    """A reader's flag with a reason, for moderators; its author is told nothing of who sent it."""

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10, choices=Rule)
    details = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.OPEN)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            exactly_one(TARGETS, "report_about_one_thing"),
            one_of("state", ReportState, "report_state_known"),
            one_of("rule", Rule, "report_rule_known"),
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, decision__isnull=True)
                | Q(state=ReportState.ANSWERED, decision__isnull=False),
                name="report_answered_by_a_decision",
            ),
        ] + [
            models.UniqueConstraint(
                fields=["reporter", thing],
                name=f"report_{thing}_once_while_open",
                condition=Q(state="open") & Q(**{f"{thing}__isnull": False}),
            )
            for thing in TARGETS
        ]
        indexes = [models.Index(fields=["state", "id"], name="report_waiting", condition=Q(state="open"))]


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", gettext_lazy("open")
    UPHELD = "upheld", gettext_lazy("decision upheld")
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


@pghistory.track(model_name="SuspensionEvent", exclude=["created"])
class Suspension(models.Model):
    """A time during which a person may read and not write; made by a decision."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="suspension")
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="suspension_lifted_by_somebody",
            )
        ]
