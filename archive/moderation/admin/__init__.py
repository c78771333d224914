"""The moderators' admin: acts on what was posted and on people, what waits, and the tables of moderation."""

from archive.moderation.admin.people import DecidedPersonAdmin
from archive.moderation.admin.tables import AppealAdmin, DecisionAdmin, ReportAdmin, SuspensionAdmin
from archive.moderation.admin.things import (
    DecidedClaimAdmin,
    DecidedCommentAdmin,
    DecidedDebateAdmin,
    DecidedEvidenceAdmin,
    DecidedSourceAdmin,
)

__all__ = [
    "AppealAdmin",
    "DecidedClaimAdmin",
    "DecidedCommentAdmin",
    "DecidedDebateAdmin",
    "DecidedEvidenceAdmin",
    "DecidedPersonAdmin",
    "DecidedSourceAdmin",
    "DecisionAdmin",
    "ReportAdmin",
    "SuspensionAdmin",
]
