"""Debates, claims, evidence, ratings and standing."""
