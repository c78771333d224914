"""The form of an evidence card."""

from django import forms

from archive.claims.forms.debates import words_field
from archive.claims.models.evidence import Bearing
from archive.core.forms import PlainForm, WordsField
from archive.sources.models import Kind


class AttachForm(PlainForm):
    """Tag, cite, quote: a card with a source that is in the archive, or one made in the same step."""

    tag = words_field("What it shows, in one sentence")
    source = words_field(
        "Source in the archive", hint="Its title, number, DOI or address, as listed under Sources."
    )
    title = words_field("Title")
    authors = words_field(
        "Authors", rows=2, hint="One a line: Family, Given; or the name of an organisation."
    )
    issued = words_field("Date", hint="2025, 2025-01 or 2025-01-15; c. 1959 is fine.")
    publisher = words_field("Publisher")
    url = words_field("Address")
    doi = words_field("DOI")
    kind = WordsField(label="Kind", widget=forms.Select(choices=Kind.choices))
    quote = words_field(
        "Words you rely on, copied exactly",
        rows=3,
        hint="Checked against the stored text, if there is one.",
    )
    locator = words_field("Where in it", hint="Page, paragraph or section.")
    bearing = WordsField()
    note = words_field("Note", rows=2)
    bearings = Bearing.choices

    MADE_HERE = ("title", "authors", "issued", "publisher", "url", "doi", "kind")

    def new_source(self) -> dict[str, str]:
        """Return the fields of a source made in this form, or nothing when its title is empty."""
        fields = {name: self.cleaned_data[name] for name in self.MADE_HERE}
        return fields if fields["title"].strip() else {}
