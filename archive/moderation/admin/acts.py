"""The acts of moderators as the admin offers them: made of the one table of acts, each with its form."""

from typing import Any

from archive.accounts.permissions import may_moderate
from archive.core.admin import NamedAct
from archive.core.forms import PlainForm
from archive.moderation import forms
from archive.moderation.models import Act
from archive.moderation.services import OFFERS, ActOffer, carry_out

FORMS: dict[tuple[str, str], type[PlainForm]] = {
    ("move", "claim"): forms.MoveForm,
    ("merge", "claim"): forms.MergeClaimForm,
    ("merge", "source"): forms.MergeForm,
    ("mark", "source"): forms.MarkForm,
    ("unmark", "source"): forms.LiftForm,
    ("suspend", "person"): forms.RestrainForm,
    ("silence", "person"): forms.RestrainForm,
    ("revert", "person"): forms.RevertForm,
}
"""The forms of acts that ask for more than rule and reason."""


def named_acts(kind: str) -> tuple[NamedAct, ...]:
    """Return the acts on things of one kind: claim, evidence, comment, source, person or debate."""
    return tuple(named_act(offer, kind) for offer in OFFERS.values() if kind in offer.kinds)


def named_act(offer: ActOffer, kind: str) -> NamedAct:
    """Return the admin's door to one act."""

    def do(thing: Any, moderator: Any, typed: dict[str, Any]) -> object:
        return carry_out(act=offer.key, thing=thing, moderator=moderator, **typed)

    plain = forms.RemoveForm if offer.needs_rule else forms.ReasonForm
    form = FORMS.get((str(offer.key), kind), plain)
    done = Act(offer.key).label if offer.key != Act.ERASE else offer.waits
    return NamedAct(
        str(offer.key), offer.label, done, offer.note, form, do, may=may_moderate, fits=offer.fits
    )
