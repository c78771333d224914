"""Debates, who curates them, and what they are about."""

import pghistory
import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer, may_moderate
from archive.core.models import one_of
from archive.core.words import words_of


@pgtrigger.register(
    pgtrigger.Trigger(
        name="topic_below_one_of_the_top",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
        condition=pgtrigger.Q(new__parent__isnull=False),
        func="""
            IF EXISTS (SELECT 1 FROM archive_topic WHERE id = NEW.parent_id AND parent_id IS NOT NULL)
               OR EXISTS (SELECT 1 FROM archive_topic WHERE parent_id = NEW.id) OR NEW.parent_id = NEW.id THEN
                RAISE EXCEPTION 'topics have two levels' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
)
@pghistory.track(model_name="TopicEvent")
class Topic(models.Model):
    """A subject that debates are filed under; it may stand below another, in two levels.

    One with `merged_into` is kept so that its address leads to the topic that took its debates.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=500, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="below")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topics:read", args=[self.slug])


class DebateState(models.TextChoices):
    """Whether a debate takes posts."""

    OPEN = "open", gettext_lazy("open")
    CLOSED = "closed", gettext_lazy("closed")
    CONCLUDED = "concluded", gettext_lazy("concluded")


class DebateQuerySet(models.QuerySet["Debate"]):
    """Debates, filtered by who looks."""

    def visible_to(self, viewer: Viewer) -> "DebateQuerySet":
        """Keep what `viewer` may see: all but those that wait for a moderator, except their opener's own.

        A debate whose thesis was withdrawn before anybody answered goes out of sight with it, and so does one
        that was emptied by undoing its extraction.
        """
        theses = apps.get_model("archive", "Claim").objects.placed_for(viewer)
        there = self.filter(Exists(theses.filter(debate=OuterRef("pk"), parent=None)))
        if may_moderate(viewer):
            return there
        seen = Q(held=False)
        if viewer is not None and viewer.is_authenticated:
            seen |= Q(opener=viewer)
        return there.filter(seen)

    def with_curators(self) -> "DebateQuerySet":
        """Bring each debate's curators along, as `curator_ids`, for pages that count their queries."""
        named = Curatorship.objects.filter(debate=OuterRef("pk")).values("curator_id")
        return self.annotate(curator_ids=ArraySubquery(named))

    def with_topics(self) -> "DebateQuerySet":
        """Bring along what each debate is filed under, as `filed`: name and slug of each topic, by name."""
        through = apps.get_model("archive", "Debate").topics.through
        filed = through._default_manager.filter(debate=OuterRef("pk")).order_by("topic__name")
        return self.annotate(
            filed=ArraySubquery(filed.values(row=JSONObject(name="topic__name", slug="topic__slug")))
        )

    def with_visit_of(self, viewer: Viewer) -> "DebateQuerySet":
        """Bring along when `viewer` read each debate, as `visit_since` and `visit_seen`; empty for a visitor."""
        reader = viewer.pk if viewer is not None and viewer.is_authenticated else None
        if reader is None:
            return self
        visits = apps.get_model("archive", "Visit")._default_manager
        visit = visits.filter(reader_id=reader, debate=OuterRef("pk"))
        return self.annotate(
            visit_since=Subquery(visit.values("since")), visit_seen=Subquery(visit.values("seen"))
        )


@pghistory.track(
    fields=["title", "state", "state_reason", "outcome", "language", "held"],
    model_name="DebateEvent",
)
class Debate(models.Model):
    """A question or a thesis with everything said under it.

    `title` is empty when the one thesis says it all. The counters count published claims and are
    kept with every write; `version` grows with each, so that a page knows whether anything changed.
    """

    title = models.CharField(max_length=500, blank=True)
    slug = models.SlugField(max_length=80)
    key = models.CharField(
        max_length=80,
        null=True,
        blank=True,
        unique=True,
        help_text=gettext_lazy("A fixture's own name for it."),
    )
    language = models.CharField(max_length=35, default="en")
    opener = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DebateState, default=DebateState.OPEN)
    state_reason = models.CharField(max_length=500, blank=True)
    outcome = models.TextField(
        blank=True, help_text=gettext_lazy("The curator's statement of how the debate ended.")
    )
    conclusions = models.JSONField(
        default=list,
        blank=True,
        help_text=gettext_lazy(
            "Each conclusion, the last one last: when, and how every thesis stood at that moment."
        ),
    )
    held = models.BooleanField(
        default=False, help_text=gettext_lazy("Waits for a moderator; only its opener and moderators see it.")
    )
    created = models.DateTimeField(auto_now_add=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="debates")
    curators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Curatorship",
        through_fields=("debate", "curator"),
        related_name="+",
    )

    claims_count = models.PositiveIntegerField(default=0)
    evidence_count = models.PositiveIntegerField(default=0)
    ratings_count = models.PositiveIntegerField(default=0)
    last_activity = models.DateTimeField()
    version = models.PositiveBigIntegerField(default=0)
    vacated = models.PositiveSmallIntegerField(
        default=0, help_text=gettext_lazy("The highest step among its theses that was given up by a move.")
    )
    shown_in = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text=gettext_lazy(
            "Debates that show, or once showed, a claim of this one by a link; they are locked with it."
        ),
    )

    objects = DebateQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", DebateState, "debate_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DebateState.CONCLUDED) | ~Q(outcome=""),
                name="debate_concluded_with_outcome",
            ),
        ]
        indexes = [
            models.Index(F("last_activity").desc(), F("id").desc(), name="debate_active"),
            models.Index(F("created").desc(), F("id").desc(), name="debate_newest"),
            GinIndex(words_of("title"), name="debate_words"),
        ]

    def __str__(self) -> str:
        return self.title or _("Debate %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("debates:read", args=[self.pk, self.slug])

    @property
    def is_open(self) -> bool:
        """Whether it takes posts."""
        return self.state == DebateState.OPEN


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), model_name="CuratorshipEvent")
class Curatorship(models.Model):
    """One person's curating of one debate, and who named them."""

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="curatorships")
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debate", "curator"], name="curator_once")]


class InvitationState(models.TextChoices):
    """What became of an invitation to curate."""

    OPEN = "open", gettext_lazy("open")
    ACCEPTED = "accepted", gettext_lazy("accepted")
    DECLINED = "declined", gettext_lazy("declined")
    TAKEN_BACK = "taken_back", gettext_lazy("taken back")


@pghistory.track(fields=["state"], model_name="InvitationEvent")
class Invitation(models.Model):
    """A curator's wish that somebody curate the debate with them; a curatorship comes of it if they accept."""

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.OPEN)
    created = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("state", InvitationState, "invitation_state_known"),
            models.UniqueConstraint(
                fields=["debate", "person"], name="invitation_once_while_open", condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return _("Invitation %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("invitations:read", args=[self.pk])
