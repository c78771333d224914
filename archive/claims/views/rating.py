"""Rating a claim, on a page of its own or in place in the thread, and how others rated it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from archive.claims import services
from archive.claims.forms.arguing import RateForm
from archive.claims.models import Claim
from archive.claims.queries.ratings import rating_by, ratings_of
from archive.claims.views.arguing import in_place, part_or_page
from archive.claims.views.claims import in_context, load, place_of
from archive.core.forms import PlainForm, posted, signed_in


def rate(request: HttpRequest, id: int) -> HttpResponse:
    """Rate a claim, or only look at how others rated it, which visitors may as well."""
    if "others" in request.GET and not request.user.is_authenticated and request.method != "POST":
        return show(request, load(request, id), None)
    return rate_it(request, id)


@signed_in
def rate_it(request: HttpRequest, id: int) -> HttpResponse:
    """Rate a claim on its scales, change the rating, or take it back."""
    claim = load(request, id)
    mine = rating_by(claim, request.user)
    initial = {"convincing": mine.convincing, "bearing": mine.bearing} if mine else {}
    form = RateForm(posted(request), initial=initial)
    if request.method == "POST" and form.attempt(lambda: save(claim, request, form)):
        return rated(
            request,
            id,
            "Your rating is taken back." if form.cleaned_data["withdraw"] else "Your rating is saved.",
        )
    return show(request, claim, form)


def show(request: HttpRequest, claim: Claim, form: RateForm | None) -> HttpResponse:
    """Return the scales, and how others rated if this reader may know it now."""
    context = in_context(request, claim)
    context["ratings"] = ratings_of(claim, viewer=request.user, asked="others" in request.GET)
    context["scales"] = form.scales(claim) if form else []
    return part_or_page(request, "claims/_rating.html", "claims/rate.html", context, form)


def save(claim: Claim, request: HttpRequest, form: PlainForm) -> bool:
    """Call the one service that the button asked for."""
    words = form.cleaned_data
    if words["withdraw"]:
        services.withdraw_rating(claim=claim, rater=request.user)
    else:
        services.rate_claim(
            claim=claim, rater=request.user, convincing=words["convincing"], bearing=words["bearing"]
        )
    return True


def rated(request: HttpRequest, id: int, says: str) -> HttpResponse:
    """Lead back to the claim, or return what has changed in the open page: it, and what stands above it."""
    claim = load(request, id)
    if not in_place(request):
        messages.success(request, says)
        return redirect(place_of(claim))
    context = in_context(request, claim)
    context["row"].mine = rating_by(claim, request.user)
    context |= {"ratings": ratings_of(claim, viewer=request.user), "says": says}
    response = render(request, "claims/_rated.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
