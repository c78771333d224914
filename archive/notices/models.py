"""What a person wants to hear of, what they were told, and the letters that are on their way."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from archive.core.models import exactly_one, one_of

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


class Kind(models.TextChoices):
    """Why somebody is told of an activity; each can be had in its own way."""

    ANSWER = "answer", gettext_lazy("answers to what I argued")
    EVIDENCE = "evidence", gettext_lazy("new evidence on my claim")
    MENTION = "mention", gettext_lazy("somebody names me")
    TALK = "talk", gettext_lazy("talk about my claim, and answers to my comments")
    SUGGESTION = "suggestion", gettext_lazy("suggestions for my claims and for debates that I curate")
    OUTCOME = "outcome", gettext_lazy("what became of my suggestion")
    RATE_AGAIN = "rate_again", gettext_lazy("a claim that I rated has other words")
    DECISION = "decision", gettext_lazy("a moderator's decision about what I wrote")
    CONCLUSION = "conclusion", gettext_lazy("a debate that I took part in is closed, concluded or reopened")
    RETRACTION = "retraction", gettext_lazy("a source that I cited is marked, as retracted for example")
    CURATING = "curating", gettext_lazy("who curates a debate with me, and invitations")
    FOLLOWED = "followed", gettext_lazy("anything new in what I follow")


class Way(models.TextChoices):
    """How somebody hears of a kind of thing; every way by e-mail is on the site too."""

    NONE = "none", gettext_lazy("not at all")
    SITE = "site", gettext_lazy("on the site")
    AT_ONCE = "at_once", gettext_lazy("on the site and by e-mail at once")
    DAILY = "daily", gettext_lazy("on the site and in a daily e-mail")
    WEEKLY = "weekly", gettext_lazy("on the site and in a weekly e-mail")


BY_MAIL: tuple[str, ...] = (Way.AT_ONCE, Way.DAILY, Way.WEEKLY)
USUAL: dict[str, str] = {
    **dict.fromkeys(Kind.values, Way.SITE),
    Kind.ANSWER: Way.DAILY,
    Kind.MENTION: Way.AT_ONCE,
    Kind.OUTCOME: Way.AT_ONCE,
    Kind.DECISION: Way.AT_ONCE,
    Kind.CURATING: Way.AT_ONCE,
}
"""How somebody hears of each kind of thing who has chosen nothing."""


class Preference(models.Model):
    """How one person wants to hear of one kind of thing; no row: as `USUAL` says."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    way = models.CharField(max_length=7, choices=Way)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="preference_once_a_kind"),
            one_of("kind", Kind, "preference_kind_known"),
            one_of("way", Way, "preference_way_known"),
        ]


class LetterState(models.TextChoices):
    """How far an e-mail has come."""

    WAITING = "waiting", gettext_lazy("waiting")
    SENT = "sent", gettext_lazy("sent")
    BOUNCED = "bounced", gettext_lazy("refused by the other side for good")
    DROPPED = (
        "dropped",
        gettext_lazy("not sent: nothing in it could be shown any more, or nobody to send it to"),
    )


class Letter(models.Model):
    """One e-mail to one person, written when it is sent; it waits as long as the mail server is away."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=7, choices=Way)
    state = models.CharField(max_length=7, choices=LetterState, default=LetterState.WAITING)
    subject = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(help_text=gettext_lazy("When it is to be sent, or tried again."))
    problem = models.CharField(
        max_length=500, blank=True, help_text=gettext_lazy("What the mail server said last.")
    )
    created = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("way", Way, "letter_way_known"),
            one_of("state", LetterState, "letter_state_known"),
        ]
        indexes = [
            models.Index(fields=["due", "id"], name="letter_waiting", condition=Q(state="waiting")),
            models.Index(F("id").desc(), name="letter_newest"),
        ]

    def __str__(self) -> str:
        return self.subject or f"Letter {self.pk}"


class Notification(models.Model):
    """That one person was told of one activity, and why; rows of one `about` are shown as one.

    Made again it is the same row, so that telling twice does no harm. `way` is how they wanted to hear of it
    at that time; `letter` is the e-mail that took it along.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    activity = models.ForeignKey("archive.Activity", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    about = models.CharField(
        max_length=40, help_text=gettext_lazy("What those have in common that are shown as one.")
    )
    way = models.CharField(max_length=7, choices=Way)
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "activity"], name="notification_once"),
            one_of("kind", Kind, "notification_kind_known"),
            one_of("way", Way, "notification_way_known"),
        ]
        indexes = [
            models.Index(F("person"), F("id").desc(), name="notification_newest"),
            models.Index(
                fields=["person", "about"], name="notification_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["way", "person"],
                name="notification_to_send",
                condition=Q(
                    letter__isnull=True, read_at__isnull=True, way__in=["at_once", "daily", "weekly"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
