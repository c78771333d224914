"""Forms for what becomes of a source once it is in: marks, merging, placing words again."""

from django import forms
from django.utils.translation import gettext_lazy

from archive.claims.forms.debates import words_field
from archive.core.forms import PlainForm, WordsField
from archive.core.paging import number_from
from archive.sources.models import Marking

LAST_PLACE = 999_999_999


class MarkForm(PlainForm):
    """What became of the document, why we say so, and where it is announced."""

    kind = WordsField(label=gettext_lazy("What became of it"))
    reason = words_field(
        gettext_lazy("Reason"),
        rows=4,
        hint=gettext_lazy("What happened, in plain words. Everybody reads it beside the source."),
    )
    url = words_field(
        gettext_lazy("Where it is announced"),
        hint=gettext_lazy("The address of the notice or the objection, if there is one."),
    )
    kinds = [
        (Marking.RETRACTED, gettext_lazy("Retracted"), gettext_lazy("its authors or publisher took it back")),
        (Marking.CORRECTED, gettext_lazy("Corrected"), gettext_lazy("a correction of it was published")),
        (
            Marking.DISPUTED,
            gettext_lazy("Disputed"),
            gettext_lazy("its findings or its authenticity are seriously questioned"),
        ),
    ]


class LiftForm(PlainForm):
    """Which mark is lifted, and why."""

    lift = forms.IntegerField(widget=forms.HiddenInput)
    reason = words_field(
        gettext_lazy("Why it no longer holds"),
        rows=3,
        hint=gettext_lazy("Kept in the record beside the mark."),
    )


class MergeForm(PlainForm):
    """The other record, by whatever name, and why the two are one."""

    into = words_field(
        gettext_lazy("The record that stays"), hint=gettext_lazy("Its number, title, DOI or address.")
    )
    reason = words_field(
        gettext_lazy("Why the two are one"),
        rows=3,
        hint=gettext_lazy("Everybody reads it on the page of the record that stays."),
    )


class PlaceForm(PlainForm):
    """The words at which a passage stands now, and their paragraph."""

    exact = words_field(
        gettext_lazy("The words as they stand now"),
        rows=3,
        hint=gettext_lazy("Copy them exactly from the newest text."),
    )
    paragraph = forms.IntegerField(
        required=False, min_value=1, max_value=LAST_PLACE, widget=forms.HiddenInput
    )

    def clean_exact(self) -> str:
        """Return the words with newlines as they are stored: browsers send each as two characters."""
        return self.cleaned_data["exact"].replace("\r\n", "\n")

    def paragraph_asked(self) -> int:
        """Return the paragraph that was sent or asked for, 0 for none."""
        given = self.data if self.is_bound else self.initial
        return number_from({"paragraph": str(given.get("paragraph") or "")}, "paragraph")

    def suggest(self, exact: str, paragraph: int | None) -> None:
        """Fill in the likely words and their paragraph, unless others were sent or asked for."""
        self.initial = {**self.initial, "paragraph": paragraph, "exact": self.initial.get("exact") or exact}
