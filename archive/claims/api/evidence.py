"""Evidence: reading cards, and attaching them."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims import services
from archive.claims.api.bodies import CardBody
from archive.claims.api.filters import EvidenceFilter
from archive.claims.api.shapes import EvidenceSerializer
from archive.claims.models import Evidence
from archive.core.api.views import Reads


class EvidenceViews(Reads):
    """Evidence cards, with what the check of each quote gave."""

    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    queryset = Evidence.objects.all()

    def get_queryset(self) -> QuerySet[Evidence]:
        """Return what the caller may see, with what a row needs."""
        return Evidence.objects.visible_to(self.request.user).select_related("source", "author")

    @extend_schema(request=CardBody, responses={201: EvidenceSerializer}, summary="Attach evidence")
    def create(self, request: Request) -> Response:
        """Attach a card to a claim; its quote is checked at once, and saved whatever the check finds."""
        words = {"source": None, **self.typed(CardBody)}
        return self.made(services.attach_evidence(author=request.user, **words).pk)
