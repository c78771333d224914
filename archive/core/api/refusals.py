"""The API's one translation of refusals, and of requests that cannot be read, into answers."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_standardized_errors.handler import exception_handler as standardized
from rest_framework import exceptions, status
from rest_framework.response import Response

from archive.core.api.parsers import TooLarge
from archive.core.errors import NotAllowed, Refused, TooSoon

NO_FIELD = "non_field_errors"  # what the framework calls an input that is wrong as a whole


class Conflict(exceptions.APIException):
    """The state of the archive is against it, not the input."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = gettext_lazy("This cannot be done as things stand.")
    default_code = "conflict"


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
            return exceptions.ParseError(_("The request could not be read."))
    return problem


def exception_handler(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Return the one error body: `type`, and `errors` with `code`, `detail`, `attr`, perhaps `existing`.

    A lost database is left to the middleware, which answers 503 everywhere.
    """
    if isinstance(problem, OperationalError | InterfaceError):
        return None
    response = standardized(translate(problem), context)
    for error in response.data["errors"] if response is not None else ():
        error["detail"] = error["detail"].encode("utf-8", "replace").decode()  # half a pair in what is quoted
        name_field(error, problem)
    return response


def name_field(error: dict[str, Any], problem: Exception) -> None:
    """Set the field at fault as the service named it, null for none, and where the same stands already."""
    attr = error["attr"] or ""
    error["attr"] = attr.removesuffix(NO_FIELD).removesuffix(".") or None
    if isinstance(problem, Refused):
        error["attr"] = problem.field or None
        if problem.existing:
            error["existing"] = problem.existing


@contextmanager
def renamed(field: str, name: str) -> Iterator[None]:
    """Let a refusal at the service's `field` name the body's field `name` instead."""
    try:
        yield
    except Refused as refusal:
        refusal.field = name if refusal.field == field else refusal.field
        raise


@contextmanager
def within(part: str, fields: Container[str]) -> Iterator[None]:
    """Let a refusal at one of `fields` name it as the body has it: inside the object `part`."""
    try:
        yield
    except Refused as refusal:
        refusal.field = f"{part}.{refusal.field}" if refusal.field in fields else refusal.field
        raise
