"""What pages that stay open ask for: the debate's version, its news, one argument; and the reader's visit."""

from dataclasses import asdict

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from archive.claims import queries
from archive.claims.models import Claim, Debate
from archive.claims.queries.news import news_of, versions
from archive.claims.queries.visits import time_from
from archive.claims.services.visits import mark_read, note_visit
from archive.claims.views.threads import settings_of
from archive.core.paging import number_from

ASKED_AT_MOST = 150  # claims of one page
FRESH = "public, max-age=2"  # a proxy may answer a crowd


@require_safe
def version(request: HttpRequest, id: int) -> HttpResponse:
    """The debate's version, 304 to who knows it: the one thing that hundreds of readers ask again and again.

    It looks at neither session nor account, so most answers cost no query.
    """
    now = versions.of(id)
    if now is None:
        raise Http404
    headers = {"ETag": f'"{now}"', "Cache-Control": FRESH}
    response = HttpResponse(str(now), content_type="text/plain", headers=headers)
    answer = get_conditional_response(request, etag=headers["ETag"], response=response)
    return answer or response


@require_safe
def news(request: HttpRequest, id: int) -> HttpResponse:
    """What happened in a debate after the time `after`, to a page that shows the claims `ids`."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    after = time_from(request.GET.get("after", "")) or timezone.now()
    shown = ids_from(request.GET.get("ids", ""))
    found = news_of(debate, viewer=request.user, after=max(after, debate.created), shown=shown)
    told = {name: getattr(found, name) for name in found.__slots__}
    told["new"] = [asdict(one) for one in found.new]
    return JsonResponse(told, headers={"Cache-Control": "private, no-store"})


def ids_from(text: str) -> list[int]:
    """Return the ids in a list with commas, each once, at most as many as a page shows; nonsense is left out."""
    parts = text[: ASKED_AT_MOST * 20].split(",")
    found = dict.fromkeys(int(one) for one in parts if one.isascii() and one.isdigit() and len(one) < 19)
    return list(found)[:ASKED_AT_MOST]


@require_safe
def fragment(request: HttpRequest, id: int) -> HttpResponse:
    """One argument with its answers, to be put into a page whose nesting begins at the depth `top`."""
    seen = Claim.objects.visible_to(request.user).filter(depth__gt=0).select_related("debate")
    claim = get_object_or_404(seen, pk=id)
    top = min(number_from(request.GET, "top"), claim.depth - 1)
    context = settings_of(request, claim.debate, top)
    thread = queries.thread(claim.debate, viewer=request.user, root=claim, order=context["order"], top=top)
    return render(
        request,
        "claims/_argument.html",
        {**context, "argument": thread.top, "thread": thread, "debate": claim.debate},
    )


@require_POST
def visit(request: HttpRequest, id: int) -> HttpResponse:
    """Note that the reader is here, or with `read` that they know everything that stands there."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    if not request.user.is_authenticated:
        return redirect_to_login(debate.get_absolute_url())
    if "read" in request.POST:
        mark_read(reader=request.user, debate=debate)
        return redirect(debate)
    note_visit(reader=request.user, debate=debate)
    return HttpResponse(status=204)
