"""What can be done to debates, claims, evidence and ratings; every door calls these and nothing below them."""

from archive.claims.services.arguing import post_with_evidence, preview_argument
from archive.claims.services.asking import ask_for_evidence, withdraw_asking
from archive.claims.services.cards import mark_card, rate_card, withdraw_card_rating
from archive.claims.services.claims import post_argument, reword_claim, set_claim_state
from archive.claims.services.debates import (
    checked_opening,
    draw_claim,
    name_curator,
    open_debate,
    post_thesis,
    set_debate_state,
)
from archive.claims.services.drafts import discard_draft, keep_draft, without_draft
from archive.claims.services.evidence import attach_evidence, check_quotes_of, set_evidence_state
from archive.claims.services.incoming import capture_or_queue, queue_again
from archive.claims.services.marks import lift_mark, mark_source
from archive.claims.services.merging import complete_source, merge_sources
from archive.claims.services.placing import place_passage
from archive.claims.services.ratings import rate_claim, withdraw_rating
from archive.claims.services.rearranging import (
    extract_branch,
    link_claim,
    merge_claims,
    move_claim,
    undo_rearrangement,
)
from archive.claims.services.sources import capture_source, record_source
from archive.claims.services.visits import mark_read, note_visit
from archive.claims.services.withdrawing import reinstate_claim, withdraw_claim

__all__ = [
    "ask_for_evidence",
    "attach_evidence",
    "capture_or_queue",
    "capture_source",
    "check_quotes_of",
    "checked_opening",
    "complete_source",
    "discard_draft",
    "draw_claim",
    "extract_branch",
    "keep_draft",
    "lift_mark",
    "link_claim",
    "mark_card",
    "mark_read",
    "mark_source",
    "merge_claims",
    "merge_sources",
    "move_claim",
    "name_curator",
    "note_visit",
    "open_debate",
    "place_passage",
    "post_argument",
    "post_thesis",
    "post_with_evidence",
    "preview_argument",
    "queue_again",
    "rate_card",
    "rate_claim",
    "record_source",
    "reinstate_claim",
    "reword_claim",
    "set_claim_state",
    "set_debate_state",
    "set_evidence_state",
    "undo_rearrangement",
    "withdraw_asking",
    "withdraw_card_rating",
    "withdraw_claim",
    "withdraw_rating",
    "without_draft",
]
