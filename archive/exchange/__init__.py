"""What comes in by many at once: a batch imported one thing after another, a bibliography chosen from on a page."""
