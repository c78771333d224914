"""The form of a pasted bibliography."""

from django import forms
from django.utils.translation import gettext, gettext_lazy

from archive.claims.forms.debates import words_field
from archive.core.errors import Refused
from archive.core.forms import PlainForm
from archive.sources.bibliography import CHARACTERS_AT_MOST
from archive.sources.reading import Unreadable
from archive.sources.reading.encoding import decode


class RecordsForm(PlainForm):
    """A bibliography as pasted text, or as a file; the choices of the preview come beside it."""

    text = words_field(
        gettext_lazy("BibTeX, RIS or CSL-JSON"),
        rows=10,
        hint=gettext_lazy("As a citation manager exports it; many at once."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file of it"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(".bib, .ris or .json"),
    )

    def words(self) -> str:
        """Return the text pasted, or that of the file; refuse both, none, and a file that is no text."""
        file, text = self.cleaned_data.get("file"), self.cleaned_data["text"]
        if file and text.strip():
            raise Refused(gettext("Paste the text or choose a file, not both."), field="text", code="both")
        if not file:
            return text
        if file.size > 4 * CHARACTERS_AT_MOST:
            raise Refused(
                gettext("This file is too large for a bibliography."), field="file", code="too_large"
            )
        try:
            return decode(file.read(), declared="", is_html=False)[0]
        except Unreadable as problem:
            raise Refused(problem.told(gettext), field="file", code=problem.code) from problem

    def choices(self) -> dict[int, str]:
        """Return what was chosen for each entry, by its number."""
        chosen = {}
        for name, value in self.data.items():
            kind, _, number = name.partition("-")
            if kind == "entry" and number.isascii() and number.isdigit() and len(number) < 5:
                chosen[int(number)] = str(value)
        return chosen
