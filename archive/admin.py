"""Index of the admin: imports each subject's tables, lets moderators in, and groups the front page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult
from knox.models import AuthToken

import archive.accounts.admin
import archive.claims.admin
import archive.moderation.admin
import archive.notices.admin
import archive.sources.admin  # noqa: F401 - each registers its tables
from archive.accounts.permissions import may
from archive.core.admin import ReadOnlyAdmin
from archive.moderation.queries import log, waiting_counts

LATEST_DECISIONS = 5


def may_enter(request: HttpRequest) -> bool:
    """Let moderators, auditors and administrators in; a member, or a suspended moderator, sees the sign-in page."""
    return may(request.user, "audit")


def may_administer(request: HttpRequest) -> bool:
    """Return whether an administrator asks."""
    return may(request.user, "administer")


class TaskAdmin(ReadOnlyAdmin):
    """Background work, for administrators: its arguments may hold addresses."""

    list_display = ("id", "task_path", "status", "enqueued_at", "started_at", "finished_at")
    list_filter = ("status",)
    ordering = ("-enqueued_at",)
    search_fields = ("task_path",)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Show it to administrators only."""
        return super().has_view_permission(request, obj) and may_administer(request)


HIDDEN: tuple[type[Model], ...] = (Group, EmailAddress, AuthToken, Authenticator, DBTaskResult)
"""Tables of libraries that are not for looking at: unused, or with secrets in them."""

for hidden in HIDDEN:
    if admin.site.is_registered(hidden):
        admin.site.unregister(hidden)
admin.site.register(DBTaskResult, TaskAdmin)
admin.site.has_permission = may_enter  # the one question that a site is asked


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the front page and the sidebar; `counted` names the kinds of waiting things it leads to."""

    label: str
    url_name: str
    icon: str
    about: str = ""
    counted: tuple[str, ...] = ()
    may_see: Callable[[HttpRequest], bool] = may_enter

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.url_name)


def table(model: str, label: str, icon: str, about: str = "", **more: Any) -> Place:
    """Return the place of one table's list."""
    return Place(label, f"admin:archive_{model}_changelist", icon, about, **more)


POSTS = ("claims", "evidence", "comments", "sources")
GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        gettext_lazy("Moderation"),
        (
            Place(
                gettext_lazy("Waiting for a moderator"),
                "admin:archive_waiting",
                "inbox",
                gettext_lazy("First posts of new members"),
                POSTS,
            ),
            table(
                "report",
                gettext_lazy("Reports"),
                "flag",
                gettext_lazy("What readers pointed out"),
                counted=("reports",),
            ),
            table(
                "appeal",
                gettext_lazy("Appeals"),
                "gavel",
                gettext_lazy("What authors object to"),
                counted=("appeals",),
            ),
            table(
                "erasurerequest",
                gettext_lazy("Erasures"),
                "ink_eraser",
                gettext_lazy("What a second moderator has to confirm"),
            ),
            table(
                "decision",
                gettext_lazy("Decisions"),
                "history",
                gettext_lazy("Every act of a moderator, with its reason"),
            ),
            table(
                "suspension",
                gettext_lazy("Suspensions"),
                "timer",
                gettext_lazy("Who may only read, and until when"),
            ),
            Place(
                gettext_lazy("The public log"),
                "moderation:log",
                "public",
                gettext_lazy("Decisions as everybody reads them"),
            ),
        ),
    ),
    (
        gettext_lazy("Debates"),
        (
            table("debate", gettext_lazy("Debates"), "forum", gettext_lazy("Open, closed and concluded")),
            table(
                "claim",
                gettext_lazy("Claims"),
                "format_quote",
                gettext_lazy("Theses and arguments; remove, restore, release"),
            ),
            table(
                "evidence",
                gettext_lazy("Evidence"),
                "fact_check",
                gettext_lazy("Cards and what the quote check found"),
            ),
            table(
                "evidencerequest",
                gettext_lazy("Asked for"),
                "contact_support",
                gettext_lazy("Who asks for evidence of which claim"),
            ),
            table("comment", gettext_lazy("Talk"), "chat", gettext_lazy("Comments on wording and sourcing")),
            table(
                "suggestion",
                gettext_lazy("Suggestions"),
                "edit_note",
                gettext_lazy("Proposed rewordings and moves"),
            ),
            table("topic", gettext_lazy("Topics"), "label", gettext_lazy("What debates are filed under")),
        ),
    ),
    (
        gettext_lazy("Sources"),
        (
            table(
                "source",
                gettext_lazy("Sources"),
                "description",
                gettext_lazy("Documents cited and drawn from"),
            ),
            table(
                "sourcetext",
                gettext_lazy("Stored texts"),
                "article",
                gettext_lazy("Captures with their fingerprints"),
            ),
            table(
                "sourceimport",
                gettext_lazy("Files coming in"),
                "hourglass_empty",
                gettext_lazy("What is read in the background"),
            ),
            table(
                "passage",
                gettext_lazy("Passages"),
                "format_ink_highlighter",
                gettext_lazy("Words that claims were drawn from"),
            ),
            table(
                "drawing", gettext_lazy("Drawings"), "draw", gettext_lazy("Which claim from which passage")
            ),
        ),
    ),
    (
        gettext_lazy("People"),
        (
            table("user", gettext_lazy("People"), "group", gettext_lazy("Trust, suspensions, moderators")),
            table(
                "follow", gettext_lazy("Follows"), "notifications", gettext_lazy("Who wants to hear of what")
            ),
            table(
                "preference",
                gettext_lazy("Preferences"),
                "tune",
                gettext_lazy("Who chose to hear of what, and how"),
            ),
            table("notification", gettext_lazy("Notices"), "campaign", gettext_lazy("Who was told of what")),
            table(
                "letter",
                gettext_lazy("Letters"),
                "mail",
                gettext_lazy("E-mails that wait, went or came back"),
            ),
        ),
    ),
    (
        gettext_lazy("Site"),
        (
            Place(
                gettext_lazy("Background work"),
                "admin:django_tasks_database_dbtaskresult_changelist",
                "pending_actions",
                gettext_lazy("Tasks and what became of them"),
                may_see=may_administer,
            ),
        ),
    ),
)


def waiting_now(request: HttpRequest) -> dict[str, int]:
    """Return what waits for a moderator, counted once a request: sidebar and front page both show it."""
    if not hasattr(request, "waiting_now"):
        setattr(request, "waiting_now", waiting_counts())  # noqa: B010 - no attribute that mypy knows
    found: dict[str, int] = getattr(request, "waiting_now")  # noqa: B009
    return found


def groups_for(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the groups that this person sees, each place with its address and what waits there."""
    counts = waiting_now(request)
    groups = []
    for title, places in GROUPS:
        rows = [
            {
                "title": p.label,
                "icon": p.icon,
                "about": p.about,
                "link": p.url,
                "waiting": sum(counts[c] for c in p.counted),
            }
            for p in places
            if p.may_see(request)
        ]
        if rows:
            groups.append({"title": title, "items": rows})
    return groups


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar: the same groups, with a badge where something waits."""
    if not may_enter(request):
        return []
    groups = groups_for(request)
    items = [item for group in groups for item in group["items"]]
    here = max((item["link"] for item in items if request.path.startswith(item["link"])), key=len, default="")
    for item in items:
        item["active"] = item["link"] == here
        if item["waiting"]:
            item |= {"badge": str(item["waiting"]), "badge_variant": "warning"}
    return groups


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to the front page its groups, what waits, and the latest decisions."""
    entries, _ = log(viewer=request.user, count=LATEST_DECISIONS)
    return {**context, "groups": groups_for(request), "counts": waiting_now(request), "entries": entries}
