"""Answering a claim, on a page of its own or in place in the thread, with evidence and a preview."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer
from archive.claims import queries, services
from archive.claims.forms.arguing import ArgueForm
from archive.claims.models import Claim
from archive.claims.queries.answering import kept_instead
from archive.claims.queries.cards import places_of
from archive.claims.queries.finding import sources_like
from archive.claims.queries.rows import ClaimRow
from archive.claims.queries.similar import similar_claims
from archive.claims.services.pasted import Pasted
from archive.claims.views.claims import in_context, load, place_of
from archive.claims.views.drafts import Desk
from archive.claims.views.evidence import choice, source_chosen, tell_about
from archive.claims.views.parts import in_place, outcome, part_or_page
from archive.core.errors import Refused
from archive.core.forms import posted, signed_in
from archive.core.models import Aim
from archive.sources.models import Source

WAITS = gettext_lazy("Your argument waits for a moderator, as the first posts of an account do.")
"""Said where it is posted."""


@signed_in
def argue(request: HttpRequest, id: int) -> HttpResponse:
    """Answer a claim, for or against; "Preview" and "Find" bring the form back, with every word kept."""
    desk = Desk(request)
    if answer := desk.answer():
        return answer
    try:
        parent = load(request, id)
    except Http404:
        return at_the_kept_one(request, id, desk)
    form = ArgueForm(posted(request), initial=desk.words(asked_for(request, parent)))
    named = source_chosen(form, request)
    row = None
    if request.method == "POST" and "preview" in request.POST:
        row = form.attempt(lambda: tried(parent, form, named, request))
    elif request.method == "POST" and "find" not in request.POST:
        claim = form.attempt(lambda: desk.emptied_by(lambda: post(parent, form, named, request)))
        if claim:
            return desk.forgetting(answered(request, claim))
    return composer(request, parent, form, desk, named, row)


def composer(
    request: HttpRequest,
    parent: Claim,
    form: ArgueForm,
    desk: Desk,
    named: Source | None,
    preview: Any = None,
) -> HttpResponse:
    """Return the form under what it answers, with the preview if one was asked for."""
    if form.has_error("__all__", "wrong_debate"):
        form.now_in(parent.debate_id)
    context = in_context(request, parent) | choice(form, named, request)
    context |= {"desk": desk, "preview": preview}
    if preview:
        context["similar"] = similar_claims(preview.statement, viewer=request.user, debate=parent.debate)
    return part_or_page(request, "claims/_composer.html", "claims/argue.html", context, form)


def asked_for(request: HttpRequest, parent: Claim) -> dict[str, Any]:
    """Return what the address asks the form to begin with."""
    stance, aim = request.GET.get("stance"), request.GET.get("aim", Aim.STANDING)
    return {"stance": stance, "aim": aim, "debate": parent.debate_id, "bearing": "supports"}


def words(
    parent: Claim, form: ArgueForm, named: Source | None, made_here: Pasted, viewer: Viewer
) -> dict[str, Any]:
    """Return what the service takes: the argument, and the card if anything of one is filled in."""
    if (
        form.has_card
        and named is None
        and not made_here.fields
        and sources_like(form.sought(), viewer=viewer)
    ):
        raise Refused(_("Choose the source that you mean."), field="source", code="source")
    card = form.card_with(named, made_here) if form.has_card else None
    return {"parent": parent, "card": card, **form.words()}


def tried(parent: Claim, form: ArgueForm, named: Source | None, request: HttpRequest) -> ClaimRow:
    """Call the service that shows how it would look."""
    given = words(parent, form, named, form.made_here(named), request.user)
    return services.preview_argument(viewer=request.user, **given)


def post(parent: Claim, form: ArgueForm, named: Source | None, request: HttpRequest) -> Claim | None:
    """Call the service that posts it; None when the place of the card's quote is to be chosen."""
    made_here = form.made_here(named)
    given = words(parent, form, named, made_here, request.user)
    card = given["card"]
    if card and named and card["start"] is None and len(places := places_of(named, card["quote"])) > 1:
        form.ask_which(places)
        return None
    claim = services.post_with_evidence(author=request.user, **given)
    if card and (made := claim.evidence.order_by("-id").first()):
        tell_about(made, made_here, request)
    return claim


def answered(request: HttpRequest, claim: Claim) -> HttpResponse:
    """Lead to the new argument in its thread, or return it to be put into the open one."""
    if not in_place(request):
        if not claim.is_published:
            messages.info(request, WAITS)
        return redirect(place_of(claim))
    claim = load(request, claim.pk)
    context = in_context(request, claim)
    top = min(top_of(request), claim.depth - 1)
    context["argument"] = queries.thread(claim.debate, viewer=request.user, root=claim, top=top).top
    context["waits"] = "" if claim.is_published else WAITS
    return outcome(request, "claims/_posted.html", context, status=201)


def top_of(request: HttpRequest) -> int:
    """Return the depth at which the nesting of the open page begins: its claim's own, 0 in a debate's thread."""
    found = re.search(r"/claims/(\d{1,18})/$", request.headers.get("HX-Current-URL", "").partition("?")[0])
    return Claim.objects.filter(pk=int(found[1])).values_list("depth", flat=True).first() or 0 if found else 0


def at_the_kept_one(request: HttpRequest, id: int, desk: Desk) -> HttpResponse:
    """Return what was posted to a merged claim in the form of the one that stands for it; else 404, which leads on."""
    kept = kept_instead(id, viewer=request.user)
    if kept is None or request.method != "POST":
        raise Http404
    desk.go_to(reverse("claims:argue", args=[kept.pk]))
    form = ArgueForm(posted(request))
    form.is_valid()
    form.now_in(kept.debate_id)
    form.tell(
        Refused(
            _(
                "The claim that you answered was merged into this one. Read it, and post here if your words still fit."
            ),
            code="parent_merged",
            existing=kept.get_absolute_url(),
        )
    )
    return composer(request, kept, form, desk, source_chosen(form, request))
