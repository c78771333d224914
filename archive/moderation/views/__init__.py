"""Pages of moderation: the public log, the rules, reports, appeals."""
