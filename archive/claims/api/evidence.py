"""Evidence: reading cards, attaching them, marking one's own, and judging them."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims import services
from archive.claims.api.bodies import CardBody, JudgementBody, MarksBody
from archive.claims.api.claims import card_words
from archive.claims.api.filters import EvidenceFilter
from archive.claims.api.shapes import EvidenceSerializer, JudgementSerializer
from archive.claims.models import Evidence
from archive.claims.queries.cards import judgement_of
from archive.core.api.views import Reads


class ShownBody(serializers.Serializer):
    """Whether others' judgements are asked for before one's own."""

    show = serializers.ChoiceField(
        choices=["ratings"], required=False, help_text="Tell mean and steps also before one's own judgement."
    )


class EvidenceViews(Reads):
    """Evidence cards, with what the check of each quote gave."""

    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    queryset = Evidence.objects.all()

    def get_queryset(self) -> QuerySet[Evidence]:
        """Return what the caller may see, with what a row needs."""
        return Evidence.objects.visible_to(self.request.user).with_cites()

    @extend_schema(request=CardBody, responses={201: EvidenceSerializer}, summary="Attach evidence")
    def create(self, request: Request) -> Response:
        """Attach a card to a claim; its quote is checked at once, and saved whatever the check finds."""
        words = card_words(self.typed(CardBody))
        return self.made(services.attach_evidence(author=request.user, **words).pk)

    @extend_schema(request=MarksBody, responses=EvidenceSerializer, summary="Mark one's own card")
    def partial_update(self, request: Request, pk: int) -> Response:
        """Set which words of one's own card are read aloud; nothing else of a card can be changed."""
        services.mark_card(card=self.get_object(), author=request.user, **self.typed(MarksBody))
        return self.now(pk)

    @extend_schema(parameters=[ShownBody], responses=JudgementSerializer, summary="How a card was judged")
    @action(detail=True, filterset_class=None, pagination_class=None)
    def rating(self, request: Request, pk: int) -> Response:
        """Return the caller's judgement and the count; mean and steps after one's own, or with `show=ratings`."""
        asked = self.typed(ShownBody, request.query_params)
        return self.judgement(self.get_object(), asked=bool(asked))

    @extend_schema(request=JudgementBody, responses=JudgementSerializer, summary="Judge a card")
    @rating.mapping.put
    def rate(self, request: Request, pk: int) -> Response:
        """Say whether the quote shows what the tag says, 0 to 4; doing it twice is doing it once."""
        services.rate_card(card=self.get_object(), rater=request.user, **self.typed(JudgementBody))
        return self.judgement(self.get_object())

    @extend_schema(responses={204: None}, summary="Take one's judgement back")
    @rating.mapping.delete
    def unrate(self, request: Request, pk: int) -> Response:
        """Take one's judgement back; doing it twice is doing it once."""
        services.withdraw_card_rating(card=self.get_object(), rater=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def judgement(self, card: Evidence, *, asked: bool = False) -> Response:
        """Return how a card was judged as the caller may know it."""
        told = judgement_of(card, viewer=self.request.user, asked=asked)
        return Response(JudgementSerializer((card.pk, told)).data)
