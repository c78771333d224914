"""The list of sources, and all cards that lean on one."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.claims.models.evidence import Bearing
from archive.claims.queries.reading import card_counts, cards_citing
from archive.claims.queries.shelf import ORDERS, SHELVES, Choice, source_rows
from archive.claims.views.reader import load
from archive.core.paging import number_from
from archive.sources.models import Kind

PER_PAGE = 20
CARDS_PER_PAGE = 50
SIDES = (
    (gettext_lazy("Supports its claim"), Bearing.SUPPORTS),
    (gettext_lazy("Undermines its claim"), Bearing.UNDERMINES),
)
LONGEST_WORDS = 200
ORDER_WORDS = (
    ("added", gettext_lazy("Newest here")),
    ("date", gettext_lazy("Newest of date")),
    ("oldest", gettext_lazy("Oldest of date")),
    ("title", gettext_lazy("By title")),
)


def list(request: HttpRequest) -> HttpResponse:
    """Sources: those that can be read here, those only cited, or all, by words, kind and order."""
    choice, skip = choice_from(request.GET), number_from(request.GET, "from")
    rows = source_rows(viewer=request.user, choice=choice, skip=skip, count=PER_PAGE + 1)
    kept = {"show": choice.shelf, "q": choice.words, "kind": choice.kind, "order": choice.order}
    context = {
        "sources": rows[:PER_PAGE],
        "choice": choice,
        "shelves": [
            (word, choice.shelf == value, address(kept | {"show": value})) for value, word in SHELVES
        ],
        "orders": ORDER_WORDS,
        "kinds": Kind.choices,
        "skip": skip,
        "newer": address(kept | {"from": str(max(0, skip - PER_PAGE))}) if skip else "",
        "older": address(kept | {"from": str(skip + PER_PAGE)}) if len(rows) > PER_PAGE else "",
    }
    return render(request, "sources/list.html", context)


def choice_from(query: QueryDict) -> Choice:
    """Return the choice that an address asks for; words that it does not know choose nothing."""
    shelf, kind, order = query.get("show", ""), query.get("kind", ""), query.get("order", "")
    return Choice(
        shelf=shelf if shelf in dict(SHELVES) else "",
        words=query.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS],
        kind=kind if kind in Kind.values else "",
        order=order if order in ORDERS else "added",
    )


def address(kept: dict[str, str]) -> str:
    """Return the query of the list with these values, without the empty ones."""
    query = QueryDict(mutable=True)
    query.update(
        {name: value for name, value in kept.items() if value and (name, value) != ("order", "added")}
    )
    return "?" + query.urlencode()


def cards(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """Every card that cites a source, in all debates, those of one bearing or all."""
    source = load(request, id)
    if slug != source.slug:
        return redirect("sources:cards", id, source.slug, permanent=True)
    bearing, skip = request.GET.get("bearing", ""), number_from(request.GET, "from")
    bearing = bearing if bearing in Bearing.values else ""
    rows = cards_citing(source, viewer=request.user, bearing=bearing, skip=skip, count=CARDS_PER_PAGE)
    counts = card_counts(source, viewer=request.user)
    kept = {"bearing": bearing}
    context = {
        "source": source,
        "rows": rows[:CARDS_PER_PAGE],
        "sides": [(_("All"), "", sum(counts.values()))]
        + [(word, value, counts.get(value, 0)) for word, value in SIDES],
        "bearing": bearing,
        "newer": address(kept | {"from": str(max(0, skip - CARDS_PER_PAGE))}) if skip else "",
        "older": address(kept | {"from": str(skip + CARDS_PER_PAGE)}) if len(rows) > CARDS_PER_PAGE else "",
    }
    return render(request, "sources/cards.html", context)
