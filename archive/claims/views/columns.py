"""The columns of a debate: one claim, what supports it on the left, what opposes it on the right."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from archive.claims import queries
from archive.claims.models import Claim, Debate
from archive.claims.queries.answering import kept_instead
from archive.claims.queries.columns import claim_of, columns
from archive.core.models import Stance
from archive.core.paging import number_from

LAST = 999_999_999
SKIPS = {Stance.SUPPORTS: "for_from", Stance.OPPOSES: "against_from"}


def read(request: HttpRequest, debate: Debate) -> HttpResponse:
    """One claim of the debate between its two sides; without `?claim=` the first thesis."""
    asked = number_from(request.GET, "claim", LAST) if request.GET.get("claim") else None
    claim = claim_of(debate, request.user, asked)
    if claim is None:
        return lead_on(request, asked or 0)
    skips = {stance.value: number_from(request.GET, name) for stance, name in SKIPS.items()}
    seen = columns(debate, claim, viewer=request.user, skips=skips)
    queries.hide_title(debate, [*seen.line, seen.top][:1])
    context = {
        "debate": debate,
        "debate_url": debate.get_absolute_url(),
        "columns": seen,
        "row": seen.top,
        "minimap": queries.minimap(debate, viewer=request.user, here=claim.pk),
    }
    return render(request, "debates/columns.html", context)


def lead_on(request: HttpRequest, asked: int) -> HttpResponse:
    """Lead to a claim that went to another debate, or to the columns of what it was merged into; else 404."""
    if kept := kept_instead(asked, viewer=request.user):
        return redirect(f"{kept.debate.get_absolute_url()}?view=columns&claim={kept.pk}")
    return redirect(get_object_or_404(Claim.objects.visible_to(request.user), pk=asked))
