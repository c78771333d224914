"""Pages of debates, claims, evidence, sources and people; each parses, loads, calls one service, answers."""
