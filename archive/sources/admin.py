"""How sources, their texts and passages look in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.core.admin import ReadOnlyAdmin
from archive.sources.models import Passage, Source, SourceImport, SourceMerge, SourceText
from archive.sources.queries import slice_of

SHOWN_OF_A_TEXT = 1000  # characters; a whole one may be a book


def source_link(source: Source) -> SafeString:
    """Return a link to a source's page in the admin."""
    url = reverse("admin:archive_source_change", args=[source.pk])
    return format_html('<a href="{}">{}</a>', url, source.title[:60])


class YesFilter(admin.SimpleListFilter):
    """Chooses rows by a question that is answered with yes or no."""

    def lookups(self, request: HttpRequest, table: Any) -> list[tuple[str, str]]:
        """Offer both answers."""
        return [("yes", _("Yes")), ("no", _("No"))]


class MergedFilter(YesFilter):
    """Whether a record was merged into another."""

    title = gettext_lazy("merged into another")
    parameter_name = "merged"

    def queryset(self, request: HttpRequest, sources: QuerySet[Source]) -> QuerySet[Source]:
        """Keep those that were, or those that stand for themselves."""
        return sources if not self.value() else sources.filter(merged_into__isnull=self.value() != "yes")


class LostFilter(YesFilter):
    """Whether some passage of a source has lost its place."""

    title = gettext_lazy("lost passages")
    parameter_name = "lost"

    def queryset(self, request: HttpRequest, sources: QuerySet[Source]) -> QuerySet[Source]:
        """Keep those with such passages, or those without."""
        lost = Exists(Passage.objects.lost().filter(source=OuterRef("pk")))
        return sources if not self.value() else sources.filter(lost if self.value() == "yes" else ~lost)


class SourceAdmin(ReadOnlyAdmin):
    """Sources as the admin lists them; `moderation` registers this with its acts added."""

    list_display = ("id", "words", "names", "kind", "issued", "mark", "state", "gone", "added_by", "created")
    list_display_links = ("id", "words")
    list_filter = ("state", "mark", MergedFilter, LostFilter, "kind")
    list_select_related = ("added_by", "merged_into")
    change_form_outer_before_template = "admin/source_head.html"
    search_fields = ("title", "added_by__username")
    search_help_text = gettext_lazy("A title, who added it, or a number")

    @admin.display(description=gettext_lazy("title"))
    def words(self, source: Source) -> str:
        """Return the beginning of the title."""
        return source.title[:100]

    @admin.display(description=gettext_lazy("authors"))
    def names(self, source: Source) -> str:
        """Return the authors' names, shortened."""
        return source.author_names[:60]

    @admin.display(description=gettext_lazy("merged into"))
    def gone(self, source: Source) -> SafeString | str:
        """Return a link to the record that stands for it, if it was merged."""
        return source_link(source.merged_into) if source.merged_into else ""

    def beside(self, request: HttpRequest, row: Source) -> dict[str, Any]:
        """Return the marks on it, the merges, and how many of its passages have no place."""
        merges = SourceMerge.objects.filter(Q(source=row) | Q(into=row)).select_related("merged_by")
        return {
            "marks": list(row.marks.select_related("marked_by", "lifted_by").order_by("-id")),
            "merges": list(merges.order_by("-id")),
            "lost": Passage.objects.lost().filter(source=row).count(),
        }


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

    @admin.display(description=gettext_lazy("begins with"))
    def beginning(self, text: SourceText) -> str:
        """Return the first characters of the text."""
        return slice_of(text.pk, 0, SHOWN_OF_A_TEXT)


@admin.register(Passage)
class PassageAdmin(ReadOnlyAdmin):
    """Passages that claims were drawn from."""

    list_display = ("id", "words", "source_link", "paragraph", "found", "is_placed")
    list_display_links = ("id", "words")
    list_filter = ("found",)
    list_select_related = ("source",)
    search_fields = ("exact",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Passage]:
        """Leave the texts in the database."""
        return super().get_queryset(request).defer("source_text__text")

    @admin.display(description=gettext_lazy("words"))
    def words(self, passage: Passage) -> str:
        """Return the beginning of the passage."""
        return passage.exact[:120]

    @admin.display(description=gettext_lazy("source"))
    def source_link(self, passage: Passage) -> SafeString:
        """Return a link to the source."""
        return source_link(passage.source)

    @admin.display(description=gettext_lazy("placed"), boolean=True)
    def is_placed(self, passage: Passage) -> bool:
        """Return whether the words stand in the stored text."""
        return passage.start is not None


class SourceImportAdmin(ReadOnlyAdmin):
    """Files that a worker reads, or did; `claims` registers this with its act added."""

    hidden_fields = ("data",)
    list_display = ("id", "name", "person", "state", "byte_count", "code", "reason", "created", "is_kept")
    list_display_links = ("id", "name")
    list_filter = ("state", "code")
    list_select_related = ("person",)
    search_fields = ("filename", "person__username", "message")
    search_help_text = gettext_lazy("A file's name, a person, words of the reason, or a number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceImport]:
        """Leave the files in the database, and say of each whether its bytes are kept."""
        kept = ExpressionWrapper(~Q(data=b""), output_field=BooleanField())
        return super().get_queryset(request).defer("data", "text__text").annotate(is_kept=kept)

    @admin.display(description=gettext_lazy("file"))
    def name(self, row: SourceImport) -> str:
        """Return the file's name, shortened."""
        return str(row)[:60]

    @admin.display(description=gettext_lazy("reason"))
    def reason(self, row: SourceImport) -> str:
        """Return the beginning of why nothing was stored."""
        return row.message[:80]

    @admin.display(description=gettext_lazy("bytes kept"), boolean=True)
    def is_kept(self, row: Any) -> bool:
        """Return whether it can be tried again."""
        return bool(row.is_kept)
