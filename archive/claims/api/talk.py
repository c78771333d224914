"""Talk: reading comments, posting, editing and taking back one's own, resolving conversations."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from archive.accounts.api import PersonSerializer
from archive.claims import services
from archive.claims.models import Claim, Comment, Debate, Suggestion
from archive.claims.models.talk import COMMENT_LIMIT, TALKED_ABOUT
from archive.claims.queries.rows import notice_of, words_for
from archive.claims.queries.suggestions import visible_suggestions
from archive.claims.queries.talk import About, comments_for
from archive.core.api.fields import Visible, Words
from archive.core.api.filters import FlagFilter, WholeFilter
from archive.core.api.views import Reads
from archive.core.errors import Refused
from archive.core.models import Publication
from archive.sources.models import Source


class CommentFilter(filters.FilterSet):
    """Comments by what they are about, their conversation and author."""

    claim = WholeFilter(field_name="claim_id")
    source = WholeFilter(field_name="source_id")
    debate = WholeFilter(field_name="debate_id", help_text="About the debate as a whole.")
    suggestion = WholeFilter(field_name="suggestion_id")
    answers = WholeFilter(field_name="answers_id", help_text="The comment that began the conversation.")
    author = filters.CharFilter(field_name="author__username", lookup_expr="iexact", max_length=150)
    resolved = FlagFilter(keeps="resolved", help_text="Beginnings of conversations that are resolved.")

    class Meta:
        model = Comment
        fields: list[str] = []


class SuggestionId(Visible):
    """The id of a suggestion that the caller may see."""

    def get_queryset(self) -> Any:
        """Return the suggestions that the caller may see."""
        return visible_suggestions(self.context["request"].user).select_related("claim__debate")


class CommentBody(serializers.Serializer):
    """A comment, and the one thing that it is about; or any comment of the conversation that it answers in."""

    text = Words(limit=COMMENT_LIMIT, help_text="Markdown. A name after an @ tells that person.")
    claim = Visible(queryset=Claim.objects.select_related("debate", "same_as"), required=False)
    source = Visible(queryset=Source.objects.all(), required=False)
    debate = Visible(queryset=Debate.objects.all(), required=False)
    suggestion = SuggestionId(queryset=Suggestion.objects.none(), required=False)
    answers = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=2**63 - 1)

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Refuse what names no thing, or two."""
        if sum(name in fields for name in TALKED_ABOUT) != 1:
            names = ", ".join(TALKED_ABOUT)
            raise serializers.ValidationError(
                _("Name one thing that it is about: %(names)s.") % {"names": names}, code="about"
            )
        return fields


class CommentEditBody(serializers.Serializer):
    """New words for one's own comment."""

    text = Words(limit=COMMENT_LIMIT)


class CommentSerializer(serializers.Serializer):
    """One comment; what it is about is the one of four numbers that is not null."""

    id = serializers.IntegerField()
    url = serializers.CharField(source="get_absolute_url", help_text="A path that leads to its place.")
    claim = serializers.IntegerField(source="claim_id", allow_null=True)
    source = serializers.IntegerField(source="source_id", allow_null=True)
    debate = serializers.IntegerField(source="debate_id", allow_null=True)
    suggestion = serializers.IntegerField(source="suggestion_id", allow_null=True)
    answers = serializers.IntegerField(
        source="answers_id", allow_null=True, help_text="The comment that began its conversation."
    )
    author = PersonSerializer()
    text = serializers.SerializerMethodField(help_text="Markdown; null where the caller may not read it.")
    state = serializers.ChoiceField(choices=Publication.choices)
    notice = serializers.SerializerMethodField(help_text="What stands in its place when it is not published.")
    created = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = PersonSerializer(allow_null=True)

    @extend_schema_field({"type": ["string", "null"]})
    def get_text(self, comment: Comment) -> str | None:
        """Return its words if the caller may read them."""
        return words_for(self.context["request"].user, comment.state, comment.author_id, comment.text)

    def get_notice(self, comment: Comment) -> str:
        """Return the words in the place of what is not published."""
        return notice_of(comment.state, comment.state_reason)


class CommentViews(Reads):
    """Talk about claims, sources, debates and suggestions."""

    serializer_class = CommentSerializer
    filterset_class = CommentFilter
    queryset = Comment.objects.all()

    def get_queryset(self) -> QuerySet[Comment]:
        """Return what the caller may see."""
        return comments_for(self.request.user)

    @extend_schema(request=CommentBody, responses={201: CommentSerializer}, summary="Talk")
    def create(self, request: Request) -> Response:
        """Begin a conversation about a thing, or answer in one; an answer opens a resolved one again."""
        fields = self.typed(CommentBody)
        about: About = next(fields[name] for name in TALKED_ABOUT if name in fields)
        answers = self.beginning(fields.get("answers"))
        made = services.post_comment(about=about, text=fields["text"], author=request.user, answers=answers)
        return self.made(made.pk)

    def beginning(self, number: int | None) -> Comment | None:
        """Return the comment that is answered, or refuse one that the caller does not see."""
        if number is None:
            return None
        if found := self.get_queryset().filter(pk=number).first():
            return found
        raise Refused(_("There is no such comment here."), field="answers", code="does_not_exist")

    @extend_schema(request=CommentEditBody, responses=CommentSerializer, summary="Edit one's own comment")
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change the words of one's own comment within the time for editing."""
        services.edit_comment(comment=self.get_object(), author=request.user, **self.typed(CommentEditBody))
        return self.now(pk)

    @extend_schema(request=None, responses={204: None}, summary="Take back one's own comment")
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        """Take back one's own comment: a tombstone when it is answered, gone when it is not."""
        services.withdraw_comment(comment=self.get_object(), author=request.user)
        return Response(status=204)

    @extend_schema(request=None, responses=CommentSerializer, summary="Resolve a conversation")
    @action(detail=True, methods=["put"])
    def resolved(self, request: Request, pk: int) -> Response:
        """Resolve the conversation that this comment began; doing it twice is doing it once."""
        services.resolve_conversation(comment=self.get_object(), by=request.user)
        return self.now(pk)

    @extend_schema(request=None, responses={200: CommentSerializer}, summary="Open a conversation again")
    @resolved.mapping.delete
    def reopen(self, request: Request, pk: int) -> Response:
        """Open a resolved conversation again; doing it twice is doing it once."""
        services.resolve_conversation(comment=self.get_object(), by=request.user, resolved=False)
        return self.now(pk)
