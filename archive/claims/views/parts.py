"""Parts of a page: what is sent alone when the page that it goes into is open already."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from archive.core.forms import PlainForm, page


def in_place(request: HttpRequest) -> bool:
    """Return whether a part of the page is asked for, to be put into the page that is open."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def part_or_page(
    request: HttpRequest, part: str, whole: str, context: dict[str, Any], form: PlainForm | None = None
) -> HttpResponse:
    """Return the part if the page is open already, else the whole page; caches keep the two apart."""
    response = page(
        request, part if in_place(request) else whole, {**context, "here_in_place": in_place(request)}, form
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def outcome(request: HttpRequest, part: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Return what an act in place leaves there; caches keep it apart from the page of that address."""
    response = render(request, part, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
