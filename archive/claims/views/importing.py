"""Pages on which sources come in: a new one, and a newer copy of one that is here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from archive.claims import services
from archive.claims.forms.sources import AddForm, CaptureForm
from archive.claims.views.reader import load
from archive.core.forms import page, posted, signed_in
from archive.core.models import Publication
from archive.sources.models import Source, SourceText
from archive.sources.queries import lost_passages


@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """Add a source with its text, from a file or pasted, or the record alone."""
    form = AddForm(posted(request), request.FILES or None)
    if request.method == "POST":
        source = form.attempt(lambda: save_source(request, form))
        if source:
            if source.state == Publication.HELD:
                messages.info(
                    request, "The source waits for a moderator, as the first posts of an account do."
                )
            return redirect(source)
    return page(request, "sources/add.html", {}, form)


def save_source(request: HttpRequest, form: AddForm) -> Source:
    """Call the one service that the form asks for: with a text, or the record alone."""
    if not form.has_text:
        return services.record_source(fields=form.record(), added_by=request.user)
    text = services.capture_source(fields=form.record(), captured_by=request.user, **form.capture())
    tell_stored(request, text)
    return text.source


@signed_in
def store(request: HttpRequest, id: int) -> HttpResponse:
    """Store a newer copy of a source's text; passages are placed and quotes checked anew."""
    source = load(request, id)
    form = CaptureForm(posted(request), request.FILES or None)
    if request.method == "POST":
        text = form.attempt(
            lambda: services.capture_source(source=source, captured_by=request.user, **form.capture())
        )
        if text:
            tell_stored(request, text)
            return redirect(source)
    return page(request, "sources/store.html", {"source": source}, form)


def tell_stored(request: HttpRequest, text: SourceText) -> None:
    """Say what was stored, and how many passages the new copy no longer has."""
    messages.success(request, f"Version {text.version} is stored, {text.byte_count:,} bytes.")
    lost = lost_passages(text.source)
    if lost:
        verb = "passage is" if lost == 1 else "passages are"
        messages.warning(request, f"{lost} {verb} not in this version; they are listed below the text.")
