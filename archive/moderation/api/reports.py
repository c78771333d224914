"""Reports over the API: the reasons that may be chosen, sending one, and what became of one's own."""

from typing import Any, cast

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive.accounts.models import User
from archive.core.api.fields import Words
from archive.moderation.models import TARGETS, ReportState
from archive.moderation.queries.reports import my_report, my_reports, reasons, thing_to_report
from archive.moderation.services import report_thing
from archive.moderation.services.reporting import DETAILS_LIMIT


class ReasonSerializer(serializers.Serializer):
    """A reason that may be chosen."""

    slug = serializers.CharField(help_text="What is sent.")
    label = serializers.CharField(help_text="In the language of the request.")
    rule = serializers.CharField(help_text="The rule that it is about, or empty.")
    needs_words = serializers.BooleanField(help_text="Whether it must be explained.")


class ReportBody(serializers.Serializer):
    """What is reported and why."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in TARGETS])
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.CharField(max_length=30, allow_blank=True, help_text="The slug of a reason.")
    details = Words(limit=DETAILS_LIMIT, required=False, help_text="What a moderator should look at.")


class ReportSerializer(serializers.Serializer):
    """One report of the caller, with what became of it."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in TARGETS])
    thing = serializers.IntegerField(help_text="The id of what was reported.")
    reason = serializers.CharField()
    details = serializers.CharField()
    created = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ReportState.choices)
    act = serializers.CharField(help_text="What a moderator did about it, or empty.")
    why = serializers.CharField(help_text="The moderator's reason, or empty.")
    entry = serializers.IntegerField(allow_null=True, help_text="Number of the entry in the moderation log.")


class ReasonsView(APIView):
    """The reasons for a report."""

    permission_classes = [AllowAny]

    @extend_schema(responses=ReasonSerializer(many=True), operation_id="report_reasons_list")
    def get(self, request: Request) -> Response:
        """Return the reasons that may be chosen, in their order."""
        return Response(ReasonSerializer(reasons(), many=True).data)


class ReportsView(APIView):
    """The caller's reports."""

    permission_classes = [IsAuthenticated]

    @extend_schema(responses=ReportSerializer(many=True), operation_id="reports_list")
    def get(self, request: Request) -> Response:
        """Return the newest hundred reports of the caller, with what became of each."""
        rows, _more = my_reports(cast(User, request.user), count=100)
        return Response(ReportSerializer(rows, many=True).data)

    @extend_schema(request=ReportBody, responses={201: ReportSerializer}, operation_id="reports_create")
    def post(self, request: Request) -> Response:
        """Tell the moderators that something breaks a rule; the same within a minute gives the first report."""
        body = ReportBody(data=request.data)
        body.is_valid(raise_exception=True)
        typed: dict[str, Any] = body.validated_data
        thing = thing_to_report(typed["kind"], typed["id"], request.user)
        if thing is None:
            raise Http404
        made = report_thing(
            thing=thing,
            reporter=cast(User, request.user),
            reason=typed["reason"],
            details=typed.get("details", ""),
        )
        return Response(ReportSerializer(my_report(made)).data, status=201)
