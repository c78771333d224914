"""The forms about following and notices."""

from typing import Any

from django import forms

from archive.core.forms import PlainForm
from archive.notices.models import Kind, Way
from archive.notices.queries import PreferenceRow
from archive.notices.words import KINDS, WAYS


class FollowForm(PlainForm):
    """What to follow, or to stop following."""

    kind = forms.CharField(max_length=10)
    thing = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    stop = forms.CharField(required=False)


class PreferencesForm(PlainForm):
    """One choice of a way for each kind of thing."""

    def __init__(self, *args: Any, rows: list[PreferenceRow], **kwargs: Any) -> None:
        kwargs["initial"] = {row.kind: row.way for row in rows}
        super().__init__(*args, **kwargs)
        for kind in Kind.values:
            self.fields[kind] = forms.ChoiceField(
                label=KINDS[kind], choices=[(way, WAYS[way]) for way in Way.values], required=False
            )

    def ways(self) -> dict[str, str]:
        """Return the chosen way of each kind that was sent along."""
        return {kind: way for kind, way in self.cleaned_data.items() if way}
