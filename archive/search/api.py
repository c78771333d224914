"""Search by the API: the parameters of the page, the same results."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims.models import Claim
from archive.claims.models.evidence import QuoteState
from archive.core.api.pages import Pages
from archive.core.api.views import Door
from archive.core.models import Stance
from archive.search.choice import Found, Search, cursor_after, key_from
from archive.search.forms import SearchForm
from archive.search.marking import Run
from archive.search.queries.finding import found
from archive.search.queries.guessing import meant
from archive.search.queries.rows import rows_for
from archive.search.queries.suggestions import suggestions

PER_PAGE, AT_MOST = 20, 100


class MarkedSerializer(serializers.Serializer):
    """A text and which of its characters were looked for."""

    text = serializers.CharField()
    marks = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="Start and end of what was looked for, counted in characters.",
    )


@extend_schema_field(MarkedSerializer)
class Marked(serializers.Field):
    """A text in runs, given as its characters and the marks among them."""

    def to_representation(self, value: list[Run]) -> dict[str, Any]:
        """Return the text and its marks, as [start, end] in characters."""
        marks, at = [], 0
        for run in value:
            if run.is_marked:
                marks.append([at, at + len(run.words)])
            at += len(run.words)
        return {"text": "".join(run.words for run in value), "marks": marks}


class ResultSerializer(serializers.Serializer):
    """One thing that was found."""

    kind = serializers.ChoiceField(choices=Found.choices)
    id = serializers.IntegerField(help_text="Its number among the things of its kind.")
    url = serializers.CharField(help_text="The path of its page.")
    title = Marked(help_text="A statement, a tag, a title or a name.")
    body = Marked(help_text="More of its words: of a quote, or a paragraph. May be empty.")
    above = serializers.CharField(help_text="The words of what it stands under, or empty.")
    stance = serializers.ChoiceField(choices=Stance.choices, allow_blank=True)
    standing = serializers.FloatField(source="strength", allow_null=True, help_text="Of claims.")
    label = serializers.CharField(help_text="The label of a claim's standing.")
    evidence = serializers.IntegerField(source="cards")
    answers = serializers.IntegerField()
    check_state = serializers.ChoiceField(choices=QuoteState.choices, allow_blank=True)
    posted = serializers.DateTimeField(allow_null=True)


class ResultsSerializer(serializers.Serializer):
    """A page of results."""

    count = serializers.IntegerField(help_text="How many were found, of each kind five hundred at most.")
    is_capped = serializers.BooleanField(help_text="Whether there are more, older ones that were not ranked.")
    problem = serializers.CharField(help_text="What of the words could not be looked for, or empty.")
    did_you_mean = serializers.CharField(help_text="Words spelt alike, if nothing was found.")
    next = serializers.URLField(allow_null=True)
    results = ResultSerializer(many=True)


class SuggestionSerializer(serializers.Serializer):
    """One thing that somebody may be looking for."""

    kind = serializers.ChoiceField(choices=Found.choices)
    url = serializers.CharField(help_text="The path of its page.")
    title = Marked(source="runs")


def kind_of(field: forms.Field) -> Any:
    """Return the type of a parameter."""
    match field:
        case forms.FloatField():
            return OpenApiTypes.DOUBLE
        case forms.IntegerField():
            return OpenApiTypes.INT64
        case forms.BooleanField():
            return OpenApiTypes.BOOL
        case forms.DateField():
            return OpenApiTypes.DATE
    return OpenApiTypes.STR


def parameters() -> list[OpenApiParameter]:
    """Return the fields of the page's form as parameters."""
    told = []
    for name, field in SearchForm.base_fields.items():
        choices = [value for value, _ in getattr(field, "choices", ()) if value]
        told.append(
            OpenApiParameter(
                name,
                kind_of(field),
                description=str(field.help_text or field.label),
                enum=choices or None,
                many=isinstance(field, forms.MultipleChoiceField),
            )
        )
    sizes = OpenApiParameter("page_size", OpenApiTypes.INT, description=f"From 1 to {AT_MOST}.")
    return [
        *told,
        OpenApiParameter("cursor", description="Where the page begins; take it from `next`."),
        sizes,
    ]


class SearchViews(Door):
    """Search, and what to offer while somebody types."""

    permission_classes = [AllowAny]
    pagination_class = None
    filter_backends: Any = []
    queryset = Claim.objects.none()

    @extend_schema(
        operation_id="search", parameters=parameters(), responses=ResultsSerializer, summary="Search"
    )
    def search(self, request: Request) -> Response:
        """Return a page of what has all the words: claims, evidence, debates, sources, their texts, people.

        Words in quotation marks stand side by side; `-word` must not be there; `word*` may go on; `OR` stands
        between two of which one is enough.
        """
        form = SearchForm(request.query_params, viewer=request.user)
        if not form.is_valid():
            raise refusal(form)
        asked = form.search
        try:
            after = key_from(asked, request.query_params.get("cursor", ""))
        except ValueError as wrong:
            raise NotFound(Pages.invalid_cursor_message) from wrong
        results = found(asked, viewer=request.user, after=after, count=size_asked(request))
        told = {
            "count": results.count,
            "is_capped": results.is_capped,
            "problem": asked.sought.problem,
            "did_you_mean": "" if results.hits or after else meant(asked.sought, asked.typed),
            "next": next_address(request, asked, results.last),
            "results": [as_told(row) for row in rows_for(asked, results.hits, viewer=request.user)],
        }
        return Response(ResultsSerializer(told).data)

    @extend_schema(
        operation_id="search_suggestions",
        parameters=[OpenApiParameter("q", description="What was typed so far, from two letters on.")],
        responses=SuggestionSerializer(many=True),
        summary="List suggestions for a search",
    )
    def suggest(self, request: Request) -> Response:
        """Return up to nine things for what was typed so far."""
        rows = suggestions(request.query_params.get("q", ""), viewer=request.user)
        return Response(SuggestionSerializer(rows, many=True).data)


def as_told(row: Any) -> dict[str, Any]:
    """Return a result as the API gives it."""
    standing = row.standing
    return {
        **{name: getattr(row, name) for name in ("kind", "id", "url", "title", "body", "above", "stance")},
        **{name: getattr(row, name) for name in ("cards", "answers", "check_state", "posted")},
        "strength": float(standing.value) if standing else None,
        "label": standing.word if standing else "",
    }


def refusal(form: SearchForm) -> ValidationError:
    """Return the form's errors as the API gives them, each at its parameter."""
    return ValidationError(
        {
            name: [
                ErrorDetail(str(message), code=error.code or "invalid")
                for error in errors
                for message in error
            ]
            for name, errors in form.errors.as_data().items()
        }
    )


def size_asked(request: Request) -> int:
    """Return the size of the page, or refuse what is no number from 1 to 100."""
    asked = request.query_params.get("page_size", str(PER_PAGE))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 4 and 1 <= int(asked) <= AT_MOST):
        raise ValidationError(
            {"page_size": [_("Give a number from 1 to %(most)s.") % {"most": AT_MOST}]}, code="range"
        )
    return int(asked)


def next_address(request: Request, search: Search, last: Any) -> str | None:
    """Return the whole address of the next page, or None on the last."""
    if last is None:
        return None
    query = request.query_params.copy()
    query["cursor"] = cursor_after(search, last)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
