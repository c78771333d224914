"""What the API's views share: reading input, answering with what was made, conditional reads."""

from typing import Any

from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.metadata import SimpleMetadata
from rest_framework.request import Request
from rest_framework.response import Response


class About(SimpleMetadata):
    """What an address is, for OPTIONS; what may be sent there, the OpenAPI document says."""

    def determine_actions(self, request: Any, view: Any) -> dict[str, Any]:
        """Return nothing: what is sent differs from what is answered."""
        return {}


@method_decorator(conditional_page, name="dispatch")
class Door(viewsets.GenericViewSet):
    """A view whose reads carry an ETag (304 if nothing changed) and whose ids are whole numbers."""

    lookup_value_converter = "int"
    metadata_class = About

    def typed(self, kind: type[serializers.Serializer], data: Any = None) -> Any:
        """Return the fields of `data`, or of the body, as `kind` reads them; refuse those that it cannot."""
        data = self.request.data if data is None else data
        fields = kind(data=data, context=self.get_serializer_context())
        fields.is_valid(raise_exception=True)
        return fields.validated_data

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Tell caches that an answer depends on who asks."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response


class Reads(mixins.ListModelMixin, mixins.RetrieveModelMixin, Door):
    """A list and its single things, to anybody who may see them."""

    def now(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        """Return the thing as the caller sees it now, after a write."""
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=code)

    def made(self, pk: int) -> Response:
        """Return a thing just made, and where it stands."""
        response = self.now(pk, status.HTTP_201_CREATED)
        response["Location"] = self.request.build_absolute_uri(f"{self.request.path}{pk}/")
        return response
