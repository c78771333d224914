"""Answers that hold for every address: what to say while the database is away."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

RETRY_AFTER = 10  # seconds
SECRET = ("csrfmiddlewaretoken", "password", "token", "code")


class DatabaseAway:
    """Turns a lost database into a 503 that says so, asks to come back, and gives back what was typed.

    Connections are checked before each request (CONN_HEALTH_CHECKS), so the site recovers by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return away(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Catch it in a view too, where Django would else answer 500."""
        return away(request) if isinstance(exception, OperationalError | InterfaceError) else None


def away(request: HttpRequest) -> HttpResponse:
    """Return the 503 answer in the caller's language: JSON for the API, a page with the typed words else."""
    if request.path.startswith("/api/"):
        error = {
            "code": "database_away",
            "detail": "The database is away. Try again in a moment.",
            "attr": None,
        }
        body: HttpResponse = JsonResponse({"type": "server_error", "errors": [error]}, status=503)
    else:
        body = render(
            request, "503.html", {"typed": typed_words(request), "path": request.get_full_path()}, status=503
        )
    body["Retry-After"] = str(RETRY_AFTER)
    body["Cache-Control"] = "no-store"
    return body


def typed_words(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the names and words of the posted fields, without secrets."""
    if request.method != "POST":
        return []
    return [
        (name, value) for name, value in request.POST.items() if value and not any(s in name for s in SECRET)
    ]
