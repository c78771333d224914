"""Pages of reports: sending one, confirming one without an account, and what became of one's own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.accounts.models import User
from archive.accounts.permissions import may
from archive.accounts.sign_ins import network_of
from archive.core.forms import page, posted, signed_in
from archive.core.paging import number_from
from archive.moderation import services
from archive.moderation.models import ReportState
from archive.moderation.queries.reports import is_party, my_reports, reasons, reported, thing_to_report
from archive.moderation.report_forms import GuestReportForm, ReportForm


def report(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Report a thing: members at once, others once they have confirmed their e-mail address."""
    thing = thing_to_report(kind, number, request.user)
    if thing is None:
        raise Http404
    guest = not request.user.is_authenticated
    form = (GuestReportForm if guest else ReportForm)(posted(request))
    if request.method == "POST" and (answer := send(request, thing, form)):
        return answer
    context: dict[str, object] = {
        "guest": guest,
        "reasons": reasons(),
        "thing": reported(thing, request.user),
    }
    context["may_report"] = guest or may(request.user, "report")
    context["party"] = isinstance(request.user, User) and is_party(request.user, thing)
    return page(request, "moderation/report.html", context, form)


def send(request: HttpRequest, thing: object, form: ReportForm) -> HttpResponse | None:
    """Send what was typed; None when it was refused."""
    typed: dict[str, Any] = {
        "thing": thing,
        "reason": form.data.get("reason", ""),
        "details": form.data.get("details", ""),
    }
    person = request.user
    if isinstance(person, User):
        if not form.attempt(lambda: services.report_thing(reporter=person, **typed)):
            return None
        messages.success(request, _("Your report was sent. What becomes of it stands here."))
        return redirect("reports:list")
    typed |= {
        "email": form.data.get("email", ""),
        "in_good_faith": bool(form.data.get("in_good_faith")),
        "network": network_of(request.META.get("REMOTE_ADDR", "")),
    }
    made = form.attempt(lambda: services.report_as_guest(**typed))
    if made is None:
        return None
    services.ask_to_confirm.enqueue(made.pk, translation.get_language() or "en")
    return redirect("reports:sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a message is on its way; the same whatever the address is."""
    return render(request, "moderation/report_sent.html")


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask by a button whether a report is to be sent, as programs fetch links; sending it twice is once."""
    found = services.report_of(token)
    if found is None:
        return render(request, "moderation/report_confirm.html", {"gone": True}, status=404)
    if request.method == "POST":
        services.confirm_report(report=found)
        return render(request, "moderation/report_confirm.html", {"done": True})
    return render(request, "moderation/report_confirm.html", {"done": found.state != ReportState.UNCONFIRMED})


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """One's own reports, with what became of each."""
    before = number_from(request.GET, "before", most=2**31)
    rows, more = my_reports(request.user, before=before or None)
    return render(request, "moderation/reports.html", {"rows": rows, "more": more})
