"""Evidence cards: tag, cite, quote, and what the quote check found."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer, may_moderate
from archive.claims.standing import SCALE_TOP
from archive.core.models import Publication, one_of

QUOTE_LIMIT = 2000
TAG_LIMIT = 300


class Bearing(models.TextChoices):
    """How a card bears on its claim."""

    SUPPORTS = "supports", gettext_lazy("supports the claim")
    UNDERMINES = "undermines", gettext_lazy("undermines the claim")


class QuoteState(models.TextChoices):
    """What comparing a quote with the stored source text gave."""

    EXACT = "exact", gettext_lazy("Quote exact")
    REFLOWED = "reflowed", gettext_lazy("Quote exact but for spacing or marks")
    ELIDED = "elided", gettext_lazy("Quote shortened, every part found")
    ALTERED = "altered", gettext_lazy("Quote altered")
    MISSING = "missing", gettext_lazy("Quote not found")
    UNCHECKED = "unchecked", gettext_lazy("Not checked: no text stored")
    NO_QUOTE = "no_quote", gettext_lazy("No quote")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence cards, filtered by who looks."""

    def with_cites(self) -> "EvidenceQuerySet":
        """Load along what a row prints: source, author, and which text the quote was checked against."""
        loaded = self.select_related("source", "author", "checked_text")
        return loaded.defer("checked_text__text", "checked_text__furniture")

    def visible_to(self, viewer: Viewer) -> "EvidenceQuerySet":
        """Keep what `viewer` may load: published cards, removed ones as tombstones, their own held ones."""
        if may_moderate(viewer):
            return self
        seen = Q(
            state__in=[Publication.PUBLISHED, Publication.REMOVED, Publication.ERASED],
            published_at__isnull=False,
            claim__debate__held=False,
        )
        seen &= Q(claim__state=Publication.PUBLISHED)
        if viewer is not None and viewer.is_authenticated:
            seen |= Q(author=viewer)
        return self.filter(seen)


@pghistory.track(model_name="EvidenceEvent", exclude=["created", "raters_count", "ratings_sum"])
class Evidence(models.Model):
    """A card under a claim; it cites exactly one source, and its quote is checked against the stored text."""

    claim = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, related_name="evidence", db_index=False
    )
    source = models.ForeignKey("archive.Source", on_delete=models.PROTECT, related_name="+", db_index=False)
    tag = models.CharField(max_length=TAG_LIMIT)
    quote = models.CharField(max_length=QUOTE_LIMIT, blank=True)
    read_aloud = models.JSONField(
        default=list,
        blank=True,
        help_text=gettext_lazy(
            'Parts of the quote that count: [[start, end, "underline"]], "emphasis" for the heart of it.'
        ),
    )
    locator = models.CharField(
        max_length=100, blank=True, help_text=gettext_lazy("Page, paragraph or section.")
    )
    bearing = models.CharField(max_length=10, choices=Bearing, default=Bearing.SUPPORTS)
    note = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=Publication, default=Publication.PUBLISHED)
    published_at = models.DateTimeField(null=True, blank=True)
    state_reason = models.CharField(max_length=1000, blank=True)
    state_entry = models.PositiveBigIntegerField(null=True, blank=True)
    check_state = models.CharField(max_length=10, choices=QuoteState, default=QuoteState.NO_QUOTE)
    check_detail = models.JSONField(
        default=dict,
        blank=True,
        help_text=gettext_lazy("Places and differing words, as the check gave them."),
    )
    checked_text = models.ForeignKey(
        "archive.SourceText", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    raters_count = models.PositiveIntegerField(default=0)
    ratings_sum = models.PositiveIntegerField(default=0)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            one_of("state", Publication, "evidence_state_known"),
            one_of("bearing", Bearing, "evidence_bearing_known"),
            one_of("check_state", QuoteState, "evidence_check_known"),
            models.CheckConstraint(
                condition=~Q(tag="") | Q(state=Publication.ERASED), name="evidence_has_a_tag"
            ),
            models.CheckConstraint(
                condition=Q(quote="", check_state=QuoteState.NO_QUOTE)
                | ~Q(quote="") & ~Q(check_state=QuoteState.NO_QUOTE),
                name="evidence_checked_if_quoted",
            ),
            models.CheckConstraint(
                condition=~Q(state=Publication.PUBLISHED) | Q(published_at__isnull=False),
                name="evidence_published_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(checked_text__isnull=False)
                | Q(check_state__in=[QuoteState.UNCHECKED, QuoteState.NO_QUOTE]),
                name="evidence_check_names_its_text",
            ),
            models.CheckConstraint(
                condition=Q(ratings_sum__lte=SCALE_TOP * F("raters_count")),
                name="evidence_sum_within_the_scale",
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "id"], name="evidence_of_claim"),
            models.Index(fields=["source", "id"], name="evidence_of_source"),
            models.Index(F("author"), F("created").desc(), name="evidence_by_author"),
            models.Index(F("check_state"), F("id").desc(), name="evidence_by_check"),
            models.Index(
                F("state"), F("id").desc(), name="evidence_in_state", condition=~Q(state="published")
            ),
        ]

    def __str__(self) -> str:
        return self.tag[:80]

    def get_absolute_url(self) -> str:
        return reverse("evidence:read", args=[self.pk])


@pgtrigger.register(
    pgtrigger.Trigger(
        name="card_rated_by_somebody_else",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("card_author", "bigint")],
        func="""
            SELECT author_id INTO card_author FROM archive_evidence WHERE id = NEW.card_id;
            IF NEW.rater_id = card_author THEN
                RAISE EXCEPTION 'nobody rates their own card' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
)
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="CardRatingEvent"
)
class CardRating(models.Model):
    """One person's judgement of one card, 0 to 4: does the quote show what the tag says?"""

    card = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="ratings", db_index=False)
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shows = models.PositiveSmallIntegerField()
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "rater"], name="card_rating_once"),
            models.CheckConstraint(condition=Q(shows__lte=SCALE_TOP), name="card_rating_in_scale"),
        ]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="EvidenceRequestEvent",
)
class EvidenceRequest(models.Model):
    """That somebody asks for evidence under a claim; open until a card that came later answers it."""

    claim = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, related_name="evidence_requests", db_index=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="answers_requests"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "person"], name="evidence_asked_once", condition=Q(answered_by__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["claim", "id"], name="evidence_asked_of_claim")]
