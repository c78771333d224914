"""What moderators do; every act writes the decision that the public log shows."""

from archive.moderation.services.deciding import CHANGES, decide
from archive.moderation.services.entries import author_id_of
from archive.moderation.services.reasons import stock_reasons
from archive.moderation.services.restraining import (
    LONGEST_SUSPENSION,
    is_suspended,
    lift_suspension,
    suspend_person,
)

__all__ = [
    "CHANGES",
    "LONGEST_SUSPENSION",
    "author_id_of",
    "decide",
    "is_suspended",
    "lift_suspension",
    "stock_reasons",
    "suspend_person",
]
