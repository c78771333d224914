"""Pages of debates: the list, the thread and its filters, closing."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from archive.claims import queries, services
from archive.claims.forms.debates import StateForm
from archive.claims.models import Debate
from archive.claims.models.debate import DebateState
from archive.claims.permissions import curators_of, may_close, may_rearrange
from archive.claims.queries.filters import SHOWN, filter_words, filtered
from archive.claims.queries.lists import order_from
from archive.claims.queries.opening import conclusion_of
from archive.claims.queries.reading import drawn_from
from archive.claims.queries.suggestions import count_suggested
from archive.claims.queries.visits import since_of
from archive.claims.views import columns
from archive.claims.views.threads import settings_of
from archive.core.forms import page, posted, signed_in
from archive.core.paging import number_from

PER_PAGE = 20


def list(request: HttpRequest) -> HttpResponse:
    """Debates, by activity, contest or age; of every state or one."""
    order, skip = order_from(request.GET.get("order", "")), number_from(request.GET, "from")
    state = request.GET.get("state", "")
    state = state if state in DebateState.values else ""
    rows = queries.debate_rows(viewer=request.user, order=order, state=state, skip=skip, count=PER_PAGE + 1)
    context = {
        "debates": rows[:PER_PAGE],
        "order": order,
        "state": state,
        "states": DebateState.choices,
        "skip": skip,
    }
    older = skip + PER_PAGE if len(rows) > PER_PAGE else 0
    return render(request, "debates/list.html", {**context, "older": older, "newer": max(0, skip - PER_PAGE)})


def read(request: HttpRequest, id: int, slug: str = "") -> HttpResponse:
    """A debate: its thread, or the claims that a filter keeps; a wrong or missing slug leads to the right one."""
    debates = (
        Debate.objects.visible_to(request.user)
        .with_curators()
        .with_topics()
        .with_visit_of(request.user)
        .select_related("opener")
    )
    debate = get_object_or_404(debates, pk=id)
    if slug != debate.slug:
        query = request.META["QUERY_STRING"]
        return redirect(f"{debate.get_absolute_url()}{'?' * bool(query)}{query}", permanent=False)
    if request.GET.get("view") == "columns":
        return columns.read(request, debate)
    since = since_of(debate, request.user, request.GET.get("since", ""))
    word = dict(filter_words(request.user, since)).get(request.GET.get("show", ""))
    return show(request, debate, word, since) if word else thread(request, debate, since)


def thread(request: HttpRequest, debate: Debate, since: datetime | None) -> HttpResponse:
    """The debate's thread; past the last thesis it leads back to the first."""
    context = settings_of(request, debate)
    skip = number_from(request.GET, "from")
    thread = queries.thread(debate, viewer=request.user, order=context["order"], skip=skip, since=since)
    if skip and not thread.tops:
        return redirect(debate, permanent=False)
    if not thread.tops:  # withdrawn by its author before anybody answered
        raise Http404
    context["drawings"] = drawn_from(thread.tops, viewer=request.user)
    queries.hide_title(debate, thread.tops)
    context["may_change"] = may_close(request.user, debate)
    count_suggested(thread.shown.values(), request.user, curators_of(debate))
    context["may_rearrange"] = debate.is_open and may_rearrange(request.user, debate)
    context["minimap"] = queries.minimap(debate, viewer=request.user)
    context["conclusion"] = conclusion_of(debate, viewer=request.user)
    return render(request, "debates/read.html", {**context, "debate": debate, "thread": thread})


def show(request: HttpRequest, debate: Debate, word: str, since: datetime | None) -> HttpResponse:
    """The claims of a debate that one filter keeps, a page at a time."""
    skip, chosen = number_from(request.GET, "from"), request.GET["show"]
    rows, goes_on = filtered(debate, viewer=request.user, show=chosen, since=since, skip=skip)
    theses = queries.theses_of(debate, viewer=request.user)
    if not theses:
        raise Http404
    queries.hide_title(debate, theses)
    return render(
        request,
        "debates/filtered.html",
        settings_of(request, debate)
        | {
            "debate": debate,
            "name": debate.title or theses[0].statement or theses[0].notice,
            "rows": rows,
            "chosen": chosen,
            "word": word,
            "asked_since": request.GET.get("since", ""),
            "skip": skip,
            "older": skip + SHOWN if goes_on else 0,
            "newer": max(0, skip - SHOWN),
        },
    )


def needs_evidence(request: HttpRequest) -> HttpResponse:
    """Claims that somebody should find evidence for, those that people ask about first."""
    skip = number_from(request.GET, "from")
    rows = queries.needs_evidence(count=PER_PAGE + 1, skip=skip)
    claims = [(c, queries.standing_row(c.standing, c.subtree_ratings)) for c in rows[:PER_PAGE]]
    context = {"claims": claims, "skip": skip, "newer": max(0, skip - PER_PAGE)}
    older = skip + PER_PAGE if len(rows) > PER_PAGE else 0
    return render(request, "debates/needs_evidence.html", {**context, "older": older})


@signed_in
def state(request: HttpRequest, id: int) -> HttpResponse:
    """Close, conclude or reopen a debate, with a reason."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    form = StateForm(posted(request), initial={"state": debate.state})
    if request.method == "POST" and form.attempt(lambda: change(debate, request, form)) is not None:
        messages.success(request, _("The debate's state is changed."))
        return redirect(debate)
    return page(request, "debates/state.html", {"debate": debate}, form)


def change(debate: Debate, request: HttpRequest, form: StateForm) -> Debate:
    """Call the service that leads to the chosen state."""
    words = form.cleaned_data
    return services.set_debate_state(
        debate=debate, by=request.user, state=words["state"], reason=words["reason"], outcome=words["outcome"]
    )
