"""Forms of debates and of the claims in them."""

from django import forms
from django.utils.functional import Promise

from archive.claims.models.claim import STATEMENT_LIMIT
from archive.claims.models.debate import DebateState
from archive.core.forms import PlainForm, WordsField


def statement_field(label: str) -> WordsField:
    """Return the field of a statement.

    No `maxlength`: a browser would cut what is pasted and say nothing; the service says how much is over.
    """
    widget = forms.Textarea(attrs={"rows": 4})
    hint = f"At most {STATEMENT_LIMIT} characters, plain text. A second point deserves its own."
    return WordsField(label=label, widget=widget, help_text=hint)


def words_field(label: "str | Promise", *, rows: int = 1, hint: "str | Promise" = "") -> WordsField:
    """Return a field of words that the service checks; one row is a line, more a text area."""
    widget = forms.TextInput() if rows == 1 else forms.Textarea(attrs={"rows": rows})
    return WordsField(label=label, widget=widget, help_text=hint)


class RewordForm(PlainForm):
    """New words for one's own claim."""

    statement = statement_field("The claim in new words")


class AskForm(PlainForm):
    """Asking for evidence; `withdraw` stops it."""

    withdraw = forms.BooleanField(required=False)


class StateForm(PlainForm):
    """Closing, concluding or reopening a debate."""

    state = WordsField()
    reason = words_field("Reason", hint="Shown on the debate's page.")
    outcome = words_field("Outcome", rows=6, hint="For a conclusion: what the debate showed. Markdown.")
    states = DebateState.choices
