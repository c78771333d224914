"""Letters to people without an account who reported something, and forgetting their addresses."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from archive.moderation.models import Report, ReportState
from archive.moderation.queries.reports import my_report

SALT = "report"
CONFIRM_WITHIN = timedelta(days=7)
AT_ONCE = 20  # letters a minute


def token_of(report: Report) -> str:
    """Return what the link to confirm a report carries."""
    return signing.dumps(report.pk, salt=SALT)


def report_of(token: str) -> Report | None:
    """Return the report of a link that is not older than a week, or None."""
    try:
        number = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None
    return Report.objects.filter(pk=number).first()


@task()
def ask_to_confirm(number: int, language: str) -> bool:
    """Send the link by which somebody confirms that a report is theirs; returns whether it was sent."""
    report = Report.objects.filter(pk=number, state=ReportState.UNCONFIRMED).exclude(email="").first()
    if report is None:
        return False
    with translation.override(language):
        send(report, _("Confirm your report"), "confirm", {"token": token_of(report)})
    return True


def send(report: Report, subject: str, name: str, context: dict[str, object]) -> None:
    """Send one letter in plain text and HTML to the address of a report."""
    context |= {"site": settings.SITE_URL, "site_name": settings.SITE_NAME, "days": CONFIRM_WITHIN.days}
    context |= {"language": translation.get_language(), "report": my_report(report)}
    body = render_to_string(f"moderation/mail/{name}.txt", context)
    message = EmailMultiAlternatives(subject=subject, body=body.strip() + "\n", to=[report.email])
    message.attach_alternative(render_to_string(f"moderation/mail/{name}.html", context), "text/html")
    message.send()


def tell_and_forget() -> int:
    """Tell those without an account what became of their reports, then forget their addresses; the clock calls it.

    Reports that nobody confirmed within a week are deleted. Returns how many letters were sent; where the mail
    server is away, the address stays and the next minute tries again.
    """
    forget_unconfirmed()
    answered = Report.objects.filter(state=ReportState.ANSWERED, reporter=None).exclude(email="")
    sent = 0
    for report in answered.select_related("reason", "decision").order_by("pk")[:AT_ONCE]:
        try:
            send(report, _("What became of your report"), "answered", {})
        except OSError:
            break
        Report.objects.filter(pk=report.pk).update(email="")
        sent += 1
    return sent


def forget_unconfirmed() -> None:
    """Delete the reports that were not confirmed in time."""
    late = timezone.now() - CONFIRM_WITHIN
    Report.objects.filter(state=ReportState.UNCONFIRMED, created__lt=late).delete()
