"""How debates and what is said in them look in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import may_moderate
from archive.claims.forms.topics import MergeTopicForm, TopicForm
from archive.claims.models import (
    Claim,
    Comment,
    Debate,
    Drawing,
    Evidence,
    EvidenceRequest,
    Suggestion,
    Topic,
)
from archive.claims.queries import line_of_argument
from archive.claims.queries.rows import standing_row
from archive.claims.queries.talk import about_of
from archive.claims.services.incoming import queue_again
from archive.claims.services.topics import change_topic, merge_topics, split_topic
from archive.core.admin import NamedAct, ReadOnlyAdmin, day_of
from archive.core.forms import PlainForm
from archive.core.models import Publication
from archive.sources.admin import SourceImportAdmin
from archive.sources.models import ImportState, SourceImport

CARDS_SHOWN = 50


def debate_link(debate_id: int) -> SafeString:
    """Return a link to a debate's page in the admin."""
    return format_html(
        '<a href="{}">{}</a>',
        reverse("admin:archive_debate_change", args=[debate_id]),
        _("Debate %(number)s") % {"number": debate_id},
    )


def claim_link(claim: Claim) -> SafeString:
    """Return a link to a claim's page in the admin, with its first words."""
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:archive_claim_change", args=[claim.pk]), str(claim)[:60]
    )


class ClaimAdmin(ReadOnlyAdmin):
    """Claims as the admin lists them; `moderation` registers this with its acts added."""

    list_display = ("id", "words", "stance", "author", "state", "in_debate", "stands", "posted")
    list_display_links = ("id", "words")
    list_filter = ("state", "stance")
    list_select_related = ("author", "same_as")
    search_fields = ("statement", "author__username")
    search_help_text = gettext_lazy("Words, an author, or a number")
    change_form_outer_before_template = "admin/claim_head.html"

    @admin.display(description=gettext_lazy("statement"))
    def words(self, claim: Claim) -> str:
        """Return the beginning of the statement, after its number in the debate."""
        words = claim.same_as or claim
        return f"{claim.number} {Truncator(words.statement).chars(120)}".strip()

    @admin.display(description=gettext_lazy("debate"))
    def in_debate(self, claim: Claim) -> SafeString:
        """Return a link to the debate."""
        return debate_link(claim.debate_id)

    @admin.display(description=gettext_lazy("posted"))
    def posted(self, claim: Claim) -> str:
        """Return the day on which it was posted."""
        return day_of(claim.created)

    @admin.display(description=gettext_lazy("standing"))
    def stands(self, claim: Claim) -> str:
        """Return the standing as the thread words it."""
        row = standing_row(claim.standing, claim.subtree_ratings)
        return f"{row.value} {row.word.lower()}" if row.enough else row.word

    def described(self, row: Claim) -> str:
        """Return the whole statement: a moderator reads what they decide about."""
        return str((row.same_as or row).statement)

    def beside(self, request: HttpRequest, row: Claim) -> dict[str, Any]:
        """Return the claims above it and the cards under it."""
        cards = Evidence.objects.visible_to(request.user).filter(claim=row).select_related("source", "author")
        return {
            "line": line_of_argument(row, viewer=request.user),
            "words": str(row.same_as.statement if row.same_as else row.statement),
            "cards": list(cards.order_by("id")[:CARDS_SHOWN]),
        }


class EvidenceAdmin(ReadOnlyAdmin):
    """Evidence cards as the admin lists them; `moderation` registers this with its acts added."""

    list_display = ("id", "words", "bearing", "under", "cites", "check_state", "author", "state", "posted")
    list_display_links = ("id", "words")
    list_filter = ("state", "check_state", "bearing")
    list_select_related = ("author", "claim", "source")
    search_fields = ("tag", "quote", "author__username")
    search_help_text = gettext_lazy("Words, an author, or a number")
    hidden_fields = ("check_detail", "checked_text")
    change_form_outer_before_template = "admin/evidence_head.html"

    @admin.display(description=gettext_lazy("posted"))
    def posted(self, card: Evidence) -> str:
        """Return the day on which it was posted."""
        return day_of(card.created)

    @admin.display(description=gettext_lazy("tag"))
    def words(self, card: Evidence) -> str:
        """Return the beginning of the tag."""
        return str(card)

    def described(self, row: Evidence) -> str:
        """Return the tag and the quote: a moderator reads what they decide about."""
        return f"{row.tag} “{row.quote}”" if row.quote else row.tag

    @admin.display(description=gettext_lazy("claim"))
    def under(self, card: Evidence) -> SafeString:
        """Return a link to the claim."""
        return claim_link(card.claim)

    @admin.display(description=gettext_lazy("source"))
    def cites(self, card: Evidence) -> SafeString:
        """Return a link to the source."""
        url = reverse("admin:archive_source_change", args=[card.source_id])
        return format_html('<a href="{}">{}</a>', url, card.source.title[:40])


class DebateAdmin(ReadOnlyAdmin):
    """Debates, with the words of their first thesis; `moderation` registers this with its acts added."""

    list_display = (
        "id",
        "words",
        "opener",
        "state",
        "held",
        "claims_count",
        "evidence_count",
        "ratings_count",
        "last_activity",
    )
    list_display_links = ("id", "words")
    list_filter = ("state", "held")
    list_select_related = ("opener",)
    search_fields = ("title", "slug", "opener__username")
    search_help_text = gettext_lazy("Words of the title, who opened it, or a number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Debate]:
        """Add the first thesis's words."""
        theses = Claim.objects.filter(debate=OuterRef("pk"), parent=None).exclude(state=Publication.MERGED)
        thesis = theses.order_by("path").values("statement")
        return super().get_queryset(request).annotate(thesis=Subquery(thesis[:1]))

    @admin.display(description=gettext_lazy("debate"))
    def words(self, debate: Any) -> str:
        """Return the title, or the thesis that stands for it."""
        return str(debate.title or debate.thesis or debate)[:100]


@admin.register(Drawing)
class DrawingAdmin(ReadOnlyAdmin):
    """Which claims were drawn from which passages."""

    list_display = ("id", "claim", "passage", "holds", "drawn_by", "created")
    list_select_related = ("claim", "passage", "drawn_by")


@admin.register(EvidenceRequest)
class EvidenceRequestAdmin(ReadOnlyAdmin):
    """Who asks for evidence of which claim, and the card that answered."""

    list_display = ("id", "under", "person", "answered_by", "created")
    list_select_related = ("claim__same_as", "person", "answered_by")
    search_fields = ("person__username",)

    @admin.display(description=gettext_lazy("claim"))
    def under(self, request: EvidenceRequest) -> SafeString:
        """Return a link to the claim."""
        return claim_link(request.claim)


class CommentAdmin(ReadOnlyAdmin):
    """Talk as the admin lists it; `moderation` registers this with its acts added."""

    list_display = ("id", "words", "author", "on", "state", "created")
    list_display_links = ("id", "words")
    list_filter = ("state",)
    list_select_related = ("author", "claim", "source", "debate", "suggestion__claim")
    search_fields = ("text", "author__username")
    search_help_text = gettext_lazy("Words, an author, or a number")

    @admin.display(description=gettext_lazy("comment"))
    def words(self, comment: Comment) -> str:
        """Return the beginning of the comment."""
        return comment.text[:100]

    @admin.display(description=gettext_lazy("about"))
    def on(self, comment: Comment) -> SafeString:
        """Return a link to what it is about, on the site."""
        about = about_of(comment)
        return format_html('<a href="{}">{}</a>', comment.get_absolute_url(), str(about)[:60])


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin):
    """Proposed rewordings and moves."""

    list_display = ("id", "kind", "statement", "author", "state", "decided_by", "created")
    list_filter = ("state", "kind")
    list_select_related = ("author", "decided_by")
    search_fields = ("statement", "author__username")


@admin.register(Topic)
class TopicAdmin(ReadOnlyAdmin):
    """What debates are filed under."""

    list_display = ("name", "parent", "slug", "description", "merged_into")
    list_select_related = ("parent", "merged_into")
    ordering = ("name",)
    search_fields = ("name",)
    acts = (
        NamedAct(
            name="change",
            label=gettext_lazy("Rename or move"),
            done=gettext_lazy("changed"),
            note=gettext_lazy("Its address stays. The form begins empty: give every field anew."),
            form=TopicForm,
            may=may_moderate,
            do=lambda topic, by, typed: change_topic(topic=topic, by=by, **typed),
            fits=lambda topic, by: topic.merged_into_id is None,
        ),
        NamedAct(
            name="merge",
            label=gettext_lazy("Merge into another"),
            done=gettext_lazy("merged"),
            note=gettext_lazy(
                "Its debates go to the other topic and its address leads there. It can be taken back for a while."
            ),
            form=MergeTopicForm,
            may=may_moderate,
            do=lambda topic, by, typed: merge_topics(topic=topic, by=by, **typed),
            fits=lambda topic, by: topic.merged_into_id is None,
        ),
        NamedAct(
            name="split",
            label=gettext_lazy("Take the merge back"),
            done=gettext_lazy("stands by itself again"),
            note=gettext_lazy(
                "It has the debates again that it had; the other topic gives up those that came with it."
            ),
            form=PlainForm,
            may=may_moderate,
            do=lambda topic, by, typed: split_topic(topic=topic, by=by),
            fits=lambda topic, by: topic.merged_into_id is not None,
        ),
    )


TRY_AGAIN = NamedAct(
    name="try-again",
    label=gettext_lazy("Try again"),
    done=gettext_lazy("waits to be read again"),
    note=gettext_lazy("Its bytes are kept for a week after a failure that another try may mend."),
    form=PlainForm,
    may=may_moderate,
    do=lambda row, moderator, typed: queue_again(row=row, moderator=moderator),
    fits=lambda row, moderator: row.is_kept and row.state in (ImportState.FAILED, ImportState.READING),
)


@admin.register(SourceImport)
class QueuedFileAdmin(SourceImportAdmin):
    """Files that a worker reads, with what moderators can do about them."""

    acts = (TRY_AGAIN,)
