"""The tables of moderation, and the page of what waits for a moderator."""

from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import may_moderate
from archive.core.admin import NamedAct, ReadOnlyAdmin
from archive.core.forms import PlainForm
from archive.moderation.admin.inbox import inbox_page, thing_page
from archive.moderation.forms import ChangeForm, ReasonForm
from archive.moderation.models import (
    Appeal,
    AppealState,
    Decision,
    ErasureRequest,
    ErasureState,
    Report,
    Suspension,
)
from archive.moderation.queries import words_of
from archive.moderation.services import (
    can_be_undone,
    confirm_erasure,
    decline_erasure,
    settle_appeal,
    undo_decision,
)

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

    acts = (
        NamedAct(
            "undo",
            gettext_lazy("Undo"),
            gettext_lazy("undone"),
            gettext_lazy("Everything is as it was before, and the reports on it are open again."),
            ReasonForm,
            lambda decision, moderator, typed: undo_decision(decision=decision, moderator=moderator, **typed),
            may=may_moderate,
            fits=lambda decision, moderator: can_be_undone(decision),
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        """Add the inbox."""
        wrap = self.admin_site.admin_view
        return [
            path("waiting/", wrap(inbox_page), name="archive_waiting"),
            path("waiting/<slug:kind>/<int:pk>/", wrap(thing_page), name="archive_waiting_thing"),
            *super().get_urls(),
        ]


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Readers' reports."""

    list_display = ("id", "created", "reason", "details", "reporter", "is_party", "state", "decision")
    list_filter = ("state", "reason")
    list_select_related = ("reporter", "decision", "reason")
    search_fields = ("details", "reporter__username")


def settling(outcome: AppealState, label: Promise, note: Promise, form: type[PlainForm]) -> NamedAct:
    """Return the admin's door to `settle_appeal` with one outcome."""

    def do(appeal: Any, moderator: Any, typed: dict[str, Any]) -> object:
        return settle_appeal(appeal=appeal, outcome=outcome, moderator=moderator, **typed)

    def fits(appeal: Any, moderator: Any) -> bool:
        apart = moderator.pk not in (appeal.decision.moderator_id, appeal.author_id)
        return appeal.state == AppealState.OPEN and apart

    return NamedAct(outcome.value, label, outcome.label, note, form, do, may=may_moderate, fits=fits)


@admin.register(Appeal)
class AppealAdmin(ReadOnlyAdmin):
    """Authors' objections to decisions; another moderator than the decision's settles them."""

    acts = (
        settling(
            AppealState.UPHELD,
            gettext_lazy("Uphold"),
            gettext_lazy("The decision stands; whoever appealed reads why."),
            ReasonForm,
        ),
        settling(
            AppealState.OVERTURNED,
            gettext_lazy("Overturn"),
            gettext_lazy("Everything is as it was before the decision."),
            ReasonForm,
        ),
        settling(
            AppealState.CHANGED,
            gettext_lazy("Change"),
            gettext_lazy("The decision is taken back, and another act takes its place."),
            ChangeForm,
        ),
    )
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


def of_another(erasure: Any, moderator: Any) -> bool:
    """Return whether an erasure waits for the word of this moderator, who did not ask for it."""
    return erasure.state == ErasureState.OPEN and erasure.asked_by_id != moderator.pk


@admin.register(ErasureRequest)
class ErasureRequestAdmin(ReadOnlyAdmin):
    """What one moderator wishes to erase: another one confirms or declines it."""

    list_display = ("id", "created", "rule", "reason", "asked_by", "state", "decided_by")
    list_filter = ("state",)
    list_select_related = ("asked_by", "decided_by")
    search_fields = ("reason", "asked_by__username")
    acts = (
        NamedAct(
            "confirm",
            gettext_lazy("Erase for ever"),
            gettext_lazy("erased"),
            gettext_lazy("The words are gone for everybody, from revisions too. Nobody can bring them back."),
            ReasonForm,
            lambda erasure, moderator, typed: confirm_erasure(request=erasure, moderator=moderator, **typed),
            may=may_moderate,
            fits=of_another,
        ),
        NamedAct(
            "decline",
            gettext_lazy("Decline"),
            gettext_lazy("declined"),
            gettext_lazy("The words stay; who asked reads why."),
            ReasonForm,
            lambda erasure, moderator, typed: decline_erasure(request=erasure, moderator=moderator, **typed),
            may=may_moderate,
            fits=of_another,
        ),
    )
