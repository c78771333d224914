"""What pages and the API read of debates; rows come ready to print."""

from archive.claims.queries.lists import debate_rows, needs_evidence, totals, unanswered
from archive.claims.queries.map import minimap
from archive.claims.queries.people import contributions_of
from archive.claims.queries.rows import (
    ClaimRow,
    EvidenceRow,
    StandingRow,
    claim_row,
    hide_title,
    standing_row,
)
from archive.claims.queries.threads import Thread, line_of_argument, theses_of, thread

__all__ = [
    "ClaimRow",
    "EvidenceRow",
    "StandingRow",
    "Thread",
    "claim_row",
    "contributions_of",
    "debate_rows",
    "hide_title",
    "line_of_argument",
    "minimap",
    "needs_evidence",
    "standing_row",
    "theses_of",
    "thread",
    "totals",
    "unanswered",
]
