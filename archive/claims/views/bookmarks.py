"""Bookmarks: keeping and dropping one beside its claim, and the page of all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from archive.claims import services
from archive.claims.queries.bookmarks import bookmarks_of, is_bookmarked
from archive.claims.queries.people import PER_PAGE
from archive.claims.views.claims import in_context, load
from archive.claims.views.parts import in_place, outcome
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.core.paging import number_from

FARTHEST = 999_999_999


@signed_in
def bookmark(request: HttpRequest, id: int) -> HttpResponse:
    """Keep a bookmark of a claim, or drop it; in an open page the button is exchanged."""
    claim = load(request, id)
    form = PlainForm(posted(request))
    back = "withdraw" in request.POST
    if request.method == "POST" and form.attempt(lambda: save(request, id, back)):
        if in_place(request):
            return outcome(
                request, "claims/_bookmark.html", {"claim_id": id, "bookmarked": not back, "fresh": True}
            )
        messages.success(request, _("The bookmark is removed.") if back else _("The claim is bookmarked."))
        return redirect(claim)
    context = in_context(request, claim) | {"bookmarked": is_bookmarked(claim, viewer=request.user)}
    return page(request, "claims/bookmark.html", context, form)


def save(request: HttpRequest, id: int, back: bool) -> bool:
    """Call the one service that the button asked for."""
    act = services.drop_bookmark if back else services.keep_bookmark
    act(claim=load(request, id), owner=request.user)
    return True


@signed_in
def bookmarks(request: HttpRequest) -> HttpResponse:
    """Show everything that the person has bookmarked; drop one of them by its number."""
    if request.method == "POST":
        services.drop_row(owner=request.user, number=number_from(request.POST, "drop", FARTHEST))
        messages.success(request, _("The bookmark is removed."))
        return redirect("bookmarks:list")
    before = number_from(request.GET, "before", FARTHEST)
    rows = bookmarks_of(request.user, before=before)
    older = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else 0
    context = {"rows": rows[:PER_PAGE], "before": before, "older": older}
    return render(request, "people/bookmarks.html", context)
