"""Forms of opening a debate and of adding a thesis to a question."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.claims.forms.debates import statement_field, words_field
from archive.claims.models import Topic
from archive.claims.services.debates import THESES_AT_OPENING
from archive.core.errors import NotAllowed, Refused
from archive.core.forms import PlainForm, WordsField

LANGUAGES = (
    ("en", "English"),
    ("zh-Hans", "中文（简体）"),
    ("zh-Hant", "中文（繁體）"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("", gettext_lazy("Another")),
)
FURTHER = range(THESES_AT_OPENING - 1)


class OpenForm(PlainForm):
    """A debate from scratch: one thesis, or a question as the title and several theses."""

    statement = statement_field(gettext_lazy("The thesis, as one sentence someone could deny"))
    title = words_field(
        gettext_lazy("The question"),
        hint=gettext_lazy("Needed for several theses; for one only if it needs a title."),
    )
    language = WordsField(
        label=gettext_lazy("Language"), initial="en", widget=forms.Select(choices=LANGUAGES)
    )
    language_tag = words_field(
        gettext_lazy("Tag of another language"), hint=gettext_lazy('Such as "it" or "pt-BR".')
    )
    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.filter(merged_into=None).order_by("name"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confirm = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in FURTHER:
            self.fields[f"thesis_{at + 2}"] = words_field(_("Thesis %(at)s") % {"at": at + 2}, rows=2)
        self.fields["topics"].choices = list(self.fields["topics"].choices)  # type: ignore[attr-defined]

    @property
    def further(self) -> list[forms.BoundField]:
        """Return the fields of the further theses, to print."""
        return [self[f"thesis_{at + 2}"] for at in FURTHER]

    @property
    def has_further(self) -> bool:
        """Whether a further thesis was typed, or a title that may want one."""
        return any(field.value() or field.errors for field in self.further)

    def opening(self) -> dict[str, Any]:
        """Return the words of the debate; theses left empty are none."""
        words, self.typed = (
            self.cleaned_data,
            [at for at in FURTHER if self.cleaned_data[f"thesis_{at + 2}"].strip()],
        )
        return {
            "statement": words["statement"],
            "theses": [words[f"thesis_{at + 2}"] for at in self.typed],
            "title": words["title"],
            "language": words["language_tag"].strip() or words["language"] or "en",
        }

    def tell(self, refusal: Refused | NotAllowed) -> None:
        """Put what is wrong with a further thesis at its own field."""
        if isinstance(refusal, Refused) and refusal.field.startswith("theses."):
            refusal.field = f"thesis_{self.typed[int(refusal.field.removeprefix('theses.'))] + 2}"
        super().tell(refusal)


class ThesisForm(PlainForm):
    """One more thesis of a question."""

    statement = statement_field(gettext_lazy("The thesis, as one sentence someone could deny"))
