"""Pages of sources: the reader, drawing a claim from its words, quoting them as evidence."""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims import services
from archive.claims.forms.words import DrawForm, QuoteForm
from archive.claims.models import Debate
from archive.claims.queries.choosing import ClaimChoice, claim_named, claims_like
from archive.claims.queries.drawing import Chosen, Place, chosen_words, place_for_drawing, places_meant
from archive.claims.queries.past import past_of
from archive.claims.queries.reader import ReaderPage, reader_page
from archive.claims.queries.spots import Asked
from archive.claims.queries.unexamined import unexamined_page
from archive.core.forms import page, posted, signed_in
from archive.core.paging import number_from
from archive.sources.citing import Cited, citation, cited
from archive.sources.models import Source, SourceText

LAST_PLACE = 999_999_999
KEPT = ("paragraph", "start", "end", "prefix", "suffix", "for")
WORDS = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


def load(request: HttpRequest, id: int, *, merged: bool = False) -> Source:
    """Return the source if this reader may see it, else 404; with `merged` also a record that was merged."""
    seen = Source.objects.readable_by if merged else Source.objects.visible_to
    return get_object_or_404(seen(request.user).select_related("added_by", "merged_into"), pk=id)


def read(request: HttpRequest, id: int, slug: str = "") -> HttpResponse:
    """The text or digest with the claims drawn from it; a wrong or missing slug leads to the right one."""
    source = load(request, id, merged=bool(number_from(request.GET, "version")))
    if slug != source.slug:
        query = request.META.get("QUERY_STRING", "")
        return redirect(source.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)
    reading = reading_asked(request, source)
    if reading is None:
        raise Http404("This source has no such version, paragraph or part.")
    context = {"source": source, "reading": reading, "cite": citation(source, viewer=request.user)}
    context["past"] = past_of(source, viewer=request.user)
    context["cited"] = cited_at(request, source, reading.text)
    return render(request, "sources/read.html", context)


def cited_at(request: HttpRequest, source: Source, text: SourceText | None) -> Cited:
    """Return what the source's page says of it, with its whole address and that of the stored text it shows."""
    address = request.build_absolute_uri(source.get_absolute_url())
    return cited(source, address=f"{address}?version={text.version}" if text else address, text=text)


def reading_asked(request: HttpRequest, source: Source) -> ReaderPage | None:
    """Return the page of the reader that an address asks for; what it does not understand it leaves out."""
    query = request.GET
    words = WORDS.fullmatch(query.get("words", ""))
    asked = Asked(
        version=number_from(query, "version"),
        first=number_from(query, "from"),
        at=number_from(query, "at", LAST_PLACE),
        paragraph=number_from(query, "paragraph"),
        page=number_from(query, "page"),
        words=(int(words[1]), int(words[2])) if words else None,
        claim=claim_asked(request),
    )
    if query.get("show") == "unexamined" and not asked.version:
        return unexamined_page(source, asked, viewer=request.user)
    return reader_page(source, asked, viewer=request.user)


def claim_asked(request: HttpRequest) -> ClaimChoice | None:
    """Return the claim that words are being chosen for, if there is one that may have evidence."""
    return claim_named(number_from(request.GET, "for", LAST_PLACE), viewer=request.user)


@signed_in
def draw(request: HttpRequest, id: int) -> HttpResponse:
    """Draw a claim from words of a source: a debate whose thesis keeps the passage."""
    source = load(request, id)
    form = DrawForm(posted(request), initial=request.GET.dict())
    place = place_or_404(source, request, form)
    if request.method == "POST":
        debate = draw_from(source, request.user, form)
        if debate:
            if debate.held:
                messages.info(
                    request, _("Your claim waits for a moderator, as the first posts of an account do.")
                )
            return redirect(debate)
    return page(request, "sources/draw.html", about_words(request, source, place, form), form)


def draw_from(source: Source, author: User, form: DrawForm) -> Debate | None:
    """Return the debate that was opened; None with the form saying why, or asking which place is meant."""
    if not form.is_valid():
        form.status = 422
        return None
    meant, passage = places_meant(source, form.typed()), form.passage()
    if meant.total > 1:
        form.ask_which(meant)
        return None
    if meant.shown:
        passage |= {"start": meant.shown[0].start, "end": meant.shown[0].end}
    words = {name: form.cleaned_data[name] for name in ("statement", "holds")}
    return form.attempt(lambda: services.draw_claim(source=source, author=author, **passage, **words))


@signed_in
def quote(request: HttpRequest, id: int) -> HttpResponse:
    """Words of a source on their way to a card: choose them, choose the claim, and on to its form."""
    source = load(request, id)
    form = QuoteForm(request.GET)
    place = place_or_404(source, request, form)
    context = about_words(request, source, place, form)
    chosen = context["chosen"]
    quoted = form.quoted(chosen, has_text=not place.is_digest)
    claim = (
        claim_named(number_from(request.GET, "claim", LAST_PLACE), viewer=request.user) or context["claim"]
    )
    if quoted and claim:
        return redirect(card_address(claim, source, quoted, chosen, place))
    sought = request.GET.get("q", "")
    context["choices"] = claims_like(sought, source=source, viewer=request.user) if quoted else []
    hidden = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    if chosen:
        hidden |= {"start": str(chosen.start), "end": str(chosen.end)}
    return page(request, "sources/quote.html", context | {"quoted": quoted, "hidden": hidden}, form)


def place_or_404(source: Source, request: HttpRequest, form: DrawForm | QuoteForm) -> Place:
    """Return the place that words are to be taken from, or 404 if the text has no such one."""
    typed = form.typed()
    place = place_for_drawing(source, viewer=request.user, paragraph=typed.paragraph, start=typed.start)
    if place is None:
        raise Http404("This source has no such paragraph.")
    return place


def about_words(
    request: HttpRequest, source: Source, place: Place, form: DrawForm | QuoteForm
) -> dict[str, Any]:
    """Return what a page about words shows: the place, the words chosen so far, how to cite and point at them."""
    typed = form.typed()
    quoting = isinstance(form, QuoteForm)
    chosen = chosen_words(source, typed, first=quoting) if request.method == "GET" else None
    if chosen and not typed.exact:
        form.fill(chosen.exact)
    return {
        "source": source,
        "place": place,
        "chosen": chosen,
        "claim": claim_asked(request),
        "cite": citation(source, viewer=request.user),
    }


def card_address(claim: ClaimChoice, source: Source, quoted: str, chosen: Chosen | None, place: Place) -> str:
    """Return the address of the form for a card under the claim, filled in with the quote and its place."""
    card: dict[str, object] = {"source": source.pk, "quote": quoted}
    if chosen:
        card["start"] = chosen.start
    if locator := chosen.locator if chosen else place.block.locator if place.block else "":
        card["locator"] = locator
    return f"{reverse('claims:attach', args=[claim.id])}?{urlencode(card)}"
