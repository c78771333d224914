"""Forms of topics: what one is called and where it stands, what it is merged into, what a debate is filed under."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.claims.forms.debates import words_field
from archive.claims.models import Topic
from archive.core.forms import PlainForm


def standing_topics() -> Any:
    """Return the topics that were not merged, by name."""
    return Topic.objects.filter(merged_into=None).order_by("name", "id")


class TopicForm(PlainForm):
    """A topic's name, what it is about, and the topic that it stands below."""

    name = words_field(_("Name"))
    description = words_field(_("What it is about, in a sentence"), hint=_("May be empty."))
    parent = forms.ModelChoiceField(
        label=_("Below"),
        queryset=standing_topics().filter(parent=None),
        to_field_name="slug",
        required=False,
        empty_label=_("Nothing: at the top"),
    )


class MergeTopicForm(PlainForm):
    """The topic that is to take another one's debates."""

    into = forms.ModelChoiceField(
        label=_("Into"), queryset=standing_topics(), to_field_name="slug", empty_label=_("Choose a topic")
    )


class FileForm(PlainForm):
    """The topics of a debate."""

    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=standing_topics(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
