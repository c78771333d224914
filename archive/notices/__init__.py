"""Follows: who wants to hear of what."""
