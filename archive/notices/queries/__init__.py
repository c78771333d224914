"""What is known about following and notifications; every door reads from here."""

from archive.notices.queries.following import followable, followed_by, follows, rows_of
from archive.notices.queries.groups import Group, groups_of, one_by_one
from archive.notices.queries.preferences import PreferenceRow, preferences_of
from archive.notices.queries.told import Told, about_opened, notices_of, told, unread_of

__all__ = [
    "Group",
    "PreferenceRow",
    "Told",
    "about_opened",
    "followable",
    "followed_by",
    "follows",
    "groups_of",
    "notices_of",
    "one_by_one",
    "preferences_of",
    "rows_of",
    "told",
    "unread_of",
]
