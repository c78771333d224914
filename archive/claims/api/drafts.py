"""Drafts: what the caller has written in the forms of the pages and not posted."""

from functools import partial

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive.claims import services
from archive.claims.models import Draft
from archive.claims.services.drafts import LAST_VERSION, PLACE_LIMIT, StaleDraft
from archive.core.api.fields import Whole, Words

PLACE = "The path of its form, such as /claims/12/argue/."


class DraftBody(serializers.Serializer):
    """What is typed in one place, and the version of the words that it began from."""

    place = Words(limit=PLACE_LIMIT, help_text=PLACE)
    words = serializers.DictField(
        child=Words(), help_text="The form's fields by name; at most 20,000 characters together."
    )
    version = Whole(min_value=0, max_value=LAST_VERSION, default=0, help_text="0 if there was none.")


class DraftSerializer(serializers.Serializer):
    """One draft."""

    place = serializers.CharField(help_text=PLACE)
    words = serializers.DictField(source="fields", child=serializers.CharField())
    version = serializers.IntegerField(help_text="It grows with each save.")
    changed = serializers.DateTimeField()


class DraftsView(APIView):
    """The caller's own drafts; nobody else sees them."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="drafts_list", summary="One's drafts", responses=DraftSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return every draft, at most 100, the newest first."""
        drafts = Draft.objects.filter(owner=request.user).exclude(fields={}).order_by("-changed", "-id")
        return Response(DraftSerializer(drafts, many=True).data)

    @extend_schema(
        operation_id="drafts_keep", summary="Keep a draft", request=DraftBody, responses=DraftSerializer
    )
    def put(self, request: Request) -> Response:
        """Keep the words of one place; 409 with the code `stale` if newer ones were kept since `version`."""
        body = DraftBody(data=request.data)
        body.is_valid(raise_exception=True)
        words = body.validated_data
        keep = partial(services.keep_draft, owner=request.user, place=words["place"], fields=words["words"])
        try:
            draft = keep(version=words["version"])
        except StaleDraft as stale:
            if stale.draft.fields:
                raise
            draft = keep(
                version=stale.draft.version
            )  # the last one is posted or discarded: this begins another
        return Response(DraftSerializer(draft).data)

    @extend_schema(
        operation_id="drafts_discard",
        summary="Discard a draft",
        parameters=[OpenApiParameter("place", str, description=PLACE)],
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        """Discard the draft of one place; doing it twice is doing it once."""
        services.discard_draft(owner=request.user, place=request.query_params.get("place", ""))
        return Response(status=status.HTTP_204_NO_CONTENT)
