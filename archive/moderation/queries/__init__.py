"""What pages and the admin read of moderation: the public log, the rules, what waits, earlier decisions."""

from archive.moderation.queries.log import LogEntry, decisions_on, entries_count, log, words_of
from archive.moderation.queries.rules import RuleRow, first_posts_that_wait, rules
from archive.moderation.queries.waiting import WAITING_AT_MOST, WaitingRow, waiting, waiting_counts

__all__ = [
    "WAITING_AT_MOST",
    "LogEntry",
    "RuleRow",
    "WaitingRow",
    "decisions_on",
    "entries_count",
    "first_posts_that_wait",
    "log",
    "rules",
    "waiting",
    "waiting_counts",
    "words_of",
]
