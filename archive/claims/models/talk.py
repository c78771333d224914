"""Talk about a claim, a source, a debate or a suggestion; and suggestions to change a claim."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer, may_moderate
from archive.claims.models.claim import STATEMENT_LIMIT
from archive.core.models import Publication, Stance, exactly_one, one_of

TALKED_ABOUT = ("claim", "source", "debate", "suggestion")
COMMENT_LIMIT = 5000


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, filtered by who looks."""

    def visible_to(self, viewer: Viewer) -> "CommentQuerySet":
        """Keep what `viewer` may load: what is published or was taken away, their own, all for moderators."""
        if may_moderate(viewer):
            return self
        seen = ~Q(state=Publication.HELD)
        if viewer is not None and viewer.is_authenticated:
            seen |= Q(author_id=viewer.pk)
        return self.filter(seen)

    def resolved(self) -> "CommentQuerySet":
        """Keep the beginnings of conversations that somebody resolved."""
        return self.filter(resolved_at__isnull=False)


@pghistory.track(model_name="CommentEvent", exclude=["created"])
class Comment(models.Model):
    """One comment, in Markdown, on a claim's wording or sourcing, a source, a debate or a suggestion.

    It stands apart from the argument. `answers` is the comment that began the conversation, which is open
    until somebody resolves it; an answer has no answers of its own.
    """

    claim = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="talk"
    )
    source = models.ForeignKey(
        "archive.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    debate = models.ForeignKey(
        "archive.Debate", on_delete=models.PROTECT, null=True, blank=True, related_name="talk"
    )
    suggestion = models.ForeignKey(
        "archive.Suggestion", on_delete=models.PROTECT, null=True, blank=True, related_name="talk"
    )
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=Publication, default=Publication.PUBLISHED)
    state_reason = models.CharField(max_length=1000, blank=True)
    state_entry = models.PositiveBigIntegerField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            exactly_one(TALKED_ABOUT, "comment_about_one_thing"),
            one_of("state", Publication, "comment_state_known"),
            models.CheckConstraint(
                condition=~Q(text="") | Q(state=Publication.ERASED), name="comment_says_something"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, answers__isnull=True),
                name="comment_resolved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "id"], name="comment_of_claim"),
            models.Index(F("author"), F("created").desc(), name="comment_by_author"),
        ]

    def __str__(self) -> str:
        return _("Comment %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("comments:read", args=[self.pk])


class SuggestionKind(models.TextChoices):
    """What a suggestion would change."""

    REWORD = "reword", gettext_lazy("reword")
    MOVE = "move", gettext_lazy("move")
    DUPLICATE = "duplicate", gettext_lazy("merge")
    SOURCE = "source", gettext_lazy("cite")


def _says_what() -> Q:
    """Return the condition that a suggestion names what its kind needs, and nothing else."""
    named = {
        SuggestionKind.REWORD: ("statement",),
        SuggestionKind.MOVE: ("new_parent", "new_stance"),
        SuggestionKind.DUPLICATE: ("duplicate_of",),
        SuggestionKind.SOURCE: (),
    }
    condition = Q()
    for kind, fields in named.items():
        says = Q(kind=kind) & (~Q(statement="") if "statement" in fields else Q(statement=""))
        for column in ("new_parent", "new_stance", "duplicate_of"):
            says &= Q(**{f"{column}__isnull": column not in fields})
        cites = Q(source__isnull=False) | ~Q(cite="")
        condition |= says & (cites if kind == SuggestionKind.SOURCE else Q(source__isnull=True, cite=""))
    return condition


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    OPEN = "open", gettext_lazy("open")
    ACCEPTED = "accepted", gettext_lazy("accepted")
    DECLINED = "declined", gettext_lazy("declined")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


@pghistory.track(model_name="SuggestionEvent", exclude=["created"])
class Suggestion(models.Model):
    """A proposed rewording, move or merge, or a source that is missing, by someone who may not make it."""

    claim = models.ForeignKey("archive.Claim", on_delete=models.PROTECT, related_name="suggestions")
    kind = models.CharField(max_length=9, choices=SuggestionKind)
    statement = models.CharField(max_length=STATEMENT_LIMIT, blank=True)
    instead_of = models.CharField(
        max_length=STATEMENT_LIMIT,
        blank=True,
        help_text=gettext_lazy("The words that a rewording would replace."),
    )
    new_parent = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_stance = models.CharField(max_length=8, choices=Stance, null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "archive.Claim", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.ForeignKey(
        "archive.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cite = models.CharField(
        max_length=1000, blank=True, help_text=gettext_lazy("The missing source in words or as an address.")
    )
    reason = models.CharField(max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=SuggestionState, default=SuggestionState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True)
    same_meaning = models.BooleanField(
        default=False,
        help_text=gettext_lazy("A curator confirmed that the new words mean the same; ratings stay."),
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            one_of("kind", SuggestionKind, "suggestion_kind_known"),
            one_of("state", SuggestionState, "suggestion_state_known"),
            one_of("new_stance", Stance, "suggestion_stance_known", null=True),
            models.CheckConstraint(condition=_says_what(), name="suggestion_says_what"),
            models.CheckConstraint(
                condition=Q(state__in=[SuggestionState.OPEN, SuggestionState.WITHDRAWN])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="suggestion_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="suggestion_waiting", condition=Q(state="open")),
            models.Index(F("author"), F("id").desc(), name="suggestion_by_author"),
        ]

    def __str__(self) -> str:
        return _("Suggestion %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("suggestions:read", args=[self.pk])
