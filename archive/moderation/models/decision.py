"""The rules, what moderators decided under them, and the chain that shows if a decision was changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.core.models import exactly_one, one_of

TARGETS = ("claim", "evidence", "source", "comment", "person", "debate")


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

    DISMISS = "dismiss", gettext_lazy("report dismissed")
    REMOVE = "remove", gettext_lazy("removed")
    RESTORE = "restore", gettext_lazy("restored")
    RELEASE = "release", gettext_lazy("released")
    HOLD = "hold", gettext_lazy("held back")
    ASK = "ask", gettext_lazy("asked to reword")
    MOVE = "move", gettext_lazy("moved")
    MERGE = "merge", gettext_lazy("merged")
    LOCK = "lock", gettext_lazy("locked")
    UNLOCK = "unlock", gettext_lazy("unlocked")
    WARN = "warn", gettext_lazy("warned")
    SUSPEND = "suspend", gettext_lazy("suspended")
    SILENCE = "silence", gettext_lazy("silenced")
    LIFT = "lift", gettext_lazy("may write again")
    ERASE = "erase", gettext_lazy("erased")
    MARK = "mark", gettext_lazy("marked")
    UNMARK = "unmark", gettext_lazy("mark lifted")
    REVERT = "revert", gettext_lazy("reverted")
    UNDO = "undo", gettext_lazy("undone")


NEEDS_RULE = ("remove", "hold", "ask", "lock", "warn", "suspend", "silence", "erase", "revert")
"""The acts against somebody, which name the rule that was broken."""


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

    debate = models.ForeignKey(
        "archive.Debate", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


@pgtrigger.register(
    pgtrigger.Protect(name="decision_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="decision_is_sealed",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,  # at the end of the transaction, so that its lock is the last one taken
        func="PERFORM archive_seal_decision(NEW.id); RETURN NULL;",
    ),
)
class Decision(AboutOneThing):
    """What a moderator did, under which rule and why; the row is written once and stands for ever."""

    act = models.CharField(max_length=8, choices=Act)
    rule = models.CharField(max_length=10, choices=Rule, blank=True)
    reason = models.CharField(max_length=1000)
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    rule_version = models.PositiveIntegerField(
        null=True, blank=True, help_text=gettext_lazy("Which version of the rule held then.")
    )
    version = models.PositiveBigIntegerField(
        null=True, blank=True, help_text=gettext_lazy("The revision of the thing that was decided about.")
    )
    detail = models.JSONField(
        default=dict, blank=True, help_text=gettext_lazy("Public facts: the state before, an end, numbers.")
    )
    is_automated = models.BooleanField(
        default=False,
        help_text=gettext_lazy("Whether a program had found it; who decides is always a person."),
    )
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")

    class Meta:
        constraints = [
            exactly_one(TARGETS, "decision_about_one_thing"),
            one_of("act", Act, "decision_act_known"),
            models.CheckConstraint(
                condition=~Q(act__in=NEEDS_RULE) | Q(rule__in=Rule.values),
                name="decision_names_its_rule",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_gives_a_reason"),
        ]
        indexes = [
            models.Index(F("id").desc(), name="decision_newest"),
            models.Index(
                F("claim"), F("id").desc(), name="decision_on_claim", condition=Q(claim__isnull=False)
            ),
            models.Index(fields=["created"], name="decision_when"),
        ]

    def __str__(self) -> str:
        return _("Entry %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return f"/moderation/log/{self.pk}/"


class RuleVersion(models.Model):
    """One version of a rule's words, in each language of the pages; the newest holds, none is changed."""

    rule = models.CharField(max_length=10, choices=Rule)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    meaning = models.CharField(max_length=2000)
    title_zh = models.CharField(max_length=120, blank=True)
    meaning_zh = models.CharField(max_length=2000, blank=True)
    why = models.CharField(
        max_length=300, help_text=gettext_lazy("What was changed and why; everybody reads it.")
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            one_of("rule", Rule, "rule_version_of_a_rule"),
            models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} ({self.number})"


@pgtrigger.register(
    pgtrigger.Protect(name="seal_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
)
class Seal(models.Model):
    """The hash of a decision and of the seal before it, written by the database when the decision is stored.

    Whoever changes or takes out a decision afterwards breaks the chain; `manage.py verify_log` says where.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, primary_key=True, related_name="seal")
    place = models.PositiveBigIntegerField(unique=True, help_text=gettext_lazy("From 1, without gaps."))
    before = models.CharField(
        max_length=64, blank=True, help_text=gettext_lazy("The hash at the place before.")
    )
    salt = models.CharField(
        max_length=36,
        help_text=gettext_lazy("Secret, so that nobody finds out by trying whom an entry is about."),
    )
    digest = models.CharField(max_length=64, help_text=gettext_lazy("SHA-256, in hexadecimal digits."))

    def __str__(self) -> str:
        return self.digest
