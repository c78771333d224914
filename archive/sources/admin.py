"""How sources, their texts and passages look in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.core.admin import ReadOnlyAdmin
from archive.sources.models import Passage, Source, SourceText
from archive.sources.queries import slice_of

SHOWN_OF_A_TEXT = 1000  # characters; a whole one may be a book


class SourceAdmin(ReadOnlyAdmin):
    """Sources as the admin lists them; `moderation` registers this with its acts added."""

    list_display = ("id", "words", "names", "kind", "issued", "state", "added_by", "created")
    list_display_links = ("id", "words")
    list_filter = ("state", "kind")
    list_select_related = ("added_by",)
    search_fields = ("title", "added_by__username")
    search_help_text = "A title, who added it, or a number"

    @admin.display(description="title")
    def words(self, source: Source) -> str:
        """Return the beginning of the title."""
        return source.title[:100]

    @admin.display(description="authors")
    def names(self, source: Source) -> str:
        """Return the authors' names, shortened."""
        return source.author_names[:60]


@admin.register(SourceText)
class SourceTextAdmin(ReadOnlyAdmin):
    """Stored captures; the text itself is read in the reader, only its beginning is shown here."""

    hidden_fields = ("text", "furniture")
    list_display = (
        "id",
        "source",
        "version",
        "media_type",
        "byte_count",
        "pages",
        "captured_by",
        "captured_at",
    )
    list_filter = ("media_type",)
    list_select_related = ("source", "captured_by")
    search_fields = ("source__title", "sha256", "filename")
    readonly_fields = ("beginning",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceText]:
        """Leave the texts in the database."""
        return super().get_queryset(request).defer("text")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Show every column but the text, and the text's beginning."""
        return [*super().get_fields(request, obj), "beginning"]

    @admin.display(description="begins with")
    def beginning(self, text: SourceText) -> str:
        """Return the first characters of the text."""
        return slice_of(text.pk, 0, SHOWN_OF_A_TEXT)


@admin.register(Passage)
class PassageAdmin(ReadOnlyAdmin):
    """Passages that claims were drawn from."""

    list_display = ("id", "words", "source_link", "paragraph", "is_placed")
    list_display_links = ("id", "words")
    list_select_related = ("source",)
    search_fields = ("exact",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Passage]:
        """Leave the texts in the database."""
        return super().get_queryset(request).defer("source_text__text")

    @admin.display(description="words")
    def words(self, passage: Passage) -> str:
        """Return the beginning of the passage."""
        return passage.exact[:120]

    @admin.display(description="source")
    def source_link(self, passage: Passage) -> SafeString:
        """Return a link to the source."""
        url = reverse("admin:archive_source_change", args=[passage.source_id])
        return format_html('<a href="{}">{}</a>', url, passage.source.title[:60])

    @admin.display(description="placed", boolean=True)
    def is_placed(self, passage: Passage) -> bool:
        """Return whether the words stand in the stored text."""
        return passage.start is not None
