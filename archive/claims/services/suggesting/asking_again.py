"""Asking raters again once a claim says something else: their judgements are set aside and shown to them."""

from archive.claims.models import Claim, SetAsideRating, Suggestion
from archive.claims.models.rearrangement import Scale
from archive.claims.services.rearranging.judgements import drop, judgements_of, settle_sums
from archive.claims.services.rearranging.tallies import settle_paths


def ask_raters_again(suggestion: Suggestion, claim: Claim) -> int:
    """Set aside all judgements of a claim on both scales, and make every tally above it anew.

    Returns how many people rated it; the debate is locked, and its counter is for the caller to settle.
    """
    raters = claim.raters_count
    taken = [one for scale in Scale for one in judgements_of(claim, scale)]
    for one in taken:
        one.suggestion = suggestion
    SetAsideRating.objects.bulk_create(taken)
    for scale in Scale:
        drop(claim, scale)
    settle_sums(claim)
    settle_paths([claim])
    return raters
