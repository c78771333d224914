"""Reading bodies: JSON everywhere, files where they are taken; too much of either is refused unread."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser


class TooLarge(APIException):
    """The body is larger than the site reads."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("This is more than the site takes in one request.")
    default_code = "too_large"


def refuse_large(context: Mapping[str, Any] | None) -> None:
    """Refuse a body that says it is longer than the site reads; without a length none is read at all."""
    length = context["request"].META.get("CONTENT_LENGTH") if context and "request" in context else None
    if length and length.isdigit() and int(length[:15]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise TooLarge


class Json(JSONParser):
    """A JSON body."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what the body says; what is no JSON, or is nested beyond reading, is refused."""
        refuse_large(parser_context)
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as deep:
            raise ParseError(_("This is nested too deeply.")) from deep


class Multipart(MultiPartParser):
    """A form with files."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles:
        """Return the form's fields and files."""
        refuse_large(parser_context)
        return super().parse(stream, media_type, parser_context)
