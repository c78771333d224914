"""The forms of reports, for members and for people without an account, and of appeals."""

from django import forms
from django.utils.translation import gettext_lazy

from archive.core.forms import PlainForm, WordsField


class ReportForm(PlainForm):
    """Why something is reported, and what a moderator should look at."""

    reason = forms.CharField(required=False)
    details = WordsField(label=gettext_lazy("What should a moderator look at?"))


class GuestReportForm(ReportForm):
    """The same with an address and a statement of good faith."""

    email = WordsField(label=gettext_lazy("Your e-mail address"))
    in_good_faith = forms.BooleanField(
        required=False,
        label=gettext_lazy("What I write is right and complete as far as I know."),
    )


class AppealForm(PlainForm):
    """Why a decision is wrong."""

    text = WordsField(label=gettext_lazy("Why is the decision wrong?"))
