"""Who the token belongs to."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive.accounts.models import User
from archive.accounts.permissions import Role, roles_of

ROLES = [Role.MEMBER, Role.MODERATOR, Role.ADMINISTRATOR]


class PersonSerializer(serializers.ModelSerializer):
    """A person as everybody sees them."""

    name = serializers.CharField(source="signature", read_only=True, help_text="What they sign with.")
    url = serializers.CharField(
        source="get_absolute_url", read_only=True, help_text="The path of their page."
    )

    class Meta:
        model = User
        fields = ["username", "name", "url"]
        read_only_fields = fields


class MeSerializer(PersonSerializer):
    """The caller, with what they may do here."""

    roles = serializers.SerializerMethodField(
        help_text="What the caller is to the whole site; towards one debate they may also be its curator."
    )
    confirmed = serializers.SerializerMethodField(help_text="Whether the e-mail address was confirmed.")

    class Meta(PersonSerializer.Meta):
        fields = [
            *PersonSerializer.Meta.fields,
            "roles",
            "confirmed",
            "suspended_until",
            "language",
            "shows_ratings",
        ]
        read_only_fields = fields

    @extend_schema_field(
        serializers.ListField(child=serializers.ChoiceField([r.name.lower() for r in ROLES]))
    )
    def get_roles(self, person: User) -> list[str]:
        """Return the names of the person's roles, the lowest first."""
        held = roles_of(person)
        return [role.name.lower() for role in ROLES if role in held]

    def get_confirmed(self, person: User) -> bool:
        """Return whether this is a confirmed account."""
        return person.confirmed_at is not None


class MeView(APIView):
    """The caller's own account."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="me_retrieve", summary="Who the token belongs to", responses=MeSerializer)
    def get(self, request: Request, *args: Any) -> Response:
        """Return the account that the token or session belongs to."""
        return Response(MeSerializer(request.user).data)
