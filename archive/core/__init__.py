"""What every subject shares; nothing here names a claim, a source or a rating."""
