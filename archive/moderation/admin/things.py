"""What moderators can do to claims, evidence, comments, sources and debates, beside each row."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from archive.claims.admin import ClaimAdmin, CommentAdmin, DebateAdmin, EvidenceAdmin
from archive.claims.models import Claim, Comment, Debate, Evidence
from archive.moderation.admin.acts import named_acts
from archive.moderation.queries import decisions_on
from archive.sources.admin import SourceAdmin
from archive.sources.models import Source

DECISIONS_SHOWN = 20


def with_decisions(beside: dict[str, Any], thing: Any) -> dict[str, Any]:
    """Return what stands beside a row, with the decisions about it added."""
    return {**beside, "decisions": list(decisions_on(thing)[:DECISIONS_SHOWN])}


@admin.register(Claim)
class DecidedClaimAdmin(ClaimAdmin):
    """Claims, with what moderators can do to them."""

    acts = named_acts("claim")

    def beside(self, request: HttpRequest, row: Claim) -> dict[str, Any]:
        """Add the decisions about it."""
        return with_decisions(super().beside(request, row), row)


@admin.register(Evidence)
class DecidedEvidenceAdmin(EvidenceAdmin):
    """Evidence cards, with what moderators can do to them."""

    acts = named_acts("evidence")

    def beside(self, request: HttpRequest, row: Evidence) -> dict[str, Any]:
        """Add the decisions about it."""
        return with_decisions(super().beside(request, row), row)


@admin.register(Comment)
class DecidedCommentAdmin(CommentAdmin):
    """Comments, with what moderators can do to them."""

    acts = named_acts("comment")

    def beside(self, request: HttpRequest, row: Comment) -> dict[str, Any]:
        """Add the decisions about it."""
        return with_decisions(super().beside(request, row), row)


@admin.register(Source)
class DecidedSourceAdmin(SourceAdmin):
    """Sources, with what moderators can do to them."""

    acts = named_acts("source")

    def beside(self, request: HttpRequest, row: Source) -> dict[str, Any]:
        """Add the decisions about it."""
        return with_decisions(super().beside(request, row), row)


@admin.register(Debate)
class DecidedDebateAdmin(DebateAdmin):
    """Debates, with what moderators can do to them."""

    acts = named_acts("debate")

    def beside(self, request: HttpRequest, row: Debate) -> dict[str, Any]:
        """Add the decisions about it."""
        return with_decisions(super().beside(request, row), row)
