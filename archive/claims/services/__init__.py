"""What can be done to debates, claims, evidence and ratings; every door calls these and nothing below them."""

from archive.claims.services.asking import ask_for_evidence, withdraw_asking
from archive.claims.services.cards import mark_card, rate_card, withdraw_card_rating
from archive.claims.services.claims import post_argument, reword_claim, set_claim_state, withdraw_claim
from archive.claims.services.debates import draw_claim, name_curator, open_debate, set_debate_state
from archive.claims.services.evidence import attach_evidence, check_quotes_of, set_evidence_state
from archive.claims.services.incoming import capture_or_queue, queue_again
from archive.claims.services.marks import lift_mark, mark_source
from archive.claims.services.merging import complete_source, merge_sources
from archive.claims.services.placing import place_passage
from archive.claims.services.ratings import rate_claim, withdraw_rating
from archive.claims.services.sources import capture_source, record_source

__all__ = [
    "ask_for_evidence",
    "attach_evidence",
    "capture_or_queue",
    "capture_source",
    "check_quotes_of",
    "complete_source",
    "draw_claim",
    "lift_mark",
    "mark_card",
    "mark_source",
    "merge_sources",
    "name_curator",
    "open_debate",
    "place_passage",
    "post_argument",
    "queue_again",
    "rate_card",
    "rate_claim",
    "record_source",
    "reword_claim",
    "set_claim_state",
    "set_debate_state",
    "set_evidence_state",
    "withdraw_asking",
    "withdraw_card_rating",
    "withdraw_claim",
    "withdraw_rating",
]
