"""Index of every table, so that Django finds them; nothing else stands here."""

from archive.accounts.models import User
from archive.claims.models import (
    Bookmark,
    CardRating,
    Claim,
    Comment,
    Curatorship,
    Debate,
    Draft,
    Drawing,
    Evidence,
    EvidenceRequest,
    Rating,
    Rearrangement,
    SetAsideRating,
    Suggestion,
    Topic,
)
from archive.moderation.models import Appeal, Decision, Report, Suspension
from archive.notices.models import Follow
from archive.sources.models import (
    Block,
    Passage,
    Place,
    Source,
    SourceImport,
    SourceMark,
    SourceMerge,
    SourceText,
)

__all__ = [
    "Appeal",
    "Block",
    "Bookmark",
    "CardRating",
    "Claim",
    "Comment",
    "Curatorship",
    "Debate",
    "Decision",
    "Draft",
    "Drawing",
    "Evidence",
    "EvidenceRequest",
    "Follow",
    "Passage",
    "Place",
    "Rating",
    "Rearrangement",
    "Report",
    "SetAsideRating",
    "Source",
    "SourceImport",
    "SourceMark",
    "SourceMerge",
    "SourceText",
    "Suggestion",
    "Suspension",
    "Topic",
    "User",
]
