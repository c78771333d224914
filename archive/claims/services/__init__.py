"""What can be done to debates, claims, evidence and ratings; every door calls these and nothing below them."""

from archive.claims.services.arguing import post_with_evidence, preview_argument
from archive.claims.services.asking import ask_for_evidence, withdraw_asking
from archive.claims.services.bookmarks import drop_bookmark, drop_row, keep_bookmark
from archive.claims.services.cards import mark_card, rate_card, withdraw_card_rating
from archive.claims.services.claims import post_argument, set_claim_state
from archive.claims.services.closing import close_account
from archive.claims.services.curating import (
    answer_invitation,
    invite_curator,
    leave_curating,
    name_curator,
    take_back_invitation,
)
from archive.claims.services.debates import (
    checked_opening,
    draw_claim,
    open_debate,
    post_thesis,
    set_debate_state,
)
from archive.claims.services.drafts import carry_draft, discard_draft, keep_draft, without_draft
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
from archive.claims.services.rewording import reword_claim
from archive.claims.services.sources import capture_source, record_source
from archive.claims.services.suggesting import (
    accept_suggestion,
    decline_suggestion,
    make_suggestion,
    withdraw_suggestion,
)
from archive.claims.services.talking import (
    edit_comment,
    post_comment,
    resolve_conversation,
    set_comment_state,
    withdraw_comment,
)
from archive.claims.services.topics import add_topic, change_topic, file_debate, merge_topics, split_topic
from archive.claims.services.visits import mark_read, note_visit
from archive.claims.services.withdrawing import reinstate_claim, withdraw_claim

__all__ = [
    "accept_suggestion",
    "add_topic",
    "answer_invitation",
    "ask_for_evidence",
    "attach_evidence",
    "capture_or_queue",
    "capture_source",
    "carry_draft",
    "change_topic",
    "check_quotes_of",
    "checked_opening",
    "close_account",
    "complete_source",
    "decline_suggestion",
    "discard_draft",
    "draw_claim",
    "drop_bookmark",
    "drop_row",
    "edit_comment",
    "extract_branch",
    "file_debate",
    "invite_curator",
    "keep_bookmark",
    "keep_draft",
    "leave_curating",
    "lift_mark",
    "link_claim",
    "make_suggestion",
    "mark_card",
    "mark_read",
    "mark_source",
    "merge_claims",
    "merge_sources",
    "merge_topics",
    "move_claim",
    "name_curator",
    "note_visit",
    "open_debate",
    "place_passage",
    "post_argument",
    "post_comment",
    "post_thesis",
    "post_with_evidence",
    "preview_argument",
    "queue_again",
    "rate_card",
    "rate_claim",
    "record_source",
    "reinstate_claim",
    "resolve_conversation",
    "reword_claim",
    "set_claim_state",
    "set_comment_state",
    "set_debate_state",
    "set_evidence_state",
    "split_topic",
    "take_back_invitation",
    "undo_rearrangement",
    "withdraw_asking",
    "withdraw_card_rating",
    "withdraw_claim",
    "withdraw_comment",
    "withdraw_rating",
    "withdraw_suggestion",
    "without_draft",
]
