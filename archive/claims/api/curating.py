"""What becomes of a source that is in, at the API: marking it, lifting a mark, merging two records."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims import services
from archive.claims.api.source_bodies import LiftBody, MarkBody, MergeBody
from archive.sources.api import MarkSerializer, SourceReads, SourceSerializer
from archive.sources.models import SourceMark


class CuratedSources(SourceReads):
    """Sources with the acts of those who curate what leans on them."""

    @extend_schema(request=MarkBody, responses={201: MarkSerializer}, summary="Mark a source")
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def marks(self, request: Request, pk: int) -> Response:
        """Say that the document was retracted, corrected or disputed; whatever leans on it shows that at once."""
        mark = services.mark_source(source=self.get_object(), person=request.user, **self.typed(MarkBody))
        return Response(MarkSerializer(mark).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=LiftBody, responses=MarkSerializer, summary="Lift a mark")
    @action(
        detail=True,
        methods=["post"],
        url_path="marks/<int:mark>/lift",
        filterset_class=None,
        pagination_class=None,
    )
    def lift(self, request: Request, pk: int, mark: int) -> Response:
        """Say that a mark no longer holds; the record keeps it, with both reasons."""
        marks = SourceMark.objects.select_related("source", "marked_by")
        found = marks.filter(source=self.get_object(), pk=mark).first()
        if found is None:
            raise Http404
        services.lift_mark(mark=found, person=request.user, **self.typed(LiftBody))
        return Response(MarkSerializer(SourceMark.objects.get(pk=mark)).data)

    @extend_schema(request=MergeBody, responses=SourceSerializer, summary="Merge a source into another")
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def merge(self, request: Request, pk: int) -> Response:
        """Merge this record into the other, which is returned; cards, passages and marks go over to it."""
        words = self.typed(MergeBody)
        merge = services.merge_sources(source=self.get_object(), person=request.user, **words)
        return self.now(merge.into_id)
