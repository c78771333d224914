"""What every page is given about debates: where in the site it stands, and whether ratings are for show."""

import time

from django.db import DatabaseError
from django.http import HttpRequest

from archive.claims.queries.demonstration import demo_ratings_there

SECTIONS = {
    "home": "debates",
    "debates": "debates",
    "claims": "debates",
    "evidence": "debates",
    "sources": "sources",
    "topics": "topics",
    "passages": "sources",
    "accounts": "me",
    "closing": "me",
    "notices": "notices",
    "search": "search",
    "suggestions": "me",
    "bookmarks": "me",
    "drafts": "me",
    "work": "me",
    "account_login": "sign-in",
    "account_signup": "sign-in",
}
LOOK_AGAIN = 60  # seconds


class Demonstration:
    """Remembers whether demonstration ratings are there, so that a page asks the database once a minute."""

    def __init__(self) -> None:
        self.there = False
        self.looked = float("-inf")

    def is_on(self) -> bool:
        """Return whether they are there, or were a minute ago; while the database is away, what was known."""
        now = time.monotonic()
        if now - self.looked > LOOK_AGAIN:
            self.looked = now
            try:
                self.there = demo_ratings_there()
            except DatabaseError:
                self.looked = float("-inf")
        return self.there

    def remember(self, there: bool | None) -> None:
        """Take this for known from now on; None: look when next asked."""
        self.there = bool(there)
        self.looked = float("-inf") if there is None else time.monotonic()


demonstration = Demonstration()


def section_of(request: HttpRequest) -> str:
    """Return which entry of the masthead an address stands under, or nothing."""
    match = request.resolver_match
    if match is None:
        return ""
    return SECTIONS.get(match.namespace or match.url_name or "", "")


def place(request: HttpRequest) -> dict[str, object]:
    """Return the section, and the question about ratings, which is asked where it is printed."""
    return {"section": section_of(request), "demonstration": demonstration.is_on}
