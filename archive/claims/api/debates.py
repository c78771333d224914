"""Debates: reading, the thread, opening, drawing from a passage, closing and concluding."""

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims import queries, services
from archive.claims.api.bodies import DebateBody, StateBody, ThesisBody, ThreadBody
from archive.claims.api.curators import CuratedDebates
from archive.claims.api.debate_shapes import BibliographySerializer, DebateSerializer, ThreadSerializer
from archive.claims.api.filters import DebateFilter
from archive.claims.api.rearranging import RearrangedDebates
from archive.claims.api.shapes import ClaimSerializer
from archive.claims.api.topics import FileBody
from archive.claims.models import Claim, Debate
from archive.claims.queries.bibliography import sources_of
from archive.claims.queries.leaning import with_marks
from archive.core.api.refusals import within
from archive.core.api.views import Reads


class DebateViews(CuratedDebates, RearrangedDebates, Reads):
    """Debates with their theses."""

    serializer_class = DebateSerializer
    filterset_class = DebateFilter
    queryset = Debate.objects.all()

    def get_queryset(self) -> QuerySet[Debate]:
        """Return what the caller may see, with what the answer needs."""
        theses = Claim.objects.placed_for(self.request.user).filter(parent=None).order_by("path")
        shown = Prefetch("claims", with_marks(theses.select_related("author", "same_as")), to_attr="theses")
        seen = Debate.objects.visible_to(self.request.user).select_related("opener")
        return seen.prefetch_related(shown, "topics", "curators")

    @extend_schema(request=DebateBody, responses={201: DebateSerializer}, summary="Open a debate")
    def create(self, request: Request) -> Response:
        """Open a debate with one thesis, a question with several, or draw the thesis from words of a source."""
        words = self.typed(DebateBody)
        passage = words.pop("passage", None)
        if passage is None:
            return self.made(services.open_debate(author=request.user, **words).pk)
        place = {name: value for name, value in passage.items() if value is not None}
        with within("passage", passage):
            debate = services.draw_claim(author=request.user, statement=words["statement"], **place)
        return self.made(debate.pk)

    @extend_schema(
        request=StateBody, responses=DebateSerializer, summary="Close, conclude or reopen a debate"
    )
    @action(detail=True, methods=["post"])
    def state(self, request: Request, pk: int) -> Response:
        """Give the debate another state, with a reason; for its curators."""
        services.set_debate_state(debate=self.get_object(), by=request.user, **self.typed(StateBody))
        return self.now(pk)

    @extend_schema(
        operation_id="debates_add_thesis",
        request=ThesisBody,
        responses={201: ClaimSerializer},
        summary="Add a thesis to a question",
    )
    @action(detail=True, methods=["post"], url_path="theses", filterset_class=None, pagination_class=None)
    def thesis(self, request: Request, pk: int) -> Response:
        """Add a thesis to a debate that has a title."""
        debate = self.get_object()
        made = services.post_thesis(debate=debate, author=request.user, **self.typed(ThesisBody))
        claim = with_marks(Claim.objects.filter(pk=made.pk).select_related("author", "same_as")).get()
        shown = ClaimSerializer(claim, context=self.get_serializer_context())
        response = Response(shown.data, status=status.HTTP_201_CREATED)
        response["Location"] = request.build_absolute_uri(f"/api/v1/claims/{claim.pk}/")
        return response

    @extend_schema(request=FileBody, responses=DebateSerializer, summary="File a debate under topics")
    @action(detail=True, methods=["post"], url_path="topics", filterset_class=None, pagination_class=None)
    def file(self, request: Request, pk: int) -> Response:
        """File a debate under these topics and no others; for its curators."""
        services.file_debate(debate=self.get_object(), by=request.user, **self.typed(FileBody))
        return self.now(pk)

    @extend_schema(parameters=[ThreadBody], responses=ThreadSerializer, summary="Read a debate's thread")
    @action(detail=True, filterset_class=None, pagination_class=None)
    def thread(self, request: Request, pk: int) -> Response:
        """Return the thread as its page shows it: nested, at most 120 claims, `more` where it goes on."""
        debate = self.get_object()
        asked = self.typed(ThreadBody, request.query_params)
        root = top_of(debate, asked.pop("claim", None), request)
        thread = queries.thread(debate, viewer=request.user, root=root, **asked)
        told = {"debate": debate.pk, "version": debate.version, "order": thread.order, "claims": thread.tops}
        return Response(ThreadSerializer(told, context=self.get_serializer_context()).data)

    @extend_schema(responses=BibliographySerializer(many=True), summary="List the sources of a debate")
    @action(detail=True, filterset_class=None, pagination_class=None)
    def sources(self, request: Request, pk: int) -> Response:
        """Return what the debate's claims were drawn from and its cards cite, by author; at most 2,000.

        The whole list is also a BibTeX, RIS or CSL-JSON file at the page's address.
        """
        rows = sources_of(self.get_object(), viewer=request.user)
        return Response(BibliographySerializer(rows, many=True).data)


def top_of(debate: Debate, claim_id: int | None, request: Request) -> Claim | None:
    """Return the claim of the debate to begin at, None for the theses; refuse one that is not there."""
    if claim_id is None:
        return None
    claim = Claim.objects.visible_to(request.user).filter(debate=debate, pk=claim_id).first()
    if claim is None:
        raise ValidationError({"claim": [_("There is no such claim in this debate.")]}, code="does_not_exist")
    return claim
