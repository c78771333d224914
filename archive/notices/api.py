"""Notices, following and how one hears of things at the API; each caller sees their own."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from archive.core.api.fields import Choice, Whole
from archive.core.api.filters import LARGEST
from archive.core.api.views import Door
from archive.core.errors import Refused
from archive.notices import services
from archive.notices.models import THINGS, Follow, Kind, Notification, Way
from archive.notices.queries import (
    followable,
    followed_by,
    groups_of,
    notices_of,
    one_by_one,
    preferences_of,
    rows_of,
    unread_of,
)

KINDS = [(kind, kind) for kind in Kind.values]
WAYS = [(way, way) for way in Way.values]
THING_KINDS = [(kind, kind) for kind in THINGS]


class NoticeSerializer(serializers.Serializer):
    """That the caller was told of one act."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS, help_text="Why they were told.")
    about = serializers.CharField(help_text="The same for notices that belong together.")
    line = serializers.CharField(help_text="Who did what, in the caller's language.")
    words = serializers.SerializerMethodField(
        help_text="What it brought; empty where it is not shown any more."
    )
    url = serializers.CharField(help_text="The path of the page of what was done; may be empty.")
    unread = serializers.SerializerMethodField()
    told = serializers.DateTimeField(source="when")

    def get_words(self, group: Any) -> str:
        """Return the words of the one act."""
        return group.items[0].words if group.items else ""

    def get_unread(self, group: Any) -> bool:
        """Return whether it was not read."""
        return bool(group.unread)


class ReadBody(serializers.Serializer):
    """Up to which notice everything was read; or one notice, with the older ones that belong to it."""

    until = Whole(min_value=0, max_value=LARGEST, required=False)
    notice = Whole(min_value=0, max_value=LARGEST, required=False)


class PreferenceSerializer(serializers.Serializer):
    """How the caller hears of one kind of thing."""

    kind = serializers.ChoiceField(choices=KINDS)
    label = serializers.CharField(read_only=True, help_text="The kind in words.")
    way = serializers.ChoiceField(choices=WAYS)
    is_usual = serializers.BooleanField(read_only=True, help_text="Whether they have chosen nothing.")


class PreferenceBody(serializers.Serializer):
    """One choice."""

    kind = Choice(choices=KINDS)
    way = Choice(choices=WAYS)


class FollowBody(serializers.Serializer):
    """What to follow: its kind and its id."""

    kind = Choice(choices=THING_KINDS)
    thing = Whole(min_value=0, max_value=LARGEST)


class FollowSerializer(serializers.Serializer):
    """One thing that the caller follows."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=THING_KINDS)
    thing = serializers.IntegerField(help_text="The id of the debate, claim, source, topic or person.")
    words = serializers.CharField(help_text="What it is called; empty where it is not shown any more.")
    url = serializers.CharField(help_text="The path of its page; empty where it is not shown any more.")
    since = serializers.DateTimeField()


LISTING = [
    OpenApiParameter("kind", str, enum=Kind.values, description="Only those of one kind."),
    OpenApiParameter("unread", bool, description="Only those that were not read."),
]
COUNTS = inline_serializer(
    "ReadCounts", {"read": serializers.IntegerField(), "unread": serializers.IntegerField()}
)


class NoticeViews(Door):
    """What the caller was told, the newest first."""

    permission_classes = [IsAuthenticated]
    serializer_class = NoticeSerializer
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Notification]:
        """Return the caller's notices."""
        person: Any = self.request.user
        return notices_of(person) if person.is_authenticated else Notification.objects.none()

    @extend_schema(operation_id="notifications_list", summary="One's notices", parameters=LISTING)
    def list(self, request: Request) -> Response:
        """Return a page of notices; reading them here marks nothing as read."""
        rows = self.get_queryset()
        kind, unread = request.query_params.get("kind"), request.query_params.get("unread")
        if kind is not None:
            if kind not in Kind.values:
                raise serializers.ValidationError(
                    {"kind": [_("Choose one of the kinds.")]}, code="invalid_choice"
                )
            rows = rows.filter(kind=kind)
        if unread is not None:
            if unread not in ("true", "false"):
                raise serializers.ValidationError({"unread": [_("Say true or false.")]}, code="invalid")
            rows = rows.filter(read_at__isnull=unread == "true")
        groups = groups_of(self.paginate_queryset(rows), viewer=request.user, together=one_by_one)
        return self.get_paginated_response(self.get_serializer(groups, many=True).data)

    @extend_schema(
        operation_id="notifications_read", summary="Mark as read", request=ReadBody, responses=COUNTS
    )
    @action(detail=False, methods=["post"])
    def read(self, request: Request) -> Response:
        """Mark as read everything up to one notice, or one notice with its group."""
        typed = self.typed(ReadBody)
        if ("until" in typed) == ("notice" in typed):
            raise Refused(_("Give either `until` or `notice`."), code="required")
        if "until" in typed:
            read = services.read_all(person=request.user, until=typed["until"])
        else:
            notice = get_object_or_404(self.get_queryset(), pk=typed["notice"])
            read = services.read_group(person=request.user, notice=notice)
        return Response({"read": read, "unread": unread_of(request.user)})

    @extend_schema(
        operation_id="notifications_preferences",
        summary="How one hears of things",
        responses=PreferenceSerializer(many=True),
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def preferences(self, request: Request) -> Response:
        """Return a row for each kind of thing."""
        return Response(PreferenceSerializer(preferences_of(request.user), many=True).data)

    @extend_schema(
        operation_id="notifications_prefer",
        summary="Choose how to hear of a kind of thing",
        request=PreferenceBody,
        responses=PreferenceSerializer(many=True),
    )
    @preferences.mapping.put
    def prefer(self, request: Request) -> Response:
        """Store one choice, and return all of them."""
        typed = self.typed(PreferenceBody)
        try:
            services.set_ways(person=request.user, ways={typed["kind"]: typed["way"]})
        except Refused as refusal:
            refusal.field = refusal.code  # the service names the kind at fault, the body has two fields
            raise
        return Response(PreferenceSerializer(preferences_of(request.user), many=True).data)


class FollowViews(Door):
    """What the caller follows, the newest first."""

    permission_classes = [IsAuthenticated]
    serializer_class = FollowSerializer
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Follow]:
        """Return the caller's follows."""
        person: Any = self.request.user
        return followed_by(person) if person.is_authenticated else Follow.objects.none()

    @extend_schema(operation_id="follows_list", summary="What one follows")
    def list(self, request: Request) -> Response:
        """Return a page of what the caller follows."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows_of(page, request.user), many=True).data)

    @extend_schema(
        operation_id="follows_create",
        summary="Follow a thing",
        request=FollowBody,
        responses={201: FollowSerializer},
    )
    def create(self, request: Request) -> Response:
        """Follow a thing; doing it twice gives the same row."""
        typed = self.typed(FollowBody)
        thing = get_object_or_404(followable(typed["kind"], request.user), pk=typed["thing"])
        row = services.follow(person=request.user, thing=thing)
        shown = rows_of([row], request.user)[0]
        return Response(self.get_serializer(shown).data, status=status.HTTP_201_CREATED)

    @extend_schema(operation_id="follows_destroy", summary="Stop following", responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Stop following; the id is the follow's own."""
        row = get_object_or_404(self.get_queryset(), pk=pk)
        kind = next(kind for kind in THINGS if getattr(row, f"{kind}_id"))
        services.unfollow(person=request.user, kind=kind, thing=getattr(row, f"{kind}_id"))
        return Response(status=status.HTTP_204_NO_CONTENT)
