"""Pages on which changes of claims are suggested, and decided on by those who may."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import may
from archive.claims import services
from archive.claims.forms.suggesting import (
    FORMS,
    KIND_WORDS,
    AcceptForm,
    DeclineForm,
    SuggestSourceForm,
    address_for_card,
)
from archive.claims.forms.talk import CommentForm
from archive.claims.models import Claim, Debate, Suggestion
from archive.claims.models.rearrangement import Act
from archive.claims.models.talk import SuggestionKind, SuggestionState
from archive.claims.queries.acts import invitations_for, thesis_words
from archive.claims.queries.finding import sources_like
from archive.claims.queries.rearranging import places_for
from archive.claims.queries.suggestions import (
    suggestion_seen,
    suggestions_by,
    suggestions_in,
    to_decide,
    visible_suggestions,
)
from archive.claims.queries.talk import conversation_by_itself, takes_comments, talk_address, talk_page
from archive.claims.views.claims import in_context, load, place_of
from archive.claims.views.rearranging import SOUGHT_AT_MOST
from archive.claims.views.talk import to_comment
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.core.paging import number_from
from archive.sources.queries import source_named

PER_PAGE = 30
LAST_ID = 999_999_999
STATE_WORDS = (
    ("open", gettext_lazy("Open")),
    ("accepted", gettext_lazy("Accepted")),
    ("declined", gettext_lazy("Declined")),
    ("all", gettext_lazy("All")),
)
PLACES = {SuggestionKind.MOVE: Act.MOVE, SuggestionKind.DUPLICATE: Act.MERGE}


@signed_in
def suggest(request: HttpRequest, id: int, kind: str = SuggestionKind.REWORD) -> HttpResponse:
    """Suggest other words, another place, a duplicate or a missing source for a claim."""
    if kind not in SuggestionKind.values:
        raise Http404
    claim = load(request, id)
    context = in_context(request, claim)
    words = context["row"].statement or ""
    first = {"statement": words, "instead_of": words, "stance": claim.stance, **request.GET.dict()}
    form = FORMS[kind](posted(request), initial=first)
    choosing = choices(request, claim, kind, form)
    if request.method == "POST" and "find" not in request.POST:
        made = form.attempt(
            lambda: services.make_suggestion(
                claim=claim, kind=kind, author=request.user, **form.proposed(request.user)
            )
        )
        if made:
            messages.success(request, _("Your suggestion waits for a decision. You will be told of it."))
            return redirect(made)
    takes = claim.debate.is_open and claim.is_published and not claim.same_as_id
    context |= {"kind": kind, "kinds": KIND_WORDS, "takes": takes, **choosing}
    return page(request, "suggestions/suggest.html", context, form)


def choices(request: HttpRequest, claim: Claim, kind: str, form: Any) -> dict[str, Any]:
    """Return the claims or sources to choose from, and the one that is chosen."""
    if act := PLACES.get(SuggestionKind(kind)):
        sought = request.GET.get("q", "").replace("\x00", "")[:SOUGHT_AT_MOST]
        places = places_for(claim, sought, viewer=request.user, act=act)
        return {"sought": sought, "choices": places, "other": form.chosen(request.user)}
    if not isinstance(form, SuggestSourceForm):
        return {}
    form.named = source_named(str(form["source"].value() or ""), request.user)
    found = sources_like(form.sought(), viewer=request.user) if form.sought() else []
    if form.named and form.named not in found:
        found = [form.named, *found]
    return {"found": found, "chosen": form.named and form.named.pk, "sought": form.sought()}


def read(request: HttpRequest, id: int) -> HttpResponse:
    """One suggestion: what it would change, why, what became of it, and the talk about it; posting answers it."""
    return answer(request, id) if request.method == "POST" else show(request, id)


@signed_in
def answer(request: HttpRequest, id: int) -> HttpResponse:
    """Say a word about a suggestion: a comment that begins a conversation on its page."""
    suggestion, form = loaded(request, id), CommentForm(posted(request))
    words = form.data.get("text", "")
    made = form.attempt(lambda: services.post_comment(about=suggestion, text=words, author=request.user))
    return to_comment(request, made) if made else show(request, id, form, asked="talk")


def show(
    request: HttpRequest, id: int, form: PlainForm | None = None, *, asked: str = "accept"
) -> HttpResponse:
    """Return a suggestion's page, with the form that was refused, if one was."""
    row = suggestion_seen(id, request.user)
    if row is None:
        raise Http404
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=row.debate_id)
    context = {"row": row, "debate": debate, "asked": asked, "name": thesis_words(debate, request.user)}
    context |= talk_about(request, loaded(request, id))
    context["talk_form"] = form if isinstance(form, CommentForm) else CommentForm()
    return page(request, "suggestions/read.html", context, form)


def talk_about(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
    """Return what the talk on a suggestion's page shows: the conversations, or the one asked for by itself."""
    context: dict[str, Any] = {
        "about": suggestion,
        "address": talk_address(suggestion),
        "takes": takes_comments(suggestion),
        "may_talk": may(request.user, "talk"),
        "people_of": suggestion.claim.debate_id,
    }
    number = number_from(request.GET, "conversation", LAST_ID)
    if number:
        start = number_from(request.GET, "from", LAST_ID)
        alone = conversation_by_itself(suggestion, number, viewer=request.user, start=start)
        if alone is None:
            raise Http404
        return context | {"conversation": alone}
    return context | {
        "talk": talk_page(suggestion, viewer=request.user, before=request.GET.get("before", ""))
    }


def loaded(request: HttpRequest, id: int) -> Suggestion:
    """Return the suggestion if this reader may see it, else 404."""
    found = visible_suggestions(request.user).select_related("claim__debate", "duplicate_of__debate")
    return get_object_or_404(found, pk=id)


@signed_in
def accept(request: HttpRequest, id: int) -> HttpResponse:
    """Do what was suggested; a missing source leads on to the card's form."""
    return decide(
        request, id, AcceptForm(posted(request)), services.accept_suggestion, accepted, asked="accept"
    )


def accepted(request: HttpRequest, row: Suggestion) -> HttpResponse:
    """Say what was done, and lead to where it can be seen."""
    claim = row.claim
    if row.kind == SuggestionKind.SOURCE:
        messages.success(request, _("The source is noted. Write the card for it here, if you like."))
        return redirect(f"{reverse('claims:attach', args=[claim.pk])}?{urlencode(address_for_card(row))}")
    messages.success(request, _("The suggestion is accepted, and done."))
    kept = row.duplicate_of if row.kind == SuggestionKind.DUPLICATE else None
    return redirect(place_of(kept or Claim.objects.select_related("debate").get(pk=claim.pk)))


@signed_in
def decline(request: HttpRequest, id: int) -> HttpResponse:
    """Turn a suggestion down, with the reason."""
    form = DeclineForm(posted(request))
    return decide(request, id, form, services.decline_suggestion, declined, asked="decline")


def declined(request: HttpRequest, row: Suggestion) -> HttpResponse:
    """Say that it was declined, on its own page."""
    messages.success(request, _("The suggestion is declined."))
    return redirect(row)


def decide(
    request: HttpRequest,
    id: int,
    form: PlainForm,
    service: Callable[..., Suggestion],
    then: Callable[[HttpRequest, Suggestion], HttpResponse],
    *,
    asked: str,
) -> HttpResponse:
    """Call the service with what the form says; a refusal comes back on the suggestion's page."""
    suggestion = loaded(request, id)
    if request.method != "POST":
        return redirect(suggestion)
    row = form.attempt(lambda: service(suggestion=suggestion, person=request.user, **form.cleaned_data))
    return then(request, row) if row else show(request, id, form, asked=asked)


@signed_in
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Take one's own suggestion back."""
    suggestion, form = loaded(request, id), PlainForm(posted(request))
    if request.method != "POST":
        return redirect(suggestion)
    if not form.attempt(lambda: services.withdraw_suggestion(suggestion=suggestion, person=request.user)):
        return show(request, id, form, asked="withdraw")
    messages.success(request, _("Your suggestion is taken back."))
    return redirect(suggestion)


@signed_in
def list(request: HttpRequest) -> HttpResponse:
    """What waits for one's own decision, what one suggested, and what one is invited to."""
    before = number_from(request.GET, "before", LAST_ID)
    mine = suggestions_by(request.user, before=before, count=PER_PAGE + 1)
    context = {"mine": mine[:PER_PAGE], "older": next_page(mine)}
    if not before:
        context |= {
            "deciding": to_decide(request.user, count=PER_PAGE),
            "invitations": [
                (one, thesis_words(one.debate, request.user)) for one in invitations_for(request.user)
            ],
        }
    return render(request, "suggestions/list.html", context)


def of_debate(request: HttpRequest, id: int) -> HttpResponse:
    """What is suggested for the claims of a debate, and what became of it."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    state = request.GET.get("state", SuggestionState.OPEN)
    state = state if state in SuggestionState.values else ""
    before = number_from(request.GET, "before", LAST_ID)
    rows = suggestions_in(debate, viewer=request.user, state=state, before=before, count=PER_PAGE + 1)
    context = {"debate": debate, "rows": rows[:PER_PAGE], "state": state, "states": STATE_WORDS}
    context |= {"older": next_page(rows, state=state or "all"), "name": thesis_words(debate, request.user)}
    return render(request, "suggestions/of_debate.html", context)


def next_page(rows: Any, **query: str) -> str:
    """Return the query of the page with the older ones; empty if this is the last."""
    return f"?{urlencode({**query, 'before': rows[PER_PAGE - 1].id})}" if len(rows) > PER_PAGE else ""
