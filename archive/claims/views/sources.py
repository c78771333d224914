"""Pages for what becomes of a source once it is in: marks, merging, words that lost their place."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from archive.accounts.permissions import who_may
from archive.claims import services
from archive.claims.forms.curating import LAST_PLACE, LiftForm, MarkForm, MergeForm, PlaceForm
from archive.claims.permissions import may_lift, may_mark, may_merge, may_place
from archive.claims.queries.merging import likely_twins, merge_preview
from archive.claims.queries.orphans import doubtful_rows, lost_rows, passages_for
from archive.claims.queries.past import marks_of
from archive.claims.queries.placing import placing
from archive.claims.views.reader import load
from archive.core.forms import page, posted, signed_in
from archive.core.paging import number_from
from archive.sources.models import Source, SourceMark, SourceMerge
from archive.sources.queries import source_named

PER_PAGE = 20


@signed_in
def mark(request: HttpRequest, id: int) -> HttpResponse:
    """Mark a source as retracted, corrected or disputed; or lift the mark that `lift` names."""
    source = load(request, id)
    marks = marks_of(source)
    lifted = number_from(request.POST if request.method == "POST" else request.GET, "lift", LAST_PLACE)
    if lifted:
        return lift(request, source, next((m for m in marks if m.pk == lifted), None))
    form = MarkForm(posted(request))
    if request.method == "POST":
        marked = form.attempt(
            lambda: services.mark_source(source=source, person=request.user, **form.cleaned_data)
        )
        if marked:
            messages.success(request, _("The source is marked, and everything that leans on it says so."))
            return redirect(source)
    context = {
        "source": source,
        "marks": marks,
        "may": may_mark(request.user, source),
        "who": who_may("mark source"),
    }
    return page(request, "sources/mark.html", context, form)


def lift(request: HttpRequest, source: Source, marked: SourceMark | None) -> HttpResponse:
    """Lift one mark of the source, with a reason."""
    if marked is None:
        raise Http404("There is no such mark on this source.")
    form = LiftForm(posted(request), initial={"lift": marked.pk})
    if request.method == "POST":
        person = request.user
        lifted = form.attempt(
            lambda: services.lift_mark(mark=marked, reason=form.cleaned_data["reason"], person=person)
        )
        if lifted:
            messages.success(request, _("The mark is lifted. The record keeps it, with your reason."))
            return redirect(source)
    context = {
        "source": source,
        "mark": marked,
        "may": may_lift(request.user, marked),
        "who": who_may("lift mark"),
    }
    return page(request, "sources/lift.html", context, form)


@signed_in
def merge(request: HttpRequest, id: int) -> HttpResponse:
    """Merge a record into another: choose it, see what would go over, confirm."""
    source = load(request, id)
    form = MergeForm(posted(request), initial={"into": request.GET.get("into", "")})
    named = form["into"].value() or ""
    into = source_named(named, request.user)
    if request.method == "POST":
        merged = form.attempt(lambda: save_merge(request, source, into, form))
        if merged:
            messages.success(
                request, _("The two are one now: “%(title)s” leads here.") % {"title": merged.source.title}
            )
            return redirect(merged.into)
    is_other = into is not None and into != source
    context = {
        "source": source,
        "named": named,
        "into": into if is_other else None,
        "preview": merge_preview(source, into) if into and is_other else None,
        "twins": likely_twins(source, request.user),
        "may": may_merge(request.user, source),
        "who": who_may("merge sources"),
    }
    return page(request, "sources/merge.html", context, form)


def save_merge(request: HttpRequest, source: Source, into: Source | None, form: MergeForm) -> SourceMerge:
    """Call the service with what the form says."""
    reason = form.cleaned_data["reason"]
    return services.merge_sources(source=source, into=into, reason=reason, person=request.user)


def lost(request: HttpRequest) -> HttpResponse:
    """Passages that lost their place and quotes that are altered or missing: the reader's concern, or all."""
    mine = request.user.is_authenticated and request.GET.get("all") != "1"
    skip = {name: number_from(request.GET, name) for name in ("passages", "quotes")}
    sought = {"viewer": request.user, "mine": mine, "count": PER_PAGE + 1}
    passages = lost_rows(skip=skip["passages"], **sought)
    quotes = doubtful_rows(skip=skip["quotes"], **sought)
    context = {
        "mine": mine,
        "passages": passages[:PER_PAGE],
        "quotes": quotes[:PER_PAGE],
        "skip": skip,
        "passages_pages": neighbours(skip["passages"], len(passages)),
        "quotes_pages": neighbours(skip["quotes"], len(quotes)),
    }
    return render(request, "sources/lost.html", context)


def neighbours(skip: int, found: int) -> dict[str, int | None]:
    """Return how much the page before and the page after leave out; None where there is no such page."""
    return {
        "before": max(0, skip - PER_PAGE) if skip else None,
        "after": skip + PER_PAGE if found > PER_PAGE else None,
    }


@signed_in
def place(request: HttpRequest, id: int) -> HttpResponse:
    """Place a passage again in the newest text, beside its old words."""
    passage = get_object_or_404(passages_for(request.user).select_related("source"), pk=id)
    form = PlaceForm(posted(request), initial=request.GET.dict())
    shown = placing(passage, viewer=request.user, paragraph=form.paragraph_asked())
    if shown is None:
        raise Http404("No text of this source is stored, or it has no such paragraph.")
    form.suggest(shown.guess, shown.block.number if shown.block else None)
    if request.method == "POST":
        placed = form.attempt(
            lambda: services.place_passage(passage=passage, person=request.user, **form.cleaned_data)
        )
        if placed:
            messages.success(request, _("The passage is placed."))
            return redirect(f"{placed.source.get_absolute_url()}?words={placed.start}-{placed.end}#words")
    context = {
        "placing": shown,
        "source": passage.source,
        "may": may_place(request.user, passage),
        "who": who_may("place passage"),
    }
    return page(request, "sources/place.html", context, form)
