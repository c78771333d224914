"""The public pages of moderation: the log of every decision, and the rules."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.moderation import queries


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show a page of the log, newest first; `?before=` is the number of the entry to go on below."""
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdigit()):
        raise Http404("no such entry")
    entries, more = queries.log(viewer=request.user, before=int(before[:19]) if before else None)
    context = {"entries": entries, "more": more, "before": before, "count": queries.entries_count()}
    return render(request, "moderation/log.html", context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules, and what happens when one is broken."""
    context = {"rules": queries.rules(), "first_posts": queries.first_posts_that_wait()}
    return render(request, "moderation/rules.html", context)
