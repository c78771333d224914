"""What moderators do; every act writes the decision that the public log shows."""

from archive.moderation.services.acts import OFFERS, ActOffer, carry_out, offered_acts
from archive.moderation.services.appealing import (
    appeal_decision,
    appeal_until,
    is_concerned,
    may_appeal,
    settle_appeal,
)
from archive.moderation.services.asking import ask_rewording, end_overdue
from archive.moderation.services.deciding import CHANGES, decide, dismiss
from archive.moderation.services.entries import author_id_of
from archive.moderation.services.erasing import ask_to_erase, confirm_erasure, decline_erasure
from archive.moderation.services.guests import ask_to_confirm, report_of
from archive.moderation.services.locking import lock_place, unlock_place
from archive.moderation.services.reasons import stock_reasons
from archive.moderation.services.reporting import confirm_report, report_as_guest, report_thing
from archive.moderation.services.restraining import (
    LONGEST_SUSPENSION,
    is_silenced,
    is_suspended,
    lift_restraint,
    lift_suspension,
    restrain,
    suspend_person,
    warn_person,
)
from archive.moderation.services.reversing import thing_of
from archive.moderation.services.reverting import revert_person
from archive.moderation.services.undoing import can_be_undone, overturn, undo_decision, undo_until

__all__ = [
    "CHANGES",
    "LONGEST_SUSPENSION",
    "OFFERS",
    "ActOffer",
    "appeal_decision",
    "appeal_until",
    "ask_rewording",
    "ask_to_confirm",
    "ask_to_erase",
    "author_id_of",
    "can_be_undone",
    "carry_out",
    "confirm_erasure",
    "confirm_report",
    "decide",
    "decline_erasure",
    "dismiss",
    "end_overdue",
    "is_concerned",
    "is_silenced",
    "is_suspended",
    "lift_restraint",
    "lift_suspension",
    "lock_place",
    "may_appeal",
    "offered_acts",
    "overturn",
    "report_as_guest",
    "report_of",
    "report_thing",
    "restrain",
    "revert_person",
    "settle_appeal",
    "stock_reasons",
    "suspend_person",
    "thing_of",
    "undo_decision",
    "undo_until",
    "unlock_place",
    "warn_person",
]
