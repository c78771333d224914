"""Pages of topics: the tree, one topic with its debates, changing the tree, filing a debate."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from archive.accounts.permissions import may
from archive.claims import queries
from archive.claims.forms.topics import FileForm, MergeTopicForm, TopicForm
from archive.claims.models import Debate, Topic
from archive.claims.queries.lists import order_from
from archive.claims.queries.topics import topic_tree
from archive.claims.services import topics as services
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.core.paging import number_from

PER_PAGE = 20


def list(request: HttpRequest) -> HttpResponse:
    """Every topic, those of the second level under those of the first."""
    context = {"tree": topic_tree(), "may_arrange": may(request.user, "arrange topics")}
    return render(request, "topics/list.html", context)


def read(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: what it is about, what stands below it, and its debates; a merged one leads to the other."""
    topic = get_object_or_404(Topic.objects.select_related("parent", "merged_into"), slug=slug)
    if topic.merged_into and "split" not in request.GET:
        return redirect(topic.merged_into, permanent=False)
    order, skip = order_from(request.GET.get("order", "")), number_from(request.GET, "from")
    rows = queries.debate_rows(viewer=request.user, topic=topic, order=order, skip=skip, count=PER_PAGE + 1)
    context = {
        "topic": topic,
        "below": topic.below.filter(merged_into=None).order_by("name"),
        "debates": rows[:PER_PAGE],
        "order": order,
        "skip": skip,
        "newer": max(0, skip - PER_PAGE),
        "older": skip + PER_PAGE if len(rows) > PER_PAGE else 0,
        "may_arrange": may(request.user, "arrange topics"),
    }
    return render(request, "topics/read.html", context)


@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """Add a topic."""
    form = TopicForm(posted(request), initial={"parent": request.GET.get("below")})
    act = services.add_topic
    if form.is_bound and (topic := form.attempt(lambda: act(by=request.user, **form.cleaned_data))):
        return redirect(topic)
    return page(request, "topics/form.html", {"topic": None}, form)


@signed_in
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Rename a topic, describe it, or put it elsewhere in the tree."""
    topic = get_object_or_404(Topic.objects.select_related("parent"), slug=slug)
    before = {
        "name": topic.name,
        "description": topic.description,
        "parent": topic.parent and topic.parent.slug,
    }
    form = TopicForm(posted(request), initial=before)
    act = partial(services.change_topic, topic=topic, by=request.user)
    if form.is_bound and (done := form.attempt(lambda: act(**form.cleaned_data))):
        return redirect(done)
    return page(request, "topics/form.html", {"topic": topic}, form)


@signed_in
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Merge a topic into another one, or take that back."""
    topic = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
    back = "split" in request.POST
    form = (PlainForm if back else MergeTopicForm)(posted(request))
    if back:
        if form.attempt(lambda: services.split_topic(topic=topic, by=request.user)):
            return redirect(topic)
    elif request.method == "POST":
        act = services.merge_topics
        if into := form.attempt(lambda: act(topic=topic, into=form.cleaned_data["into"], by=request.user)):
            messages.success(request, _("The topics are one now. This can be taken back for a while."))
            return redirect(into)
    return page(request, "topics/merge.html", {"topic": topic}, form)


@signed_in
def file(request: HttpRequest, id: int) -> HttpResponse:
    """Say which topics a debate is filed under."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    filed = [topic.slug for topic in debate.topics.all()]
    form = FileForm(posted(request), initial={"topics": filed})
    act = partial(services.file_debate, debate=debate, by=request.user)
    if form.is_bound and (done := form.attempt(lambda: act(**form.cleaned_data))):
        return redirect(done)
    queries.hide_title(debate, queries.theses_of(debate, viewer=request.user))
    return page(request, "topics/file.html", {"debate": debate}, form)
