"""Forms of an evidence card: writing it, marking what is read aloud of it, judging it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.claims.forms.debates import words_field
from archive.claims.forms.words import place_field
from archive.claims.models.evidence import QUOTE_LIMIT, Bearing
from archive.claims.queries.cards import STEPS, QuotePlace
from archive.claims.read_aloud import KINDS, Mark, MarkProblem, marks_from_lines
from archive.claims.services.pasted import Pasted, record_given
from archive.core.errors import Refused
from archive.core.forms import PlainForm, WordsField
from archive.core.text import clean_prose
from archive.sources.models import Kind

ONE_A_LINE = gettext_lazy("One run of words a line, as they stand in the quote.")
TWICE = gettext_lazy("Of words that stand twice, give more, and put [[ ]] round the ones you mean.")


class MarkForm(PlainForm):
    """Which words of a quote are read aloud, and which are the heart of it."""

    underline = words_field(
        gettext_lazy("Underline"),
        rows=2,
        hint=format_lazy("{} {} {}", gettext_lazy("What the card relies on."), ONE_A_LINE, TWICE),
    )
    emphasis = words_field(
        gettext_lazy("Emphasis"),
        rows=2,
        hint=format_lazy("{} {}", gettext_lazy("The heart of it, printed bold."), ONE_A_LINE),
    )

    def marks(self, quote: str) -> list[Mark]:
        """Return the marks that the lines name in this quote; raise `Refused` at the line that is not in it."""
        try:
            return [mark for kind in KINDS for mark in marks_from_lines(quote, self.cleaned_data[kind], kind)]
        except MarkProblem as problem:
            raise Refused(problem.message, field=problem.field, code=problem.code) from problem


class AttachForm(MarkForm):
    """Tag, cite, quote: a card with a source that is in the archive, or one made in the same step.

    `source` names one of the archive's; `look_for` is what was typed to find it. `positions` are the
    places of the quote to choose from if there are several.
    """

    tag = words_field(gettext_lazy("What it shows, in one sentence"))
    source = words_field(gettext_lazy("Source"))
    look_for = words_field(
        gettext_lazy("Find it in the archive"),
        hint=gettext_lazy("By its title, an author, its DOI, address or number."),
    )
    title = words_field(gettext_lazy("Title"))
    authors = words_field(
        gettext_lazy("Authors"),
        rows=2,
        hint=gettext_lazy("One a line: Family, Given; or the name of an organisation."),
    )
    issued = words_field(
        gettext_lazy("Date"), hint=gettext_lazy("2025, 2025-01 or 2025-01-15; c. 1959 is fine.")
    )
    publisher = words_field(gettext_lazy("Publisher"))
    url = words_field(gettext_lazy("Address"))
    doi = words_field(gettext_lazy("DOI"))
    kind = WordsField(label=gettext_lazy("Kind"), widget=forms.Select(choices=Kind.choices))
    record = words_field(
        gettext_lazy("Or paste its record"),
        rows=2,
        hint=gettext_lazy("One record as BibTeX, RIS or CSL-JSON."),
    )
    quote = words_field(
        gettext_lazy("Words you rely on, copied exactly"),
        rows=3,
        hint=format_lazy(
            gettext_lazy("At most {limit} characters. Checked against the stored text, if there is one."),
            limit=f"{QUOTE_LIMIT:,}",
        ),
    )
    start = place_field(0)
    locator = words_field(gettext_lazy("Where in it"), hint=gettext_lazy("Page, paragraph or section."))
    bearing = WordsField()
    note = words_field(gettext_lazy("Note"), rows=2)
    bearings = Bearing.choices
    positions: Sequence[QuotePlace] = ()

    MADE_HERE = ("title", "authors", "issued", "publisher", "url", "doi", "kind")
    field_order = (
        *("tag", "bearing", "source", "look_for", *MADE_HERE, "record", "quote", "start", *KINDS, "locator"),
    )

    def new_source(self) -> Pasted:
        """Return the source made in this form, by its fields or its record; without fields if there is none."""
        fields = {name: self.cleaned_data[name] for name in self.MADE_HERE}
        return record_given(fields if fields["title"].strip() else {}, self.cleaned_data["record"])

    def ask_which(self, places: Sequence[QuotePlace]) -> None:
        """Come back with the places at which the quote stands, to choose one."""
        self.positions = places
        self.tell(
            Refused(
                _("These words stand more than once in the stored text. Choose which you mean."),
                field="quote",
                code="several",
            )
        )

    def sought(self) -> str:
        """Return what was typed to find a source, in whichever field."""
        return str(self["look_for"].value() or self["source"].value() or "").strip()

    def card(self) -> dict[str, Any]:
        """Return the words of the card, its marks and which place of the quote is meant, as the service takes them.

        Lines can only be found in the quote as it will be stored, so that is what goes along with them.
        """
        words = {name: self.cleaned_data[name] for name in ("tag", "quote", "locator", "bearing", "note")}
        if any(self.cleaned_data[kind].strip() for kind in KINDS) and len(words["quote"]) <= 2 * QUOTE_LIMIT:
            words["quote"] = clean_prose(words["quote"])
        marks = self.marks(words["quote"]) if len(words["quote"]) <= QUOTE_LIMIT else []
        return {**words, "read_aloud": marks, "start": self.cleaned_data["start"]}


class JudgeForm(PlainForm):
    """One scale of five steps about a card; `withdraw` takes the judgement back."""

    shows = forms.IntegerField(required=False)
    withdraw = forms.BooleanField(required=False)
    steps = tuple(enumerate(STEPS))

    @property
    def chosen(self) -> str:
        """The step that is chosen, as the page compares it."""
        return str(self["shows"].value())
