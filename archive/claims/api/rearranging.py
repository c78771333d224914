"""Linking, moving, merging, extracting and undoing at the API."""

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from archive.accounts.api import PersonSerializer
from archive.claims import services
from archive.claims.models import Claim, Debate, Rearrangement
from archive.claims.models.rearrangement import REASON_LIMIT, Act
from archive.claims.permissions import may_undo
from archive.claims.queries.answering import kept_instead
from archive.claims.queries.rearranging import (
    RearrangementRow,
    rearrangement_row,
    rearrangement_seen,
    rearrangements_of,
)
from archive.core.api.fields import Choice, Visible, Words
from archive.core.api.views import Door
from archive.core.models import Aim, Stance

LISTED = 200


class ReasonBody(serializers.Serializer):
    """Why; everybody reads it."""

    reason = Words(limit=REASON_LIMIT)


class LinkBody(ReasonBody):
    """Under which claim of a debate that the caller curates the claim is shown, and how it bears there."""

    parent = Visible(queryset=Claim.objects.all())
    stance = Choice(choices=Stance.choices)
    aim = Choice(choices=Aim.choices, default=Aim.STANDING.value)


class MoveBody(ReasonBody):
    """Under which claim of the debate the claim goes, and how it bears there; null for the top, as a thesis."""

    parent = Visible(queryset=Claim.objects.all(), allow_null=True)
    stance = Choice(choices=Stance.choices, required=False, allow_null=True)
    aim = Choice(choices=Aim.choices, default=Aim.STANDING.value)


class MergeClaimsBody(ReasonBody):
    """Which claim stays."""

    into = Visible(queryset=Claim.objects.all())


class ExtractBody(ReasonBody):
    """What the new debate is called."""

    title = Words(limit=500, required=False)


class RearrangementSerializer(serializers.Serializer):
    """One rearrangement: what was done to which claim, by whom and why, and whether it was undone."""

    id = serializers.IntegerField()
    act = serializers.ChoiceField(choices=Act.choices)
    claim = serializers.IntegerField(source="claim_id")
    other = serializers.IntegerField(
        source="other_id",
        allow_null=True,
        help_text="The link that was made or left, the new parent, or the claim that stayed.",
    )
    into = serializers.IntegerField(
        source="into_id", allow_null=True, help_text="The debate that was made by an extraction."
    )
    reason = serializers.CharField()
    by = PersonSerializer()
    created = serializers.DateTimeField()
    undo_until = serializers.DateTimeField()
    may_undo = serializers.BooleanField(help_text="Whether the caller may try.")
    undone_at = serializers.DateTimeField(allow_null=True)
    undone_by = PersonSerializer(allow_null=True)


def told(row: Rearrangement, request: Request, code: int = status.HTTP_201_CREATED) -> Response:
    """Return a rearrangement as the caller sees it."""
    seen = rearrangement_seen(row.pk, request.user)
    if seen is None:
        raise Http404
    may = may_undo(request.user, seen.debate)
    return Response(RearrangementSerializer(rearrangement_row(seen, request.user, may=may)).data, status=code)


class RearrangedClaims(Door):
    """Claims with the acts of those who curate their debate; an address of a merged claim leads on."""

    def get_object(self) -> Claim:
        """Return the claim, or the one that it was merged into if something is posted."""
        try:
            return super().get_object()
        except Http404:
            kept = self.kept()
            if kept is None or self.request.method in SAFE_METHODS:
                raise
            return kept

    def kept(self) -> Claim | None:
        """Return the claim that stands for the merged one of this address; None if it is none such."""
        pk = self.kwargs.get("pk")
        return kept_instead(pk, viewer=self.request.user) if isinstance(pk, int) else None

    def handle_exception(self, exc: Exception) -> Response:
        """Answer 302 with the address of the claim that stands for a merged one; a merge can be undone."""
        kept = self.kept() if isinstance(exc, Http404) else None
        match = self.request.resolver_match
        if kept is None or match is None or self.request.method not in SAFE_METHODS:
            return super().handle_exception(exc)
        query = self.request.META.get("QUERY_STRING", "")
        path = reverse(match.view_name, kwargs={**self.kwargs, "pk": kept.pk}) + (
            f"?{query}" if query else ""
        )
        return Response(status=302, headers={"Location": self.request.build_absolute_uri(path)})

    @extend_schema(request=LinkBody, responses={201: RearrangementSerializer}, summary="Link a claim")
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def link(self, request: Request, pk: int) -> Response:
        """Show the claim in a second place."""
        row = services.link_claim(claim=self.get_object(), person=request.user, **self.typed(LinkBody))
        return told(row, request)

    @extend_schema(request=MoveBody, responses={201: RearrangementSerializer}, summary="Move a claim")
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def move(self, request: Request, pk: int) -> Response:
        """Move the claim with everything under it to another place of its debate."""
        row = services.move_claim(claim=self.get_object(), person=request.user, **self.typed(MoveBody))
        return told(row, request)

    @extend_schema(request=MergeClaimsBody, responses={201: RearrangementSerializer}, summary="Merge a claim")
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def merge(self, request: Request, pk: int) -> Response:
        """Merge the claim into another one of its debate; its address leads there from then on."""
        words = self.typed(MergeClaimsBody)
        row = services.merge_claims(claim=self.get_object(), person=request.user, **words)
        return told(row, request)

    @extend_schema(request=ExtractBody, responses={201: RearrangementSerializer}, summary="Extract a branch")
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def extract(self, request: Request, pk: int) -> Response:
        """Make a debate of the claim and everything under it; a link stays in its place."""
        row = services.extract_branch(claim=self.get_object(), person=request.user, **self.typed(ExtractBody))
        return told(row, request)


class RearrangedDebates(Door):
    """Debates with the list of what was rearranged in them."""

    @extend_schema(responses=RearrangementSerializer(many=True), summary="List a debate's rearrangements")
    @action(detail=True, filterset_class=None, pagination_class=None)
    def rearrangements(self, request: Request, pk: int) -> Response:
        """Return what was linked, moved, merged and extracted, the newest first; at most 200."""
        debate: Debate = self.get_object()
        rows: list[RearrangementRow] = rearrangements_of(debate, viewer=request.user, count=LISTED)
        return Response(RearrangementSerializer(rows, many=True).data)


class RearrangementViews(mixins.RetrieveModelMixin, Door):
    """One rearrangement: reading and undoing it."""

    serializer_class = RearrangementSerializer
    queryset = Rearrangement.objects.all()

    @extend_schema(responses=RearrangementSerializer, summary="Read a rearrangement")
    def retrieve(self, request: Request, pk: int) -> Response:
        """Return one rearrangement."""
        return told(Rearrangement(pk=pk), request, status.HTTP_200_OK)

    @extend_schema(request=None, responses=RearrangementSerializer, summary="Undo a rearrangement")
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Undo it while `undo_until` has not come; what came later stays where it can."""
        seen = rearrangement_seen(pk, request.user)
        if seen is None:
            raise Http404
        row = services.undo_rearrangement(rearrangement=seen, person=request.user)
        return told(row, request, status.HTTP_200_OK)
