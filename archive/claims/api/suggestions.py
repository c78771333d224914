"""Suggestions at the API: reading them, making, accepting, declining and taking them back."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from archive.accounts.api import PersonSerializer
from archive.claims import services
from archive.claims.api.source_bodies import SourceId
from archive.claims.models import Claim, Suggestion
from archive.claims.models.claim import STATEMENT_LIMIT
from archive.claims.models.talk import SuggestionKind, SuggestionState
from archive.claims.queries.suggestions import suggestion_row, visible_suggestions, whole
from archive.claims.services.suggesting.rules import CITE_LIMIT, WORDS_LIMIT
from archive.core.api.fields import Choice, Visible, Words
from archive.core.api.filters import WholeFilter, one_word_of
from archive.core.api.views import Reads
from archive.core.models import Stance


class SuggestionBody(serializers.Serializer):
    """What is suggested for which claim, and why; each kind needs its own fields only."""

    claim = Visible(queryset=Claim.objects.all())
    kind = Choice(choices=SuggestionKind.choices)
    reason = Words(limit=WORDS_LIMIT)
    statement = Words(limit=STATEMENT_LIMIT, required=False, help_text="For a rewording.")
    instead_of = Words(
        required=False, help_text="For a rewording: the words that were read; 409 if others stand there now."
    )
    new_parent = Visible(
        queryset=Claim.objects.all(), required=False, allow_null=True, help_text="For a move."
    )
    new_stance = Choice(choices=Stance.choices, required=False, allow_null=True, help_text="For a move.")
    duplicate_of = Visible(
        queryset=Claim.objects.all(), required=False, allow_null=True, help_text="For a duplicate."
    )
    source = SourceId(required=False, allow_null=True, help_text="For a missing source.")
    cite = Words(
        limit=CITE_LIMIT, required=False, help_text="For a missing source that is not in the archive."
    )


class AcceptBody(serializers.Serializer):
    """A word on it, and whether a rewording means the same."""

    note = Words(limit=WORDS_LIMIT, required=False)
    same_meaning = serializers.BooleanField(
        required=False, help_text="For a rewording, by a curator who did not write the claim: ratings stay."
    )


class DeclineBody(serializers.Serializer):
    """Why not."""

    note = Words(limit=WORDS_LIMIT)


class ClaimSuggestionSerializer(serializers.Serializer):
    """One suggestion, as the caller may see it, and what became of it."""

    id = serializers.IntegerField()
    url = serializers.CharField(help_text="The path of its page.")
    claim = serializers.IntegerField(source="claim_id")
    debate = serializers.IntegerField(source="debate_id")
    kind = serializers.ChoiceField(choices=SuggestionKind.choices)
    statement = serializers.CharField(allow_null=True, help_text="The suggested words.")
    instead_of = serializers.CharField(allow_null=True, help_text="The words that they would replace.")
    new_parent = serializers.IntegerField(source="place.pk", allow_null=True, default=None)
    new_stance = serializers.ChoiceField(choices=Stance.choices, source="stance_or_none", allow_null=True)
    duplicate_of = serializers.IntegerField(source="twin.pk", allow_null=True, default=None)
    source = serializers.IntegerField(source="source.pk", allow_null=True, default=None)
    cite = serializers.CharField()
    reason = serializers.CharField(allow_null=True, help_text="Null where the claim may not be read.")
    author = PersonSerializer()
    created = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=SuggestionState.choices)
    decided_by = PersonSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(help_text="What was said with the decision.")
    same_meaning = serializers.BooleanField()
    is_stale = serializers.BooleanField(help_text="Whether other words stand there by now.")
    may_decide = serializers.BooleanField()
    may_confirm_meaning = serializers.BooleanField()
    may_withdraw = serializers.BooleanField()


class SuggestionFilter(filters.FilterSet):
    """Suggestions by claim, debate, kind, state and who made them."""

    claim = WholeFilter(field_name="claim_id")
    debate = WholeFilter(field_name="claim__debate_id")
    author = filters.CharFilter(field_name="author__username", lookup_expr="iexact", max_length=150)
    kind = one_word_of(SuggestionKind.choices)
    state = one_word_of(SuggestionState.choices)

    class Meta:
        model = Suggestion
        fields: list[str] = []


class SuggestionViews(Reads):
    """Suggestions; those that were declined or taken back are for those concerned."""

    serializer_class = ClaimSuggestionSerializer
    filterset_class = SuggestionFilter
    queryset = Suggestion.objects.all()

    def get_queryset(self) -> QuerySet[Suggestion]:
        """Return what the caller may see, with what a row needs."""
        return whole(visible_suggestions(self.request.user))

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Return the rows, made for the caller."""
        told, *rest = args or (None,)
        viewer = self.request.user
        if isinstance(told, Suggestion):
            told = suggestion_row(told, viewer)
        elif kwargs.get("many") and told is not None:
            told = [suggestion_row(row, viewer) for row in told]
        return super().get_serializer(*([told, *rest] if args else ()), **kwargs)

    @extend_schema(
        request=SuggestionBody,
        responses={201: ClaimSuggestionSerializer},
        summary="Suggest a change of a claim",
    )
    def create(self, request: Request) -> Response:
        """Suggest other words, another place, a duplicate or a missing source."""
        row = services.make_suggestion(author=request.user, **self.typed(SuggestionBody))
        return self.made(row.pk)

    @extend_schema(request=AcceptBody, responses=ClaimSuggestionSerializer, summary="Accept a suggestion")
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def accept(self, request: Request, pk: int) -> Response:
        """Do what was suggested; without `same_meaning` who rated a reworded claim is asked again."""
        words = self.typed(AcceptBody)
        services.accept_suggestion(suggestion=self.get_object(), person=request.user, **words)
        return self.now(pk)

    @extend_schema(request=DeclineBody, responses=ClaimSuggestionSerializer, summary="Decline a suggestion")
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def decline(self, request: Request, pk: int) -> Response:
        """Turn it down, with the reason."""
        words = self.typed(DeclineBody)
        services.decline_suggestion(suggestion=self.get_object(), person=request.user, **words)
        return self.now(pk, status.HTTP_200_OK)

    @extend_schema(
        request=None, responses=ClaimSuggestionSerializer, summary="Take one's own suggestion back"
    )
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def withdraw(self, request: Request, pk: int) -> Response:
        """Take it back while nobody has decided; twice is once."""
        services.withdraw_suggestion(suggestion=self.get_object(), person=request.user)
        return self.now(pk)
