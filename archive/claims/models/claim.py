"""Claims: every node of a debate is one; and the passages that they were drawn from."""

from datetime import timedelta

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer, may_moderate
from archive.claims.standing import SCALE_TOP
from archive.core.models import Aim, Publication, Stance, one_of
from archive.core.words import words_of

STATEMENT_LIMIT = 500
MAX_DEPTH = 50
SEGMENT = 4  # digits of one step of a path; 9,999 answers to one claim


def _placed(viewer: Viewer) -> Q:
    """What is published; what was, and was taken away or held back; what was withdrawn and has answers; one's own."""
    gone = (Publication.REMOVED, Publication.ERASED, Publication.HELD)
    taken_away = Q(state__in=gone, published_at__isnull=False)
    withdrawn = Q(state=Publication.WITHDRAWN, descendants__gt=0)
    placed = Q(state=Publication.PUBLISHED) | taken_away | withdrawn
    if viewer is None or not viewer.is_authenticated:
        return placed
    return placed | Q(author_id=viewer.pk) & ~Q(state=Publication.MERGED)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, filtered by who looks and by what stands under them."""

    def published(self) -> "ClaimQuerySet":
        """Keep what everybody reads and what counts."""
        return self.filter(state=Publication.PUBLISHED)

    def placed_for(self, viewer: Viewer) -> "ClaimQuerySet":
        """Keep what has a place in a thread that `viewer` may open: all but what is held or withdrawn unanswered.

        Removed claims, and withdrawn ones with answers, keep their place as tombstones; authors and
        moderators see the rest too. The condition is on this table alone, for `queries.threads`.
        """
        if may_moderate(viewer):
            return self.exclude(state=Publication.MERGED)
        return self.filter(_placed(viewer))

    def visible_to(self, viewer: Viewer) -> "ClaimQuerySet":
        """Keep what `viewer` may load: what has a place, in debates that do not wait for a moderator."""
        if may_moderate(viewer):
            return self.exclude(state=Publication.MERGED)
        open_to_all = Q(debate__held=False)
        if viewer is not None and viewer.is_authenticated:
            open_to_all |= Q(debate__opener=viewer)
        return self.filter(_placed(viewer) & open_to_all)

    def unanswered(self) -> "ClaimQuerySet":
        """Keep published arguments that nobody has answered."""
        return self.published().filter(depth__gt=0, children=0)

    def asked_for_evidence(self) -> "ClaimQuerySet":
        """Keep published claims under which somebody is asking for evidence."""
        return self.published().filter(evidence_asked__gt=0)

    def without_evidence(self) -> "ClaimQuerySet":
        """Keep published arguments that cite nothing."""
        return self.published().filter(depth__gt=0, evidence_count=0)


@pgtrigger.register(
    pgtrigger.Trigger(
        name="claim_in_its_parents_debate",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "debate_id", "depth"),
        condition=pgtrigger.Q(new__parent__isnull=False),
        declare=[("parent_debate", "bigint"), ("parent_depth", "integer")],
        func="""
            SELECT debate_id, depth INTO parent_debate, parent_depth FROM archive_claim WHERE id = NEW.parent_id;
            IF NEW.debate_id <> parent_debate OR NEW.depth <> parent_depth + 1 THEN
                RAISE EXCEPTION 'a claim stands in its parent''s debate, one step deeper'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
)
@pghistory.track(
    fields=[
        "debate",
        "parent",
        "stance",
        "aim",
        "statement",
        "state",
        "state_reason",
        "path",
        "same_as",
        "merged_into",
    ],
    model_name="ClaimEvent",
)
class Claim(models.Model):
    """One statement that can be right or wrong: a thesis, or an argument under another claim.

    `path` is four digits a step in posting order, so that sorting by it is reading order and a
    prefix is a subtree. A row with `same_as` is a link: it shows another claim in a second place,
    has no statement and no children of its own. A row with `merged_into` was a duplicate and leads there.
    The columns from `standing` on are derived, kept
    by `services.path` in the transaction of each write; `manage.py recount` is their oracle.
    """

    # db_index=False: a longer index below begins with the same column
    debate = models.ForeignKey(
        "archive.Debate", on_delete=models.PROTECT, related_name="claims", db_index=False
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers", db_index=False
    )
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="links")
    stance = models.CharField(max_length=8, choices=Stance, null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    aim = models.CharField(
        max_length=8,
        choices=Aim,
        default=Aim.STANDING,
        help_text=gettext_lazy("What of its parent it answers."),
    )
    statement = models.CharField(max_length=STATEMENT_LIMIT, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=Publication, default=Publication.PUBLISHED)
    path = models.CharField(max_length=SEGMENT * (MAX_DEPTH + 1), db_collation="C")
    depth = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(
        null=True, blank=True, help_text=gettext_lazy("When everybody could first read it.")
    )
    reworded_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    vacated = models.PositiveSmallIntegerField(
        default=0,
        help_text=gettext_lazy(
            "The highest step under it that was given up by a move; no number is given twice."
        ),
    )
    state_reason = models.CharField(
        max_length=1000, blank=True, help_text=gettext_lazy("Shown in its place when it is not published.")
    )
    state_at = models.DateTimeField(null=True, blank=True)
    state_entry = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text=gettext_lazy("Number of the entry in the moderation log that says why."),
    )

    reword_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text=gettext_lazy("Until then its author may reword it, as a moderator asked."),
    )

    standing = models.FloatField(default=0.5)
    weight = models.FloatField(default=0.0)
    strength = models.FloatField(
        default=0.0, help_text=gettext_lazy("The lower confidence bound of its standing.")
    )
    convincing_sum = models.PositiveIntegerField(default=0)
    convincing_count = models.PositiveIntegerField(default=0)
    bearing_sum = models.PositiveIntegerField(default=0)
    bearing_count = models.PositiveIntegerField(default=0)
    raters_count = models.PositiveIntegerField(default=0)
    subtree_ratings = models.PositiveIntegerField(default=0)
    children = models.PositiveIntegerField(default=0)
    supports = models.PositiveIntegerField(default=0)
    opposes = models.PositiveIntegerField(default=0)
    descendants = models.PositiveIntegerField(default=0)
    evidence_count = models.PositiveIntegerField(default=0)
    evidence_asked = models.PositiveIntegerField(
        default=0, help_text=gettext_lazy("People whose asking for evidence is open.")
    )
    talk_count = models.PositiveIntegerField(
        default=0, help_text=gettext_lazy("Published comments on its talk page.")
    )
    own_activity = models.DateTimeField(
        help_text=gettext_lazy("When it or a card of its own was last published.")
    )
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text=gettext_lazy("When an answer to it was last published.")
    )
    last_activity = models.DateTimeField(
        help_text=gettext_lazy("When it, or anything under it, or a card of any, was last published.")
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", Publication, "claim_state_known"),
            one_of("stance", Stance, "claim_stance_known", null=True),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, stance__isnull=True, depth=0)
                | Q(parent__isnull=False, stance__isnull=False, depth__gte=1),
                name="claim_argument_has_stance",
            ),
            one_of("aim", Aim, "claim_aim_known"),
            models.CheckConstraint(
                condition=Q(aim=Aim.STANDING) | Q(depth__gte=2),
                name="claim_aims_at_the_bearing_of_an_argument",
            ),
            models.CheckConstraint(
                condition=Q(state=Publication.MERGED, merged_into__isnull=False)
                | ~Q(state=Publication.MERGED) & Q(merged_into__isnull=True),
                name="claim_merged_into_another",
            ),
            models.CheckConstraint(condition=Q(depth__lte=MAX_DEPTH), name="claim_depth_limited"),
            models.CheckConstraint(
                condition=Q(same_as__isnull=True) & ~Q(statement="")
                | Q(same_as__isnull=False, statement="", parent__isnull=False, children=0)
                | Q(state=Publication.ERASED),
                name="claim_says_something_or_links",
            ),
            models.CheckConstraint(
                condition=Q(standing__gte=0, standing__lte=1), name="claim_standing_in_range"
            ),
            models.CheckConstraint(
                condition=Exact(Length("path"), SEGMENT * (F("depth") + 1)), name="claim_path_as_long_as_deep"
            ),
            models.CheckConstraint(
                condition=~Q(state=Publication.PUBLISHED) | Q(published_at__isnull=False),
                name="claim_published_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(children=F("supports") + F("opposes")), name="claim_answers_take_sides"
            ),
            models.CheckConstraint(
                condition=Q(
                    convincing_sum__lte=SCALE_TOP * F("convincing_count"),
                    bearing_sum__lte=SCALE_TOP * F("bearing_count"),
                ),
                name="claim_sums_within_the_scale",
            ),
            models.UniqueConstraint(fields=["debate", "path"], name="claim_path_once"),
        ]
        indexes = [
            models.Index(F("parent"), F("strength").desc(), F("id"), name="claim_best_answers"),
            models.Index(fields=["parent", "path"], name="claim_answers_in_order"),
            models.Index("parent", MD5("statement"), name="claim_same_words"),
            GinIndex(words_of("statement"), name="claim_words"),
            models.Index(F("author"), F("created").desc(), name="claim_by_author"),
            models.Index(
                fields=["debate"],
                include=["standing", "subtree_ratings"],
                condition=Q(path="0001"),
                name="claim_first_thesis",
            ),
            models.Index(F("state"), F("id").desc(), name="claim_in_state", condition=~Q(state="published")),
            models.Index(
                F("id").desc(),
                name="claim_unanswered",
                condition=Q(state="published", children=0, depth__gt=0),
            ),
            models.Index(
                F("evidence_asked").desc(),
                F("id").desc(),
                name="claim_evidence_asked",
                condition=Q(state="published", evidence_asked__gt=0),
            ),
            models.Index(
                F("id").desc(),
                name="claim_needs_evidence",
                condition=Q(state="published", evidence_count=0, depth__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.statement[:80] or _("link to %(number)s") % {"number": self.same_as_id}

    def get_absolute_url(self) -> str:
        return reverse("claims:read", args=[self.pk])

    @property
    def is_published(self) -> bool:
        """Whether everybody reads it and it counts."""
        return self.state == Publication.PUBLISHED

    @property
    def in_edit_window(self) -> bool:
        """Whether it is young enough for its author to reword it."""
        return timezone.now() - self.created <= timedelta(minutes=settings.ARCHIVE["EDIT_WINDOW_MINUTES"])

    @property
    def number(self) -> str:
        """Its address in the debate: "2.1.1" below the thesis, empty for the first thesis."""
        return number_of(self.path)


def number_of(path: str) -> str:
    """Return the printed number of a path: the steps below the thesis, without leading zeros.

    Further theses of a question have a letter ("B", then "B.1.2"), so that a number is one claim's in its debate.
    """
    steps = [path[i : i + SEGMENT] for i in range(SEGMENT, len(path), SEGMENT)]
    return ".".join(letters_of(int(path[:SEGMENT])) + [str(int(step)) for step in steps])


def letters_of(thesis: int) -> list[str]:
    """Return what the number of a thesis begins with: nothing for the first, then B to Z, BA, BB…"""
    letters, rest = "", thesis - 1
    while rest:
        rest, letter = divmod(rest, 26)
        letters = chr(ord("A") + letter) + letters
    return [letters] if letters else []


def ancestor_paths(path: str) -> list[str]:
    """Return the paths of every claim above, the thesis first; empty for a thesis."""
    return [path[:i] for i in range(SEGMENT, len(path), SEGMENT)]


class Holds(models.TextChoices):
    """What the source's author does with the claim drawn from the passage."""

    ASSERTS = "asserts", gettext_lazy("asserts it")
    SUGGESTS = "suggests", gettext_lazy("suggests it")
    DENIES = "denies", gettext_lazy("denies it")


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="DrawingEvent"
)
class Drawing(models.Model):
    """That a claim was drawn from a passage, by whom."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="drawings")
    passage = models.ForeignKey("archive.Passage", on_delete=models.PROTECT, related_name="+")
    holds = models.CharField(max_length=8, choices=Holds, default=Holds.ASSERTS)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "passage"], name="drawing_once"),
            one_of("holds", Holds, "drawing_holds_known"),
        ]
