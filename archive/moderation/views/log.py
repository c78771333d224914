"""The public pages of moderation: the log of every decision, and the rules."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.moderation import queries
from archive.moderation.models import Rule
from archive.moderation.queries.log import ACTS
from archive.moderation.queries.log_rows import COLUMNS, LogFilter, filter_from, moderators, table_rows


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show a page of the log, newest first; `?before=` is the number of the entry to go on below."""
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdigit()):
        raise Http404("no such entry")
    kept = filter_from(request.GET)
    number = min(int(before[:19]), 2**63 - 1) if before else None
    entries, more = queries.log(viewer=request.user, before=number, kept=kept.kept)
    narrowed = request.GET.copy()
    narrowed.pop("before", None)
    context = {
        "entries": entries,
        "more": more,
        "before": before,
        "count": queries.entries_count(),
        "kept": kept,
        "narrowed": narrowed.urlencode(),
        "acts": ACTS.items(),
        "rules": [(rule.value, rule.parts[0]) for rule in Rule],
        "moderators": moderators(),
    }
    return render(request, "moderation/log.html", context)


@require_safe
def table(request: HttpRequest) -> StreamingHttpResponse:
    """Send the log as CSV, oldest first, narrowed as its page is."""
    answer = StreamingHttpResponse(lines_of(filter_from(request.GET)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="moderation-log.csv"'
    return answer


def lines_of(kept: LogFilter) -> Iterator[str]:
    """Yield the lines of the table."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for row in table_rows(kept):
        writer.writerow([as_cell(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def as_cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules, and what happens when one is broken."""
    context = {"rules": queries.rules(), "first_posts": queries.first_posts_that_wait()}
    return render(request, "moderation/rules.html", context)
