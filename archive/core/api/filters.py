"""Filters that refuse what they cannot read instead of ignoring it."""

from typing import Any

from django import forms
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

LARGEST = 2**63 - 1  # of a bigint


class WholeField(forms.IntegerField):
    """A whole number from 0 that a column of ids can hold."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{**more, "min_value": 0, "max_value": LARGEST})


def one_word_of(choices: list[tuple[str, str]], **more: Any) -> filters.ChoiceFilter:
    """Return the filter that keeps rows with this word in the column of the same name; never null."""
    words = {"type": "string", "enum": [word for word, _ in choices]}
    shaped: filters.ChoiceFilter = extend_schema_field(words)(filters.ChoiceFilter(choices=choices, **more))
    return shaped


@extend_schema_field({"type": "integer", "minimum": 0})
class WholeFilter(filters.NumberFilter):
    """Keeps rows with this number."""

    field_class = WholeField

    def get_max_validator(self) -> None:
        """The field has a bound of its own."""
        return


@extend_schema_field(OpenApiTypes.BOOL)
class FlagFilter(filters.TypedChoiceFilter):
    """True keeps what a query set's own method of this name keeps, false keeps the rest."""

    def __init__(self, *, keeps: str, **more: Any) -> None:
        self.keeps = keeps
        choices = (("true", "true"), ("false", "false"))
        super().__init__(choices=choices, coerce=lambda word: word == "true", empty_value=None, **more)

    def filter(self, queryset: Any, value: Any) -> Any:
        """Return the rows that are so, or those that are not; all of them when nothing was asked."""
        if value in (None, ""):
            return queryset
        kept = getattr(queryset, self.keeps)()
        return kept if value else queryset.exclude(pk__in=kept.values("pk"))
