"""The page of one decision: public facts, and for whom it concerns the statement of reasons and the appeal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.accounts.permissions import may_moderate
from archive.core.forms import page, posted, signed_in
from archive.moderation.models import Decision
from archive.moderation.queries.statements import statement, words_as_they_stood
from archive.moderation.report_forms import AppealForm
from archive.moderation.services import appeal_decision, appeal_until, is_concerned, may_appeal, thing_of


def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show one decision; whom it goes against reads the words as they stood and can appeal."""
    rows = Decision.objects.select_related(
        "moderator", "suspension", "claim", "evidence__claim", "source", "comment", "person", "debate"
    )
    decision = get_object_or_404(rows, pk=number)
    form = AppealForm(posted(request))
    person = request.user
    if request.method == "POST" and not isinstance(person, User):
        return signed_in(entry)(request, number)
    if request.method == "POST" and isinstance(person, User):
        typed = form.data.get("text", "")
        if form.attempt(lambda: appeal_decision(decision=decision, author=person, text=typed)):
            messages.success(request, _("Your appeal was sent. Another moderator decides about it."))
            return redirect(decision.get_absolute_url())
    concerned = is_concerned(person, decision)
    context: dict[str, object] = {"statement": statement(decision, viewer=person), "concerned": concerned}
    context |= {"may_appeal": may_appeal(person, decision), "appeal_until": appeal_until(decision)}
    if (concerned and decision.act != "dismiss") or may_moderate(person):
        context["words"], context["written"] = words_as_they_stood(decision, thing_of(decision))
    return page(request, "moderation/entry.html", context, form)
