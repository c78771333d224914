"""The tables of moderation, and the page of what waits for a moderator."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.core.admin import ReadOnlyAdmin
from archive.moderation.models import Appeal, Decision, Report, Suspension
from archive.moderation.queries import WAITING_AT_MOST, waiting, waiting_counts, words_of

ABOUT = ("claim", "evidence__claim", "source", "comment", "person")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """What moderators decided: the same entries as the public log."""

    list_display = ("id", "created", "act", "about", "rule", "reason", "moderator")
    list_display_links = ("id",)
    list_filter = ("act", "rule")
    list_select_related = ("moderator", *ABOUT)
    date_hierarchy = "created"
    search_fields = ("reason", "moderator__username")
    search_help_text = gettext_lazy("Words of the reason, a moderator, or a number")

    @admin.display(description=gettext_lazy("about"))
    def about(self, decision: Decision) -> str:
        """Return what it is about, by its place."""
        return decision.person.username if decision.person else words_of(decision)

    def get_urls(self) -> list[URLPattern]:
        """Add the page of what waits."""
        view = self.admin_site.admin_view(self.waiting)
        return [path("waiting/", view, name="archive_waiting"), *super().get_urls()]

    def waiting(self, request: HttpRequest) -> HttpResponse:
        """Show what waits for a moderator, the oldest first, each with what it answers."""
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Waiting for a moderator"),
            "waiting": waiting(viewer=request.user),
            "counts": waiting_counts(),
            "at_most": WAITING_AT_MOST,
        }
        return TemplateResponse(request, "admin/waiting.html", context)


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Readers' reports."""

    list_display = ("id", "created", "reason", "details", "reporter", "is_party", "state", "decision")
    list_filter = ("state", "reason")
    list_select_related = ("reporter", "decision", "reason")
    search_fields = ("details", "reporter__username")


@admin.register(Appeal)
class AppealAdmin(ReadOnlyAdmin):
    """Authors' objections to decisions."""

    list_display = ("id", "created", "decision", "author", "state", "decided_by")
    list_filter = ("state",)
    list_select_related = ("decision", "author", "decided_by")
    search_fields = ("text", "author__username")


@admin.register(Suspension)
class SuspensionAdmin(ReadOnlyAdmin):
    """Times during which people may only read."""

    list_display = ("id", "person", "created", "until", "lifted_at", "lifted_by")
    list_select_related = ("person", "lifted_by")
    search_fields = ("person__username",)
    search_help_text = gettext_lazy("Whose, or a number")
