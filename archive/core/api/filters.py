"""Filters that refuse what they cannot read instead of ignoring it."""

from datetime import UTC
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

LARGEST = 2**63 - 1  # of a bigint


class WholeField(forms.IntegerField):
    """A whole number from 0 that a column of ids can hold."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{**more, "min_value": 0, "max_value": LARGEST})


class MomentField(IsoDateTimeField):
    """A date and time that has its place in the calendar in every time zone."""

    def to_python(self, value: Any) -> Any:
        """Return the moment in UTC; one that falls off either end of the calendar there is none."""
        moment = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class MomentFilter(filters.IsoDateTimeFilter):
    """Compares with a date and time in ISO 8601."""

    field_class = MomentField


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
        if value:
            return getattr(queryset, self.keeps)()
        kept = getattr(queryset.model._default_manager.all(), self.keeps)()
        return queryset.filter(~Exists(kept.filter(pk=OuterRef("pk"))))  # row by row, until the page is full
