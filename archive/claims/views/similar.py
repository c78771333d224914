"""The fragment with claims that say about the same as what is being written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.claims.models import Debate
from archive.claims.queries.similar import similar_claims
from archive.core.paging import number_from


def similar(request: HttpRequest) -> HttpResponse:
    """A list of similar claims, or nothing; a debate that is not there counts as none."""
    number = number_from(request.GET, "debate", 999_999_999)
    debate = Debate.objects.visible_to(request.user).filter(pk=number).first() if number else None
    rows = similar_claims(request.GET.get("statement", ""), viewer=request.user, debate=debate)
    return render(request, "claims/_similar.html", {"similar": rows})
