"""The tables of debates and of everything said in them."""

from archive.claims.models.activity import Activity
from archive.claims.models.claim import Claim, Drawing
from archive.claims.models.debate import Curatorship, Debate, Invitation, Topic
from archive.claims.models.desk import Bookmark, Draft, Visit
from archive.claims.models.evidence import CardRating, Evidence, EvidenceRequest
from archive.claims.models.holding import Hold, ListedWord, Lock
from archive.claims.models.rating import Rating
from archive.claims.models.rearrangement import Rearrangement, SetAsideRating
from archive.claims.models.talk import Comment, Suggestion

__all__ = [
    "Activity",
    "Bookmark",
    "CardRating",
    "Claim",
    "Comment",
    "Curatorship",
    "Debate",
    "Draft",
    "Drawing",
    "Evidence",
    "EvidenceRequest",
    "Hold",
    "Invitation",
    "ListedWord",
    "Lock",
    "Rating",
    "Rearrangement",
    "SetAsideRating",
    "Suggestion",
    "Topic",
    "Visit",
]
