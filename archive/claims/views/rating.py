"""Rating a claim, on a page of its own or in place in the thread, and how others rated it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from archive.claims import services
from archive.claims.forms.arguing import RateForm
from archive.claims.models import Claim, Rating
from archive.claims.queries.ratings import rating_by, ratings_of
from archive.claims.queries.suggestions import Earlier, earlier_rating
from archive.claims.views.claims import in_context, load, place_of
from archive.claims.views.parts import in_place, outcome, part_or_page
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
    earlier = earlier_rating(claim, request.user, mine)
    form = RateForm(posted(request), initial=steps_of(mine, earlier))
    if request.method == "POST" and form.attempt(lambda: save(claim, request, form)):
        return rated(
            request,
            id,
            _("Your rating is taken back.") if form.cleaned_data["withdraw"] else _("Your rating is saved."),
        )
    return show(request, claim, form, earlier)


def steps_of(mine: Rating | None, earlier: Earlier | None) -> dict[str, int | None]:
    """Return the steps that are chosen at first: the rating, and what was rated before the claim was reworded."""
    now = {scale: getattr(mine, scale, None) for scale in ("convincing", "bearing")}
    return {scale: getattr(earlier, scale, None) if step is None else step for scale, step in now.items()}


def show(
    request: HttpRequest, claim: Claim, form: RateForm | None, earlier: Earlier | None = None
) -> HttpResponse:
    """Return the scales, and how others rated if this reader may know it now."""
    context = in_context(request, claim) | {"earlier": earlier}
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
    return outcome(request, "claims/_rated.html", context)
