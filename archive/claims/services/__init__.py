"""What can be done to debates, claims, evidence and ratings; every door calls these and nothing below them."""

from archive.claims.services.claims import post_argument, reword_claim, set_claim_state, withdraw_claim
from archive.claims.services.debates import draw_claim, name_curator, open_debate, set_debate_state
from archive.claims.services.evidence import attach_evidence, check_quotes_of, set_evidence_state
from archive.claims.services.ratings import rate_claim, withdraw_rating
from archive.claims.services.sources import capture_source, record_source

__all__ = [
    "attach_evidence",
    "capture_source",
    "check_quotes_of",
    "draw_claim",
    "name_curator",
    "open_debate",
    "post_argument",
    "rate_claim",
    "record_source",
    "reword_claim",
    "set_claim_state",
    "set_debate_state",
    "set_evidence_state",
    "withdraw_claim",
    "withdraw_rating",
]
