"""Sources, the immutable captures of their texts, and passages of them."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from archive.accounts.permissions import Viewer, may_moderate
from archive.core.models import Publication, one_of


class Kind(models.TextChoices):
    """CSL's item types that people cite here, with the site's words for them."""

    ARTICLE_JOURNAL = "article-journal", "research paper"
    ARTICLE_NEWSPAPER = "article-newspaper", "news, interview or company post"
    BOOK = "book", "book"
    CHAPTER = "chapter", "chapter"
    DATASET = "dataset", "dataset"
    LEGISLATION = "legislation", "law or regulation"
    MANUSCRIPT = "manuscript", "archival document"
    POST_WEBLOG = "post-weblog", "opinion essay or blog post"
    REPORT = "report", "report, commentary or filing"
    SPEECH = "speech", "speech"
    WEBPAGE = "webpage", "web page"
    DOCUMENT = "document", "document"


class SourceQuerySet(models.QuerySet["Source"]):
    """Sources, filtered by who looks."""

    def visible_to(self, viewer: Viewer) -> "SourceQuerySet":
        """Keep what `viewer` may see: published ones, their own, and everything for moderators."""
        if may_moderate(viewer):
            return self
        published = Q(state=Publication.PUBLISHED)
        if viewer is not None and viewer.is_authenticated:
            published |= Q(added_by=viewer, state=Publication.HELD)
        return self.filter(published)


@pghistory.track(model_name="SourceEvent")
class Source(models.Model):
    """A document that claims are drawn from or evidence cites; its fields are CSL-JSON's."""

    kind = models.CharField(max_length=32, choices=Kind, default=Kind.DOCUMENT)
    title = models.CharField(max_length=500)
    title_is_ours = models.BooleanField(
        default=False, help_text="The document carries no title; this one is the archive's."
    )
    authors = models.JSONField(
        default=list,
        blank=True,
        help_text='CSL names: [{"family": "Choi", "given": "Jieon"}] or [{"literal": "Reuters"}]',
    )
    container_title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=500, blank=True)
    issued = models.CharField(
        max_length=40, blank=True, help_text="As given: 2025, 2025-01, 2025-01-15, c. 1959."
    )
    language = models.CharField(max_length=35, blank=True, default="en", help_text="A BCP 47 tag.")
    url = models.URLField(max_length=2000, blank=True)
    doi = models.CharField("DOI", max_length=255, blank=True)
    note = models.TextField(blank=True)
    rights = models.TextField(blank=True)
    ai_assistance = models.TextField(blank=True, help_text="What the author says of help from AI models.")
    digest = models.JSONField(
        default=list, blank=True, help_text='The archive\'s own summary: [{"paragraph": 1, "text": "…"}]'
    )
    slug = models.SlugField(max_length=80)
    key = models.CharField(
        max_length=80, null=True, blank=True, unique=True, help_text="A fixture's own name for it."
    )
    state = models.CharField(max_length=10, choices=Publication, default=Publication.PUBLISHED)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", Publication, "source_state_known"),
            one_of("kind", Kind, "source_kind_known"),
            models.CheckConstraint(condition=~Q(title=""), name="source_has_a_title"),
        ]
        indexes = [
            models.Index(F("created").desc(), F("id").desc(), name="source_newest"),
            models.Index(F("id").desc(), name="source_waiting", condition=Q(state="held")),
            models.Index(fields=["doi"], name="source_doi", condition=~Q(doi="")),
            models.Index(fields=["url"], name="source_url", condition=~Q(url="")),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="source_title_trigrams"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sources:read", args=[self.pk, self.slug])

    @property
    def author_names(self) -> str:
        """The authors as one line: "Jieon Choi; Xia Yafeng"."""
        return "; ".join(name_in_full(name) for name in self.authors)


def name_in_full(name: dict[str, str]) -> str:
    """Return a CSL name as people write it: given name first, or the literal of an organisation."""
    return name.get("literal") or " ".join(part for part in (name.get("given"), name.get("family")) if part)


def slug_for(title: str) -> str:
    """Return the decoration of an address: never empty, at most 80 characters."""
    return slugify(title)[:80].strip("-") or "untitled"


@pgtrigger.register(pgtrigger.Protect(name="source_text_is_immutable", operation=pgtrigger.Update))
class SourceText(models.Model):
    """One immutable capture of a source's full text; a new capture is a new version."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of the captured bytes, in hexadecimal.")
    captured_at = models.DateTimeField()
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100)
    encoding = models.CharField(max_length=40, blank=True)
    byte_count = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField()
    furniture = models.JSONField(
        default=list, blank=True, help_text="Page furniture left out of the blocks, as found."
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

    HEADING = "heading", "heading"
    PARAGRAPH = "paragraph", "paragraph"
    QUOTE = "quote", "quote"
    FIGURE = "figure", "figure"
    LIST = "list", "list"
    TABLE = "table", "table"
    CODE = "code", "code"


@pgtrigger.register(pgtrigger.Protect(name="block_is_immutable", operation=pgtrigger.Update))
class Block(models.Model):
    """A run of a source text; its words are `text[start:end]`, so that no word is stored twice."""

    source_text = models.ForeignKey(SourceText, on_delete=models.CASCADE, related_name="blocks")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=BlockKind)
    level = models.PositiveSmallIntegerField(default=0, help_text="Of a heading, from 1.")
    number = models.PositiveIntegerField(null=True, blank=True, help_text="The paragraph's number, from 1.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True, blank=True)
    figure = models.JSONField(
        null=True, blank=True, help_text="Caption, address, alt text and credit; never the picture."
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["source_text", "order"], name="block_order_once"),
            models.CheckConstraint(condition=Q(start__lte=F("end")), name="block_start_before_end"),
            one_of("kind", BlockKind, "block_kind_known"),
        ]
        indexes = [models.Index(fields=["source_text", "number"], name="block_by_number")]


@pghistory.track(model_name="PassageEvent")
class Passage(models.Model):
    """A span of a source: W3C's TextQuoteSelector, and its TextPositionSelector once a text is stored.

    `source_text`, `start` and `end` are empty while the words cannot be placed: no text is stored
    yet, or the newest one no longer has them.
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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source_text__isnull=True, start__isnull=True, end__isnull=True)
                | Q(source_text__isnull=False, start__isnull=False, end__isnull=False, start__lt=F("end")),
                name="passage_placed_whole_or_not",
            ),
            models.CheckConstraint(condition=~Q(exact=""), name="passage_has_words"),
        ]
        indexes = [models.Index(fields=["source_text", "start"], name="passage_in_order")]

    def __str__(self) -> str:
        return self.exact[:80]
