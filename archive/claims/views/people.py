"""A person's page: what they argued and gave, what they were answered, and what they may do here."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from archive.accounts.models import User
from archive.claims.queries import people
from archive.core.paging import number_from

FARTHEST = 999_999_999
TABS: dict[str, Any] = {
    "": _("Claims and arguments"),
    "evidence": _("Evidence"),
    "answers": _("Answers received"),
    "ratings": _("Ratings"),
    "debates": _("Debates"),
}
LISTS: dict[str, Callable[..., list[Any]]] = {
    "": people.contributions_of,
    "evidence": people.evidence_given_by,
    "answers": people.answers_to,
    "ratings": people.ratings_by,
    "debates": people.debates_by,
}


def read(request: HttpRequest, username: str) -> HttpResponse:
    """Show one person's record, and a page of one kind of what they did, newest first."""
    person = get_object_or_404(people.people_shown(), username__iexact=username)
    show = request.GET.get("show", "")
    shown = {name: word for name, word in TABS.items() if name != "ratings" or may_show(person, request)}
    if show not in shown:
        raise Http404
    before = number_from(request.GET, "before", FARTHEST)
    rows = LISTS[show](person, viewer=request.user, before=before)
    context = {
        "person": person,
        "record": people.record_of(person),
        "tabs": shown,
        "show": show,
        "rows": rows[: people.PER_PAGE],
        "before": before,
        "older": last_of(rows[people.PER_PAGE - 1]) if len(rows) > people.PER_PAGE else 0,
    }
    return render(request, "people/read.html", context)


def may_show(person: User, request: HttpRequest) -> bool:
    """Return whether this reader may see the person's ratings."""
    return people.may_see_ratings(person, viewer=request.user)


def last_of(row: Any) -> int:
    """Return the number of a row's claim, card, rating or debate, after which the next page begins."""
    inner = getattr(row, "row", None) or getattr(row, "card", None) or row
    return int(inner.id)
