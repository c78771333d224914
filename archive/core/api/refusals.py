"""The API's one translation of refusals, and of requests that cannot be read, into answers."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import UnreadablePostError
from drf_standardized_errors.handler import exception_handler as standardized
from rest_framework import exceptions, status
from rest_framework.response import Response

from archive.core.errors import NotAllowed, Refused, TooSoon


class Conflict(exceptions.APIException):
    """The state of the archive is against it, not the input."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This cannot be done as things stand."
    default_code = "conflict"


class TooLarge(exceptions.APIException):
    """The body is larger than the site reads."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "This is more than the site takes in one request."
    default_code = "too_large"


class WaitBefore(exceptions.Throttled):
    """A limit over time, with the service's own words instead of the framework's."""

    def __init__(self, refusal: TooSoon) -> None:
        super().__init__(wait=refusal.wait)
        self.detail = exceptions.ErrorDetail(refusal.message, code=refusal.code)


def translate(problem: Exception) -> Exception:
    """Return the API's exception for a service's refusal or an unreadable request; others as they are."""
    match problem:
        case TooSoon():
            return WaitBefore(problem)
        case NotAllowed():
            return exceptions.PermissionDenied(problem.message, code=problem.code)
        case Refused(conflict=True):
            return Conflict(problem.message, code=problem.code)
        case Refused():
            return exceptions.ValidationError([exceptions.ErrorDetail(problem.message, code=problem.code)])
        case RequestDataTooBig():
            return TooLarge()
        case SuspiciousOperation() | UnreadablePostError():
            return exceptions.ParseError("The request could not be read.")
    return problem


def exception_handler(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Return the one error body: `type`, and `errors` with `code`, `detail`, `attr`, perhaps `existing`.

    A lost database is left to the middleware, which answers 503 everywhere.
    """
    if isinstance(problem, OperationalError | InterfaceError):
        return None
    response = standardized(translate(problem), context)
    if response is not None and isinstance(problem, Refused):
        error = response.data["errors"][0]
        error["attr"] = problem.field or None
        if problem.existing:
            error["existing"] = problem.existing
    return response
