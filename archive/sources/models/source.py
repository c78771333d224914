"""Sources: their bibliographic records, marks on them, and merges of two that are one."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer, may_moderate
from archive.core.models import Publication, one_of


class Kind(models.TextChoices):
    """CSL's item types that people cite here, with the site's words for them."""

    ARTICLE_JOURNAL = "article-journal", gettext_lazy("research paper")
    ARTICLE_NEWSPAPER = "article-newspaper", gettext_lazy("news, interview or company post")
    BOOK = "book", gettext_lazy("book")
    CHAPTER = "chapter", gettext_lazy("chapter")
    DATASET = "dataset", gettext_lazy("dataset")
    LEGISLATION = "legislation", gettext_lazy("law or regulation")
    MANUSCRIPT = "manuscript", gettext_lazy("archival document")
    POST_WEBLOG = "post-weblog", gettext_lazy("opinion essay or blog post")
    REPORT = "report", gettext_lazy("report, commentary or filing")
    SPEECH = "speech", gettext_lazy("speech")
    WEBPAGE = "webpage", gettext_lazy("web page")
    DOCUMENT = "document", gettext_lazy("document")


class Marking(models.TextChoices):
    """What may have become of a document after it came out."""

    RETRACTED = "retracted", gettext_lazy("retracted")
    CORRECTED = "corrected", gettext_lazy("corrected")
    DISPUTED = "disputed", gettext_lazy("disputed")


class SourceQuerySet(models.QuerySet["Source"]):
    """Sources, filtered by who looks."""

    def visible_to(self, viewer: Viewer) -> "SourceQuerySet":
        """Keep what `viewer` may see and that stands for itself: a merged record is found as the one it went into."""
        return self.readable_by(viewer).filter(merged_into=None)

    def readable_by(self, viewer: Viewer) -> "SourceQuerySet":
        """Keep published ones, the viewer's own, and all for moderators; merged ones too, for their old texts."""
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
        default=False, help_text=gettext_lazy("The document carries no title; this one is the archive's.")
    )
    authors = models.JSONField(
        default=list,
        blank=True,
        help_text=gettext_lazy(
            'CSL names: [{"family": "Choi", "given": "Jieon"}] or [{"literal": "Reuters"}]'
        ),
    )
    container_title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=500, blank=True)
    issued = models.CharField(
        max_length=40, blank=True, help_text=gettext_lazy("As given: 2025, 2025-01, 2025-01-15, c. 1959.")
    )
    issued_from = models.IntegerField(
        null=True,
        blank=True,
        help_text=gettext_lazy("Its first day as yyyymmdd, to sort by; empty when it is not understood."),
    )
    language = models.CharField(
        max_length=35, blank=True, default="en", help_text=gettext_lazy("A BCP 47 tag.")
    )
    url = models.URLField(max_length=2000, blank=True)
    doi = models.CharField("DOI", max_length=255, blank=True)
    details = models.JSONField(
        default=dict,
        blank=True,
        help_text=gettext_lazy(
            "CSL variables without a column of their own: volume, issue, page, ISBN, editor, …"
        ),
    )
    note = models.TextField(blank=True)
    rights = models.TextField(blank=True)
    ai_assistance = models.TextField(
        blank=True, help_text=gettext_lazy("What the author says of help from AI models.")
    )
    digest = models.JSONField(
        default=list,
        blank=True,
        help_text=gettext_lazy('The archive\'s own summary: [{"paragraph": 1, "text": "…"}]'),
    )
    slug = models.SlugField(max_length=80)
    key = models.CharField(
        max_length=80,
        null=True,
        blank=True,
        unique=True,
        help_text=gettext_lazy("A fixture's own name for it."),
    )
    state = models.CharField(max_length=10, choices=Publication, default=Publication.PUBLISHED)
    mark = models.CharField(
        max_length=10, choices=Marking, blank=True, help_text=gettext_lazy("Of the newest mark in force.")
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", Publication, "source_state_known"),
            one_of("kind", Kind, "source_kind_known"),
            models.CheckConstraint(condition=Q(mark__in=["", *Marking.values]), name="source_mark_known"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="source_not_into_itself"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="source_has_a_title"),
        ]
        indexes = [
            models.Index(F("created").desc(), F("id").desc(), name="source_newest"),
            models.Index(F("id").desc(), name="source_waiting", condition=Q(state="held")),
            models.Index(fields=["doi"], name="source_doi", condition=~Q(doi="")),
            models.Index(fields=["url"], name="source_url", condition=~Q(url="")),
            models.Index(F("issued_from").desc(nulls_last=True), F("id").desc(), name="source_by_date"),
            models.Index(
                fields=["merged_into"], name="source_merged", condition=Q(merged_into__isnull=False)
            ),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="source_title_trigrams"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sources:read", args=[self.pk, self.slug])

    @property
    def standing_id(self) -> int:
        """The id of the record that stands for it: its own, or that of the one it was merged into, in one step."""
        return self.merged_into_id or self.pk

    @property
    def author_names(self) -> str:
        """The authors as one line: "Jieon Choi; Xia Yafeng"."""
        return "; ".join(name_in_full(name) for name in self.authors)


def name_in_full(name: dict[str, str]) -> str:
    """Return a CSL name as people write it: given name first, or the literal of an organisation."""
    return name.get("literal") or " ".join(part for part in (name.get("given"), name.get("family")) if part)


TAKEN = frozenset(
    {
        *("draw", "mark", "merge", "news", "quote", "state", "store", "suggestions"),
        *("thesis", "topics", "version", "visit"),
    }
)


def slug_for(title: str) -> str:
    """Return the decoration of an address: never empty, at most 80 characters, none of the words `TAKEN` by pages."""
    slug = slugify(title)[:80].strip("-") or "untitled"
    return f"the-{slug}" if slug in TAKEN else slug


@pghistory.track(model_name="SourceMarkEvent")
class SourceMark(models.Model):
    """That a source was retracted, corrected or disputed: the reason, where to read of it, and who says so.

    The newest one that was not lifted is in force; `Source.mark` repeats its kind for lists.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="marks", db_index=False)
    kind = models.CharField(max_length=10, choices=Marking)
    reason = models.CharField(max_length=1000)
    url = models.URLField(
        max_length=2000, blank=True, help_text=gettext_lazy("Where the notice itself stands.")
    )
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            one_of("kind", Marking, "source_mark_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="source_mark_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_because="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because=""),
                name="source_mark_lifted_whole_or_not",
            ),
        ]
        indexes = [models.Index(F("source"), F("id").desc(), name="source_mark_newest")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason[:60]}"


@pgtrigger.register(
    pgtrigger.Protect(name="source_merge_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)
)
class SourceMerge(models.Model):
    """That one record was merged into another, which took over its cards and passages."""

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+", help_text=gettext_lazy("The one that went.")
    )
    into = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="merges")
    reason = models.CharField(max_length=1000)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    moved = models.JSONField(
        default=dict, help_text=gettext_lazy("What moved: ids of cards, passages and so on, by kind.")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("into")), name="source_merge_of_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="source_merge_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.into_id}"
