"""Reports: by members, and by anybody who confirms an e-mail address; all on one thing are one item of the inbox."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.accounts.models import User
from archive.accounts.services import lock_person, require
from archive.claims.services.limits import ECHO, is_exempt
from archive.core.errors import Refused, TooSoon
from archive.core.text import TextProblem, check_prose
from archive.moderation.models import Item, Matter, Report, ReportReason, ReportState
from archive.moderation.queries.reports import OF_A_GUEST, OF_A_PARTY, is_party, record_of, reports_a_day
from archive.moderation.services.entries import author_id_of, kind_of

DETAILS_LIMIT = 1000
DAY = timedelta(days=1)
FROM_A_NETWORK = 20  # reports a day by people without an account


@transaction.atomic
def report_thing(*, thing: Any, reporter: User, reason: str, details: str = "") -> Report:
    """Tell the moderators that something breaks a rule; `reason` is the slug of one that is offered.

    A report counts as much as its reason, less after reports of the same person that were dismissed, and half if
    they argue with the author. Raises `NotAllowed`, `TooSoon` (five a day), or `Refused` with code own, reason,
    reported, or at `details` empty, too_long, control or bidi. The same within a minute returns the first one.
    """
    require(reporter, "report")
    if author_id_of(thing) == reporter.pk:
        raise Refused(_("This is your own. You can reword or withdraw what you posted."), code="own")
    chosen = reason_named(reason)
    details = clean_details(details, required=chosen.needs_words)
    reporter = lock_person(reporter)
    if earlier := Report.objects.filter(reporter=reporter, **{kind_of(thing): thing}).first():
        return echo_or_refusal(earlier)
    refuse_too_many(Report.objects.filter(reporter=reporter), exempt=is_exempt(reporter))
    party = is_party(reporter, thing)
    report = Report(
        reporter=reporter, reason=chosen, details=details, is_party=party, **{kind_of(thing): thing}
    )
    report.weight = chosen.weight * record_of(reporter) * (OF_A_PARTY if party else 1)
    put_into_inbox(report, thing)
    return report


@transaction.atomic
def report_as_guest(
    *, thing: Any, email: str, reason: str, details: str, in_good_faith: bool, network: str = ""
) -> Report:
    """Keep a report of somebody without an account; it reaches nobody until they confirm their e-mail address.

    `network` is where it came from, which may send twenty a day. Raises what `report_thing` raises, and `Refused`
    at `email` (email) or `in_good_faith` (good_faith).
    """
    email = clean_email(email)
    chosen = reason_named(reason)
    details = clean_details(details, required=True)
    if not in_good_faith:
        message = _("Say that what you write is right and complete as far as you know.")
        raise Refused(message, field="in_good_faith", code="good_faith")
    if earlier := Report.objects.filter(email=email, **{kind_of(thing): thing}).first():
        return echo_or_refusal(earlier)
    refuse_too_many(Report.objects.filter(email=email))
    refuse_flood(network)
    weight = chosen.weight * OF_A_GUEST
    row = {"email": email, "reason": chosen, "details": details, "weight": weight, kind_of(thing): thing}
    return Report.objects.create(state=ReportState.UNCONFIRMED, **row)


@transaction.atomic
def confirm_report(*, report: Report) -> Report:
    """Put a report of somebody without an account into the inbox, as their address is theirs; twice is once."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state == ReportState.UNCONFIRMED:
        report.state = ReportState.OPEN
        put_into_inbox(report, next(getattr(report, kind) for kind in KINDS if getattr(report, f"{kind}_id")))
    return report


KINDS = ("claim", "evidence", "source", "comment", "person", "debate")


@transaction.atomic
def put_into_inbox(report: Report, thing: Any) -> None:
    """Store a report with the open item of its thing, which is made with the first; the item stays locked."""
    about = {kind_of(thing): thing}
    item, _made = Item.objects.select_for_update().get_or_create(
        matter=Matter.REPORTS, closed_at=None, **about
    )
    report.item = item
    report.save()
    Item.objects.filter(pk=item.pk).update(
        reports_count=F("reports_count") + 1,
        parties_count=F("parties_count") + int(report.is_party),
        weight=F("weight") + report.weight,
    )


def echo_or_refusal(earlier: Report) -> Report:
    """Return the same report of a moment ago, or refuse a second one."""
    if timezone.now() - earlier.created <= ECHO:
        return earlier
    if earlier.state == ReportState.ANSWERED:
        raise Refused(
            _("You reported this already, and it was decided. The log says what and why."),
            code="reported",
            conflict=True,
            existing=earlier.decision.get_absolute_url() if earlier.decision else "",
        )
    raise Refused(_("You reported this already; a moderator will read it."), code="reported", conflict=True)


def reason_named(slug: str) -> ReportReason:
    """Return the reason that is offered under this name, or refuse at `reason`."""
    found = (
        ReportReason.objects.filter(slug=slug[:30], is_offered=True).first() if "\x00" not in slug else None
    )
    if found is None:
        raise Refused(_("Choose a reason."), field="reason", code="reason")
    return found


def clean_details(details: str, *, required: bool) -> str:
    """Return what a moderator is to look at, or refuse it at `details`."""
    if not details.strip() and not required:
        return ""
    try:
        return check_prose(details, limit=DETAILS_LIMIT)
    except TextProblem as problem:
        message = _("Say what a moderator should look at.") if problem.code == "empty" else problem.message
        raise Refused(message, field="details", code=problem.code) from problem


def clean_email(email: str) -> str:
    """Return an address in small letters, or refuse it at `email`."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("Write an e-mail address that is yours."), field="email", code="email") from None
    if len(email) > 254:
        raise Refused(_("Write an e-mail address that is yours."), field="email", code="email")
    return email


def refuse_too_many(sent: Any, *, exempt: bool = False) -> None:
    """Refuse more reports of one person or address in a day than the site takes."""
    now = timezone.now()
    today = list(sent.filter(created__gt=now - DAY).order_by("created").values_list("created", flat=True))
    most = reports_a_day()
    if exempt or len(today) < most:
        return
    wait = int((today[-most] + DAY - now).total_seconds()) + 1
    raise TooSoon(
        ngettext("One report a day is enough.", "%(n)s reports a day are enough.", most) % {"n": most},
        wait=wait,
        code="daily_limit",
    )


def refuse_flood(network: str) -> None:
    """Refuse more reports from one network in a day than a library or an office sends."""
    key = f"reports:{network}:{timezone.now():%Y%m%d}"
    cache.add(key, 0, int(DAY.total_seconds()))
    try:
        sent = cache.incr(key)
    except ValueError:  # it was dropped in between
        sent = 1
    if sent > FROM_A_NETWORK:
        raise TooSoon(_("Too many reports came from your network today."), wait=3600, code="network")
