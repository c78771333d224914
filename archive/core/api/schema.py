"""The OpenAPI document: every operation with its refusals, all in the one error shape."""

from functools import cache
from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

REFUSALS = {
    "400": "The input is wrong; `attr` names the field.",
    "401": "No token or session, or one that has ended.",
    "403": "This person may not do this.",
    "404": "There is nothing here that the caller may see.",
    "406": "The API answers in JSON only.",
    "409": "The state of the archive is against it; `existing` may say where the same thing stands already.",
    "413": "The body is larger than the site reads.",
    "415": "The body is of a type that this address does not read.",
    "429": "Too soon or too often; `Retry-After` says how many seconds to wait.",
    "503": "The database is away; `Retry-After` says when to come back.",
}


class ErrorSerializer(serializers.Serializer):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="Stable and machine-readable.")
    detail = serializers.CharField(help_text="Fit to show to a person.")
    attr = serializers.CharField(
        allow_null=True, help_text="The field at fault, inner ones with dots; null for none."
    )
    existing = serializers.CharField(
        required=False, help_text="The path of the page of what is there already, if that is why."
    )


class ProblemSerializer(serializers.Serializer):
    """Why a request was refused."""

    type = serializers.ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = ErrorSerializer(many=True)


class Schema(AutoSchema):
    """An operation's answers, completed by the refusals that it can give."""

    def refusals(self) -> list[str]:
        """Return the statuses that this operation may refuse with."""
        codes = {"401", "404", "406", "503"}
        if any(parameter["in"] == "query" for parameter in self._get_parameters()):
            codes.add("400")
        if self.method not in ("GET", "HEAD"):
            codes |= {"400", "403", "409", "413", "415", "429"}
        return sorted(codes)

    def _get_response_bodies(self, direction: str = "response") -> Any:
        """Return the operation's own answers and then its refusals."""
        answers = super()._get_response_bodies(direction)
        if direction != "response":
            return answers
        for status in self.refusals():
            told = self._get_response_for_code(ProblemSerializer, status)
            answers.setdefault(status, {**told, "description": REFUSALS[status]})
        return answers


@cache
def whole_schema() -> dict[str, Any]:
    """Return the document of the whole API, the same for everybody, made once a process."""
    return SchemaGenerator().get_schema(request=None, public=True)


class WordsShape(OpenApiSerializerFieldExtension):
    """Tells the limit that the service holds texts to."""

    target_class = "archive.core.api.fields.Words"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the shape of a text."""
        limit = {"maxLength": self.target.limit} if self.target.limit else {}
        return {"type": "string", **limit}


class WholeShape(OpenApiSerializerFieldExtension):
    """Tells the scale that the service holds numbers to."""

    target_class = "archive.core.api.fields.Whole"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the shape of a number."""
        least, most = self.target.scale or (self.target.min_value, self.target.max_value)
        bounds = {"minimum": least, "maximum": most}
        return {"type": "integer", **{name: value for name, value in bounds.items() if value is not None}}


class MarkShape(OpenApiSerializerFieldExtension):
    """Tells that a mark is [start, end, kind]."""

    target_class = "archive.core.api.fields.Mark"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the shape of a mark."""
        parts = [{"type": "integer", "minimum": 0}, {"type": "string", "enum": list(self.target.kinds)}]
        return {"type": "array", "items": {"oneOf": parts}, "minItems": 3, "maxItems": 3}


class NameShape(OpenApiSerializerFieldExtension):
    """Tells the two ways in which an author can be given, and the one in which they are returned."""

    target_class = "archive.core.api.fields.Name"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the shape of a name."""
        parts = {part: {"type": "string", "maxLength": 200} for part in ("family", "given", "literal")}
        name = {"type": "object", "properties": parts}
        return name if direction == "response" else {"oneOf": [name, {"type": "string"}]}


class TokenScheme(KnoxTokenScheme):
    """Tells the schema of it."""

    target_class = "archive.core.api.tokens.Token"
    name = "token"
