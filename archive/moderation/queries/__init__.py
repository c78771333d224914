"""What pages and the admin read of moderation: the public log, the rules, what waits, earlier decisions."""

from archive.moderation.queries.log import LogEntry, decisions_on, entries_count, log, words_of
from archive.moderation.queries.rules import RuleRow, first_posts_that_wait, rules
from archive.moderation.queries.waiting import waiting_counts

__all__ = [
    "LogEntry",
    "RuleRow",
    "decisions_on",
    "entries_count",
    "first_posts_that_wait",
    "log",
    "rules",
    "waiting_counts",
    "words_of",
]
