"""Suggestions: made by anybody, decided by the claim's author or a curator, taken back by who made them."""

from archive.claims.services.suggesting.deciding import (
    accept_suggestion,
    decline_suggestion,
    withdraw_suggestion,
)
from archive.claims.services.suggesting.making import make_suggestion

__all__ = ["accept_suggestion", "decline_suggestion", "make_suggestion", "withdraw_suggestion"]
