"""The public pages of moderation: the log of every decision, and the rules."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.moderation import queries
from archive.moderation.models import Decision


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
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Lead to one entry in its place in the log, which stays the same however long the log grows."""
    decision = get_object_or_404(Decision, pk=number)
    return redirect(f"{reverse('moderation:log')}?before={decision.pk + 1}#entry-{decision.pk}")


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules, and what happens when one is broken."""
    context = {"rules": queries.rules(), "first_posts": queries.first_posts_that_wait()}
    return render(request, "moderation/rules.html", context)
