"""Forms of suggesting a change of a claim, and of deciding on what was suggested."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.claims.forms.debates import statement_field, words_field
from archive.claims.forms.rearranging import MergeClaimsForm, PlaceForm
from archive.claims.models import Suggestion
from archive.claims.models.talk import SuggestionKind
from archive.core.errors import NotAllowed, Refused
from archive.core.forms import PlainForm, WordsField
from archive.sources.models import Source


def why_field() -> WordsField:
    """Return the field of the reason for a suggestion."""
    return words_field(
        _("Why"),
        hint=_("At most 500 characters. Whoever decides reads it first, and so does everybody else."),
    )


class SuggestForm(PlainForm):
    """What every suggestion has; the service's names of its parts are put to the form's own."""

    CALLED = {"new_parent": "parent", "new_stance": "stance", "duplicate_of": "into"}

    def tell(self, refusal: Refused | NotAllowed) -> None:
        """Put a refusal at the form's own field."""
        if isinstance(refusal, Refused):
            refusal.field = self.CALLED.get(refusal.field, refusal.field)
        super().tell(refusal)

    def proposed(self, viewer: Any) -> dict[str, Any]:
        """Return what the service takes beside the claim, the kind and the author."""
        return {"reason": self.cleaned_data["reason"]}


class SuggestWordsForm(SuggestForm):
    """Other words for a claim; the words that they replace go along."""

    statement = statement_field(_("The claim as you would word it"))
    instead_of = WordsField(widget=forms.HiddenInput)
    reason = why_field()

    def proposed(self, viewer: Any) -> dict[str, Any]:
        """Return the words, and those that were read when they were written."""
        words = self.cleaned_data
        instead = words["instead_of"].replace("\r\n", "\n") or None
        return {"statement": words["statement"], "instead_of": instead, "reason": words["reason"]}


class SuggestPlaceForm(SuggestForm, PlaceForm):
    """Where a claim belongs."""

    reason = why_field()

    def proposed(self, viewer: Any) -> dict[str, Any]:
        """Return the place and how the claim bears there."""
        words = self.cleaned_data
        return {
            "new_parent": self.chosen(viewer),
            "new_stance": words["stance"] or None,
            "reason": words["reason"],
        }


class SuggestDuplicateForm(SuggestForm, MergeClaimsForm):
    """Which claim says the same."""

    reason = why_field()

    def proposed(self, viewer: Any) -> dict[str, Any]:
        """Return the other claim."""
        return {"duplicate_of": self.chosen(viewer), "reason": self.cleaned_data["reason"]}


class SuggestSourceForm(SuggestForm):
    """A source that is missing: one of the archive's, or words or an address for it."""

    source = words_field(_("Source"))
    look_for = words_field(
        _("Find it in the archive"), hint=_("By its title, an author, its DOI, address or number.")
    )
    cite = words_field(
        _("Or say which it is"), hint=_("If it is not in the archive: its title and author, or its address.")
    )
    reason = why_field()
    named: Source | None = None

    def sought(self) -> str:
        """Return what was typed to find a source."""
        return str(self["look_for"].value() or "").strip()

    def proposed(self, viewer: Any) -> dict[str, Any]:
        """Return the source that was chosen, or what was said of it."""
        words = self.cleaned_data
        return {"source": self.named, "cite": words["cite"], "reason": words["reason"]}


FORMS: dict[str, type[SuggestForm]] = {
    SuggestionKind.REWORD: SuggestWordsForm,
    SuggestionKind.MOVE: SuggestPlaceForm,
    SuggestionKind.DUPLICATE: SuggestDuplicateForm,
    SuggestionKind.SOURCE: SuggestSourceForm,
}
KIND_WORDS = (
    (SuggestionKind.REWORD, _("Other words")),
    (SuggestionKind.MOVE, _("Place")),
    (SuggestionKind.DUPLICATE, _("Duplicate")),
    (SuggestionKind.SOURCE, _("Missing source")),
)


class AcceptForm(PlainForm):
    """Accepting: a word on it, and whether a rewording means the same."""

    note = words_field(_("A word on it"), hint=_("Optional. Who made the suggestion reads it."))
    same_meaning = forms.BooleanField(required=False)


class DeclineForm(PlainForm):
    """Declining, with the reason that the suggester reads."""

    note = words_field(_("Why not"), hint=_("Who made the suggestion reads it."))


class InviteForm(PlainForm):
    """Whom to ask to curate a debate."""

    person = words_field(_("Username"), hint=_("As it stands on their page, without the @."))
    name = forms.BooleanField(required=False)


class AnswerForm(PlainForm):
    """The answer to an invitation: accept, decline or take_back."""

    answer = WordsField()


def address_for_card(row: Suggestion) -> dict[str, str]:
    """Return what the card's form begins with for an accepted missing source."""
    if row.source_id:
        return {"source": str(row.source_id)}
    key = "url" if row.cite.startswith(("http://", "https://")) else "title"
    return {key: row.cite}
