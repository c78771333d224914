"""Statistics of a debate and of the site, as figures."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive.claims.models import Debate
from archive.claims.queries.charted import charts_of
from archive.claims.queries.statistics import Counts, count_debate
from archive.claims.services.statistics import site_statistics


class ChartFigureSerializer(serializers.Serializer):
    """One value of a chart."""

    code = serializers.CharField(
        help_text="Stays the same; of a period the day that it begins on, or `earlier`."
    )
    label = serializers.CharField(help_text="For people.")
    value = serializers.IntegerField(min_value=0)


class ChartSerializer(serializers.Serializer):
    """Values that belong together."""

    chart = serializers.CharField(source="code", help_text="Stays the same.")
    title = serializers.CharField()
    per = serializers.CharField(
        allow_blank=True, help_text="`week` or `month` for values over time, else empty."
    )
    figures = ChartFigureSerializer(many=True)


class TotalsSerializer(serializers.Serializer):
    """How much there is that everybody may read."""

    debates = serializers.IntegerField(required=False, help_text="Of the site only.")
    claims = serializers.IntegerField(help_text="A claim that is shown in a second place counts once.")
    evidence = serializers.IntegerField()
    ratings = serializers.IntegerField()
    people = serializers.IntegerField(help_text="Who posted a claim, attached evidence or rated a claim.")


class StatisticsSerializer(serializers.Serializer):
    """The figures of a debate or of the site; people are counted and never named."""

    as_of = serializers.DateTimeField(
        allow_null=True,
        help_text="When they were counted; null for a site that is being counted the first time.",
    )
    totals = TotalsSerializer(allow_null=True)
    charts = ChartSerializer(many=True)


class DebateStatisticsView(APIView):
    """The figures of one debate."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="debates_statistics", summary="Count a debate", responses=StatisticsSerializer
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the figures as they are now: people, activity, evidence and standings.

        The same figures are a CSV file at the address of the page.
        """
        debate = get_object_or_404(Debate.objects.visible_to(None), pk=pk)
        return Response(StatisticsSerializer(told(count_debate(debate))).data)


class SiteStatisticsView(APIView):
    """The figures of the site."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="statistics", summary="Count the site", responses=StatisticsSerializer)
    def get(self, request: Request) -> Response:
        """Return the figures as they were last counted, once an hour; `charts` is empty before the first time."""
        return Response(StatisticsSerializer(told(site_statistics())).data)


def told(counts: Counts | None) -> dict[str, Any]:
    """Return figures as an answer tells them, or that there are none yet."""
    if counts is None:
        return {"as_of": None, "totals": None, "charts": []}
    return {"as_of": counts.as_of, "totals": counts.totals, "charts": charts_of(counts)}
