"""Pages of results: keyset by id, newest first, so that none is skipped or repeated while others write."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class Pages(CursorPagination):
    """Fifty a page, `page_size` up to 200; `cursor` comes from the `next` and `previous` addresses."""

    page_size = 50
    page_size_query_param = "page_size"
    page_size_query_description = "How many results on a page, from 1 to 200."
    cursor_query_description = "Where the page begins; take it from `next` or `previous`."
    max_page_size = 200
    ordering = "-id"

    def get_page_size(self, request: Request) -> int:
        """Return the size asked for, or refuse what is no number from 1 to 200."""
        asked = str(request.query_params.get(self.page_size_query_param, self.page_size))
        if not (
            asked.isascii() and asked.isdigit() and len(asked) < 9 and 1 <= int(asked) <= self.max_page_size
        ):
            message = _("Give a number from 1 to %(most)s.") % {"most": self.max_page_size}
            raise ValidationError({self.page_size_query_param: [message]}, code="range")
        return int(asked)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return where the page begins, or 404 for a cursor that this API did not give."""
        cursor = super().decode_cursor(request)
        position = "0" if cursor is None or cursor.position is None else str(cursor.position)
        if not (position.isascii() and position.isdigit() and len(position) < 19):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the shape of a page for the schema."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**address, "description": "The older results, or null on the last page."},
                "previous": {**address, "description": "The newer results, or null on the first page."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the two parameters of a page for the schema."""
        parameters = super().get_schema_operation_parameters(view)
        sizes = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": 50}
        return [{**p, "schema": sizes} if p["name"] == self.page_size_query_param else p for p in parameters]
