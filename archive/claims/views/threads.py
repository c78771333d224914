"""What every page with a thread on it is given, and the further answers of one claim, asked for in place."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.vary import vary_on_headers

from archive.claims import queries
from archive.claims.models import Claim, Debate
from archive.claims.queries.filters import filter_words
from archive.claims.queries.threads import LEVELS, ORDER_WORDS, order_of
from archive.core.paging import number_from

ALL_LEVELS = 99


def settings_of(request: HttpRequest, debate: Debate, top: int = 0) -> dict[str, Any]:
    """Return what the templates of a thread need beside its rows; `top` is the depth at which the page begins.

    Claims at `deepest` levels below it lead on to their own page; answers are open down to `levels`.
    """
    return {
        "order": order_of(request.GET.get("order", "")),
        "orders": ORDER_WORDS.items(),
        "filters": filter_words(request.user),
        "levels": number_from(request.GET, "levels") or ALL_LEVELS,
        "top_depth": top,
        "deepest": LEVELS,
        "debate_url": debate.get_absolute_url(),
    }


@vary_on_headers("HX-Request")
def answers(request: HttpRequest, id: int) -> HttpResponse:
    """The next answers of a claim as a part of the page that asked; whoever comes here otherwise reads its page."""
    claims = Claim.objects.visible_to(request.user).select_related("debate")
    claim = get_object_or_404(claims, pk=id)
    skip, top = number_from(request.GET, "from"), min(number_from(request.GET, "top"), claim.depth)
    context = settings_of(request, claim.debate, top)
    if not request.headers.get("HX-Request"):
        return redirect(f"{claim.get_absolute_url()}?{urlencode({'from': skip, 'order': context['order']})}")
    thread = queries.thread(
        claim.debate, viewer=request.user, root=claim, order=context["order"], skip=skip, top=top
    )
    return render(request, "claims/_further.html", {**context, "debate": claim.debate, "thread": thread})
