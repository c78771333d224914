"""Forms of debates and of the claims in them."""

from django import forms

from archive.claims.models import Claim
from archive.claims.models.claim import STATEMENT_LIMIT
from archive.claims.models.debate import DebateState
from archive.claims.standing import SCALE_TOP
from archive.core.forms import PlainForm, WordsField
from archive.core.models import Aim, Stance

CONVINCING = ("Not at all", "A little", "Partly", "Mostly", "Fully")
BEARING = ("Not at all", "A little", "Partly", "Mostly", "Decisive")


def statement_field(label: str) -> WordsField:
    """Return the field of a statement.

    No `maxlength`: a browser would cut what is pasted and say nothing; the service says how much is over.
    """
    widget = forms.Textarea(attrs={"rows": 4})
    hint = f"At most {STATEMENT_LIMIT} characters, plain text. A second point deserves its own."
    return WordsField(label=label, widget=widget, help_text=hint)


def words_field(label: str, *, rows: int = 1, hint: str = "") -> WordsField:
    """Return a field of words that the service checks; one row is a line, more a text area."""
    widget = forms.TextInput() if rows == 1 else forms.Textarea(attrs={"rows": rows})
    return WordsField(label=label, widget=widget, help_text=hint)


class ArgueForm(PlainForm):
    """An argument under a claim."""

    stance = WordsField()
    aim = WordsField()
    statement = statement_field("One point, in your own words")
    debate = forms.IntegerField(required=False, widget=forms.HiddenInput)
    stances = Stance.choices
    aims = Aim.choices


class RewordForm(PlainForm):
    """New words for one's own claim."""

    statement = statement_field("The claim in new words")


class OpenForm(PlainForm):
    """A debate from scratch: its thesis, and a title if the thesis is not enough of one."""

    statement = statement_field("The thesis, as one sentence someone could deny")
    title = words_field(
        "Title",
        hint="Optional: a question, if the thesis needs one.",
    )


class RateForm(PlainForm):
    """Two scales of five steps; either may be left alone. `withdraw` takes the rating back."""

    convincing = forms.IntegerField(required=False)
    bearing = forms.IntegerField(required=False)
    withdraw = forms.BooleanField(required=False)

    def scales(self, claim: Claim) -> list[dict[str, object]]:
        """Return the scales to print: name, question, steps, and the chosen step."""
        asked = [("convincing", "How convincing is it?", CONVINCING)]
        if claim.parent_id:
            asked.append(("bearing", "If true, how much does it bear on what it answers?", BEARING))
        if claim.same_as_id:
            asked = asked[1:]
        steps = range(SCALE_TOP + 1)
        return [
            {
                "name": name,
                "question": question,
                "steps": list(zip(steps, words, strict=True)),
                "chosen": str(self[name].value()),
            }
            for name, question, words in asked
        ]


class AskForm(PlainForm):
    """Asking for evidence; `withdraw` stops it."""

    withdraw = forms.BooleanField(required=False)


class StateForm(PlainForm):
    """Closing, concluding or reopening a debate."""

    state = WordsField()
    reason = words_field("Reason", hint="Shown on the debate's page.")
    outcome = words_field("Outcome", rows=6, hint="For a conclusion: what the debate showed. Markdown.")
    states = DebateState.choices
