"""Documents that claims are drawn from or evidence cites, and their stored texts."""
