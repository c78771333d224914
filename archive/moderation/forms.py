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
from archive.core.models import Aim, Stance
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


class RestrainForm(PlainForm):
    """For how long somebody may only read, or read and rate, under which rule and why."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        required=False,
        help_text=format_lazy(
            gettext_lazy("From 1 to {days}; or give hours, or a day, instead."), days=LONGEST_SUSPENSION
        ),
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Hours"), required=False, widget=UnfoldAdminIntegerFieldWidget()
    )
    until = forms.CharField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("A day and a time in UTC, such as 2026-03-01 12:00."),
        widget=UnfoldAdminTextInputWidget(),
    )
    rule = rule_field()
    reason = reason_field(
        gettext_lazy("In words for the person. Everybody can read it in the log, without the name.")
    )


class MoveForm(PlainForm):
    """Where a claim goes, how it bears there, and why."""

    parent = forms.CharField(
        label=gettext_lazy("Under which claim"),
        required=False,
        help_text=gettext_lazy("Its number in the admin; nothing for the top, as a thesis."),
        widget=UnfoldAdminTextInputWidget(),
    )
    stance = forms.ChoiceField(
        label=gettext_lazy("How it bears there"),
        required=False,
        choices=[("", gettext_lazy("Choose one")), *Stance.choices],
        widget=UnfoldAdminSelectWidget(),
    )
    aim = forms.ChoiceField(
        label=gettext_lazy("What of that claim it answers"),
        required=False,
        choices=Aim.choices,
        widget=UnfoldAdminSelectWidget(),
    )
    reason = reason_field(gettext_lazy("In words. Everybody can read it in the log."))


class MergeClaimForm(PlainForm):
    """The claim that stays, and why the two say the same."""

    into = forms.CharField(
        label=gettext_lazy("The claim that stays"),
        required=False,
        help_text=gettext_lazy("Its number in the admin."),
        widget=UnfoldAdminTextInputWidget(),
    )
    reason = reason_field(gettext_lazy("In words. Everybody can read it in the log."))


class RevertForm(PlainForm):
    """How many hours are taken back, under which rule and why."""

    hours = forms.IntegerField(
        label=gettext_lazy("Hours"),
        required=False,
        help_text=gettext_lazy("From 1 to 168: all that they posted and rated in these last hours."),
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    rule = rule_field()
    reason = reason_field(
        gettext_lazy("In words for the person. Everybody can read it in the log, without the name.")
    )


class InboxForm(PlainForm):
    """A decision on one screen: what to do, under which rule and why."""

    act = forms.CharField(required=False)
    rule = rule_field()
    reason = reason_field(gettext_lazy("In words for its author. Everybody can read it in the log."))
    anyway = forms.BooleanField(
        label=gettext_lazy("Decide although somebody else looks at it"), required=False
    )


class ChangeForm(PlainForm):
    """What is done instead of the decision that was appealed against, under which rule and why."""

    act = forms.CharField(
        label=gettext_lazy("Act instead"),
        required=False,
        help_text=gettext_lazy("Its name: hold, ask, warn, silence…"),
        widget=UnfoldAdminTextInputWidget(),
    )
    rule = rule_field()
    days = forms.IntegerField(
        label=gettext_lazy("Days"), required=False, widget=UnfoldAdminIntegerFieldWidget()
    )
    reason = reason_field(gettext_lazy("In words for the author. Everybody can read it in the log."))
