"""What pages are given about following: whether the reader follows what the page is about."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from archive.notices.queries.following import following_of_page

PAGES = {
    "debates:read": ("debate", "id"),
    "claims:read": ("claim", "id"),
    "sources:read": ("source", "id"),
    "topics:read": ("topic", "slug"),
    "people:read": ("person", "username"),
}
"""Which pages are about a thing that can be followed: its kind, and what of the address names it."""


@dataclass(frozen=True, slots=True)
class Following:
    """What a page is about, and whether its reader follows it; no `thing` where nothing can be followed."""

    kind: str = ""
    thing: int = 0
    on: bool = False


def following(request: HttpRequest) -> dict[str, object]:
    """Return the question whether the reader follows this page's thing; asked where it is printed, in one query."""
    return {"following": SimpleLazyObject(lambda: following_here(request))}


def following_here(request: HttpRequest) -> Following:
    """Return what the page is about and whether the reader follows it; nothing for visitors."""
    match = request.resolver_match
    person: Any = request.user
    if match is None or match.view_name not in PAGES or not person.is_authenticated:
        return Following()
    kind, word = PAGES[match.view_name]
    found = following_of_page(person, kind, match.kwargs.get(word))
    return Following(kind, *found) if found else Following()
