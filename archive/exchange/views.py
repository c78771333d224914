"""Pages on which bibliographies come in."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from archive.core.errors import Refused
from archive.core.forms import page, posted, signed_in
from archive.exchange.forms import RecordsForm
from archive.exchange.queries import Offer, offers_in
from archive.exchange.services import take_records
from archive.sources.bibliography import UnreadableRecords


@signed_in
def records(request: HttpRequest) -> HttpResponse:
    """Paste a bibliography, see what is in it, choose, and add: nothing is stored before the choice."""
    form = RecordsForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {}
    words = form.attempt(form.words) if form.is_bound else None
    if words is not None and "add" in request.POST:
        context["taken"] = form.attempt(
            lambda: take_records(text=words, person=request.user, choices=form.choices())
        )
    if words is not None and not context.get("taken"):
        context |= {"words": words, "offers": offers_of(words, form, request)}
    return page(request, "sources/records.html", context, form)


def offers_of(words: str, form: RecordsForm, request: HttpRequest) -> list[Offer]:
    """Return what the pasted words offer; what cannot be read is an error of the form, unless it has one."""
    try:
        return offers_in(words, viewer=request.user, chosen=form.choices())
    except UnreadableRecords as problem:
        if form.is_valid():
            form.tell(Refused(problem.message, field="text", code=problem.code))
        return []
