"""Forms of answering a claim, with evidence in the same step, and of rating it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from archive.claims.forms.debates import statement_field
from archive.claims.forms.evidence import AttachForm
from archive.claims.models import Claim
from archive.claims.models.claim import STATEMENT_LIMIT
from archive.claims.queries.ratings import SCALES, scales_of
from archive.claims.services.pasted import Pasted
from archive.core.forms import PlainForm, WordsField
from archive.core.models import Aim, Stance
from archive.sources.models import Source

CARD_WORDS = (
    *("tag", "source", "look_for", "title", "authors", "issued", "publisher", "url", "doi", "record"),
    *("quote", "locator", "note"),
)
"""The fields of the card's part; any of them filled in says that there is a card."""


class ArgueForm(AttachForm):
    """An argument under a claim, and the card that goes with it if anything of one is filled in.

    `bearing` is the card's: whether the evidence supports the argument; `aim` is what the argument answers.
    """

    stance = WordsField()
    aim = WordsField()
    statement = statement_field(gettext_lazy("One point, in your own words"))
    debate = forms.IntegerField(required=False, widget=forms.HiddenInput)
    stances = Stance.choices
    aims = Aim.choices
    limit = STATEMENT_LIMIT

    field_order = ("stance", "aim", "statement", *AttachForm.field_order)

    @property
    def has_card(self) -> bool:
        """Whether anything of the card's part is filled in."""
        return any(str(self[name].value() or "").strip() for name in CARD_WORDS)

    def words(self) -> dict[str, Any]:
        """Return the argument as the service takes it."""
        words = self.cleaned_data
        return {
            "stance": words["stance"],
            "aim": words["aim"] or Aim.STANDING,
            "statement": words["statement"],
            "debate_id": words["debate"],
        }

    def card_with(self, named: Source | None, made_here: Pasted) -> dict[str, Any]:
        """Return the card as the service takes it, with its source."""
        return {**self.card(), "source": named, "new_source": made_here.fields}

    def made_here(self, named: Source | None) -> Pasted:
        """Return the source that is made in this form: none if one was chosen or there is no card."""
        return Pasted({}) if named or not self.has_card else self.new_source()

    def now_in(self, debate_id: int) -> None:
        """Take the claim to be answered for one of this debate: it came there while the words were written."""
        self.data = {name: self.data.get(name) for name in self.data} | {"debate": str(debate_id)}


class RateForm(PlainForm):
    """Two scales of five steps; either may be left alone. `withdraw` takes the rating back."""

    convincing = forms.IntegerField(required=False)
    bearing = forms.IntegerField(required=False)
    withdraw = forms.BooleanField(required=False)

    def scales(self, claim: Claim) -> list[dict[str, object]]:
        """Return the scales to print: name, question, steps, and the chosen step."""
        return [
            {
                "name": name,
                "question": SCALES[name][0],
                "steps": list(enumerate(SCALES[name][1])),
                "chosen": str(self[name].value()),
            }
            for name in scales_of(claim)
        ]
