"""Kinds of input: they tell a text from a number from an id; what may be said is for services to say."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers


class Words(serializers.CharField):
    """A text, handed on as it came: not stripped, not cut; `limit` is told in the schema only.

    With `checked`, its characters are for the service to judge; without, hidden ones that no
    database stores are refused here.
    """

    def __init__(self, *, limit: int | None = None, checked: bool = True, **more: Any) -> None:
        self.limit = limit
        super().__init__(allow_blank=True, trim_whitespace=False, **more)
        if checked:
            self.validators = []

    def to_internal_value(self, data: Any) -> str:
        """Return the text; a number is none."""
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class Choice(serializers.ChoiceField):
    """One of a few words, as the schema says; the service refuses others, in its own words."""

    def to_internal_value(self, data: Any) -> str:
        """Return the word, whichever it is."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Give a text."), code="invalid")
        return data


class Whole(serializers.IntegerField):
    """A whole number; `scale` is told in the schema only."""

    def __init__(self, *, scale: tuple[int, int] | None = None, **more: Any) -> None:
        self.scale = scale
        super().__init__(**more)

    def to_internal_value(self, data: Any) -> int:
        """Return the number; a truth value, a text or a fraction is none."""
        if isinstance(data, bool) or not isinstance(data, int | float) or data != data // 1:
            self.fail("invalid")
        return int(data)


class Visible(serializers.PrimaryKeyRelatedField):
    """The id of something that the caller may see; anything else is not there (`does_not_exist`)."""

    default_error_messages = {
        "does_not_exist": gettext_lazy("There is nothing with the number {pk_value} here."),
        "incorrect_type": gettext_lazy("Give the number of what is meant."),
    }

    def get_queryset(self) -> Any:
        """Return what the caller may see."""
        seen: Any = self.queryset
        return seen.visible_to(self.context["request"].user)

    def to_internal_value(self, data: Any) -> Model:
        """Return the thing with this id."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("incorrect_type", data_type=type(data).__name__)
        return super().to_internal_value(data)


class Slug(serializers.SlugRelatedField):
    """A thing by its slug; what no database could look for names nothing."""

    def to_internal_value(self, data: Any) -> Model:
        """Return the thing with this slug; a number is none."""
        if not isinstance(data, str):
            self.fail("invalid")
        if "\x00" in data or any("\ud800" <= sign <= "\udfff" for sign in data):
            self.fail("does_not_exist", slug_name=self.slug_field, value=ascii(data))
        thing: Model = super().to_internal_value(data)
        return thing


class Mark(serializers.Field):
    """Words marked in a text: their start, their end, and what kind of mark; the service says what is wrong."""

    def __init__(self, *, kinds: tuple[str, ...], **more: Any) -> None:
        self.kinds = kinds
        super().__init__(**more)

    def to_internal_value(self, data: Any) -> Any:
        """Return the mark as it came."""
        return data

    def to_representation(self, value: Any) -> Any:
        """Return the mark as it is stored."""
        return value


class Name(serializers.Field):
    """One author: a CSL name, or one line ("Family, Given", or the name of an organisation)."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the name as it came, if it is text or an object of texts."""
        if isinstance(data, dict) and all(isinstance(value, str) for value in data.values()):
            return data
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Give each author as a name."), code="invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        """Return the CSL name as it is stored."""
        return value
