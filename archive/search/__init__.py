"""Full-text search over what the archive holds; it has no tables of its own."""
