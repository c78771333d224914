"""Pages on which sources come in: a new one, a newer copy of one that is here, and a file that waits."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.claims import services
from archive.claims.forms.sources import AddForm, CaptureForm
from archive.claims.queries.incoming import fields_typed, incoming_file, unsettled_files
from archive.claims.views.reader import load
from archive.core.forms import page, posted, signed_in
from archive.core.models import Publication
from archive.core.paging import number_from
from archive.sources.models import Source, SourceImport, SourceText
from archive.sources.queries import lost_passages


@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """Add a source with its text, from a file or pasted, or the record alone."""
    typed = fields_typed(number_from(request.GET, "again"), viewer=request.user)
    form = AddForm(posted(request), request.FILES or None, initial=typed)
    if request.method == "POST":
        saved = form.attempt(lambda: save_source(request, form))
        if saved:
            return lead_to(request, saved)
    return page(request, "sources/add.html", {"unsettled": unsettled_files(request.user)}, form)


def save_source(request: HttpRequest, form: AddForm) -> Source | SourceText | SourceImport:
    """Call the one service that the form asks for: with a text, or the record alone."""
    if not form.has_text:
        return services.record_source(fields=form.record(), added_by=request.user)
    return services.capture_or_queue(fields=form.record(), captured_by=request.user, **form.capture())


def lead_to(request: HttpRequest, saved: Source | SourceText | SourceImport) -> HttpResponse:
    """Lead to what was stored and say what may surprise about it, or to the page of a file that waits."""
    if isinstance(saved, SourceImport):
        return redirect(saved)
    if isinstance(saved, SourceText):
        tell_stored(request, saved)
    source = saved.source if isinstance(saved, SourceText) else saved
    if source.state == Publication.HELD:
        messages.info(request, _("The source waits for a moderator, as the first posts of an account do."))
    return redirect(source)


@signed_in
def store(request: HttpRequest, id: int) -> HttpResponse:
    """Store a newer copy of a source's text; passages are placed and quotes checked anew."""
    source = load(request, id)
    form = CaptureForm(posted(request), request.FILES or None)
    if request.method == "POST":
        saved = form.attempt(
            lambda: services.capture_or_queue(source=source, captured_by=request.user, **form.capture())
        )
        if saved:
            return lead_to(request, saved)
    return page(request, "sources/store.html", {"source": source}, form)


@signed_in
def incoming(request: HttpRequest, id: int) -> HttpResponse:
    """What becomes of a file that a worker reads; once it is stored, the way to the source."""
    row = incoming_file(id, viewer=request.user)
    if row is None:
        raise Http404("There is no such file of yours.")
    if row.text is not None and "look" not in request.GET:  # a look tells, and leads nowhere
        return lead_to(request, row.text)
    return render(request, "sources/import.html", {"row": row})


def tell_stored(request: HttpRequest, text: SourceText) -> None:
    """Say what was stored, and how many passages the new copy no longer has."""
    messages.success(
        request,
        _("Version %(version)s is stored, %(byte_count)s bytes.")
        % {"version": text.version, "byte_count": f"{text.byte_count:,}"},
    )
    lost = lost_passages(text.source)
    if lost:
        said = ngettext(
            "%(lost)s passage is not in this version; they are listed below the text.",
            "%(lost)s passages are not in this version; they are listed below the text.",
            lost,
        )
        messages.warning(request, said % {"lost": lost})
