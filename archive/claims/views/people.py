"""The page of one person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.accounts.models import User
from archive.claims.queries import contributions_of
from archive.core.paging import number_from

PER_PAGE = 20


def read(request: HttpRequest, username: str) -> HttpResponse:
    """Who they are and what they posted, as far as this reader may see it."""
    person = get_object_or_404(User, username__iexact=username, is_active=True)
    skip = number_from(request.GET, "from")
    rows = contributions_of(person, viewer=request.user, skip=skip, count=PER_PAGE + 1)
    older = skip + PER_PAGE if len(rows) > PER_PAGE else 0
    newer = max(0, skip - PER_PAGE) if skip else None
    return render(
        request,
        "people/read.html",
        {"person": person, "rows": rows[:PER_PAGE], "older": older, "newer": newer},
    )
