"""Who curates a debate, at the API: listing, inviting, answering, leaving."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from archive.accounts.api import PersonSerializer
from archive.accounts.models import User
from archive.claims import services
from archive.claims.models import Debate, Invitation
from archive.claims.queries.acts import curator_rows, open_invitations, person_named
from archive.core.api.fields import Words
from archive.core.api.views import Door
from archive.core.errors import Refused


class InviteBody(serializers.Serializer):
    """Whom to invite; a moderator names somebody at once where nobody curates."""

    person = Words(limit=150, help_text="Their username.")
    name = serializers.BooleanField(required=False, default=False)


class TakeBackBody(serializers.Serializer):
    """Whose invitation."""

    person = Words(limit=150, help_text="Their username.")


class AnswerBody(serializers.Serializer):
    """Whether the caller, who was invited, accepts."""

    accept = serializers.BooleanField()


class CuratorSerializer(serializers.Serializer):
    """One curator."""

    person = PersonSerializer()
    named_by = PersonSerializer()
    since = serializers.DateTimeField()


class InvitationSerializer(serializers.Serializer):
    """One invitation that waits for an answer."""

    person = PersonSerializer()
    by = PersonSerializer()
    created = serializers.DateTimeField()


class CuratorsSerializer(serializers.Serializer):
    """Who curates a debate, and which invitations the caller may know of."""

    curators = CuratorSerializer(many=True)
    invitations = InvitationSerializer(many=True)


def must_name(username: str) -> User:
    """Return the account of this name, or refuse it at `person`."""
    found = person_named(username)
    if found is None:
        raise Refused(_("There is nobody of this name here."), field="person", code="does_not_exist")
    return found


class CuratedDebates(Door):
    """Debates with who curates them."""

    def told(self, debate: Debate, code: int = status.HTTP_200_OK) -> Response:
        """Return who curates the debate now."""
        invitations = open_invitations(debate, viewer=self.request.user)
        told = {"curators": curator_rows(debate), "invitations": invitations}
        return Response(CuratorsSerializer(told).data, status=code)

    def invited(self, debate: Debate, person: Any) -> Invitation:
        """Return the newest invitation of a person to the debate, or refuse for there is none."""
        found = Invitation.objects.filter(debate=debate, person_id=person.pk).order_by("-id").first()
        if found is None:
            raise Refused(_("There is no such invitation."), code="does_not_exist", conflict=True)
        return found

    @extend_schema(responses=CuratorsSerializer, summary="Who curates a debate")
    @action(detail=True, filterset_class=None, pagination_class=None)
    def curators(self, request: Request, pk: int) -> Response:
        """Return the curators, and the open invitations for those who may invite and who was invited."""
        return self.told(self.get_object())

    @extend_schema(request=InviteBody, responses={201: CuratorsSerializer}, summary="Invite a curator")
    @curators.mapping.post
    def invite(self, request: Request, pk: int) -> Response:
        """Invite a member, who has to accept; doing it twice is doing it once."""
        debate, words = self.get_object(), self.typed(InviteBody)
        person = must_name(words["person"])
        if words["name"]:
            services.name_curator(debate=debate, curator=person, by=request.user)
        else:
            services.invite_curator(debate=debate, person=person, by=request.user)
        return self.told(debate, status.HTTP_201_CREATED)

    @extend_schema(
        request=AnswerBody, responses=CuratorsSerializer, summary="Answer one's invitation to curate"
    )
    @action(
        detail=True, methods=["post"], url_path="curators/answer", filterset_class=None, pagination_class=None
    )
    def answer_invitation(self, request: Request, pk: int) -> Response:
        """Accept or decline."""
        debate, words = self.get_object(), self.typed(AnswerBody)
        invitation = self.invited(debate, request.user)
        services.answer_invitation(invitation=invitation, person=request.user, accept=words["accept"])
        return self.told(debate)

    @extend_schema(
        request=TakeBackBody, responses=CuratorsSerializer, summary="Take an invitation to curate back"
    )
    @action(
        detail=True,
        methods=["post"],
        url_path="curators/take-back",
        filterset_class=None,
        pagination_class=None,
    )
    def take_back_invitation(self, request: Request, pk: int) -> Response:
        """Take back what nobody has answered."""
        debate, words = self.get_object(), self.typed(TakeBackBody)
        invitation = self.invited(debate, must_name(words["person"]))
        services.take_back_invitation(invitation=invitation, by=request.user)
        return self.told(debate)

    @extend_schema(request=None, responses=CuratorsSerializer, summary="Stop curating a debate")
    @action(
        detail=True, methods=["post"], url_path="curators/leave", filterset_class=None, pagination_class=None
    )
    def leave(self, request: Request, pk: int) -> Response:
        """Stop curating; the last curator of an open debate cannot."""
        debate = self.get_object()
        services.leave_curating(debate=debate, person=request.user)
        return self.told(debate)
