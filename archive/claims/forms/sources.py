"""Forms of sources: adding one, storing a newer copy of its text."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from archive.claims.forms.debates import words_field
from archive.core.errors import NotAllowed, Refused
from archive.core.forms import PlainForm, WordsField
from archive.sources.models import Kind
from archive.sources.reading import BYTES_AT_MOST
from archive.sources.reading import FORMATS as READABLE

FORMATS = {
    "": gettext_lazy("Find out from the text"),
    "text/markdown": gettext_lazy("Markdown"),
    "text/plain": gettext_lazy("Plain text"),
    "text/html": gettext_lazy("HTML"),
}
EXTENSIONS = ",".join(ending for _, endings in READABLE.values() for ending in endings)


class CaptureForm(PlainForm):
    """The text of a source: a file, or pasted words."""

    file = forms.FileField(
        label=gettext_lazy("A file"),
        required=False,
        allow_empty_file=True,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": EXTENSIONS}),
        help_text=format_lazy(
            gettext_lazy("Markdown, plain text, HTML, PDF, Word (.docx) or EPUB; at most {size} MB."),
            size=BYTES_AT_MOST // 1_000_000,
        ),
    )
    text = words_field(gettext_lazy("Or paste the text"), rows=6)
    format = forms.ChoiceField(
        label=gettext_lazy("The pasted text is"), required=False, choices=FORMATS.items(), initial=""
    )

    @property
    def has_text(self) -> bool:
        """Whether a file was chosen or text pasted."""
        return bool(self.cleaned_data["file"] or self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        """Ask for one text: not two, and not none where one is needed."""
        words = super().clean() or self.cleaned_data
        if words.get("file") and words.get("text"):
            self.add_error(
                "text",
                forms.ValidationError(gettext("Choose a file or paste the text, not both."), code="both"),
            )
        elif not self.errors and not self.has_text and self.lacks(words):
            self.add_error("file", forms.ValidationError(self.nothing_given, code="empty"))
        elif words.get("file") and words["file"].size > BYTES_AT_MOST:
            self.add_error(
                "file", forms.ValidationError(self.too_large(words["file"].size), code="too_large")
            )
        return words

    nothing_given = gettext_lazy("Choose a file or paste the text.")

    def lacks(self, words: dict[str, Any]) -> bool:
        """Whether the form cannot do without a text."""
        return True

    def too_large(self, size: int) -> str:
        """Return the words for a file that is not even looked into."""
        return _("It has %(size)s bytes; at most %(limit)s are read.") % {
            "size": f"{size:,}",
            "limit": f"{BYTES_AT_MOST:,}",
        }

    def capture(self) -> dict[str, Any]:
        """Return the bytes with their name and type: of the file as sent, of pasted words as UTF-8."""
        file = self.cleaned_data["file"]
        if file:
            return {"data": file.read(), "filename": file.name, "media_type": file.content_type or ""}
        words = self.cleaned_data["text"].replace("\r\n", "\n")  # browsers send every newline as two
        said = self.cleaned_data["format"]
        return {"data": words.encode(), "media_type": f"{said}; charset=utf-8" if said else ""}

    def tell(self, refusal: Refused | NotAllowed) -> None:
        """Put what is wrong with pasted words at them, not at the file that was not chosen."""
        if isinstance(refusal, Refused) and refusal.field == "file" and not self.cleaned_data.get("file"):
            refusal.field = "text"
        super().tell(refusal)


class AddForm(CaptureForm):
    """A new source: its record, with or without its text."""

    title = words_field(
        gettext_lazy("Title"), hint=gettext_lazy("Empty: as the document says, or its file’s name.")
    )
    authors = words_field(
        gettext_lazy("Authors"), rows=2, hint=gettext_lazy("One a line: Family, Given; or an organisation.")
    )
    kind = WordsField(
        label=gettext_lazy("Kind"), initial=Kind.DOCUMENT, widget=forms.Select(choices=Kind.choices)
    )
    issued = words_field(
        gettext_lazy("Date"), hint=gettext_lazy("2025, 2025-01 or 2025-01-15; c. 1959 is fine.")
    )
    language = words_field(gettext_lazy("Language"), hint=gettext_lazy("A tag such as en or zh-Hans."))
    container_title = words_field(
        gettext_lazy("Appeared in"), hint=gettext_lazy("The journal, newspaper, site or book.")
    )
    publisher = words_field(gettext_lazy("Publisher"))
    url = words_field(gettext_lazy("Address"))
    doi = words_field(gettext_lazy("DOI"))
    rights = words_field(
        gettext_lazy("Rights"), rows=2, hint=gettext_lazy("The licence, or what is known of it.")
    )
    ai_assistance = words_field(
        gettext_lazy("Help from AI"),
        rows=2,
        hint=gettext_lazy("What the author says of help from AI models."),
    )

    RECORD = (
        "title", "authors", "kind", "issued", "language", "container_title",
        "publisher", "url", "doi", "rights", "ai_assistance",
    )  # fmt: skip
    nothing_given = gettext_lazy("Choose a file, paste the text, or give at least a title.")

    def lacks(self, words: dict[str, Any]) -> bool:
        """Whether there is neither a text nor a title."""
        return not words.get("title", "").strip()

    def record_fields(self) -> list[forms.BoundField]:
        """Return the fields of the record, to print."""
        return [self[name] for name in self.RECORD]

    def record(self) -> dict[str, str]:
        """Return the fields of the record as typed."""
        return {name: self.cleaned_data[name] for name in self.RECORD}
