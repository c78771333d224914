"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.claims import queries
from archive.claims.queries.lists import order_from
from archive.sources.queries import featured_source


def home(request: HttpRequest) -> HttpResponse:
    """What the archive is, its debates, the newest source with a digest, and work that waits."""
    order = order_from(request.GET.get("order", ""))
    return render(
        request,
        "home.html",
        {
            "debates": queries.debate_rows(viewer=request.user, order=order, count=12),
            "order": order,
            "totals": queries.totals(request.user),
            "source": featured_source(),
            "unanswered": queries.unanswered(),
            "needs_evidence": queries.needs_evidence(),
        },
    )
