"""What keeps posts from appearing at once: lists of words and domains, the holds they cause, and locked places."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from archive.core.models import exactly_one, one_of

HELD_THINGS = ("claim", "evidence", "source", "comment")


class Listed(models.TextChoices):
    """What a line of the lists looks for."""

    WORD = "word", gettext_lazy("a word or phrase")
    DOMAIN = "domain", gettext_lazy("a domain in a link")


@pghistory.track(model_name="ListedWordEvent", exclude=["created"])
class ListedWord(models.Model):
    """A word, a phrase or a domain; new posts that have it wait for a moderator once the line is live."""

    kind = models.CharField(max_length=6, choices=Listed)
    pattern = models.CharField(max_length=100, help_text=gettext_lazy("In small letters, without accents."))
    why = models.CharField(max_length=300, help_text=gettext_lazy("For other moderators."))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(
        null=True, blank=True, help_text=gettext_lazy("When it was last tried on the last thirty days.")
    )
    live_from = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("kind", Listed, "listed_kind_known"),
            models.UniqueConstraint(
                fields=["kind", "pattern"], name="listed_once", condition=Q(retired_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(live_from__isnull=True) | Q(tried_at__isnull=False),
                name="listed_tried_before_live",
            ),
        ]

    def __str__(self) -> str:
        return self.pattern


class Cause(models.TextChoices):
    """Why something waits for a moderator."""

    NEWCOMER = "newcomer", gettext_lazy("one of a new member’s first posts")
    LINKS = "links", gettext_lazy("a link from a new account")
    WORD = "word", gettext_lazy("a word on the list")
    DOMAIN = "domain", gettext_lazy("a domain on the list")
    SIMILAR = "similar", gettext_lazy("much like removed spam")
    BURST = "burst", gettext_lazy("many posts within minutes")
    REPORTS = "reports", gettext_lazy("reported by three trusted members")
    DECISION = "decision", gettext_lazy("held back by a moderator")


class Hold(models.Model):
    """Why a post waits, written with the post; `claimed_by` is the moderator who looks at it."""

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
    cause = models.CharField(max_length=8, choices=Cause)
    detail = models.JSONField(
        default=dict, blank=True, help_text=gettext_lazy("What was found: a pattern, the number of posts.")
    )
    weight = models.FloatField(default=1.0)
    created = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            exactly_one(HELD_THINGS, "hold_of_one_thing"),
            one_of("cause", Cause, "hold_cause_known"),
        ] + [
            models.UniqueConstraint(
                fields=[thing],
                name=f"hold_of_{thing}_once",
                condition=Q(ended_at__isnull=True, **{f"{thing}__isnull": False}),
            )
            for thing in HELD_THINGS
        ]
        indexes = [
            models.Index(
                F("weight").desc(), F("id"), name="hold_heaviest", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.pk}"


@pghistory.track(model_name="LockEvent", exclude=["created"])
class Lock(models.Model):
    """A debate, or a claim with all below it, under which nothing is posted until a moderator lifts it."""

    debate = models.ForeignKey("archive.Debate", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=1000)
    entry = models.PositiveBigIntegerField(
        help_text=gettext_lazy("Number of the entry in the moderation log that says why.")
    )
    created = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debate", "claim"],
                name="lock_once_on_a_place",
                condition=Q(lifted_at__isnull=True),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.debate_id} {self.claim_id or ''}"
