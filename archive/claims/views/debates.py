"""Pages of debates: the list, the thread, opening, closing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from archive.claims import queries, services
from archive.claims.forms.debates import OpenForm, StateForm
from archive.claims.models import Debate
from archive.claims.models.debate import DebateState
from archive.claims.permissions import may_close
from archive.claims.queries.lists import order_from
from archive.claims.queries.reading import drawn_from
from archive.claims.queries.threads import ORDER_WORDS, order_of
from archive.core.forms import page, posted, signed_in
from archive.core.markup import render as render_markdown
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
    """The thread of a debate; a wrong or missing slug leads to the right one."""
    debates = Debate.objects.visible_to(request.user).with_curators().select_related("opener")
    debate = get_object_or_404(debates, pk=id)
    if slug != debate.slug:
        return redirect(debate, permanent=False)
    order = order_of(request.GET.get("order", ""))
    skip = number_from(request.GET, "from")
    thread = queries.thread(debate, viewer=request.user, order=order, skip=skip)
    if skip and not thread.tops:
        return redirect(debate, permanent=False)
    if not thread.tops:  # withdrawn by its author before anybody answered
        raise Http404
    drawings = drawn_from(thread.tops, viewer=request.user)
    queries.hide_title(debate, thread.tops)
    may_change = may_close(request.user, debate)
    return render(
        request,
        "debates/read.html",
        {
            "debate": debate,
            "thread": thread,
            "order": order,
            "orders": ORDER_WORDS.items(),
            "drawings": drawings,
            "may_change": may_change,
            "outcome": render_markdown(debate.outcome),
        },
    )


def needs_evidence(request: HttpRequest) -> HttpResponse:
    """Claims that somebody should find evidence for, those that people ask about first."""
    skip = number_from(request.GET, "from")
    rows = queries.needs_evidence(count=PER_PAGE + 1, skip=skip)
    context = {"claims": rows[:PER_PAGE], "skip": skip, "newer": max(0, skip - PER_PAGE)}
    older = skip + PER_PAGE if len(rows) > PER_PAGE else 0
    return render(request, "debates/needs_evidence.html", {**context, "older": older})


@signed_in
def open(request: HttpRequest) -> HttpResponse:
    """Open a debate from scratch."""
    form = OpenForm(posted(request))
    if request.method == "POST":
        debate = form.attempt(lambda: services.open_debate(author=request.user, **form.cleaned_data))
        if debate:
            if debate.held:
                messages.info(
                    request, "Your debate waits for a moderator, as the first posts of an account do."
                )
            return redirect(debate)
    return page(request, "debates/open.html", {}, form)


@signed_in
def state(request: HttpRequest, id: int) -> HttpResponse:
    """Close, conclude or reopen a debate, with a reason."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    form = StateForm(posted(request), initial={"state": debate.state})
    if request.method == "POST" and form.attempt(lambda: change(debate, request, form)) is not None:
        messages.success(request, "The debate's state is changed.")
        return redirect(debate)
    return page(request, "debates/state.html", {"debate": debate}, form)


def change(debate: Debate, request: HttpRequest, form: StateForm) -> Debate:
    """Call the service that leads to the chosen state."""
    words = form.cleaned_data
    return services.set_debate_state(
        debate=debate, by=request.user, state=words["state"], reason=words["reason"], outcome=words["outcome"]
    )
