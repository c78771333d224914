"""Talk about a claim's wording or sourcing, and suggestions to change it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.claims.models.claim import STATEMENT_LIMIT
from archive.core.models import Publication, Stance, one_of


@pghistory.track(model_name="CommentEvent", exclude=["created"])
class Comment(models.Model):
    """One comment on a claim's talk page, in Markdown; apart from the argument."""

    claim = models.ForeignKey("archive.Claim", on_delete=models.PROTECT, related_name="talk")
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=Publication, default=Publication.PUBLISHED)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            one_of("state", Publication, "comment_state_known"),
            models.CheckConstraint(
                condition=~Q(text="") | Q(state=Publication.ERASED), name="comment_says_something"
            ),
        ]
        indexes = [models.Index(fields=["claim", "id"], name="comment_of_claim")]


class SuggestionKind(models.TextChoices):
    """What a suggestion would change."""

    REWORD = "reword", "reword"
    MOVE = "move", "move"


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    OPEN = "open", "open"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


@pghistory.track(model_name="SuggestionEvent", exclude=["created"])
class Suggestion(models.Model):
    """A proposed rewording or move by someone who may not make it."""

    claim = models.ForeignKey("archive.Claim", on_delete=models.PROTECT, related_name="suggestions")
    kind = models.CharField(max_length=6, choices=SuggestionKind)
    statement = models.CharField(max_length=STATEMENT_LIMIT, blank=True)
    new_parent = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_stance = models.CharField(max_length=8, choices=Stance, null=True, blank=True)
    reason = models.CharField(max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=SuggestionState, default=SuggestionState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            one_of("kind", SuggestionKind, "suggestion_kind_known"),
            one_of("state", SuggestionState, "suggestion_state_known"),
            one_of("new_stance", Stance, "suggestion_stance_known", null=True),
            models.CheckConstraint(
                condition=Q(kind=SuggestionKind.REWORD, new_parent__isnull=True, new_stance__isnull=True)
                & ~Q(statement="")
                | Q(
                    kind=SuggestionKind.MOVE, new_parent__isnull=False, new_stance__isnull=False, statement=""
                ),
                name="suggestion_says_what",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[SuggestionState.OPEN, SuggestionState.WITHDRAWN])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="suggestion_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="suggestion_waiting", condition=Q(state="open"))]
