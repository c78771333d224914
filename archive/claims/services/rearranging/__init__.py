"""Where claims stand, changed by curators: linking, moving, merging, extracting, and undoing each."""

from archive.claims.services.rearranging.extracts import extract_branch
from archive.claims.services.rearranging.links import link_claim
from archive.claims.services.rearranging.merges import merge_claims
from archive.claims.services.rearranging.moves import move_claim
from archive.claims.services.rearranging.undoing import undo_rearrangement

__all__ = ["extract_branch", "link_claim", "merge_claims", "move_claim", "undo_rearrangement"]
