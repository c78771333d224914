"""Answers that hold for every address: what to say while the database is away, and to unstorable addresses."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext

RETRY_AFTER = 10  # seconds
YEAR = 365 * 24 * 3600
SECRET = ("csrfmiddlewaretoken", "password", "token", "code", "credential")

Answer = Callable[[HttpRequest], HttpResponse]


class DatabaseAway:
    """Turns a lost database into a 503 that says so, asks to come back, and gives back what was typed.

    Connections are checked before each request (CONN_HEALTH_CHECKS), so the site recovers by itself.
    What fails inside another middleware, and so never comes here, is `views.server_error`'s.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Catch it in a view, where Django would else answer 500 and tell the log all about it."""
        return away(request) if isinstance(exception, OperationalError | InterfaceError) else None


def keep_private(get_response: Answer) -> Answer:
    """Tell shared caches to keep nothing that was answered to somebody in particular.

    Not `no-store`: it would take what was typed out of the browser's way back.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        somebody = settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_AUTHORIZATION" in request.META
        if somebody and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response

    return answer


def speak(get_response: Answer) -> Answer:
    """Let the browser of who has signed in just now ask for the language of their settings from then on.

    A cookie says so, as it does for the switch, so that no page has to look the person up for its language.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if language := getattr(request, "language_of_settings", ""):
            keep_choice(response, settings.LANGUAGE_COOKIE_NAME, language)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page:  # the figures that scripts ask for are the same for everybody
            patch_vary_headers(response, ("Cookie",))
        return response

    return answer


def keep_choice(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice in the browser for a year, or forget it if it is empty."""
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")


def refuse_nul(get_response: Answer) -> Answer:
    """Answer 404 or 400 to a NUL in an address or a cookie, before PostgreSQL, which stores none, is asked."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        values = [
            *request.COOKIES.values(),
            *(value for _, values in request.GET.lists() for value in values),
        ]
        if any("\0" in value for value in values):
            raise SuspiciousOperation("NUL in a query or a cookie")
        return get_response(request)

    return answer


def refuse_large(get_response: Answer) -> Answer:
    """Answer 413 to a request that says it is longer than the site reads, before a file in it fills the disk."""

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdigit() and int(length[:15]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("longer than the site reads")
        return get_response(request)

    return answer


def is_api(request: HttpRequest) -> bool:
    """Return whether a program asks, and not a reader."""
    return request.path_info.startswith("/api/v")


def problem(status: int, code: str, detail: str) -> JsonResponse:
    """Return the API's error body for an answer that its own framework never saw."""
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "client_error"
    body = {"type": kind, "errors": [{"code": code, "detail": detail, "attr": None}]}
    return JsonResponse(body, status=status)


def away(request: HttpRequest) -> HttpResponse:
    """Return the 503 answer in the caller's language: JSON for the API, a page with the typed words else."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if is_api(request):
        body: HttpResponse = problem(
            status, "database_away", gettext("The database is away. Try again in a moment.")
        )
    else:
        context = {"typed": typed_words(request), "wait": RETRY_AFTER}
        body = render(request, "503.html", context, status=status)
    body["Retry-After"] = str(RETRY_AFTER)
    body["Cache-Control"] = "no-store"
    return body


def typed_words(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the names and words of the posted fields, without secrets and bare numbers.

    Nothing if they cannot be read.
    """
    if request.method != "POST":
        return []
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (SuspiciousOperation, UnreadablePostError):
        return []
    return [
        (name, value)
        for name, value in fields
        if value and not value.isdigit() and not any(secret in name for secret in SECRET)
    ]
