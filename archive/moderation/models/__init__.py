"""The tables of moderation: reports, decisions and what follows from them. Decisions are never changed or deleted."""

from archive.moderation.models.decision import (
    NEEDS_RULE,
    TARGETS,
    AboutOneThing,
    Act,
    Decision,
    Rule,
    RuleVersion,
    Seal,
)
from archive.moderation.models.outcome import (
    Appeal,
    AppealState,
    AskedRewording,
    ErasureRequest,
    ErasureState,
    Restraint,
    Suspension,
)
from archive.moderation.models.person import Look, PersonNote
from archive.moderation.models.report import Item, Matter, Report, ReportReason, ReportState

__all__ = [
    "NEEDS_RULE",
    "TARGETS",
    "AboutOneThing",
    "Act",
    "Appeal",
    "AppealState",
    "AskedRewording",
    "Decision",
    "ErasureRequest",
    "ErasureState",
    "Item",
    "Look",
    "Matter",
    "PersonNote",
    "Report",
    "ReportReason",
    "ReportState",
    "Restraint",
    "Rule",
    "RuleVersion",
    "Seal",
    "Suspension",
]
