"""Pages that any address may answer with: what went wrong, what to do, and what was typed; the appearance too.

They ask the database nothing unless it is known to answer. Under /api/ they have the API's own shape.
"""

import sys
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from archive.core.context import KEYS_COOKIE, THEME_COOKIE, THEMES
from archive.core.middleware import away, is_api, keep_choice, problem, typed_words

KEPT: dict[str, tuple[str, ...]] = {
    THEME_COOKIE: THEMES,
    KEYS_COOKIE: ("off",),
    settings.LANGUAGE_COOKIE_NAME: tuple(code for code, _name in settings.LANGUAGES),
}
"""The choices that a browser keeps, and what each may be."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 to a request that is too large, and 400 to any other that cannot be read."""
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        detail = _("The request is larger than %(limit)s MB.") % {"limit": limit}
        if is_api(request):
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", detail)
        return render(request, "413.html", {"limit": limit}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if is_api(request):
        return problem(HTTPStatus.BAD_REQUEST, "bad_request", _("The request could not be read."))
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403, with what the refusal says."""
    says = str(exception) or _("You may not see or do this.")
    if is_api(request):
        return problem(HTTPStatus.FORBIDDEN, "permission_denied", says)
    return render(request, "403.html", {"says": says}, status=HTTPStatus.FORBIDDEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form without its token, and give back what was typed."""
    if is_api(request):
        return problem(HTTPStatus.FORBIDDEN, "permission_denied", _("The form's token is missing or wrong."))
    return render(request, "403_csrf.html", {"typed": typed_words(request)}, status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: nothing is at this address, or nothing that this reader may see; give back what was typed.

    What was being answered may have gone while somebody wrote.
    """
    if is_api(request):
        return problem(HTTPStatus.NOT_FOUND, "not_found", _("Not found."))
    context = {"asked": request.path, "typed": typed_words(request)}
    return render(request, "404.html", context, status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 if the database is away, else 500; Django calls this while it handles the exception.

    A failure inside another middleware becomes an answer before `DatabaseAway` could see it.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return away(request)
    if is_api(request):
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "error", _("Something failed here."))
    return render(
        request, "500.html", {"typed": typed_words(request)}, status=HTTPStatus.INTERNAL_SERVER_ERROR
    )


@csrf_exempt  # whoever forges this turns the lights on or off; pages in return need no token of their own
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep a choice of appearance, language or single keys in a cookie for a year, or forget it; lead back."""
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if here else "/")
    name = next((name for name in KEPT if name in request.POST), THEME_COOKIE)
    value = request.POST.get(name, "")
    keep_choice(response, name, value if value in KEPT[name] else "")
    return response
