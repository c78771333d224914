"""Bibliographies: the sources of one debate as a page, and files for citation managers."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from archive.claims.models import Debate
from archive.claims.queries.bibliography import name_of, sources_of
from archive.claims.views.reader import cited_at, load
from archive.core.paging import number_from
from archive.sources.bibliography import FORMATS, write_records
from archive.sources.citing import in_every_style, record_of
from archive.sources.models import Source
from archive.sources.queries import newest_record

PER_PAGE = 100


class FileFormat:
    """The end of a file's address: "bib" for a key of `FORMATS`, "bibtex", and so on."""

    regex = "|".join(extension for extension, _ in FORMATS.values())

    def to_python(self, value: str) -> str:
        """Return the format that a file's end stands for."""
        return next(name for name, (extension, _) in FORMATS.items() if extension == value)

    def to_url(self, value: str) -> str:
        """Return the end of a format's files."""
        return FORMATS[value][0]


def source_file(request: HttpRequest, id: int, slug: str, format: str) -> HttpResponse:
    """One source as BibTeX, RIS or CSL-JSON."""
    source = load(request, id)
    if slug != source.slug:
        return redirect("sources:file", id, source.slug, format, permanent=True)
    return file_of([source], format, source.slug)


def cite(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """One source's citation in the site's form and in APA, Chicago and MLA, to copy."""
    source = load(request, id)
    if slug != source.slug:
        return redirect("sources:cite", id, source.slug, permanent=True)
    text = newest_record(source)
    context = {
        "source": source,
        "text": text,
        "cited": cited_at(request, source, text),
        "styles": in_every_style(source),
    }
    return render(request, "sources/cite.html", context)


def debate_sources(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """Every source that a debate leans on, as a bibliography."""
    debate = load_debate(request, id)
    if slug != debate.slug:
        return redirect("debates:sources", id, debate.slug)
    rows, skip = sources_of(debate, viewer=request.user), number_from(request.GET, "from")
    context = {
        "debate": debate,
        "name": name_of(debate, viewer=request.user),
        "rows": rows[skip : skip + PER_PAGE],
        "count": len(rows),
        "skip": skip,
        "newer": max(0, skip - PER_PAGE),
        "older": skip + PER_PAGE if len(rows) > skip + PER_PAGE else 0,
        "formats": FORMATS,
    }
    return render(request, "debates/sources.html", context)


def debate_file(request: HttpRequest, id: int, slug: str, format: str) -> HttpResponse:
    """Every source that a debate leans on, in one file."""
    debate = load_debate(request, id)
    if slug != debate.slug:
        return redirect("debates:sources_file", id, debate.slug, format)
    return file_of([row.source for row in sources_of(debate, viewer=request.user)], format, debate.slug)


def load_debate(request: HttpRequest, id: int) -> Debate:
    """Return the debate if this reader may see it, else 404."""
    return get_object_or_404(Debate.objects.visible_to(request.user), pk=id)


def file_of(sources: Iterable[Source], format: str, name: str) -> HttpResponse:
    """Return these sources as a file of the format, a key of `FORMATS`."""
    extension, media_type = FORMATS[format]
    text = write_records([record_of(source) for source in sources], format)
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response
