"""Forms of debates and of the claims in them."""

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from archive.claims.models.claim import STATEMENT_LIMIT
from archive.claims.models.debate import DebateState
from archive.core.forms import PlainForm, WordsField


def statement_field(label: str) -> WordsField:
    """Return the field of a statement.

    No `maxlength`: a browser would cut what is pasted and say nothing; the service says how much is over.
    """
    widget = forms.Textarea(attrs={"rows": 4})
    hint = format_lazy(
        gettext_lazy("At most {limit} characters, plain text. A second point deserves its own."),
        limit=STATEMENT_LIMIT,
    )
    return WordsField(label=label, widget=widget, help_text=hint)


def words_field(label: "str | Promise", *, rows: int = 1, hint: "str | Promise" = "") -> WordsField:
    """Return a field of words that the service checks; one row is a line, more a text area."""
    widget = forms.TextInput() if rows == 1 else forms.Textarea(attrs={"rows": rows})
    return WordsField(label=label, widget=widget, help_text=hint)


class RewordForm(PlainForm):
    """New words for one's own claim."""

    statement = statement_field(gettext_lazy("The claim in new words"))


class AskForm(PlainForm):
    """Asking for evidence; `withdraw` stops it."""

    withdraw = forms.BooleanField(required=False)


class StateForm(PlainForm):
    """Closing, concluding or reopening a debate."""

    state = WordsField()
    reason = words_field(gettext_lazy("Reason"), hint=gettext_lazy("Shown on the debate's page."))
    outcome = words_field(
        gettext_lazy("Outcome"),
        rows=6,
        hint=gettext_lazy("For a conclusion: what the debate showed. Markdown."),
    )
    states = DebateState.choices
