"""Pages of sources: the list, the reader, and drawing a claim from a passage."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from archive.claims import services
from archive.claims.forms.sources import DrawForm
from archive.claims.queries.drawing import Place, place_for_drawing
from archive.claims.queries.reader import reader_page
from archive.claims.queries.shelf import SHELVES, source_rows
from archive.core.forms import page, posted, signed_in
from archive.core.paging import number_from
from archive.sources.anchoring import occurrences
from archive.sources.models import Source

PER_PAGE = 20


def load(request: HttpRequest, id: int) -> Source:
    """Return the source if this reader may see it, else 404."""
    return get_object_or_404(Source.objects.visible_to(request.user).select_related("added_by"), pk=id)


def list(request: HttpRequest) -> HttpResponse:
    """Sources, newest first: those that can be read here, those only cited, or all."""
    shelf, skip = request.GET.get("show", ""), number_from(request.GET, "from")
    shelf = shelf if shelf in dict(SHELVES) else ""
    rows = source_rows(viewer=request.user, shelf=shelf, skip=skip, count=PER_PAGE + 1)
    context = {
        "sources": rows[:PER_PAGE],
        "shelf": shelf,
        "shelves": SHELVES,
        "skip": skip,
        "newer": max(0, skip - PER_PAGE),
        "older": skip + PER_PAGE if len(rows) > PER_PAGE else 0,
    }
    return render(request, "sources/list.html", context)


def read(request: HttpRequest, id: int, slug: str = "") -> HttpResponse:
    """The text or digest with the claims drawn from it; a wrong or missing slug leads to the right one."""
    source = load(request, id)
    if slug != source.slug:
        query = request.META.get("QUERY_STRING", "")
        return redirect(source.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)
    where = {
        name: number_from(request.GET, key)
        for name, key in {"version": "version", "first": "from", "at": "at", "paragraph": "paragraph"}.items()
    }
    reading = reader_page(source, viewer=request.user, **where)
    if reading is None:
        raise Http404("This source has no such version, paragraph or part.")
    return render(request, "sources/read.html", {"source": source, "reading": reading})


@signed_in
def draw(request: HttpRequest, id: int) -> HttpResponse:
    """Draw a claim from words of a source: a debate whose thesis keeps the passage."""
    source = load(request, id)
    form = DrawForm(posted(request), initial=request.GET.dict())
    place = place_for_drawing(source, viewer=request.user, **form.place())
    if place is None:
        raise Http404("This source has no such paragraph.")
    if request.method == "POST":
        debate = form.attempt(
            lambda: services.draw_claim(source=source, author=request.user, **form.cleaned_data)
        )
        if debate:
            tell_drawn(request, form, place, held=debate.held)
            return redirect(debate)
    return page(request, "sources/draw.html", {"source": source, "place": place}, form)


def tell_drawn(request: HttpRequest, form: DrawForm, place: Place, *, held: bool) -> None:
    """Say what may surprise: that the post waits, or that the first of several places was marked."""
    if held:
        messages.info(request, "Your claim waits for a moderator, as the first posts of an account do.")
    words = form.cleaned_data
    block = None if place.is_digest else place.block
    if block and not words["prefix"] and not words["suffix"]:
        times = len(occurrences(block.words, words["exact"].strip()))
        if times > 1:
            messages.info(
                request, f"These words stand {times} times in the paragraph; the first place is marked."
            )
