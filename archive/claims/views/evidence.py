"""Pages of evidence: one card, the form that attaches one, judging it, marking what is read aloud of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from archive.claims import services
from archive.claims.forms.evidence import AttachForm, JudgeForm, MarkForm
from archive.claims.models import Claim, Evidence
from archive.claims.queries.cards import card_page, places_of
from archive.claims.queries.finding import sources_like
from archive.claims.queries.merging import likely_twins
from archive.claims.queries.rows import evidence_row
from archive.claims.read_aloud import KINDS, lines_from_marks
from archive.claims.services.pasted import Pasted
from archive.claims.views.claims import in_context, load, place_of
from archive.claims.views.drafts import Desk
from archive.claims.views.parts import in_place, outcome, part_or_page
from archive.core.errors import Refused
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.sources.models import Source
from archive.sources.queries import source_named

ASKED_FOR = ("source", "quote", "start", "locator", "tag", "bearing", "title", "url")


def load_card(request: HttpRequest, id: int) -> Evidence:
    """Return the card if this reader may see it, else 404."""
    return get_object_or_404(Evidence.objects.visible_to(request.user).with_cites(), pk=id)


def read(request: HttpRequest, id: int) -> HttpResponse:
    """One card under its claim: what the quote check found and means, and how people judged it."""
    return show(request, load_card(request, id))


def show(
    request: HttpRequest, card: Evidence, form: PlainForm | None = None, *, marking: MarkForm | None = None
) -> HttpResponse:
    """Return the card's page, with the one of its forms that was refused, if one was."""
    context = in_context(request, load(request, card.claim_id))
    asked = request.GET.get("show") == "ratings"
    of_card = card_page(card, context["claim"], viewer=request.user, asked=asked)
    context |= {"card": of_card, "item": of_card.row, "marking": marking or MarkForm(initial=lines_of(card))}
    judging = form if isinstance(form, JudgeForm) else JudgeForm(initial={"shows": of_card.judgement.mine})
    return page(request, "evidence/read.html", {**context, "judging": judging}, form)


def lines_of(card: Evidence) -> dict[str, str]:
    """Return the lines that say what is marked now."""
    return {kind: lines_from_marks(card.quote, card.read_aloud, kind) for kind in KINDS}


@signed_in
def rate(request: HttpRequest, id: int) -> HttpResponse:
    """Judge a card, change the judgement, or take it back."""
    card, form = load_card(request, id), JudgeForm(posted(request))
    if request.method != "POST":
        return redirect(f"{card.get_absolute_url()}#judgement")
    if not form.attempt(lambda: save_judgement(card, request, form)):
        return show(request, card, form)
    back = form.cleaned_data["withdraw"]
    messages.success(request, _("Your rating is taken back.") if back else _("Your rating is saved."))
    return redirect(f"{card.get_absolute_url()}#judgement")


def save_judgement(card: Evidence, request: HttpRequest, form: PlainForm) -> bool:
    """Call the one service that the button asked for."""
    if form.cleaned_data["withdraw"]:
        services.withdraw_card_rating(card=card, rater=request.user)
    else:
        services.rate_card(card=card, rater=request.user, shows=form.cleaned_data["shows"])
    return True


@signed_in
def mark(request: HttpRequest, id: int) -> HttpResponse:
    """Change what is underlined and emphasised in the quote of one's own card."""
    card, form = load_card(request, id), MarkForm(posted(request))
    if request.method != "POST":
        return redirect(f"{card.get_absolute_url()}#marking")
    if not form.attempt(
        lambda: services.mark_card(card=card, author=request.user, read_aloud=form.marks(card.quote))
    ):
        return show(request, card, form, marking=form)
    messages.success(request, _("What is read aloud is saved."))
    return redirect(card)


@signed_in
def attach(request: HttpRequest, id: int) -> HttpResponse:
    """Attach a card to a claim; its source is one of the archive's, or made in the same step.

    "Find" and a quote that stands in several places bring the form back, with every word kept. In a page
    that is open the form's ids are the claim's own.
    """
    desk = Desk(request)
    if answer := desk.answer():
        return answer
    claim = load(request, id)
    ids = f"id_{claim.pk}_%s" if in_place(request) else "id_%s"
    form = AttachForm(posted(request), initial=desk.words(asked_for(request)), auto_id=ids)
    named = source_chosen(form, request)
    if request.method == "POST" and "find" not in request.POST:
        card = form.attempt(lambda: desk.emptied_by(lambda: save_card(claim, request, form, named)))
        if card:
            return desk.forgetting(attached(request, card))
    context = in_context(request, claim) | choice(form, named, request) | {"desk": desk}
    return part_or_page(request, "evidence/_attach.html", "evidence/attach.html", context, form)


def attached(request: HttpRequest, card: Evidence) -> HttpResponse:
    """Lead to the new card under its claim, or return it to be put into the open page."""
    claim = load(request, card.claim_id)
    if not in_place(request):
        return redirect(place_of(claim).replace(f"#c{claim.pk}", f"#e{card.pk}"))
    context = in_context(request, claim)
    context["row"].evidence.append(evidence_row(load_card(request, card.pk), request.user))
    return outcome(request, "evidence/_posted.html", context, status=201)


def asked_for(request: HttpRequest) -> dict[str, str]:
    """Return what the address asks the form to begin with; a place that is no number is none."""
    asked = {name: request.GET[name] for name in ASKED_FOR if request.GET.get(name)}
    if not asked.get("start", "0").isdecimal():
        del asked["start"]
    return {"bearing": "supports", **asked}


def source_chosen(form: AttachForm, request: HttpRequest) -> Source | None:
    """Return the source that was chosen, or else the one that the words to find it name; None for neither."""
    chosen = source_named(str(form["source"].value() or ""), request.user)
    return chosen or source_named(str(form["look_for"].value() or ""), request.user)


def choice(form: AttachForm, named: Source | None, request: HttpRequest) -> dict[str, Any]:
    """Return the sources to choose from, and which one is: the one chosen so far, else the only one found."""
    looks = "find" in request.POST or named is None
    found = sources_like(form.sought(), viewer=request.user) if looks else []
    if len(found) == 1:
        named = found[0]
    elif named and named not in found:
        found = [named, *found]
    return {"found": found, "chosen": named and named.pk, "sought": form.sought()}


def save_card(claim: Claim, request: HttpRequest, form: AttachForm, named: Source | None) -> Evidence | None:
    """Call the service with the card's words and its source; None when the place of its quote is to be chosen."""
    card, made_here = form.card(), Pasted({}) if named else form.new_source()
    if card["start"] is None and named and len(places := places_of(named, card["quote"])) > 1:
        form.ask_which(places)
        return None
    if named is None and not made_here.fields and sources_like(form.sought(), viewer=request.user):
        raise Refused(_("Choose the source that you mean."), field="source", code="source")
    saved = services.attach_evidence(
        claim=claim, source=named, new_source=made_here.fields, author=request.user, **card
    )
    tell_about(saved, made_here, request)
    return saved


def tell_about(card: Evidence, made_here: Pasted, request: HttpRequest) -> None:
    """Tell the author what they would not see otherwise."""
    if card.state != "published":
        messages.info(request, _("Your card waits for a moderator, as the first posts of an account do."))
    for note in made_here.notes:
        messages.info(request, note)
    for twin in likely_twins(card.source, request.user) if made_here.fields else ():
        messages.info(
            request,
            _("“%(title)s” (source %(pk)s) may be the same document as the one you cite.")
            % {"title": twin.title, "pk": twin.pk},
        )


def find(request: HttpRequest) -> HttpResponse:
    """The sources to choose from for what was typed so far: a part of the card's form."""
    sought = request.GET.get("q", "")
    found = sources_like(sought, viewer=request.user)
    chosen = found[0].pk if len(found) == 1 else None
    return render(
        request, "sources/_found.html", {"found": found, "chosen": chosen, "sought": sought.strip()}
    )
