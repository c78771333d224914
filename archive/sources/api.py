"""Sources and their stored texts, to read; `claims.api.sources` has the posting, which needs claims."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from archive.accounts.api import PersonSerializer
from archive.core.api.fields import Name
from archive.core.api.filters import one_word_of
from archive.core.api.views import Reads
from archive.sources.bibliography import write_records
from archive.sources.bibliography.csl import to_csl
from archive.sources.bibliography.styles import STYLES, formatted_record
from archive.sources.citing import record_of, short_citation
from archive.sources.models import Kind, Marking, Source, SourceMark, SourceMerge, SourceText
from archive.sources.queries import newest_record, standing_for, stretch_of, texts_of


class SourceTextSerializer(serializers.ModelSerializer):
    """One capture of a source's text, without the text."""

    bytes = serializers.IntegerField(source="byte_count", read_only=True)

    class Meta:
        model = SourceText
        fields = ["version", "sha256", "captured_at", "bytes", "media_type", "encoding", "pages", "filename"]
        read_only_fields = fields


class ParagraphSerializer(serializers.Serializer):
    """What the archive's own summary says of one paragraph."""

    paragraph = serializers.IntegerField()
    text = serializers.CharField()


class MarkSerializer(serializers.ModelSerializer):
    """That a document was retracted, corrected or disputed; in force is the newest that nobody lifted."""

    marked_by = PersonSerializer(read_only=True)
    lifted_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = SourceMark
        fields = [
            *(
                "id",
                "kind",
                "reason",
                "url",
                "marked_by",
                "created",
                "lifted_at",
                "lifted_by",
                "lifted_because",
            ),
        ]
        read_only_fields = fields


class MergeSerializer(serializers.ModelSerializer):
    """A record that was merged into this one; its stored texts are read at its own address, by version."""

    merged_by = PersonSerializer(read_only=True)

    class Meta:
        model = SourceMerge
        fields = ["source", "reason", "merged_by", "created"]
        read_only_fields = fields


class SourceSerializer(serializers.ModelSerializer):
    """A bibliographic record, its fields named after CSL-JSON's, and the captures of its text."""

    permalink = serializers.CharField(
        source="get_absolute_url",
        read_only=True,
        help_text="The path of its page here; `url` is its own address.",
    )
    url = serializers.CharField(read_only=True, help_text="The document's own address, or empty.")
    authors = serializers.ListField(child=Name(), read_only=True)
    details = serializers.DictField(
        read_only=True,
        help_text="CSL variables without a field of their own: volume, issue, page, ISBN, editor, …",
    )
    digest = ParagraphSerializer(many=True, read_only=True)
    added_by = PersonSerializer(read_only=True)
    texts = SourceTextSerializer(many=True, read_only=True, help_text="Newest first.")
    mark = serializers.ChoiceField(
        choices=Marking.choices, allow_blank=True, read_only=True, help_text="Of the mark in force, or empty."
    )
    marks = MarkSerializer(many=True, read_only=True, help_text="Newest first, lifted ones too.")
    merges = MergeSerializer(many=True, read_only=True, help_text="What was merged into it, newest first.")

    class Meta:
        model = Source
        fields = [
            *("id", "permalink", "kind", "title", "title_is_ours", "authors", "container_title", "publisher"),
            *(
                "issued",
                "issued_from",
                "language",
                "url",
                "doi",
                "details",
                "note",
                "rights",
                "ai_assistance",
                "digest",
                "state",
            ),
            *("mark", "added_by", "created", "texts", "marks", "merges"),
        ]
        read_only_fields = fields


class FigureSerializer(serializers.Serializer):
    """What is kept of a figure; never the picture itself."""

    caption = serializers.CharField(required=False)
    address = serializers.CharField(required=False)
    alt = serializers.CharField(required=False)
    credit = serializers.CharField(required=False)


class BlockSerializer(serializers.Serializer):
    """A run of the text: `start` and `end` count characters of the whole text."""

    order = serializers.IntegerField()
    kind = serializers.CharField(help_text="heading, paragraph, quote, figure, list, table or code.")
    level = serializers.IntegerField(help_text="Of a heading, from 1; else 0.")
    number = serializers.IntegerField(allow_null=True, help_text="The paragraph's number, from 1.")
    page = serializers.IntegerField(allow_null=True)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    words = serializers.CharField()
    figure = FigureSerializer(allow_null=True)


class StretchSerializer(serializers.Serializer):
    """Where a stretch of a text begins; without any of it, at the beginning of the newest text."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    first = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, help_text="The order of the first block."
    )
    at = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, help_text="How far into a long first block."
    )


class TextSerializer(serializers.Serializer):
    """A stretch of one capture, and where it goes on."""

    source = serializers.IntegerField()
    capture = SourceTextSerializer()
    furniture = serializers.ListField(
        child=serializers.CharField(), help_text="Page furniture left out of the blocks, as found."
    )
    blocks = BlockSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="Where the text goes on; null at its end.")


class CitationSerializer(serializers.Serializer):
    """A source as it is cited: in the site's own form, in three styles, and as records for programs."""

    short = serializers.CharField(help_text="The site's own form, with the stored copy and its address.")
    apa = serializers.CharField(help_text="As HTML with i, b and sup only; so are the next two.")
    chicago = serializers.CharField()
    mla = serializers.CharField()
    bibtex = serializers.CharField()
    ris = serializers.CharField()
    csl = serializers.DictField(help_text="One CSL-JSON item.")


class SourceFilter(filters.FilterSet):
    """What sources can be chosen by."""

    kind = one_word_of(Kind.choices)
    doi = filters.CharFilter(lookup_expr="iexact", max_length=255, help_text="The DOI, in any case.")
    url = filters.CharFilter(max_length=2000, help_text="The address of the document itself.")
    q = filters.CharFilter(
        field_name="title", lookup_expr="icontains", max_length=500, help_text="Words of the title."
    )

    class Meta:
        model = Source
        fields: list[str] = []


class SourceReads(Reads):
    """Sources, and the words of their stored texts."""

    serializer_class = SourceSerializer
    filterset_class = SourceFilter
    queryset = Source.objects.all()

    def get_queryset(self) -> QuerySet[Source]:
        """Return what the caller may see, with the captures but not their megabytes."""
        texts = SourceText.objects.defer("text", "furniture").order_by("-version")
        marks = SourceMark.objects.select_related("marked_by", "lifted_by").order_by("-id")
        merges = SourceMerge.objects.select_related("merged_by").order_by("-id")
        seen = Source.objects.visible_to(self.request.user).select_related("added_by")
        return seen.prefetch_related(
            Prefetch("texts", texts), Prefetch("marks", marks), Prefetch("merges", merges)
        )

    def get_object(self) -> Source:
        """Return the source, or the one that stands for it if it was merged and something is posted."""
        try:
            return super().get_object()
        except Http404:
            into = self.merged_into()
            if into is None or self.request.method in SAFE_METHODS:
                raise
            return into

    def merged_into(self) -> Source | None:
        """Return the source that stands for the merged record of this address; None if it is none such."""
        records = Source.objects.filter(pk=self.kwargs.get("pk"), merged_into__isnull=False)
        return standing_for(records, self.request.user).first()

    def handle_exception(self, problem: Exception) -> Response:
        """Answer 301 with the address of the record that stands for a merged one."""
        into = self.merged_into() if isinstance(problem, Http404) else None
        match = self.request.resolver_match
        if into is None or match is None or self.request.method not in SAFE_METHODS:
            return super().handle_exception(problem)
        query = self.request.META.get("QUERY_STRING", "")
        path = reverse(match.view_name, kwargs={**self.kwargs, "pk": into.pk}) + (
            f"?{query}" if query else ""
        )
        return Response(status=301, headers={"Location": self.request.build_absolute_uri(path)})

    @extend_schema(responses=CitationSerializer, summary="Cite a source")
    @action(detail=True, filterset_class=None, pagination_class=None)
    def citation(self, request: Request, pk: int) -> Response:
        """Return the source's citation in every form; the records are also files at the page's address."""
        source = self.get_object()
        record, text = record_of(source), newest_record(source)
        address = request.build_absolute_uri(source.get_absolute_url())
        where = f"{address}?version={text.version}" if text else address
        told = {style: formatted_record(record, style) for style in STYLES}
        told |= {name: write_records([record], name) for name in ("bibtex", "ris")}
        short = short_citation(record, address=where, text=text).text
        return Response(
            CitationSerializer({**told, "short": short, "csl": to_csl(record, record["id"])}).data
        )

    @extend_schema(parameters=[StretchSerializer], responses=TextSerializer, summary="Read a stored text")
    @action(detail=True, url_path="text", filterset_class=None, pagination_class=None)
    def text(self, request: Request, pk: int) -> Response:
        """Return a stretch of the newest stored text, or of one version; 404 while none is stored."""
        asked = self.typed(StretchSerializer, request.query_params)
        source = self.to_read(pk) if "version" in asked else self.get_object()
        found = [t for t in texts_of(source) if asked.get("version") in (None, t.version)]
        if not found:
            raise Http404
        return Response(TextSerializer(stretch(request, found[0], asked)).data)

    def to_read(self, pk: int) -> Source:
        """Return the record whose version was asked for, which may have been merged; 404 if there is none."""
        source = Source.objects.readable_by(self.request.user).filter(pk=pk).first()
        if source is None:
            raise Http404
        return source


def stretch(request: Request, text: SourceText, asked: dict[str, int]) -> dict[str, Any]:
    """Return what stands in the text from the place asked for, and the address where it goes on."""
    first, at = asked.get("first", 0), asked.get("at", 0)
    rows = stretch_of(text, first=first, at=at)
    onward, final = None, getattr(text, "last_order", None) or 0  # `texts_of` adds it
    if rows and (rows[-1].is_cut or rows[-1].order < final):
        last = rows[-1]
        begun = last.start - (at if last.order == first else 0)
        place = {"first": last.order, "at": last.end - begun} if last.is_cut else {"first": last.order + 1}
        onward = request.build_absolute_uri(f"{request.path}?{urlencode({'version': text.version, **place})}")
    return {
        "source": text.source_id,
        "capture": text,
        "furniture": text.furniture,
        "blocks": rows,
        "next": onward,
    }
