"""Pages of one claim: its permalink, asking for evidence, rewording, withdrawing, its standing explained."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from archive.claims import queries, services
from archive.claims.forms.debates import AskForm, RewordForm
from archive.claims.models import Claim
from archive.claims.permissions import may_rearrange
from archive.claims.queries.bookmarks import is_bookmarked
from archive.claims.queries.lists import is_asking
from archive.claims.queries.reading import drawn_from
from archive.claims.queries.standing import explanation
from archive.claims.queries.suggestions import open_about
from archive.claims.queries.threads import SHOWN_AT_MOST
from archive.claims.queries.visits import since_of
from archive.claims.views.drafts import Desk
from archive.claims.views.threads import settings_of
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.core.models import Publication
from archive.core.paging import number_from


def load(request: HttpRequest, id: int) -> Claim:
    """Return the claim if this reader may see it, else 404."""
    claims = Claim.objects.visible_to(request.user).select_related("debate", "author", "same_as", "parent")
    return get_object_or_404(claims, pk=id)


def in_context(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """Return what every page about a claim shows: it, its debate, and the line of argument above."""
    line = queries.line_of_argument(claim, viewer=request.user, debate_open=claim.debate.is_open)
    row = queries.claim_row(claim, request.user, debate_open=claim.debate.is_open, top=claim.depth)
    queries.hide_title(claim.debate, [*line, row][:1])
    return {"claim": claim, "row": row, "debate": claim.debate, "line": line}


def place_of(claim: Claim) -> str:
    """Return the address of a claim in its thread, or its own page where the thread may not show it."""
    if claim.debate.claims_count < SHOWN_AT_MOST // 2 and claim.depth < 4:
        return f"{claim.debate.get_absolute_url()}#c{claim.pk}"
    return claim.get_absolute_url()


def read(request: HttpRequest, id: int) -> HttpResponse:
    """One claim with its line of argument up to the thesis, its evidence, and its answers."""
    claim = load(request, id)
    context = settings_of(request, claim.debate, claim.depth) | in_context(request, claim)
    skip = number_from(request.GET, "from")
    since = since_of(claim.debate, request.user, request.GET.get("since", ""))
    thread = queries.thread(
        claim.debate, viewer=request.user, root=claim, order=context["order"], skip=skip, since=since
    )
    context |= {"thread": thread, "row": thread.top}
    context["may_rearrange"] = claim.debate.is_open and may_rearrange(request.user, claim.debate)
    context["minimap"] = queries.minimap(claim.debate, viewer=request.user, here=claim.pk)
    context["drawings"] = drawn_from([thread.top], viewer=request.user)
    context["suggested"] = open_about(claim, viewer=request.user)
    context["bookmarked"] = is_bookmarked(claim, viewer=request.user)
    return render(request, "claims/read.html", context)


@signed_in
def ask(request: HttpRequest, id: int) -> HttpResponse:
    """Ask for evidence under a claim, or stop asking."""
    claim = load(request, id)
    form = AskForm(posted(request))
    if request.method == "POST" and form.attempt(lambda: save_asking(claim, request, form)):
        back = form.cleaned_data["withdraw"]
        messages.success(
            request, _("You no longer ask for evidence.") if back else _("You ask for evidence.")
        )
        return redirect(place_of(claim))
    context = {"asking": is_asking(claim, viewer=request.user)}
    return page(request, "claims/ask.html", in_context(request, claim) | context, form)


def save_asking(claim: Claim, request: HttpRequest, form: PlainForm) -> bool:
    """Call the one service that the button asked for."""
    act = services.withdraw_asking if form.cleaned_data["withdraw"] else services.ask_for_evidence
    act(claim=claim, person=request.user)
    return True


@signed_in
def reword(request: HttpRequest, id: int) -> HttpResponse:
    """Change the words of one's own claim while nobody has reacted to them."""
    desk = Desk(request)
    if answer := desk.answer():
        return answer
    claim = load(request, id)
    context = in_context(request, claim) | {"desk": desk}
    form = RewordForm(posted(request), initial=desk.words({"statement": context["row"].statement}))
    if request.method == "POST":
        words = form.data.get("statement", "")
        act = partial(services.reword_claim, claim=claim, statement=words, author=request.user)
        if form.attempt(lambda: desk.emptied_by(act)):
            messages.success(request, _("The new words are saved."))
            return desk.forgetting(redirect(place_of(claim)))
    return page(request, "claims/reword.html", context, form)


@signed_in
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Take back one's own claim, or put it back, after saying what will happen."""
    claim = load(request, id)
    back = claim.state == Publication.WITHDRAWN
    form = PlainForm(posted(request))
    if request.method == "POST":
        back = "back" in request.POST
        act = services.reinstate_claim if back else services.withdraw_claim
        if form.attempt(lambda: act(claim=claim, author=request.user)):
            messages.success(
                request, _("Your claim is back in its place.") if back else _("Your claim is withdrawn.")
            )
            return redirect(place_of(claim) if back else claim.get_absolute_url())
    context = {"back": back, "days": settings.ARCHIVE["UNDO_DAYS"]}
    return page(request, "claims/withdraw.html", in_context(request, claim) | context, form)


def standing(request: HttpRequest, id: int) -> HttpResponse:
    """How the claim's standing comes about: its base, and what each argument does."""
    claim = load(request, id)
    return render(
        request,
        "claims/standing.html",
        in_context(request, claim) | {"why": explanation(claim)},
    )
