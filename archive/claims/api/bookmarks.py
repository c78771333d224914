"""Bookmarks: the caller's own, and keeping or dropping one of a claim."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims import services
from archive.claims.models import Bookmark
from archive.claims.queries.answering import standing_for
from archive.core.api.views import Door


class BookmarkSerializer(serializers.Serializer):
    """One bookmark; nobody else sees it."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField(
        source="claim_id", help_text="Where the claim was merged: the one that stands for it."
    )
    created = serializers.DateTimeField()


class BookmarkViews(mixins.ListModelMixin, Door):
    """The caller's bookmarks, newest first."""

    permission_classes = [IsAuthenticated]
    serializer_class = BookmarkSerializer
    queryset = Bookmark.objects.all()
    filter_backends: list[type] = []

    def get_queryset(self) -> QuerySet[Bookmark]:
        """Return the caller's own."""
        return Bookmark.objects.filter(owner_id=self.request.user.pk)

    @extend_schema(summary="One's bookmarks")
    def list(self, request: Request) -> Response:
        """Return a page of them; bookmarks of merged claims name the claim that stands for them."""
        rows = self.paginate_queryset(self.get_queryset()) or []
        stands = standing_for(row.claim_id for row in rows)
        for row in rows:
            row.claim_id = stands[row.claim_id]
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


class BookmarkedClaims(Door):
    """What `ClaimViews` has of bookmarks."""

    @extend_schema(request=None, responses={204: None}, summary="Bookmark a claim")
    @action(detail=True, methods=["put"], permission_classes=[IsAuthenticated])
    def bookmark(self, request: Request, pk: int) -> Response:
        """Keep a bookmark of the claim; doing it twice is doing it once."""
        services.keep_bookmark(claim=self.get_object(), owner=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None}, summary="Remove a bookmark")
    @bookmark.mapping.delete
    def unbookmark(self, request: Request, pk: int) -> Response:
        """Remove the bookmark of the claim; doing it twice is doing it once."""
        services.drop_bookmark(claim=self.get_object(), owner=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
