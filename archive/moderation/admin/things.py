"""What moderators can do to claims, evidence and sources: remove, restore, release."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.claims.admin import ClaimAdmin, CommentAdmin, EvidenceAdmin
from archive.claims.models import Claim, Comment, Evidence
from archive.claims.services import lift_mark, mark_source, merge_sources
from archive.core.admin import NamedAct
from archive.core.errors import Refused
from archive.core.forms import PlainForm
from archive.moderation.forms import LiftForm, MarkForm, MergeForm, ReasonForm, RemoveForm
from archive.moderation.models import Act
from archive.moderation.permissions import may_decide
from archive.moderation.queries import decisions_on
from archive.moderation.services import CHANGES, author_id_of, decide
from archive.sources.admin import SourceAdmin
from archive.sources.models import Source
from archive.sources.queries import source_named

DECISIONS_SHOWN = 20


def act_on_things(act: Act, label: str, note: str, form: type[PlainForm]) -> NamedAct:
    """Return the admin's door to `decide` with this act, offered where it would change something."""

    def do(thing: Any, moderator: Any, typed: dict[str, Any]) -> object:
        return decide(act=act, thing=thing, moderator=moderator, **typed)

    def fits(thing: Any, moderator: Any) -> bool:
        return thing.state in CHANGES[act][0] and may_decide(moderator, author_id=author_id_of(thing))

    return NamedAct(act.value, label, act.label, note, form, do, fits=fits)


ACTS = (
    act_on_things(
        Act.RELEASE,
        gettext_lazy("Release"),
        gettext_lazy("Everybody will see it, and it will count. A source that it cites is released with it."),
        ReasonForm,
    ),
    act_on_things(
        Act.REMOVE,
        gettext_lazy("Remove"),
        gettext_lazy(
            "Its place stays, with the reason; its author and moderators still see the words, nobody else does."
        ),
        RemoveForm,
    ),
    act_on_things(
        Act.RESTORE,
        gettext_lazy("Restore"),
        gettext_lazy("It will stand again as before, and count."),
        ReasonForm,
    ),
)


def with_decisions(beside: dict[str, Any], thing: Any) -> dict[str, Any]:
    """Return what stands beside a row, with the decisions about it added."""
    return {**beside, "decisions": list(decisions_on(thing)[:DECISIONS_SHOWN])}


def lift_newest(source: Source, moderator: Any, typed: dict[str, Any]) -> object:
    """Lift the mark that is in force on the source."""
    mark = source.marks.select_related("source").filter(lifted_at=None).order_by("-id").first()
    if mark is None:
        raise Refused(_("There is no mark to lift; nothing was changed."), code="lifted", conflict=True)
    return lift_mark(mark=mark, person=moderator, **typed)


def merge_named(source: Source, moderator: Any, typed: dict[str, Any]) -> object:
    """Merge the source into the one that was named."""
    into = source_named(typed["into"], moderator)
    return merge_sources(source=source, into=into, reason=typed["reason"], person=moderator)


def stands(source: Source, moderator: Any) -> bool:
    """Return whether the record was not merged into another."""
    return source.merged_into_id is None


ON_SOURCES = (
    NamedAct(
        "mark",
        gettext_lazy("Mark"),
        gettext_lazy("marked"),
        gettext_lazy(
            "Every card that cites it and every claim that leans on it says so at once. Nothing is removed."
        ),
        MarkForm,
        lambda source, moderator, typed: mark_source(source=source, person=moderator, **typed),
        fits=stands,
    ),
    NamedAct(
        "lift",
        gettext_lazy("Lift the mark"),
        gettext_lazy("not marked so any more"),
        gettext_lazy(
            "The mark in force is lifted; an earlier one that nobody lifted holds again. The record keeps it."
        ),
        LiftForm,
        lift_newest,
        fits=lambda source, moderator: bool(source.mark),
    ),
    NamedAct(
        "merge",
        gettext_lazy("Merge"),
        gettext_lazy("merged"),
        gettext_lazy(
            "Its cards, passages and marks go over to the other record, and its address leads there."
        ),
        MergeForm,
        merge_named,
        fits=stands,
    ),
)


@admin.register(Claim)
class DecidedClaimAdmin(ClaimAdmin):
    """Claims, with what moderators can do to them."""

    acts = ACTS

    def beside(self, request: HttpRequest, row: Claim) -> dict[str, Any]:
        """Add the decisions about it."""
        return with_decisions(super().beside(request, row), row)


@admin.register(Evidence)
class DecidedEvidenceAdmin(EvidenceAdmin):
    """Evidence cards, with what moderators can do to them."""

    acts = ACTS

    def beside(self, request: HttpRequest, row: Evidence) -> dict[str, Any]:
        """Add the decisions about it."""
        return with_decisions(super().beside(request, row), row)


@admin.register(Comment)
class DecidedCommentAdmin(CommentAdmin):
    """Comments, with what moderators can do to them."""

    acts = ACTS

    def beside(self, request: HttpRequest, row: Comment) -> dict[str, Any]:
        """Add the decisions about it."""
        return with_decisions(super().beside(request, row), row)


@admin.register(Source)
class DecidedSourceAdmin(SourceAdmin):
    """Sources, with what moderators can do to them."""

    acts = (*ACTS, *ON_SOURCES)

    def beside(self, request: HttpRequest, row: Source) -> dict[str, Any]:
        """Add the decisions about it."""
        return with_decisions(super().beside(request, row), row)
