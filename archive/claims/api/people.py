"""People: what everybody may know of one, with counts of what they published and how far they are trusted."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive.accounts.api import PersonSerializer
from archive.accounts.models import User
from archive.claims.queries.people import people_shown, record_of

LEVELS = ["closed", "unconfirmed", "new", "member", "trusted", "moderator", "administrator"]


class TrustSerializer(serializers.Serializer):
    """How far an account is trusted, and what that allows."""

    level = serializers.ChoiceField(choices=LEVELS)
    says = serializers.ListField(child=serializers.CharField(), help_text="In whole sentences.")


class RecordSerializer(serializers.Serializer):
    """How much a person has published."""

    theses = serializers.IntegerField()
    supports = serializers.IntegerField(help_text="Supporting arguments.")
    opposes = serializers.IntegerField(help_text="Counterarguments.")
    answered = serializers.IntegerField(help_text="Arguments of theirs that somebody answered.")
    evidence = serializers.IntegerField()
    exact = serializers.IntegerField(help_text="Cards whose quote stands in the stored text word for word.")
    ratings = serializers.IntegerField()
    opened = serializers.IntegerField(help_text="Debates.")
    curates = serializers.IntegerField(help_text="Debates.")


class ProfileSerializer(PersonSerializer):
    """A person's page; of a closed account nothing says who it was."""

    trust = TrustSerializer()
    record = RecordSerializer()

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "bio", "date_joined", "closed_at", "trust", "record"]
        read_only_fields = fields

    def to_representation(self, person: User) -> dict[str, Any]:
        """Return the person with their record, in four queries."""
        record: Any = record_of(person)
        person.record, person.trust = record, record.trust  # type: ignore[attr-defined]
        return super().to_representation(person)


class PersonView(APIView):
    """One person."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="people_retrieve", summary="A person", responses=ProfileSerializer)
    def get(self, request: Request, username: str) -> Response:
        """Return one person by their user name."""
        return Response(ProfileSerializer(get_object_or_404(people_shown(), username__iexact=username)).data)
