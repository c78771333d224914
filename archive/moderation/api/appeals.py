"""Appeals over the API: objecting to a decision against oneself."""

from typing import cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive.accounts.models import User
from archive.core.api.fields import Words
from archive.moderation.models import AppealState, Decision
from archive.moderation.services import appeal_decision
from archive.moderation.services.appealing import TEXT_LIMIT


class AppealBody(serializers.Serializer):
    """Why the decision is wrong."""

    text = Words(limit=TEXT_LIMIT)


class AppealSerializer(serializers.Serializer):
    """An appeal of the caller."""

    id = serializers.IntegerField()
    decision = serializers.IntegerField(source="decision_id", help_text="Number of the entry in the log.")
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=AppealState.choices)
    reason = serializers.CharField(help_text="Of who decided about it, or empty.")
    created = serializers.DateTimeField()


class AppealView(APIView):
    """The appeal against one decision."""

    permission_classes = [IsAuthenticated]

    @extend_schema(request=AppealBody, responses={201: AppealSerializer}, operation_id="decisions_appeal")
    def post(self, request: Request, number: int) -> Response:
        """Object once to a decision against oneself; another moderator decides about it."""
        decision = get_object_or_404(Decision, pk=number)
        body = AppealBody(data=request.data)
        body.is_valid(raise_exception=True)
        made = appeal_decision(
            decision=decision, author=cast(User, request.user), text=body.validated_data["text"]
        )
        return Response(AppealSerializer(made).data, status=201)
