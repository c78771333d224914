"""Forms for linking, moving, merging, extracting and undoing: where to, how it bears there, and why."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer
from archive.claims.forms.debates import words_field
from archive.claims.models import Claim
from archive.claims.queries.rearranging import claim_to_choose
from archive.core.errors import Refused
from archive.core.forms import PlainForm, WordsField
from archive.core.models import Aim, Stance

TOP = "top"
LARGEST = 18  # digits of an id


def reason_field() -> WordsField:
    """Return the field of the reason that everybody reads."""
    return words_field(
        _("Why"), hint=_("At most 500 characters. Everybody reads it in the list of rearrangements.")
    )


class PlaceForm(PlainForm):
    """Another claim, and how the claim bears on it."""

    parent = WordsField(widget=forms.HiddenInput, label=gettext_lazy("Where to"))
    stance = WordsField()
    aim = WordsField()
    reason = reason_field()
    stances = Stance.choices
    aims = Aim.choices
    other = "parent"

    @property
    def named(self) -> str:
        """What was named as the other claim: in what was sent, or in the address."""
        given = self.data if self.is_bound else self.initial
        return str(given.get(self.other) or "").strip()

    @property
    def is_top(self) -> bool:
        """Whether the top of the debate was named."""
        return self.named == TOP

    def chosen(self, viewer: Viewer) -> Claim | None:
        """Return the claim that was named, if there is one to choose."""
        number = self.named if self.named.isdecimal() and len(self.named) <= LARGEST else "0"
        return claim_to_choose(int(number), viewer=viewer)

    def must_choose(self, viewer: Viewer) -> Claim:
        """Return the claim that was named, or refuse the form."""
        claim = self.chosen(viewer)
        if claim is None:
            raise Refused(_("Choose the claim from the list first."), field=self.other, code="does_not_exist")
        return claim

    def words(self) -> dict[str, str]:
        """Return the stance, the aim and the reason as they were sent."""
        words = self.cleaned_data
        return {"stance": words["stance"], "aim": words["aim"] or Aim.STANDING, "reason": words["reason"]}


class MergeClaimsForm(PlaceForm):
    """The claim that stays."""

    into = WordsField(widget=forms.HiddenInput, label=gettext_lazy("Which stays"))
    other = "into"


class ExtractForm(PlainForm):
    """What the new debate is called, and why there is one."""

    title = words_field(
        gettext_lazy("Title of the new debate"),
        hint=gettext_lazy("Optional: a question, if the thesis needs one."),
    )
    reason = reason_field()
