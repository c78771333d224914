"""Posting sources: the record, and the texts that are captured of it."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims.api.bodies import SourceBody, TextBody
from archive.claims.api.curating import CuratedSources
from archive.claims.api.imports import QueuedSerializer
from archive.claims.services.incoming import capture_or_queue
from archive.claims.services.sources import record_source
from archive.core.api.parsers import Json, Multipart
from archive.core.api.refusals import renamed
from archive.sources.api import SourceReads, SourceSerializer
from archive.sources.models import Source, SourceImport, SourceText
from archive.sources.reading import FORMATS

MEDIA_TYPES = {name: media_type for name, (media_type, _) in FORMATS.items()}


class SourceViews(CuratedSources):
    """Sources, read by anybody, added by members."""

    parser_classes = [Json, Multipart]

    @extend_schema(
        request=SourceBody, responses={201: SourceSerializer, 202: QueuedSerializer}, summary="Add a source"
    )
    def create(self, request: Request) -> Response:
        """Add a bibliographic record, with its text if there is one; a file that takes long is read later (202)."""
        fields = self.typed(SourceBody)
        given = {name: fields.pop(name, None) for name in ("text", "file", "format")}
        if given["text"] is None and given["file"] is None:
            return self.made(record_source(fields=fields, added_by=request.user).pk)
        came = self.capture(given, fields=fields)
        return self.queued(came) if isinstance(came, SourceImport) else self.made(came.source_id)

    @extend_schema(
        request=TextBody,
        responses={201: SourceSerializer, 202: QueuedSerializer},
        summary="Store a source's text",
    )
    @SourceReads.text.mapping.post
    def store(self, request: Request, pk: int) -> Response:
        """Store a new version of a source's text; a file that takes long is read later (202).

        Every quote from the source is checked anew.
        """
        came = self.capture(self.typed(TextBody), source=self.get_object())
        return (
            self.queued(came)
            if isinstance(came, SourceImport)
            else self.now(came.source_id, status.HTTP_201_CREATED)
        )

    def queued(self, row: SourceImport) -> Response:
        """Return what is known of a file that waits, and where its result will stand."""
        response = Response(QueuedSerializer({"import": row}).data, status=status.HTTP_202_ACCEPTED)
        response["Location"] = self.request.build_absolute_uri(reverse("api:import-detail", args=[row.pk]))
        return response

    def capture(
        self, given: dict[str, Any], *, fields: dict[str, Any] | None = None, source: Source | None = None
    ) -> SourceText | SourceImport:
        """Hand the bytes of a file or of pasted words to the one service; an empty body is empty words."""
        file, text = given.get("file"), given.get("text") or ""
        data = file.read() if file else text.encode()
        media_type = MEDIA_TYPES.get(given.get("format") or "", file.content_type or "" if file else "")
        with renamed("file", "file" if file else "text"):
            return capture_or_queue(
                data=data,
                captured_by=self.request.user,
                filename=file.name if file else "",
                media_type=media_type,
                fields=fields,
                source=source,
            )
