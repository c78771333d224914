"""Debates, claims, evidence and the posting of sources, at the API."""
