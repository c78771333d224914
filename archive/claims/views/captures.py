"""The page that compares two captures of a source."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.claims.queries.comparison import comparison
from archive.claims.views.reader import load
from archive.core.paging import number_from


def compare(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """Two captures paragraph by paragraph, the newest and the one before unless others are asked for."""
    source = load(request, id, merged=bool(number_from(request.GET, "old")))
    if slug != source.slug:
        return redirect("sources:compare", id, source.slug, permanent=True)
    asked = {name: number_from(request.GET, name) for name in ("old", "new")}
    found = comparison(source, **asked, skip=number_from(request.GET, "from"))
    if found is None:
        raise Http404("This source has no two such versions.")
    return render(request, "sources/compare.html", {"source": source, "found": found})
