"""Forms that take words from a source: drawing a claim from them, quoting them as evidence."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.claims.forms.debates import statement_field, words_field
from archive.claims.models.claim import Holds
from archive.claims.queries.drawing import Chosen, Meant, Position, Typed
from archive.core.forms import PlainForm, WordsField
from archive.core.paging import number_from
from archive.core.text import QUOTE_LIMIT

LAST_PLACE = 2**31 - 1  # of the database's integers


def place_field(least: int) -> forms.IntegerField:
    """Return a hidden field for a paragraph's number or an offset."""
    return forms.IntegerField(required=False, min_value=least, max_value=LAST_PLACE, widget=forms.HiddenInput)


class WordsForm(PlainForm):
    """Words of a source; the hidden fields say which of several places is meant."""

    exact = words_field(
        gettext_lazy("The words to quote"), rows=3, hint=gettext_lazy("Copy them exactly as they stand.")
    )
    prefix = WordsField(widget=forms.HiddenInput)
    suffix = WordsField(widget=forms.HiddenInput)
    paragraph = place_field(1)
    start = place_field(0)
    end = place_field(0)
    at = place_field(0)

    def clean_exact(self) -> str:
        """Return the words with newlines as they are stored: browsers send each as two characters."""
        return self.cleaned_data["exact"].replace("\r\n", "\n")

    def typed(self) -> Typed:
        """Return the words and their place as sent or asked for; what is no number counts as none."""
        given = self.data if self.is_bound else self.initial
        words = {name: str(given.get(name) or "") for name in self.fields}

        def place(name: str) -> int | None:
            number = number_from(words, name, LAST_PLACE)
            return number if number or words[name] == "0" else None

        return Typed(
            exact=words["exact"].replace("\r\n", "\n"),
            prefix=words["prefix"],
            suffix=words["suffix"],
            paragraph=number_from(words, "paragraph"),
            start=place("start"),
            end=place("end"),
            at=place("at"),
        )

    def fill(self, exact: str) -> None:
        """Put words into the field that were chosen by their place."""
        if self.is_bound:
            self.data = {name: self.data.get(name) for name in self.data} | {"exact": exact}
        else:
            self.initial["exact"] = exact

    def refuse_words(self, message: str, code: str) -> None:
        """Say at the words what is wrong with them."""
        self.add_error("exact", forms.ValidationError(message, code=code))
        self.status = 422


class DrawForm(WordsForm):
    """A claim drawn from words of a source; `positions` are the places to choose from if there are several."""

    exact = words_field(
        gettext_lazy("The words it is drawn from"),
        rows=3,
        hint=gettext_lazy("Copy them exactly as they stand."),
    )
    statement = statement_field(gettext_lazy("The claim, as one sentence someone could deny"))
    holds = WordsField(initial=Holds.ASSERTS)
    ways = Holds.choices
    positions: Sequence[Position] = ()

    field_order = ("exact", "statement", "holds")

    def ask_which(self, meant: Meant) -> None:
        """Come back with the places at which the words stand, to choose one."""
        self.positions = meant.shown
        number = self.cleaned_data["paragraph"]
        where = _("paragraph %(number)s") % {"number": number} if number else _("the text")
        shown = len(meant.shown)
        listed = " " + _("The first %(shown)s are listed.") % {"shown": shown} if meant.total > shown else ""
        self.refuse_words(
            _("These words stand %(total)s times in %(where)s. Choose which you mean.")
            % {"total": meant.total, "where": where}
            + listed,
            "several",
        )

    def passage(self) -> dict[str, Any]:
        """Return what the service is told of the words, as typed."""
        names = ("exact", "prefix", "suffix", "paragraph", "start", "end")
        return {name: self.cleaned_data[name] for name in names}


class QuoteForm(WordsForm):
    """Words to quote as evidence, and the claim to quote them for; asked for, never posted."""

    q = words_field(
        gettext_lazy("Search claims"), hint=gettext_lazy("Words of the claim, its number or its address.")
    )

    def quoted(self, chosen: Chosen | None, *, has_text: bool) -> str:
        """Return the words to quote; empty while there are none, with the form saying why if some were given."""
        if chosen:
            return chosen.exact
        exact = self.typed().exact.strip()
        if len(exact) > QUOTE_LIMIT:
            self.refuse_words(
                _("At most %(quote_limit)s characters; this is %(exact)s.")
                % {"quote_limit": f"{QUOTE_LIMIT:,}", "exact": f"{len(exact):,}"},
                "too_long",
            )
        elif exact and has_text:
            self.refuse_words(_("These words do not stand here. Copy them exactly."), "not_in_text")
        return "" if self.errors.get("exact") else exact
