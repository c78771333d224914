"""The inbox of the admin: the list of what waits, and the one page on which a thing is decided."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import may_moderate
from archive.claims.models import Claim, Evidence
from archive.claims.queries import line_of_argument
from archive.core.errors import NotAllowed, Refused
from archive.moderation.forms import CHOOSE, InboxForm
from archive.moderation.models import Decision, Matter
from archive.moderation.queries import decisions_on
from archive.moderation.queries.inbox import (
    AT_MOST,
    HELD,
    MODELS,
    VIEWS,
    Wanted,
    inbox,
    inbox_counts,
    row_of,
    things_of,
)
from archive.moderation.queries.inbox_thing import author_record, reports_on, waiting_for
from archive.moderation.services import OFFERS, offered_acts
from archive.moderation.services.inbox import decide_from_inbox, leave_in_inbox, take_from_inbox

DECISIONS_SHOWN = 20
CARDS_SHOWN = 20
REASONS_KEPT = 60  # of one's own last decisions, that are looked through for the last reason of each act
AT_ONCE = ("dismiss", "release", "remove", "hold")
"""What can be done to several things with one reason."""


def wanted_of(request: HttpRequest) -> Wanted:
    """Return what of the inbox the address asks for; what it does not know is everything."""
    matter = request.GET.get("matter", "")
    flags = {name: request.GET.get(name) == "1" for name in ("late", "free", "mine")}
    return Wanted(matter if matter in VIEWS else "", **flags)


def inbox_page(request: HttpRequest) -> HttpResponse:
    """Show what waits, the heaviest and oldest first; ticked rows are decided with one reason."""
    if request.method == "POST":
        decide_ticked(request)
        return HttpResponseRedirect(request.get_full_path())
    wanted = wanted_of(request)
    counts = inbox_counts()
    names = {matter.value: str(matter.label) for matter in Matter} | {HELD: _("posts that wait")}
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Waiting for a moderator"),
        "rows": inbox(viewer=signed_in(request), wanted=wanted),
        "views": [(key, names[key], *counts[key]) for key in VIEWS],
        "wanted": wanted,
        "at_most": AT_MOST,
        "may_decide": may_moderate(request.user),
        "acts": [OFFERS[key] for key in AT_ONCE],
        "rules": CHOOSE,
    }
    return TemplateResponse(request, "admin/waiting.html", context)


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in: the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def decide_ticked(request: HttpRequest) -> None:
    """Do one act to each ticked thing, each for itself, and tell what was done and what was not."""
    things = things_of(key_of(ticked) for ticked in request.POST.getlist("ticked")[:AT_MOST])
    typed = {name: request.POST.get(name, "") for name in ("act", "rule", "reason")}
    done = 0
    for thing in things.values():
        try:
            decide_from_inbox(thing=thing, moderator=signed_in(request), **typed)
            done += 1
        except (Refused, NotAllowed) as refusal:
            messages.warning(request, refusal.message)
            if getattr(refusal, "field", ""):
                break
    if done:
        messages.success(request, _("Decided: %(n)s.") % {"n": done})
    elif not things:
        messages.warning(request, _("Tick what is to be decided."))


def key_of(ticked: str) -> tuple[str, int]:
    """Return the kind and id of a ticked row; 404 for what is none."""
    kind, _dash, number = ticked.partition("-")
    if kind not in MODELS or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return kind, int(number)


def thing_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show a thing that waits with all that a decision needs, and take the decision; then the next one follows."""
    key = key_of(f"{kind}-{pk}")
    thing = things_of([key]).get(key)
    if thing is None:
        raise Http404
    person = signed_in(request)
    form = InboxForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = press(request, thing, person, form)
        if done:
            return done
    offers = offered_acts(thing, person) if may_moderate(person) else []
    row = row_of(thing, thing.created if hasattr(thing, "created") else thing.date_joined, person)
    waiting, row.taken_by = waiting_for(thing)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Waiting for a moderator"),
        "row": row,
        "waiting": waiting,
        "reports": reports_on(thing),
        "record": author_record(row.author),
        "line": line_of_argument(claim_of(thing), viewer=person) if claim_of(thing) else [],
        "cards": cards_of(thing),
        "decisions": list(decisions_on(thing)[:DECISIONS_SHOWN]),
        "plain": with_last_reasons([offer for offer in offers if not offer.fields], person),
        "further": [(offer, act_address(thing, offer.key, request)) for offer in offers if offer.fields],
        "form": form,
        "site_address": row.url,
    }
    return TemplateResponse(request, "admin/inbox_thing.html", context, status=form.status)


def press(request: HttpRequest, thing: Any, person: User, form: InboxForm) -> HttpResponse | None:
    """Take, leave or decide a thing; None when it was refused."""
    what = request.POST.get("do", "decide")
    if what in ("take", "leave"):
        act = take_from_inbox if what == "take" else leave_in_inbox
        if form.attempt(lambda: act(thing=thing, moderator=person) or True) is None:
            return None
        return HttpResponseRedirect(request.get_full_path())
    if form.attempt(lambda: decide_from_inbox(thing=thing, moderator=person, **form.cleaned_data)) is None:
        return None
    messages.success(request, _("Decided. This is the next."))
    left = inbox(viewer=person, wanted=Wanted(free=True))
    rows = [row for row in left if not row.mine]
    return HttpResponseRedirect(
        thing_address(rows[0].kind, rows[0].id) if rows else reverse("admin:archive_waiting")
    )


def thing_address(kind: str, pk: int) -> str:
    """Return the address on which a thing is decided."""
    return reverse("admin:archive_waiting_thing", args=[kind, pk])


def act_address(thing: Any, act: str, request: HttpRequest) -> str:
    """Return the address of the form of an act that asks for more than a reason."""
    table = thing._meta.model_name
    back = reverse("admin:archive_waiting")
    return f"{reverse(f'admin:archive_{table}_act', args=[act])}?id={thing.pk}&back={back}"


def claim_of(thing: Any) -> Claim | None:
    """Return the claim in whose line a thing stands, if it stands in one."""
    if isinstance(thing, Claim):
        return thing
    return thing.claim if isinstance(thing, Evidence) else None


def cards_of(thing: Any) -> list[Evidence]:
    """Return the cards under a claim."""
    if not isinstance(thing, Claim):
        return []
    return list(
        Evidence.objects.filter(claim=thing).select_related("source", "author").order_by("id")[:CARDS_SHOWN]
    )


def with_last_reasons(offers: list[Any], person: User) -> list[tuple[Any, str, str]]:
    """Return each act with the rule and the reason that this moderator gave for it last; one query."""
    last: dict[str, tuple[str, str]] = {}
    mine = Decision.objects.filter(moderator=person, part_of=None).order_by("-id")
    for act, rule, reason in mine.values_list("act", "rule", "reason")[:REASONS_KEPT]:
        last.setdefault(act, (rule, reason))
    return [(offer, *last.get(offer.key, ("", ""))) for offer in offers]
