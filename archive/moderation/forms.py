"""The small forms of a moderator's acts; services say what is wrong with what was typed."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from archive.core.forms import PlainForm
from archive.moderation.models import Rule
from archive.moderation.services import LONGEST_SUSPENSION
from archive.sources.models import Marking

CHOOSE = [("", gettext_lazy("Choose the rule")), *Rule.choices]
KINDS = [("", gettext_lazy("Choose one")), *Marking.choices]


def reason_field(help_text: str) -> forms.CharField:
    """Return the field for a reason, which services require and check."""
    return forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        strip=False,
        help_text=help_text,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )


def rule_field() -> forms.ChoiceField:
    """Return the field for the rule that was broken."""
    return forms.ChoiceField(
        label=gettext_lazy("Rule"), required=False, choices=CHOOSE, widget=UnfoldAdminSelectWidget()
    )


class RemoveForm(PlainForm):
    """Why something is removed: the rule and the reason."""

    rule = rule_field()
    reason = reason_field(
        gettext_lazy("In words for its author. Everybody can read it, in the thread and in the log.")
    )


class ReasonForm(PlainForm):
    """Why something is restored or released, or a suspension lifted."""

    reason = reason_field(gettext_lazy("In words. Everybody can read it in the log."))


class MarkForm(PlainForm):
    """What became of a document, why we say so, and where it is announced."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        required=False,
        choices=KINDS,
        widget=UnfoldAdminSelectWidget(),
    )
    reason = reason_field(gettext_lazy("What happened, in words. Everybody reads it beside the source."))
    url = forms.CharField(
        label=gettext_lazy("Where it is announced"),
        required=False,
        strip=False,
        help_text=gettext_lazy("The address of the notice or the objection, if there is one."),
        widget=UnfoldAdminTextInputWidget(),
    )


class LiftForm(PlainForm):
    """Why the mark in force no longer holds."""

    reason = reason_field(gettext_lazy("Why it no longer holds. Kept in the record of the source."))


class MergeForm(PlainForm):
    """The record that stays, and why the two are one."""

    into = forms.CharField(
        label=gettext_lazy("The record that stays"),
        required=False,
        help_text=gettext_lazy("Its number, title, DOI or address."),
        widget=UnfoldAdminTextInputWidget(),
    )
    reason = reason_field(
        gettext_lazy("Why the two are one. Everybody reads it on the page of the record that stays.")
    )


class SuspendForm(PlainForm):
    """For how long somebody is suspended, under which rule and why."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=1,
        max_value=LONGEST_SUSPENSION,
        initial=7,
        help_text=format_lazy(
            gettext_lazy("From 1 to {days}. They can read and sign in, and not write."),
            days=LONGEST_SUSPENSION,
        ),
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    rule = rule_field()
    reason = reason_field(
        gettext_lazy("In words for the person. Everybody can read it in the log, without the name.")
    )
