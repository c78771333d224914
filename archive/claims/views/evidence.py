"""Pages of evidence: one card, and the form that attaches one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from archive.claims import services
from archive.claims.forms.evidence import AttachForm
from archive.claims.models import Claim, Evidence
from archive.claims.queries.rows import evidence_row
from archive.claims.views.claims import in_context, load, place_of
from archive.core.forms import page, posted, signed_in
from archive.sources.queries import known_sources, source_named


def read(request: HttpRequest, id: int) -> HttpResponse:
    """One card under its claim, with what the quote check found."""
    cards = Evidence.objects.visible_to(request.user).select_related("source", "author", "checked_text")
    card = get_object_or_404(cards.defer("checked_text__text"), pk=id)
    claim = load(request, card.claim_id)
    row = evidence_row(card, request.user)
    return render(request, "evidence/read.html", in_context(request, claim) | {"item": row, "card": card})


@signed_in
def attach(request: HttpRequest, id: int) -> HttpResponse:
    """Attach a card to a claim; its source is one of the archive's, or made in the same step."""
    claim = load(request, id)
    form = AttachForm(posted(request), initial={"source": request.GET.get("source"), "bearing": "supports"})
    if request.method == "POST":
        card = form.attempt(lambda: save_card(claim, request, form))
        if card:
            if card.state != "published":
                messages.info(
                    request, "Your card waits for a moderator, as the first posts of an account do."
                )
            return redirect(place_of(claim).replace(f"#c{claim.pk}", f"#e{card.pk}"))
    return page(
        request,
        "evidence/attach.html",
        in_context(request, claim) | {"known": known_sources(request.user)},
        form,
    )


def save_card(claim: Claim, request: HttpRequest, form: AttachForm) -> Evidence:
    """Call the service with the card's words, and the source named or made."""
    words = {name: form.cleaned_data[name] for name in ("tag", "quote", "locator", "bearing", "note")}
    named = source_named(form.cleaned_data["source"], request.user)
    return services.attach_evidence(
        claim=claim, source=named, new_source=form.new_source(), author=request.user, **words
    )
