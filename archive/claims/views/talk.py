"""Pages of talk: the conversations about a claim, a source or a debate, and the acts on one comment."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from archive.accounts.permissions import may
from archive.claims import services
from archive.claims.forms.talk import CommentForm
from archive.claims.models import Comment, Debate
from archive.claims.queries import hide_title, theses_of
from archive.claims.queries.mentions import people_like
from archive.claims.queries.talk import (
    About,
    about_of,
    comments_for,
    conversation_by_itself,
    place_of_comment,
    quoted,
    takes_comments,
    talk_address,
    talk_page,
)
from archive.claims.views import claims, reader
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.core.models import Publication
from archive.core.paging import number_from
from archive.sources.models import Source


def of_claim(request: HttpRequest, id: int) -> HttpResponse:
    """Talk about a claim's wording or sourcing; that of a link is the talk of the claim that it shows."""
    claim = claims.load(request, id)
    if claim.same_as_id and claim.same_as:
        return redirect(talk_address(claim.same_as))
    return talk(request, claim, claims.in_context(request, claim))


def of_source(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """Talk about a source's record and text."""
    source = reader.load(request, id)
    return renamed(request, source, slug) or talk(request, source, {})


def of_debate(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """Talk about a debate as a whole, in whatever state it is."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    name = name_of(request, debate)
    return renamed(request, debate, slug) or talk(request, debate, {"debate": debate, **name})


def renamed(request: HttpRequest, about: Source | Debate, slug: str) -> HttpResponse | None:
    """Return the way to the right address if only the slug of this one is wrong; what is posted is taken as it is."""
    if slug == about.slug or request.method == "POST":
        return None
    query = request.META.get("QUERY_STRING", "")
    return redirect(talk_address(about) + (f"?{query}" if query else ""))


def name_of(request: HttpRequest, debate: Debate) -> dict[str, str]:
    """Return what the debate is called, as far as this reader may know it."""
    theses = theses_of(debate, viewer=request.user)
    if not theses:
        raise Http404
    hide_title(debate, theses)
    return {"name": debate.title or theses[0].statement or theses[0].notice}


def talk(request: HttpRequest, about: About, context: dict[str, Any]) -> HttpResponse:
    """The conversations about a thing, a page at a time or one by itself; posting begins another."""
    form = CommentForm(posted(request))
    if request.method == "POST":
        if not request.user.is_authenticated:
            return signed_in(read)(request)
        words = form.data.get("text", "")
        made = form.attempt(lambda: services.post_comment(about=about, text=words, author=request.user))
        if made:
            return to_comment(request, made)
    context |= {"about": about, "kind": about._meta.model_name, "address": talk_address(about)}
    context |= {"takes": takes_comments(about), "may_talk": may(request.user, "talk")}
    context["people_of"] = context["debate"].pk if "debate" in context else 0
    number = number_from(request.GET, "conversation", most=2**31)
    if number:
        start = number_from(request.GET, "from", most=2**31)
        alone = conversation_by_itself(about, number, viewer=request.user, start=start)
        if alone is None:
            raise Http404
        context["conversation"] = alone
    else:
        order = "newest" if request.GET.get("order") == "newest" else "open"
        before = request.GET.get("before", "")
        context["talk"] = talk_page(about, viewer=request.user, order=order, before=before)
        context |= {"order": order, "before": before}
    return page(request, "talk/read.html", context, form)


def load(request: HttpRequest, id: int) -> Comment:
    """Return the comment if this reader may see it, else 404."""
    return get_object_or_404(comments_for(request.user), pk=id)


def to_comment(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Lead to a comment just posted or edited; say so if it waits."""
    if comment.state == Publication.HELD:
        messages.info(request, _("Your comment waits for a moderator. Only you and the moderators see it."))
    return redirect(place_of_comment(comment, request.user))


def read(request: HttpRequest, id: int) -> HttpResponse:
    """Lead to the place of a comment."""
    return redirect(place_of_comment(load(request, id), request.user))


def about_page(comment: Comment, request: HttpRequest) -> dict[str, Any]:
    """Return what the pages about one comment show: it in its conversation, and where that stands."""
    about = about_of(comment)
    alone = conversation_by_itself(about, comment.answers_id or comment.pk, viewer=request.user)
    if alone is None:
        raise Http404
    row = next((one for one in [alone.top, *alone.answers] if one.id == comment.pk), alone.top)
    debate = comment.debate_id or (comment.claim.debate_id if comment.claim else 0)
    context = {"comment": row, "conversation": alone, "about": about, "people_of": debate}
    return context | {"address": talk_address(about)}


@signed_in
def answer(request: HttpRequest, id: int) -> HttpResponse:
    """Answer in the conversation of a comment; `?quote=` begins with the words of one of its comments."""
    comment = load(request, id)
    context = about_page(comment, request)
    rows = [context["conversation"].top, *context["conversation"].answers]
    number = number_from(request.GET, "quote", most=2**31)
    words = next((row.text for row in rows if row.id == number and row.text), "")
    form = CommentForm(posted(request), initial={"text": quoted(words) if words else ""})
    if request.method == "POST":
        text, about = form.data.get("text", ""), context["about"]
        post = services.post_comment
        made = form.attempt(lambda: post(about=about, text=text, author=request.user, answers=comment))
        if made:
            return to_comment(request, made)
    return page(request, "talk/answer.html", context, form)


@signed_in
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """Change one's own comment within the time for it."""
    comment = load(request, id)
    form = CommentForm(posted(request), initial={"text": comment.text})
    context = about_page(comment, request) | {"editing": True}
    if request.method == "POST":
        text = form.data.get("text", "")
        if form.attempt(lambda: services.edit_comment(comment=comment, text=text, author=request.user)):
            return to_comment(request, comment)
    return page(request, "talk/answer.html", context, form)


@signed_in
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Take back one's own comment, after saying what will happen."""
    comment = load(request, id)
    form = PlainForm(posted(request))
    if request.method == "POST":
        gone = form.attempt(lambda: services.withdraw_comment(comment=comment, author=request.user))
        if gone:
            messages.success(request, _("Your comment is taken back."))
            return redirect(talk_address(about_of(comment)))
    return page(request, "talk/withdraw.html", about_page(comment, request), form)


@signed_in
def resolve(request: HttpRequest, id: int) -> HttpResponse:
    """Resolve a conversation or open it again; asked for only, it shows both and the conversation."""
    comment = load(request, id)
    form = PlainForm(posted(request))
    done = "reopen" not in request.POST
    if request.method == "POST":
        act = partial(services.resolve_conversation, comment=comment, by=request.user, resolved=done)
        if form.attempt(act):
            messages.success(request, _("Resolved.") if done else _("Open again."))
            return redirect(place_of_comment(comment, request.user))
    return page(request, "talk/resolve.html", about_page(comment, request), form)


def find_people(request: HttpRequest) -> HttpResponse:
    """People whose names begin like what was typed, those of a debate first, as JSON; for members only."""
    if not request.user.is_authenticated:
        return JsonResponse({"people": []}, status=401)
    debate = number_from(request.GET, "debate", most=2**31)
    found = people_like(request.GET.get("q", ""), debate=debate, viewer=request.user)
    response = JsonResponse({"people": [{"username": p.username, "name": p.signature} for p in found]})
    response["Cache-Control"] = "private, max-age=30"
    return response
