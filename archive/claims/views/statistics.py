"""Statistics: a page of charts and a file of figures, for each debate and for the site."""

import csv
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from archive.claims.models import Debate
from archive.claims.queries.bibliography import name_of
from archive.claims.queries.charted import charts_of, rows_of
from archive.claims.queries.statistics import count_debate
from archive.claims.services.statistics import site_statistics

HEADER = ("chart", "label", "value")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WAIT = 60  # seconds


def of_site(request: HttpRequest) -> HttpResponse:
    """The figures of the site as charts, as they were last counted."""
    counts = site_statistics()
    context = {"counts": counts, "charts": charts_of(counts) if counts else []}
    return render(request, "statistics/site.html", context)


def site_file(request: HttpRequest) -> HttpResponse:
    """The figures of the site as CSV; 503 until they were counted for the first time."""
    counts = site_statistics()
    if counts is None:
        says = _("The figures are being counted for the first time.")
        headers = {"Retry-After": str(WAIT)}
        return HttpResponse(says, status=503, content_type="text/plain; charset=utf-8", headers=headers)
    return file_of(rows_of(charts_of(counts)), "statistics")


def of_debate(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """The figures of a debate as charts; a wrong slug leads to the right address."""
    debate = load(id)
    if slug != debate.slug:
        return redirect("debates:statistics", id, debate.slug)
    counts = count_debate(debate)
    context = {"debate": debate, "name": name_of(debate, viewer=None), "counts": counts}
    return render(request, "statistics/debate.html", context | {"charts": charts_of(counts)})


def debate_file(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """The figures of a debate as CSV."""
    debate = load(id)
    if slug != debate.slug:
        return redirect("debates:statistics_file", id, debate.slug)
    return file_of(rows_of(charts_of(count_debate(debate))), f"{debate.slug}-statistics")


def load(id: int) -> Debate:
    """Return a debate that everybody may see, else 404: what waits for a moderator has no figures."""
    return get_object_or_404(Debate.objects.visible_to(None), pk=id)


def file_of(rows: Iterable[tuple[str, str, int]], name: str) -> HttpResponse:
    """Return figures as CSV, one a row, with what no spreadsheet takes for a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    table = csv.writer(response)
    table.writerow(HEADER)
    table.writerows((safe(chart), safe(label), value) for chart, label, value in rows)
    return response


def safe(words: str) -> str:
    """Return the words of a cell; a quotation mark comes before what a spreadsheet would calculate."""
    return f"'{words}" if words.startswith(FORMULA) else words
