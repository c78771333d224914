"""Files that wait to be read in, or were: how far they have come, for who sent them."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.permissions import IsAuthenticated

from archive.core.api.views import Door
from archive.sources.models import SourceImport


class ImportSerializer(serializers.ModelSerializer):
    """A file that is read in the background, and what became of it."""

    permalink = serializers.CharField(
        source="get_absolute_url", read_only=True, help_text="The path of its page here."
    )
    bytes = serializers.IntegerField(source="byte_count", read_only=True)
    source = serializers.SerializerMethodField(help_text="The source that it is, or is to be, a text of.")
    version = serializers.SerializerMethodField(help_text="Which text of the source it became.")
    detail = serializers.CharField(
        source="message", read_only=True, help_text="Why nothing was stored, with `code` and `existing`."
    )

    class Meta:
        model = SourceImport
        fields = [
            *("id", "permalink", "state", "filename", "bytes", "created", "started", "finished"),
            *("source", "version", "code", "detail", "existing"),
        ]
        read_only_fields = fields

    def get_source(self, row: SourceImport) -> int | None:
        """Return the id of the source: of the text once it is stored."""
        return row.text.source_id if row.text else row.source_id

    def get_version(self, row: SourceImport) -> int | None:
        """Return the version of the text, once it is stored."""
        return row.text.version if row.text else None


class QueuedSerializer(serializers.Serializer):
    """The answer to a file that takes longer than a request can wait."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return its one field, whose name no class can have as an attribute."""
        return {"import": ImportSerializer()}


@extend_schema_view(retrieve=extend_schema(summary="Ask what became of a file"))
class ImportViews(mixins.RetrieveModelMixin, Door):
    """One's own files; moderators see everybody's."""

    serializer_class = ImportSerializer
    permission_classes = [IsAuthenticated]
    queryset = SourceImport.objects.all()

    def get_queryset(self) -> QuerySet[SourceImport]:
        """Return what the caller may see, without the megabytes."""
        seen = SourceImport.objects.visible_to(self.request.user)
        return seen.select_related("text").defer("data", "text__text")
