"""Index of the API: the one router, the schema, its reader, and the page about it all."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter
from rest_framework.views import APIView

from archive.accounts.api import MeView
from archive.claims.api.bookmarks import BookmarkViews
from archive.claims.api.claims import ClaimViews
from archive.claims.api.debates import DebateViews
from archive.claims.api.drafts import DraftsView
from archive.claims.api.evidence import EvidenceViews
from archive.claims.api.imports import ImportViews
from archive.claims.api.passages import PassageViews
from archive.claims.api.people import PersonView
from archive.claims.api.rearranging import RearrangementViews
from archive.claims.api.similar import SimilarViews
from archive.claims.api.sources import SourceViews
from archive.claims.api.statistics import DebateStatisticsView, SiteStatisticsView
from archive.claims.api.suggestions import SuggestionViews
from archive.claims.api.talk import CommentViews
from archive.claims.api.topics import TopicViews
from archive.claims.models import Claim
from archive.core.api.schema import whole_schema
from archive.exchange.api import RecordsView
from archive.moderation.api.appeals import AppealView
from archive.moderation.api.deciding import DecidingViews, ErasureViews
from archive.moderation.api.reports import ReasonsView, ReportsView
from archive.notices.api import FollowViews, NoticeViews
from archive.search.api import SearchViews


class SchemaView(SpectacularAPIView):
    """The OpenAPI document, as YAML or JSON."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the document."""
        return Response(whole_schema())


class NothingView(APIView):
    """Every other address under the API's."""

    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer 404 in the API's own shape, whatever the method."""
        raise Http404


def front(request: HttpRequest) -> HttpResponse:
    """What the API offers, how to get a token, and examples with addresses that are here."""
    claim = Claim.objects.visible_to(None).published().filter(parent=None).order_by("id").first()
    return render(request, "api/front.html", {"claim": claim, "root": request.build_absolute_uri("/api/v1/")})


router = DefaultRouter(use_regex_path=False)
router.include_format_suffixes = False
router.register("sources", SourceViews, "source")
router.register("passages", PassageViews, "passage")
router.register("debates", DebateViews, "debate")
router.register("claims", ClaimViews, "claim")
router.register("evidence", EvidenceViews, "evidence")
router.register("bookmarks", BookmarkViews, "bookmark")
router.register("comments", CommentViews, "comment")
router.register("imports", ImportViews, "import")
router.register("topics", TopicViews, "topic")
router.register("follows", FollowViews, "follow")
router.register("notifications", NoticeViews, "notification")
router.register("rearrangements", RearrangementViews, "rearrangement")
router.register("suggestions", SuggestionViews, "suggestion")

version_1 = [
    path("claims/similar/", SimilarViews.as_view({"get": "claims"}), name="claims-similar"),
    path("debates/similar/", SimilarViews.as_view({"get": "debates"}), name="debates-similar"),
    path("debates/<int:pk>/statistics/", DebateStatisticsView.as_view(), name="debate-statistics"),
    path("statistics/", SiteStatisticsView.as_view(), name="statistics"),
    path("decisions/", DecidingViews.as_view({"post": "create"}), name="decide"),
    path("decisions/<int:pk>/undo/", DecidingViews.as_view({"post": "undo"}), name="decision-undo"),
    path("erasures/<int:pk>/confirm/", ErasureViews.as_view({"post": "confirm"}), name="erasure-confirm"),
    path("erasures/<int:pk>/decline/", ErasureViews.as_view({"post": "decline"}), name="erasure-decline"),
    path("", include(router.urls)),
    path("report-reasons/", ReasonsView.as_view(), name="report-reasons"),
    path("decisions/<int:number>/appeal/", AppealView.as_view(), name="appeal"),
    path("reports/", ReportsView.as_view(), name="reports"),
    path("me/", MeView.as_view(), name="me"),
    path("people/<str:username>/", PersonView.as_view(), name="person"),
    path("drafts/", DraftsView.as_view(), name="drafts"),
    path("search/", SearchViews.as_view({"get": "search"}), name="search"),
    path("search/suggestions/", SearchViews.as_view({"get": "suggest"}), name="search-suggestions"),
    path("records/", RecordsView.as_view(), name="records"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path(r"^.*/$", NothingView.as_view()),
]
urlpatterns = [path("", front, name="front"), path("v1/", include(version_1))]
