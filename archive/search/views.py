"""The page of search, and what the field in the header offers while somebody types."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.search.choice import ONE, Found, Order, Search, cursor_after, key_from
from archive.search.forms import SearchForm
from archive.search.queries.finding import Results, found
from archive.search.queries.guessing import meant
from archive.search.queries.rows import rows_for
from archive.search.queries.suggestions import suggestions

PER_PAGE = 20
FIRST_LETTERS = 2


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, a page at a time; a cursor of another list begins at the first page."""
    form = SearchForm(request.GET, viewer=request.user)
    if not form.is_valid():
        context = {"form": form, "typed": form.data.get("q", ""), "results": Results(), "section": "search"}
        return render(request, "search/search.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    asked = form.search
    try:
        after = key_from(asked, request.GET.get("cursor", ""))
    except ValueError:
        after = None
    results = found(asked, viewer=request.user, after=after, count=PER_PAGE)
    guess = "" if results.hits or after else meant(asked.sought, asked.typed)
    context = {
        "form": form,
        "search": asked,
        "typed": asked.typed,
        "problem": asked.sought.problem,
        "results": results,
        "rows": rows_for(asked, results.hits, viewer=request.user),
        "found_by_kind": [(str(Found(kind).label), count) for kind, count in results.counts.items() if count],
        "ones": {kind.value: str(word) for kind, word in ONE.items()},
        "orders": [
            (word, asked.order == value, address(asked, order=value)) for value, word in Order.choices
        ],
        "guess": guess,
        "guess_url": address(asked, q=guess) if guess else "",
        "clear_url": f"?{only_words(asked)}",
        "older": address(asked, cursor=cursor_after(asked, results.last)) if results.last else "",
        "newer": address(asked) if after else "",
        "section": "search",
    }
    return render(request, "search/search.html", context)


def address(search: Search, **changed: str) -> str:
    """Return the query of the same search with some values changed."""
    query = QueryDict(mutable=True)
    for name, value in search.asked:
        if name not in changed:
            query.appendlist(name, value)
    query.update({name: value for name, value in changed.items() if value})
    return "?" + query.urlencode()


def only_words(search: Search) -> str:
    """Return the query of the same words without filters."""
    query = QueryDict(mutable=True)
    query["q"] = search.typed
    return query.urlencode()


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Return the list of things that it may be, from two letters on."""
    typed = request.GET.get("q", "")
    rows = suggestions(typed, viewer=request.user) if len(typed.strip()) >= FIRST_LETTERS else []
    response = render(request, "search/_suggestions.html", {"rows": rows, "typed": typed})
    response["Cache-Control"] = "private, max-age=30"
    return response
