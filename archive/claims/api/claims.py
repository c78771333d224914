"""Claims: reading, arguing, rewording, withdrawing, and one's own rating."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims import services
from archive.claims.api.bodies import ArgumentBody, RatingBody, RewordBody
from archive.claims.api.bookmarks import BookmarkedClaims
from archive.claims.api.filters import ClaimFilter
from archive.claims.api.rearranging import RearrangedClaims
from archive.claims.api.shapes import (
    ClaimSerializer,
    DrawingSerializer,
    OneClaimSerializer,
    RatingSerializer,
    RatingsSerializer,
)
from archive.claims.api.standing import ExplanationSerializer
from archive.claims.models import Claim, Rating
from archive.claims.queries.anchors import anchors_of
from archive.claims.queries.leaning import with_marks
from archive.claims.queries.ratings import ratings_of
from archive.claims.queries.standing import explanation
from archive.claims.services.pasted import record_given
from archive.core.api.views import Reads


def card_words(words: dict[str, Any]) -> dict[str, Any]:
    """Return what the service takes of a card: its source by number, by fields or by a pasted record."""
    words = {"source": None, **words}
    record = words.pop("record", "")
    if words["source"] is None:
        words["new_source"] = record_given(words.get("new_source") or {}, record).fields
    return words


class ClaimViews(BookmarkedClaims, RearrangedClaims, Reads):
    """Claims of every debate; a claim that is not published keeps its place and says why."""

    serializer_class = ClaimSerializer
    filterset_class = ClaimFilter
    queryset = Claim.objects.all()

    def get_queryset(self) -> QuerySet[Claim]:
        """Return what the caller may see, with what a row needs."""
        seen = Claim.objects.visible_to(self.request.user).select_related("author", "same_as", "debate")
        return with_marks(seen)

    @extend_schema(responses=OneClaimSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Return one claim with the passages that it was drawn from."""
        claim = self.get_object()
        drawn = DrawingSerializer(anchors_of(claim, viewer=request.user), many=True)
        return Response({**self.get_serializer(claim).data, "drawn_from": drawn.data})

    @extend_schema(request=ArgumentBody, responses={201: ClaimSerializer}, summary="Post an argument")
    def create(self, request: Request) -> Response:
        """Post a supporting argument or a counterargument under a claim, with its evidence if there is some."""
        words = self.typed(ArgumentBody)
        debate, card = words.pop("debate", None), words.pop("evidence", None)
        claim = services.post_with_evidence(
            author=request.user, debate_id=debate and debate.pk, card=card and card_words(card), **words
        )
        return self.made(claim.pk)

    @extend_schema(request=RewordBody, responses=ClaimSerializer, summary="Reword one's own claim")
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change one's own words, within half an hour and while nobody has rated or answered them."""
        services.reword_claim(claim=self.get_object(), author=request.user, **self.typed(RewordBody))
        return self.now(pk)

    @extend_schema(request=None, responses=ClaimSerializer, summary="Withdraw one's own claim")
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        """Take one's own claim back: a tombstone if it has answers, out of sight if not."""
        services.withdraw_claim(claim=self.get_object(), author=request.user)
        return self.now(pk)

    @extend_schema(request=None, responses={200: ClaimSerializer}, summary="Put one's withdrawn claim back")
    @withdraw.mapping.delete
    def reinstate(self, request: Request, pk: int) -> Response:
        """Put one's own withdrawn claim back in its place, while it can be; twice is once."""
        services.reinstate_claim(claim=self.get_object(), author=request.user)
        return self.now(pk)

    @extend_schema(responses=ExplanationSerializer, summary="Why a claim stands where it does")
    @action(detail=True, filterset_class=None, pagination_class=None)
    def standing(self, request: Request, pk: int) -> Response:
        """Return how the standing is made up of ratings and arguments, and what would change it."""
        return Response(ExplanationSerializer(explanation(self.get_object())).data)

    @extend_schema(responses=RatingSerializer, summary="One's own rating")
    @action(detail=True, permission_classes=[IsAuthenticated], filterset_class=None, pagination_class=None)
    def rating(self, request: Request, pk: int) -> Response:
        """Return the caller's rating of the claim; both scales are null while there is none."""
        claim = self.get_object()
        mine = Rating.objects.filter(claim=claim, rater=request.user).first() or Rating(claim=claim)
        return Response(RatingSerializer(mine).data)

    @extend_schema(request=RatingBody, responses=RatingSerializer, summary="Rate a claim")
    @rating.mapping.put
    def rate(self, request: Request, pk: int) -> Response:
        """Rate the claim on one or both scales; doing it twice is doing it once."""
        rating = services.rate_claim(claim=self.get_object(), rater=request.user, **self.typed(RatingBody))
        return Response(RatingSerializer(rating).data)

    @extend_schema(request=RatingBody, responses=RatingSerializer, summary="Change one's rating")
    @rating.mapping.patch
    def rerate(self, request: Request, pk: int) -> Response:
        """Rate on one scale and leave the other as it was; the same as PUT."""
        return self.rate(request, pk)

    @extend_schema(responses={204: None}, summary="Take one's rating back")
    @rating.mapping.delete
    def unrate(self, request: Request, pk: int) -> Response:
        """Take one's rating back; doing it twice is doing it once."""
        services.withdraw_rating(claim=self.get_object(), rater=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=RatingsSerializer, summary="How a claim was rated")
    @action(detail=True, filterset_class=None, pagination_class=None)
    def ratings(self, request: Request, pk: int) -> Response:
        """Return means and steps of both scales, and the caller's own rating; asking here is asking to be shown."""
        told = ratings_of(self.get_object(), viewer=request.user, asked=True)
        return Response(RatingsSerializer((pk, told)).data)

    @extend_schema(request=None, responses=ClaimSerializer, summary="Ask for evidence")
    @action(detail=True, methods=["put"], url_path="evidence-request")
    def ask(self, request: Request, pk: int) -> Response:
        """Ask for evidence under the claim; doing it twice is doing it once. The next card answers it."""
        services.ask_for_evidence(claim=self.get_object(), person=request.user)
        return self.now(pk)

    @extend_schema(request=None, responses={204: None}, summary="Stop asking for evidence")
    @ask.mapping.delete
    def unask(self, request: Request, pk: int) -> Response:
        """Stop asking; doing it twice is doing it once."""
        services.withdraw_asking(claim=self.get_object(), person=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
