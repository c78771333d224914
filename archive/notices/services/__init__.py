"""What can be done about following and notifications; every door calls these and nothing below them."""

from archive.notices.services.following import follow, unfollow
from archive.notices.services.letters import send_again, try_address_again
from archive.notices.services.preferences import Asked, read_token, set_ways, unsubscribe
from archive.notices.services.reading import read_all, read_group

__all__ = [
    "Asked",
    "follow",
    "read_all",
    "read_group",
    "read_token",
    "send_again",
    "set_ways",
    "try_address_again",
    "unfollow",
    "unsubscribe",
]
