"""Pages of one claim: its permalink, answering, rating, rewording, withdrawing, its standing explained."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from archive.claims import queries, services
from archive.claims.forms.debates import ArgueForm, AskForm, RateForm, RewordForm
from archive.claims.models import Claim
from archive.claims.queries.lists import is_asking
from archive.claims.queries.reading import drawn_from
from archive.claims.queries.standing import explanation
from archive.claims.queries.threads import ORDER_WORDS, SHOWN_AT_MOST, order_of
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.core.models import Aim
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
    order, skip = order_of(request.GET.get("order", "")), number_from(request.GET, "from")
    thread = queries.thread(claim.debate, viewer=request.user, root=claim, order=order, skip=skip)
    context = in_context(request, claim) | {"thread": thread, "row": thread.top, "order": order}
    context["orders"] = ORDER_WORDS.items()
    context["drawings"] = drawn_from([thread.top], viewer=request.user)
    return render(request, "claims/read.html", context)


@signed_in
def argue(request: HttpRequest, id: int) -> HttpResponse:
    """Answer a claim, for or against."""
    parent = load(request, id)
    form = ArgueForm(
        posted(request),
        initial={
            "stance": request.GET.get("stance"),
            "aim": request.GET.get("aim", Aim.STANDING),
            "debate": parent.debate_id,
        },
    )
    if request.method == "POST":
        claim = form.attempt(
            lambda: services.post_argument(
                parent=parent,
                stance=form.cleaned_data["stance"],
                aim=form.cleaned_data["aim"] or Aim.STANDING,
                statement=form.cleaned_data["statement"],
                debate_id=form.cleaned_data["debate"],
                author=request.user,
            )
        )
        if claim:
            if not claim.is_published:
                messages.info(
                    request, "Your argument waits for a moderator, as the first posts of an account do."
                )
            return redirect(place_of(claim))
    return page(request, "claims/argue.html", in_context(request, parent), form)


@signed_in
def rate(request: HttpRequest, id: int) -> HttpResponse:
    """Rate a claim on its scales, change the rating, or take it back."""
    claim = load(request, id)
    mine = claim.ratings.filter(rater=request.user).values("convincing", "bearing").first()
    form = RateForm(posted(request), initial=mine)
    if request.method == "POST" and form.attempt(lambda: save_rating(claim, request, form)):
        back = form.cleaned_data["withdraw"]
        messages.success(request, "Your rating is taken back." if back else "Your rating is saved.")
        return redirect(place_of(claim))
    context = {"scales": form.scales(claim), "mine": mine}
    return page(request, "claims/rate.html", in_context(request, claim) | context, form)


def save_rating(claim: Claim, request: HttpRequest, form: PlainForm) -> bool:
    """Call the one service that the button asked for."""
    words = form.cleaned_data
    if words["withdraw"]:
        services.withdraw_rating(claim=claim, rater=request.user)
    else:
        services.rate_claim(
            claim=claim, rater=request.user, convincing=words["convincing"], bearing=words["bearing"]
        )
    return True


@signed_in
def ask(request: HttpRequest, id: int) -> HttpResponse:
    """Ask for evidence under a claim, or stop asking."""
    claim = load(request, id)
    form = AskForm(posted(request))
    if request.method == "POST" and form.attempt(lambda: save_asking(claim, request, form)):
        back = form.cleaned_data["withdraw"]
        messages.success(request, "You no longer ask for evidence." if back else "You ask for evidence.")
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
    claim = load(request, id)
    context = in_context(request, claim)
    form = RewordForm(posted(request), initial={"statement": context["row"].statement})
    if request.method == "POST":
        words = form.data.get("statement", "")
        if form.attempt(lambda: services.reword_claim(claim=claim, statement=words, author=request.user)):
            messages.success(request, "The new words are saved.")
            return redirect(place_of(claim))
    return page(request, "claims/reword.html", context, form)


@signed_in
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Take back one's own claim, after saying what will happen."""
    claim = load(request, id)
    form = PlainForm(posted(request))
    if request.method == "POST":
        form = PlainForm(request.POST)
        if form.attempt(lambda: services.withdraw_claim(claim=claim, author=request.user)):
            messages.success(request, "Your claim is withdrawn.")
            return redirect(claim.debate)
    return page(request, "claims/withdraw.html", in_context(request, claim), form)


def standing(request: HttpRequest, id: int) -> HttpResponse:
    """How the claim's standing comes about: its base, and what each argument does."""
    claim = load(request, id)
    return render(
        request,
        "claims/standing.html",
        in_context(request, claim) | {"why": explanation(claim, request.user)},
    )
