"""Pages of who curates a debate: the list, inviting, answering, leaving, and what was done to the debate."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from archive.accounts.permissions import may
from archive.claims import services
from archive.claims.forms.suggesting import AnswerForm, InviteForm
from archive.claims.models import Curatorship, Debate, Invitation
from archive.claims.permissions import may_invite
from archive.claims.queries.acts import (
    acts_of,
    curating_acts,
    curator_rows,
    invitation_seen,
    open_invitations,
    person_named,
    thesis_words,
)
from archive.core.errors import Refused
from archive.core.forms import PlainForm, page, posted, signed_in
from archive.core.paging import number_from

PER_PAGE = 50
LAST_ID = 999_999_999


def curators(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """Who curates a debate and how that came about; who may, invites others here."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    if request.method == "POST":
        return invite(request, debate)
    if slug != debate.slug:
        return redirect("debates:curators", id, debate.slug)
    return show(request, debate, InviteForm(initial=request.GET.dict()))


def show(request: HttpRequest, debate: Debate, form: PlainForm) -> HttpResponse:
    """Return the page of a debate's curators."""
    before = number_from(request.GET, "before", LAST_ID)
    rows = curator_rows(debate)
    acts = curating_acts(debate, viewer=request.user, before=before, count=PER_PAGE + 1)
    context = {
        "debate": debate,
        "name": thesis_words(debate, request.user),
        "curators": rows,
        "curates": any(row.person == request.user for row in rows),
        "may_invite": bool(rows) and may_invite(request.user, debate),
        "may_name": not rows and may(request.user, "name curators"),
        "invitations": open_invitations(debate, viewer=request.user),
        "acts": acts[:PER_PAGE],
        "older": f"?before={acts[PER_PAGE - 1].id}" if len(acts) > PER_PAGE else "",
    }
    return page(request, "curating/curators.html", context, form)


@signed_in
def invite(request: HttpRequest, debate: Debate) -> HttpResponse:
    """Invite a member; a moderator names one at once where nobody curates."""
    form = InviteForm(posted(request))
    if not form.attempt(lambda: save_invitation(request, debate, form)):
        return show(request, debate, form)
    return redirect("debates:curators", debate.pk, debate.slug)


def save_invitation(request: HttpRequest, debate: Debate, form: InviteForm) -> Curatorship | Invitation:
    """Call the one service that was asked for, for the person of that name."""
    person = person_named(form.cleaned_data["person"])
    if person is None:
        raise Refused(_("There is nobody of this name here."), field="person", code="does_not_exist")
    if form.cleaned_data["name"]:
        named = services.name_curator(debate=debate, curator=person, by=request.user)
        messages.success(request, _("%(name)s curates this debate now.") % {"name": person.signature})
        return named
    invited = services.invite_curator(debate=debate, person=person, by=request.user)
    messages.success(request, _("%(name)s is invited, and has to accept.") % {"name": person.signature})
    return invited


@signed_in
def leave(request: HttpRequest, id: int) -> HttpResponse:
    """Stop curating a debate."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    form = PlainForm(posted(request))
    if request.method == "POST":
        if not form.attempt(lambda: services.leave_curating(debate=debate, person=request.user) is None):
            return show(request, debate, form)
        messages.success(request, _("You no longer curate this debate."))
    return redirect("debates:curators", debate.pk, debate.slug)


@signed_in
def invitation(request: HttpRequest, id: int) -> HttpResponse:
    """An invitation to curate: the one invited accepts or declines, who may invite takes it back."""
    found = invitation_seen(id, request.user)
    if found is None:
        raise Http404
    form = AnswerForm(posted(request))
    answered = form.attempt(lambda: save_answer(request, found, form)) if request.method == "POST" else None
    if answered:
        return redirect("debates:curators", found.debate_id, found.debate.slug)
    context = {"invitation": found, "debate": found.debate, "name": thesis_words(found.debate, request.user)}
    return page(request, "curating/invitation.html", context, form)


def save_answer(request: HttpRequest, found: Invitation, form: AnswerForm) -> Invitation:
    """Call the one service that the button asked for, and say what was done."""
    answer = form.cleaned_data["answer"]
    if answer == "take_back":
        row = services.take_back_invitation(invitation=found, by=request.user)
        messages.success(request, _("The invitation is taken back."))
        return row
    if answer not in ("accept", "decline"):
        raise Refused(_("Accept or decline."), field="answer", code="choice")
    accepts = answer == "accept"
    row = services.answer_invitation(invitation=found, person=request.user, accept=accepts)
    messages.success(
        request, _("You curate this debate now.") if accepts else _("You declined the invitation.")
    )
    return row


def acts(request: HttpRequest, id: int, slug: str) -> HttpResponse:
    """What was done to a debate as a whole: by whom, when and why."""
    debate = get_object_or_404(Debate.objects.visible_to(request.user), pk=id)
    if slug != debate.slug:
        return redirect("debates:acts", id, debate.slug)
    before = number_from(request.GET, "before", LAST_ID)
    rows = acts_of(debate, viewer=request.user, before=before, count=PER_PAGE + 1)
    older = f"?before={rows[PER_PAGE - 1].id}" if len(rows) > PER_PAGE else ""
    context = {"debate": debate, "rows": rows[:PER_PAGE], "older": older}
    return page(request, "curating/acts.html", {**context, "name": thesis_words(debate, request.user)})
