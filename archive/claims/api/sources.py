"""Posting sources: the record, and the texts that are captured of it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims.api.bodies import SourceBody, TextBody
from archive.claims.services.sources import capture_source, record_source
from archive.core.api.parsers import Json, Multipart
from archive.core.api.refusals import renamed
from archive.sources.api import SourceReads, SourceSerializer
from archive.sources.models import Source, SourceText

MEDIA_TYPES = {
    "markdown": "text/markdown",
    "text": "text/plain",
    "html": "text/html",
    "pdf": "application/pdf",
}


class SourceViews(SourceReads):
    """Sources, read by anybody, added by members."""

    parser_classes = [Json, Multipart]

    @extend_schema(request=SourceBody, responses={201: SourceSerializer}, summary="Add a source")
    def create(self, request: Request) -> Response:
        """Add a bibliographic record, with its text if there is one."""
        fields = self.typed(SourceBody)
        given = {name: fields.pop(name, None) for name in ("text", "file", "format")}
        if given["text"] is None and given["file"] is None:
            return self.made(record_source(fields=fields, added_by=request.user).pk)
        return self.made(self.capture(given, fields=fields).source_id)

    @extend_schema(request=TextBody, responses={201: SourceSerializer}, summary="Store a source's text")
    @SourceReads.text.mapping.post
    def store(self, request: Request, pk: int) -> Response:
        """Store a new version of a source's text; every quote from it is checked anew."""
        self.capture(self.typed(TextBody), source=self.get_object())
        return self.now(pk, status.HTTP_201_CREATED)

    def capture(
        self, given: dict[str, Any], *, fields: dict[str, Any] | None = None, source: Source | None = None
    ) -> SourceText:
        """Hand the bytes of a file or of pasted words to the one service; an empty body is empty words."""
        file, text = given.get("file"), given.get("text") or ""
        data = file.read() if file else text.encode()
        media_type = MEDIA_TYPES.get(given.get("format") or "", file.content_type or "" if file else "")
        with renamed("file", "file" if file else "text"):
            return capture_source(
                data=data,
                captured_by=self.request.user,
                filename=file.name if file else "",
                media_type=media_type,
                fields=fields,
                source=source,
            )
