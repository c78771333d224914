"""Pages of opening a debate and of adding a thesis to a question."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from archive.claims import queries, services
from archive.claims.forms.opening import OpenForm, ThesisForm
from archive.claims.models import Claim, Debate
from archive.claims.queries.opening import Alike, alike_to_opening
from archive.claims.views.drafts import Desk
from archive.core.forms import page, posted, signed_in


@signed_in
def open(request: HttpRequest) -> HttpResponse:
    """Open a debate from scratch; what is like it is shown first, and opening it all the same is one press more."""
    desk = Desk(request)
    if answer := desk.answer():
        return answer
    form = OpenForm(posted(request), initial=desk.words({}))
    alike = None
    if request.method == "POST":
        alike = alike_to(request, form)
        debate = None if alike or form.errors else opened(request, form, desk)
        if debate:
            return desk.forgetting(redirect(debate))
    return page(request, "debates/open.html", {"alike": alike, "desk": desk}, form)


def alike_to(request: HttpRequest, form: OpenForm) -> Alike | None:
    """Return what is like the debate, unless it was shown already or the words are refused."""
    opening = form.attempt(lambda: services.checked_opening(author=request.user, **form.opening()))
    if opening is None or form.cleaned_data["confirm"]:
        return None
    return alike_to_opening(opening.theses, opening.title, viewer=request.user)


def opened(request: HttpRequest, form: OpenForm, desk: Desk) -> Debate | None:
    """Call the service that opens the debate, and say so if it waits."""
    topics = form.cleaned_data["topics"]
    act = partial(services.open_debate, author=request.user, topics=topics, **form.opening())
    debate = form.attempt(lambda: desk.emptied_by(act))
    if debate and debate.held:
        messages.info(request, _("Your debate waits for a moderator, as the first posts of an account do."))
    return debate


@signed_in
def thesis(request: HttpRequest, id: int) -> HttpResponse:
    """Add a thesis to a question."""
    desk = Desk(request)
    if answer := desk.answer():
        return answer
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    form = ThesisForm(posted(request), initial=desk.words({}))
    if request.method == "POST":
        words = form.data.get("statement", "")
        act = partial(services.post_thesis, debate=debate, statement=words, author=request.user)
        if claim := form.attempt(lambda: desk.emptied_by(act)):
            return desk.forgetting(redirect(place_of(request, claim)))
    titled = bool(debate.title)
    queries.hide_title(debate, queries.theses_of(debate, viewer=request.user))
    context = {"debate": debate, "takes_theses": titled and debate.is_open, "titled": titled, "desk": desk}
    return page(request, "debates/thesis.html", context, form)


def place_of(request: HttpRequest, claim: Claim) -> str:
    """Return the address of a new thesis: its own page, since a question shows its strongest first."""
    if not claim.is_published:
        messages.info(request, _("Your thesis waits for a moderator, as the first posts of an account do."))
    return claim.get_absolute_url()
