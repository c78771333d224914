"""Claims and debates that say about the same as a text."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims.models import Debate
from archive.claims.models.debate import DebateState
from archive.claims.queries.similar import similar_claims, similar_debates
from archive.core.api.views import Door
from archive.core.models import Stance


class StatementBody(serializers.Serializer):
    """A text that is being written."""

    statement = serializers.CharField(
        allow_blank=True, help_text="From 12 characters on; of more than 500 the first 500 count."
    )


class SimilarBody(StatementBody):
    """A statement that is being written, and where."""

    debate = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, help_text="Its claims come first."
    )


class SimilarClaimSerializer(serializers.Serializer):
    """A claim that says about the same, and where it stands."""

    id = serializers.IntegerField()
    url = serializers.CharField(help_text="The path of its page.")
    statement = serializers.CharField()
    number = serializers.CharField(help_text="Empty for a thesis.")
    stance = serializers.ChoiceField(
        choices=Stance.choices, allow_blank=True, help_text="Empty for a thesis."
    )
    here = serializers.BooleanField(help_text="Whether it stands in the debate that was named.")
    debate = serializers.IntegerField(source="debate_id")
    debate_title = serializers.CharField(help_text="Empty in the debate that was named.")
    similarity = serializers.FloatField(source="likeness", help_text="Trigrams in common, from 0.35 to 1.")


class SimilarDebateSerializer(serializers.Serializer):
    """A debate whose title or one of whose theses says about the same."""

    id = serializers.IntegerField()
    url = serializers.CharField(help_text="The path of its page.")
    title = serializers.CharField(help_text="Or the first thesis, if that says it all.")
    state = serializers.ChoiceField(choices=DebateState.choices)
    claims = serializers.IntegerField()
    similarity = serializers.FloatField(source="likeness", help_text="Trigrams in common, from 0.35 to 1.")


class SimilarViews(Door):
    """Hints for somebody who writes: never a block."""

    pagination_class = None
    filter_backends: Any = []
    queryset = Debate.objects.none()

    @extend_schema(
        operation_id="claims_similar",
        parameters=[SimilarBody],
        responses=SimilarClaimSerializer(many=True),
        summary="List similar claims",
    )
    def claims(self, request: Request) -> Response:
        """Return the best five claims of the debate and then the best five of the archive."""
        asked = self.typed(SimilarBody, request.query_params)
        rows = similar_claims(asked["statement"], viewer=request.user, debate=debate_asked(request, asked))
        return Response(SimilarClaimSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="debates_similar",
        parameters=[StatementBody],
        responses=SimilarDebateSerializer(many=True),
        summary="List similar debates",
    )
    def debates(self, request: Request) -> Response:
        """Return the best five debates by their title and their theses."""
        asked = self.typed(StatementBody, request.query_params)
        rows = similar_debates(asked["statement"], viewer=request.user)
        return Response(SimilarDebateSerializer(rows, many=True).data)


def debate_asked(request: Request, asked: dict[str, Any]) -> Debate | None:
    """Return the debate in which somebody writes, if one was named; refuse one that is not there."""
    if "debate" not in asked:
        return None
    debate = Debate.objects.visible_to(request.user).filter(pk=asked["debate"]).first()
    if debate is None:
        raise ValidationError({"debate": [_("There is no such debate.")]}, code="does_not_exist")
    return debate
