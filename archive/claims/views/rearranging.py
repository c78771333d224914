"""Pages on which curators link, move, merge and extract claims, undo it, and everybody reads what was done."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from archive.accounts.permissions import who_may
from archive.claims import services
from archive.claims.forms.rearranging import ExtractForm, MergeClaimsForm, PlaceForm
from archive.claims.models import Claim, Debate, Rearrangement
from archive.claims.models.rearrangement import Act
from archive.claims.permissions import may_rearrange
from archive.claims.queries.answering import kept_instead
from archive.claims.queries.rearranging import (
    consequences,
    places_for,
    put_back_into,
    rearrangement_row,
    rearrangement_seen,
    rearrangements_of,
)
from archive.claims.views.claims import in_context, load, place_of
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.core.paging import number_from

PER_PAGE = 50
SOUGHT_AT_MOST = 300  # characters of what is searched for
OF_ONE = "<int:id>/"


@signed_in
def move(request: HttpRequest, id: int) -> HttpResponse:
    """Move a claim with everything under it: choose where to, see what will happen, confirm."""
    claim = load(request, id)
    form = PlaceForm(posted(request), initial=at_first(request, claim))
    if request.method == "POST":
        row = form.attempt(lambda: save_move(request, claim, form))
        if row:
            return told(request, row, _("The claim is moved, with everything under it."))
    return choosing(request, claim, form, Act.MOVE)


def save_move(request: HttpRequest, claim: Claim, form: PlaceForm) -> Rearrangement:
    """Call the service with what the form says; the top of the debate has no stance."""
    parent = None if form.is_top else form.must_choose(request.user)
    return services.move_claim(claim=claim, parent=parent, person=request.user, **form.words())


@signed_in
def link(request: HttpRequest, id: int) -> HttpResponse:
    """Show a claim in a second place: choose under which one, say how it bears there, confirm."""
    claim = load(request, id)
    form = PlaceForm(posted(request), initial=at_first(request, claim))
    if request.method == "POST":
        row = form.attempt(
            lambda: services.link_claim(
                claim=claim, parent=form.must_choose(request.user), person=request.user, **form.words()
            )
        )
        if row:
            return told(request, row, _("The claim is shown there too."), at=row.other)
    return choosing(request, claim, form, Act.LINK)


@signed_in
def merge(request: HttpRequest, id: int) -> HttpResponse:
    """Merge a duplicate into another claim: choose which stays, see what goes over, confirm."""
    claim = load(request, id)
    form = MergeClaimsForm(posted(request), initial=at_first(request, claim))
    if request.method == "POST":
        row = form.attempt(
            lambda: services.merge_claims(
                claim=claim,
                into=form.must_choose(request.user),
                person=request.user,
                reason=form.cleaned_data["reason"],
            )
        )
        if row:
            return told(request, row, _("The two are one now."), at=row.other)
    return choosing(request, claim, form, Act.MERGE)


@signed_in
def extract(request: HttpRequest, id: int) -> HttpResponse:
    """Make a debate of a claim and everything under it, after saying what will happen."""
    claim = load(request, id)
    form = ExtractForm(posted(request))
    if request.method == "POST":
        row = form.attempt(
            lambda: services.extract_branch(claim=claim, person=request.user, **form.cleaned_data)
        )
        if row:
            return told(request, row, _("The branch is a debate of its own."), at=row.into)
    context = about(request, claim, Act.EXTRACT) | {"told": consequences(claim, None, Act.EXTRACT)}
    return page(request, "claims/extract.html", context, form)


@signed_in
def undo(request: HttpRequest, id: int) -> HttpResponse:
    """Undo a rearrangement, after saying what will happen."""
    found = rearrangement_seen(id, request.user)
    if found is None:
        raise Http404
    form = PlainForm(posted(request))
    act = partial(services.undo_rearrangement, rearrangement=found, person=request.user)
    if request.method == "POST" and form.attempt(act):
        messages.success(request, _("It is undone; everything is back where it was."))
        return redirect(place_of(Claim.objects.select_related("debate").get(pk=found.claim_id)))
    may = may_rearrange(request.user, found.debate)
    row = rearrangement_row(found, request.user, may=may)
    context = {"row": row, "debate": found.debate, "may": may, "who": who_may("undo")}
    return page(request, "claims/undo.html", context, form)


def rearranged(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """What was linked, moved, merged and extracted in a debate: by whom, when and why."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    if slug != debate.slug:
        return redirect("debates:rearranged", id, debate.slug)
    skip = number_from(request.GET, "from")
    rows = rearrangements_of(debate, viewer=request.user, skip=skip, count=PER_PAGE + 1)
    older = f"?from={skip + PER_PAGE}" if len(rows) > PER_PAGE else ""
    newer = f"?from={max(0, skip - PER_PAGE)}" if skip else ""
    context = {"debate": debate, "rows": rows[:PER_PAGE], "older": older, "newer": newer}
    return render(request, "claims/rearranged.html", context)


def at_first(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """Return what a form of places begins with: how the claim bears where it stands, and what the address says."""
    return {"stance": claim.stance, "aim": claim.aim, **request.GET.dict()}


def about(request: HttpRequest, claim: Claim, act: str) -> dict[str, Any]:
    """Return what each of these pages shows: the claim in its place, and whether one may."""
    context = in_context(request, claim)
    names = {Act.MERGE: "merge claims"}
    may = may_rearrange(request.user, claim.debate) or act == Act.LINK
    who = who_may(names.get(Act(act), act))
    return context | {"act": act, "may": may, "who": who, "undo_days": settings.ARCHIVE["UNDO_DAYS"]}


def choosing(request: HttpRequest, claim: Claim, form: PlaceForm, act: str) -> HttpResponse:
    """Return the page on which the other claim is searched and chosen, and the act confirmed."""
    sought = request.GET.get("q", "").replace("\x00", "")[:SOUGHT_AT_MOST]
    other = form.chosen(request.user)
    context = about(request, claim, act) | {
        "sought": sought,
        "choices": places_for(claim, sought, viewer=request.user, act=act),
        "other": other,
        "told": consequences(claim, other, act) if other or form.is_top else None,
    }
    return page(request, f"claims/{act}.html", context, form)


def told(
    request: HttpRequest, row: Rearrangement, words: str, at: Claim | Debate | None = None
) -> HttpResponse:
    """Lead on to what was rearranged, with a message that says how to undo it."""
    address = reverse("rearrangements:undo", args=[row.pk])
    messages.success(request, format_html('{} <a href="{}">Undo</a>', words, address))
    if isinstance(at, Debate):
        return redirect(at)
    claim_id = (at or row.claim).pk
    return redirect(place_of(Claim.objects.select_related("debate").get(pk=claim_id)))


def following_rearranged(pages: list[URLPattern]) -> list[URLPattern]:
    """Return pages of claims or debates; those of one that was merged, or emptied, lead on to what stands for it."""
    for one in pages:
        if str(one.pattern).startswith(OF_ONE):
            one.callback = leading(one.callback)
    return pages


def leading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page that is gone answer with the way on; what is posted to a merged claim goes to the other.

    The way on is no permanent one: a merge can be undone.
    """

    @wraps(view)
    def answer(request: HttpRequest, id: int, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, id=id, **kwargs)
        except Http404:
            name = request.resolver_match.view_name if request.resolver_match else ""
            if name.startswith("debates:"):
                claim = put_back_into(id, request.user)
                if claim is None:
                    raise
                return redirect(claim)
            kept = kept_instead(id, viewer=request.user)
            if kept is None:
                raise
        if request.method in ("GET", "HEAD"):
            query = request.META.get("QUERY_STRING", "")
            address = reverse(name, kwargs={**kwargs, "id": kept.pk})
            if request.user.is_authenticated:
                services.carry_draft(owner=request.user, place=request.path, to=address)
            return redirect(address + (f"?{query}" if query else ""))
        return view(request, id=kept.pk, **kwargs)

    return answer
