"""Addresses of records that were merged into another: they lead to the one that stands for them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse

from archive.sources.models import Source
from archive.sources.queries import standing_for

READING = ("sources:short", "sources:read")
OF_A_SOURCE = "<int:id>/"


def following_merged(pages: list[URLPattern]) -> list[URLPattern]:
    """Return the pages of sources; those of one source lead on from a record that was merged."""
    for page in pages:
        if str(page.pattern).startswith(OF_A_SOURCE):
            page.callback = leading(page.callback)
    return pages


def leading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page that is not there for a merged record answer 301; what was posted to it goes to the other one."""

    @wraps(view)
    def answer(request: HttpRequest, id: int, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, id=id, **kwargs)
        except Http404:
            into = standing_for(Source.objects.filter(pk=id, merged_into__isnull=False), request.user).first()
            if into is None:
                raise
        if request.method in ("GET", "HEAD"):
            return redirect(address_of(into, request, kwargs), permanent=True)
        return view(request, id=into.pk, **kwargs)

    return answer


def address_of(into: Source, request: HttpRequest, more: dict[str, Any]) -> str:
    """Return the same page of another source; the reader from its top, since places in the texts differ."""
    name = request.resolver_match.view_name if request.resolver_match else READING[0]
    if name in READING:
        return into.get_absolute_url()
    query = request.META.get("QUERY_STRING", "")
    named = {**more, "id": into.pk} | ({"slug": into.slug} if "slug" in more else {})
    return reverse(name, kwargs=named) + (f"?{query}" if query else "")
