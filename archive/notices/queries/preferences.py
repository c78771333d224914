"""How one person hears of each kind of thing."""

from dataclasses import dataclass

from archive.accounts.models import User
from archive.notices.models import USUAL, Kind, Preference
from archive.notices.words import KINDS


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """One kind of thing, in words, and how the person hears of it; `is_usual` if they have chosen nothing."""

    kind: str
    label: str
    way: str
    is_usual: bool


def preferences_of(person: User) -> list[PreferenceRow]:
    """Return a row for each kind, in the order of the kinds; one query."""
    chosen = dict(Preference.objects.filter(person=person).values_list("kind", "way"))
    return [
        PreferenceRow(kind, str(KINDS[kind]), chosen.get(kind, USUAL[kind]), kind not in chosen)
        for kind in Kind.values
    ]
