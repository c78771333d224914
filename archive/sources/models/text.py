"""Stored texts, their blocks, the passages that claims were drawn from, and where these stand."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy

from archive.core.models import one_of
from archive.sources.models.source import Source


@pgtrigger.register(pgtrigger.Protect(name="source_text_is_immutable", operation=pgtrigger.Update))
class SourceText(models.Model):
    """One immutable capture of a source's full text; a new capture is a new version."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveIntegerField()
    sha256 = models.CharField(
        "SHA-256", max_length=64, help_text=gettext_lazy("Of the captured bytes, in hexadecimal.")
    )
    captured_at = models.DateTimeField()
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100)
    encoding = models.CharField(max_length=40, blank=True)
    byte_count = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField()
    furniture = models.JSONField(
        default=list, blank=True, help_text=gettext_lazy("Page furniture left out of the blocks, as found.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "version"], name="source_text_version_once"),
            models.UniqueConstraint(fields=["sha256"], name="source_text_bytes_once"),
            models.CheckConstraint(condition=~Q(text=""), name="source_text_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} version {self.version}"


class BlockKind(models.TextChoices):
    """What a block of a source text is."""

    HEADING = "heading", gettext_lazy("heading")
    PARAGRAPH = "paragraph", gettext_lazy("paragraph")
    QUOTE = "quote", gettext_lazy("quote")
    FIGURE = "figure", gettext_lazy("figure")
    LIST = "list", gettext_lazy("list")
    TABLE = "table", gettext_lazy("table")
    CODE = "code", gettext_lazy("code")
    FOOTNOTE = "footnote", gettext_lazy("footnote")


@pgtrigger.register(pgtrigger.Protect(name="block_is_immutable", operation=pgtrigger.Update))
class Block(models.Model):
    """A run of a source text; its words are `text[start:end]`, so that no word is stored twice."""

    source_text = models.ForeignKey(SourceText, on_delete=models.CASCADE, related_name="blocks")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=BlockKind)
    level = models.PositiveSmallIntegerField(default=0, help_text=gettext_lazy("Of a heading, from 1."))
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text=gettext_lazy("The paragraph's number, from 1.")
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True, blank=True)
    figure = models.JSONField(
        null=True,
        blank=True,
        help_text=gettext_lazy("Caption, address, alt text and credit; never the picture."),
    )
    refs = models.JSONField(
        default=list,
        blank=True,
        help_text=gettext_lazy(
            "Footnotes: [offset in the words, label, order of the note], or of a note the block it is for."
        ),
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["source_text", "order"], name="block_order_once"),
            models.CheckConstraint(condition=Q(start__lte=F("end")), name="block_start_before_end"),
            one_of("kind", BlockKind, "block_kind_known"),
        ]
        indexes = [models.Index(fields=["source_text", "number"], name="block_by_number")]


class Found(models.TextChoices):
    """How a passage was found in a text."""

    DRAWN = "drawn", gettext_lazy("drawn from this text")
    POSITION = "position", gettext_lazy("same words at the same place")
    EXACT = "exact", gettext_lazy("same words elsewhere")
    REFLOWED = "reflowed", gettext_lazy("same words but for spacing or marks")
    CHANGED = "changed", gettext_lazy("words changed")
    BY_HAND = "by_hand", gettext_lazy("placed by hand")
    NOWHERE = "nowhere", gettext_lazy("not found")


class PassageQuerySet(models.QuerySet["Passage"]):
    """Passages, by whether their words were found."""

    def lost(self) -> "PassageQuerySet":
        """Keep those that the source's newest text does not have; while it has no text at all, none is lost."""
        texts = SourceText.objects.filter(source=OuterRef("source"))
        return self.filter(Exists(texts), found=Found.NOWHERE)


@pghistory.track(model_name="PassageEvent")
class Passage(models.Model):
    """A span of a source: W3C's TextQuoteSelector, and its TextPositionSelector once a text is stored.

    `exact`, `prefix` and `suffix` stay the words as they were when the claim was drawn. `source_text`,
    `start` and `end` say where they stand in the newest text, and `found` how they were found there; they
    are empty while the words cannot be placed. `Place` has the same for every text.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="passages")
    source_text = models.ForeignKey(
        SourceText, on_delete=models.PROTECT, null=True, blank=True, related_name="passages"
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    paragraph = models.PositiveIntegerField(null=True, blank=True)
    found = models.CharField(max_length=10, choices=Found, default=Found.NOWHERE)

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("found", Found, "passage_found_known"),
            models.CheckConstraint(
                condition=Q(source_text__isnull=True, found=Found.NOWHERE)
                | Q(source_text__isnull=False) & ~Q(found=Found.NOWHERE),
                name="passage_found_if_placed",
            ),
            models.CheckConstraint(
                condition=Q(source_text__isnull=True, start__isnull=True, end__isnull=True)
                | Q(source_text__isnull=False, start__isnull=False, end__isnull=False, start__lt=F("end")),
                name="passage_placed_whole_or_not",
            ),
            models.CheckConstraint(condition=~Q(exact=""), name="passage_has_words"),
        ]
        indexes = [
            models.Index(fields=["source_text", "start"], name="passage_in_order"),
            models.Index(fields=["id"], name="passage_nowhere", condition=Q(found="nowhere")),
        ]

    def __str__(self) -> str:
        return self.exact[:80]


class Place(models.Model):
    """Where one passage stands in one stored text, so that older captures show what was drawn from them."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="places")
    source_text = models.ForeignKey(
        SourceText, on_delete=models.PROTECT, related_name="places", db_index=False
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    paragraph = models.PositiveIntegerField(null=True, blank=True)
    found = models.CharField(max_length=10, choices=Found)
    score = models.FloatField(
        null=True, blank=True, help_text=gettext_lazy("Of words that changed: 0 to 92, as found.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["passage", "source_text"], name="place_once_a_text"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="place_start_before_end"),
            one_of("found", Found, "place_found_known"),
        ]
        indexes = [models.Index(fields=["source_text", "start"], name="place_in_order")]

    def __str__(self) -> str:
        return f"passage {self.passage_id} in text {self.source_text_id}"
