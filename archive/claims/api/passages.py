"""Passages: reading them with their places in every stored text, and placing one by hand."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims import services
from archive.claims.api.source_bodies import PlaceBody
from archive.claims.queries.orphans import passages_for, with_claims
from archive.core.api.filters import FlagFilter, WholeFilter, one_word_of
from archive.core.api.views import Reads
from archive.sources.models import Found, Passage, Place


class PlaceSerializer(serializers.Serializer):
    """Where a passage stands in one stored text."""

    source = serializers.IntegerField(
        source="source_text.source_id", help_text="Of the text: another one if two records were merged."
    )
    version = serializers.IntegerField(source="source_text.version")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    paragraph = serializers.IntegerField(allow_null=True)
    found = serializers.ChoiceField(choices=Found.choices)


class PassageSerializer(serializers.Serializer):
    """Words of a source from which claims were drawn, as they were drawn, and where they stand."""

    id = serializers.IntegerField()
    source = serializers.IntegerField(source="source_id")
    exact = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()
    paragraph = serializers.IntegerField(allow_null=True, help_text="The last that is known.")
    found = serializers.ChoiceField(
        choices=Found.choices, help_text='How it was found in the newest text; "nowhere" if it has no place.'
    )
    start = serializers.IntegerField(allow_null=True, help_text="In the newest text.")
    end = serializers.IntegerField(allow_null=True)
    claims = serializers.ListField(child=serializers.IntegerField(), help_text="Those drawn from it.")
    places = PlaceSerializer(many=True, help_text="In each text that has it, the newest first.")


class PassageFilter(filters.FilterSet):
    """Passages by source, and by how they were found."""

    source = WholeFilter(field_name="source_id")
    found = one_word_of(Found.choices)
    lost = FlagFilter(keeps="lost", help_text="Those that the source's newest text does not have.")

    class Meta:
        model = Passage
        fields: list[str] = []


class PassageViews(Reads):
    """Passages from which claims were drawn that the caller may read."""

    serializer_class = PassageSerializer
    filterset_class = PassageFilter
    queryset = Passage.objects.all()

    def get_queryset(self) -> QuerySet[Passage]:
        """Return what the caller may see, with the places but not the texts."""
        places = Place.objects.select_related("source_text").order_by("-source_text")
        places = places.defer("source_text__text", "source_text__furniture")
        seen = with_claims(passages_for(self.request.user), self.request.user)
        return seen.select_related("source").prefetch_related(Prefetch("places", places))

    @extend_schema(request=PlaceBody, responses=PassageSerializer, summary="Place a passage again")
    @action(detail=True, methods=["put"], filterset_class=None, pagination_class=None)
    def place(self, request: Request, pk: int) -> Response:
        """Put a passage that lost its place, or whose words changed, where they stand in the newest text."""
        words: dict[str, Any] = self.typed(PlaceBody)
        services.place_passage(passage=self.get_object(), person=request.user, **words)
        return self.now(pk)
