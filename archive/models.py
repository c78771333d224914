"""Index of every table, so that Django finds them; nothing else stands here."""

from archive.accounts.models import User
from archive.claims.models import (
    Bookmark,
    Claim,
    Comment,
    Curatorship,
    Debate,
    Draft,
    Drawing,
    Evidence,
    Rating,
    Suggestion,
    Topic,
)
from archive.moderation.models import Appeal, Decision, Report, Suspension
from archive.notices.models import Follow
from archive.sources.models import Block, Passage, Source, SourceText

__all__ = [
    "Appeal",
    "Block",
    "Bookmark",
    "Claim",
    "Comment",
    "Curatorship",
    "Debate",
    "Decision",
    "Draft",
    "Drawing",
    "Evidence",
    "Follow",
    "Passage",
    "Rating",
    "Report",
    "Source",
    "SourceText",
    "Suggestion",
    "Suspension",
    "Topic",
    "User",
]
