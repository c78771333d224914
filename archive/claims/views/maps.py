"""The map of a debate and of a source: the whole at a glance, or one claim and what stands under it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from archive.claims import queries
from archive.claims.models import Claim, Debate
from archive.claims.queries.answering import kept_instead
from archive.claims.queries.map import is_under_one_of, map_of, theses_drawn, theses_on_map
from archive.claims.views.reader import load as load_source
from archive.core.paging import number_from

LAST = 999_999_999


def of_debate(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """The map of a debate; `?claim=` begins it at one claim. A wrong slug leads to the right one."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    if slug != debate.slug:
        return to_slug(request, reverse("debates:map", args=[debate.pk, debate.slug]))
    claim = claim_asked(request)
    if claim and (claim.debate_id, str(claim.pk)) != (debate.pk, request.GET["claim"]):
        return redirect(
            f"{reverse('debates:map', args=[claim.debate_id, claim.debate.slug])}?claim={claim.pk}"
        )
    tops = Claim.objects.filter(pk=claim.pk) if claim else theses_on_map(debate, request.user)
    drawn = map_of(tops, viewer=request.user)
    context = in_context(request, claim)
    theses = context["line"][:1] or ([drawn.centre] if drawn.centre else drawn.tops)
    if not theses:
        raise Http404("Its thesis was withdrawn.")
    queries.hide_title(debate, theses)
    context |= {"debate": debate, "debate_url": debate.get_absolute_url(), "map": drawn}
    return render(request, "debates/map.html", context | {"name": theses[0].statement})


def of_source(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """The map of what was drawn from a source: its theses are the inner ring."""
    source = load_source(request, id)
    if slug != source.slug:
        return to_slug(request, reverse("sources:map", args=[source.pk, source.slug]))
    theses = theses_drawn(source, request.user)
    claim = claim_asked(request)
    if claim and not is_under_one_of(claim, theses):
        raise Http404("No such claim was drawn from this source.")
    drawn = map_of(Claim.objects.filter(pk=claim.pk) if claim else theses, viewer=request.user)
    context = in_context(request, claim) | {"source": source, "map": drawn}
    return render(request, "debates/map.html", context)


def to_slug(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to the right address of the page, the query kept."""
    query = request.META["QUERY_STRING"]
    return redirect(f"{address}{'?' * bool(query)}{query}", permanent=False)


def claim_asked(request: HttpRequest) -> Claim | None:
    """Return the claim that the map is to begin at, None for the whole; 404 for one that is not there.

    It is another one than the address says if that was merged.
    """
    if not request.GET.get("claim"):
        return None
    asked = number_from(request.GET, "claim", LAST)
    if kept := kept_instead(asked, viewer=request.user):
        return kept
    seen = Claim.objects.visible_to(request.user).select_related("debate", "author", "same_as")
    return get_object_or_404(seen, pk=asked)


def in_context(request: HttpRequest, claim: Claim | None) -> dict[str, Any]:
    """Return the line of argument above the claim that is in the middle, and it; an empty line for the whole."""
    if claim is None:
        return {"line": [], "row": None}
    row = queries.claim_row(claim, request.user, debate_open=claim.debate.is_open)
    return {"line": queries.line_of_argument(claim, viewer=request.user), "row": row}
