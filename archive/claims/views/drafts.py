"""Drafts: the desk of a form, which keeps what is typed there, and the page of everything one has kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from archive.claims import services
from archive.claims.models import Draft
from archive.claims.queries.drafts import draft_at, drafts_of
from archive.claims.services.drafts import LAST_VERSION, PLACE_LIMIT, StaleDraft
from archive.core.errors import NotAllowed, Refused
from archive.core.forms import signed_in
from archive.core.paging import number_from

Made = TypeVar("Made")

OF_THE_FORM = {
    "csrfmiddlewaretoken",
    "debate",
    "confirm",
    "find",
    "preview",
    "withdraw",
    "keep",
    "discard",
}
SEVERAL = {"topics"}  # fields that take several choices
PLACE, VERSION = "draft_place", "draft_version"
CHOOSES_PLACE_ONLY = {"stance", "aim"}  # in an address; anything else in it asks for words of its own
POSTED_COOKIE = "posted"
POSTED_FOR = 300  # seconds in which the page that comes next forgets the browser's own copy


class Desk:
    """What a form knows of its draft: the place, the words kept there, and the buttons that keep and discard them.

    A page that is asked for certain words (a quote chosen in the reader) begins with these and not with
    the draft; `waiting` then tells that there is one.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.place = request.path[:PLACE_LIMIT]
        self.last = draft_at(request.user, self.place) if request.method == "GET" else None
        self.draft = self.last if self.last and self.last.fields else None
        self.asks = bool(set(request.GET) - CHOOSES_PLACE_ONLY)
        self.waiting = self.draft if self.asks else None
        self.kept = None if self.asks else self.draft

    def go_to(self, place: str) -> None:
        """Go on at the form of another place, and take what was kept along."""
        services.carry_draft(owner=self.request.user, place=self.place, to=place)
        self.place = place

    @property
    def version(self) -> int:
        """The version of the words in the form: of the draft that it was filled from, 0 for none."""
        if self.request.method == "POST":
            return self.version_sent()
        return self.last.version if self.last and not self.waiting else 0

    def version_sent(self) -> int:
        """The version that came with the words, or a newer one whose words are these: a script kept them meanwhile."""
        newest = draft_at(self.request.user, self.place)
        if newest and newest.fields == typed_fields(self.request):
            return newest.version
        return number_from(self.request.POST, VERSION, LAST_VERSION)

    @property
    def changed(self) -> datetime | None:
        """When the words in the form were kept."""
        return self.kept.changed if self.kept else None

    def words(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what the form begins with: the draft's words over what the address asks for."""
        kept: dict[str, Any] = {**asked, **(self.kept.fields if self.kept else {})}
        return {name: words.split("\n") if name in SEVERAL else words for name, words in kept.items()}

    def answer(self) -> HttpResponse | None:
        """Return the answer to the buttons that keep or discard the draft; None if neither was pressed."""
        post = self.request.POST
        if "discard" in post:
            services.discard_draft(owner=self.request.user, place=self.place)
            return self.forgetting(redirect(self.request.get_full_path()))
        if "keep" in post:
            return keep(self.request, self.place)
        return None

    def emptied_by(self, act: Callable[[], Made]) -> Made:
        """Do the act for which the words were written, and forget the draft with it, both or neither."""
        return services.without_draft(
            owner=self.request.user, place=self.place, act=act, version=self.version
        )

    def forgetting(self, response: HttpResponse) -> HttpResponse:
        """Return the answer with the sign that the words of this place are posted or given up."""
        value = quote(self.place)
        response.set_cookie(POSTED_COOKIE, value, max_age=POSTED_FOR, samesite="Lax")
        return response


def typed_fields(request: HttpRequest) -> dict[str, str]:
    """Return the fields of the posted form that are words of the draft; of several choices each has a line."""
    return {
        name: "\n".join(map(str, words)).replace("\r\n", "\n")
        for name, words in request.POST.lists()
        if name not in OF_THE_FORM and name not in (PLACE, VERSION)
    }


def save(request: HttpRequest, place: str) -> Draft:
    """Keep the posted fields as the draft of a place."""
    version = number_from(request.POST, VERSION, LAST_VERSION)
    return services.keep_draft(owner=request.user, place=place, fields=typed_fields(request), version=version)


def keep(request: HttpRequest, place: str) -> HttpResponse:
    """Keep the draft and lead back to its form; show both texts if another tab has newer ones."""
    try:
        save(request, place)
    except StaleDraft as stale:
        context = {
            "draft": stale.draft,
            "theirs": pairs(stale.draft.fields),
            "mine": pairs(typed_fields(request)),
        }
        return render(request, "drafts/conflict.html", context, status=409)
    except (Refused, NotAllowed) as refusal:
        back = place if getattr(refusal, "code", "") != "place" else ""
        context = {"says": refusal.message, "typed": pairs(typed_fields(request)), "place": back}
        status = 403 if isinstance(refusal, NotAllowed) else 422
        return render(request, "drafts/refused.html", context, status=status)
    return redirect(place)


def pairs(fields: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the fields that hold words, by name."""
    return [(name, str(words)) for name, words in fields.items() if str(words).strip()]


def drafts(request: HttpRequest) -> HttpResponse:
    """Everything that one has kept and not posted; a script keeps and discards drafts here as well."""
    if request.method == "POST" and not request.accepts("text/html"):
        answer, status = kept_by_script(request)
        return JsonResponse(answer, status=status)
    return listed(request)


@signed_in
def listed(request: HttpRequest) -> HttpResponse:
    """Return the list of one's drafts, or do what one of its buttons asks for."""
    place = request.POST.get(PLACE, "")
    if request.method == "POST" and "discard" in request.POST:
        services.discard_draft(owner=request.user, place=place)
        messages.success(request, _("The draft is discarded."))
        return redirect("drafts:list")
    if request.method == "POST":
        return keep(request, place)
    return render(request, "drafts/list.html", {"drafts": drafts_of(request.user)})


def kept_by_script(request: HttpRequest) -> tuple[dict[str, Any], int]:
    """Keep or discard a draft for a script; return the answer and its status."""
    if not request.user.is_authenticated:
        return {"detail": _("You are signed out.")}, 401
    place = request.POST.get(PLACE, "")
    try:
        if "discard" in request.POST:
            services.discard_draft(owner=request.user, place=place)
            return {"version": 0}, 200
        return told(save(request, place)), 200
    except StaleDraft as stale:
        return {**told(stale.draft), "detail": stale.message, "fields": stale.draft.fields}, 409
    except Refused as refusal:
        return {"detail": refusal.message, "code": refusal.code}, 422
    except NotAllowed as refusal:
        return {"detail": refusal.message, "code": refusal.code}, 403


def told(draft: Draft) -> dict[str, Any]:
    """Return what a script is told of a draft."""
    return {"version": draft.version, "changed": draft.changed.isoformat()}
