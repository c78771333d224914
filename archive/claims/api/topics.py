"""Topics: the tree, and filing debates."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from archive.claims import services
from archive.claims.models import Topic
from archive.claims.services.topics import DESCRIPTION_LIMIT, NAME_LIMIT
from archive.core.api.fields import Slug, Words
from archive.core.api.views import Reads


class TopicSerializer(serializers.ModelSerializer):
    """A topic; `parent` is the slug of the one it stands below, `merged_into` of the one that took its debates."""

    slug = serializers.CharField(help_text="Its name in addresses, in any script; it never changes.")
    url = serializers.CharField(source="get_absolute_url", help_text="The path of its page.")
    parent: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, allow_null=True
    )
    merged_into: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, allow_null=True
    )

    class Meta:
        model = Topic
        fields = ["id", "slug", "url", "name", "description", "parent", "merged_into"]
        read_only_fields = fields


def one_topic(*, required: bool, help_text: str) -> Any:
    """Return a field that names a topic that stands, by its slug."""
    standing = Topic.objects.filter(merged_into=None)
    return Slug(
        slug_field="slug", queryset=standing, required=required, allow_null=not required, help_text=help_text
    )


class TopicBody(serializers.Serializer):
    """What a topic is called and where it stands."""

    name = Words(limit=NAME_LIMIT)
    description = Words(limit=DESCRIPTION_LIMIT, required=False)
    parent = one_topic(required=False, help_text="Slug of the topic that it stands below; none: at the top.")


class MergeTopicBody(serializers.Serializer):
    """The topic that takes another one's debates."""

    into = one_topic(required=True, help_text="Slug.")


class FileBody(serializers.Serializer):
    """The topics of a debate."""

    topics = Slug(
        slug_field="slug", queryset=Topic.objects.filter(merged_into=None), many=True, help_text="Slugs."
    )


class TopicViews(Reads):
    """Topics in two levels, merged ones included, so that old slugs can be followed."""

    serializer_class = TopicSerializer
    queryset = Topic.objects.all()

    def get_queryset(self) -> QuerySet[Topic]:
        """Return every topic with those that it names."""
        return Topic.objects.select_related("parent", "merged_into")

    @extend_schema(request=TopicBody, responses={201: TopicSerializer}, summary="Add a topic")
    def create(self, request: Request) -> Response:
        """Add a topic; for moderators."""
        return self.made(services.add_topic(by=request.user, **self.typed(TopicBody)).pk)

    @extend_schema(request=TopicBody, responses=TopicSerializer, summary="Rename or move a topic")
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: int) -> Response:
        """Rename a topic, describe it, or put it elsewhere in the tree; its slug stays."""
        services.change_topic(topic=self.get_object(), by=request.user, **self.typed(TopicBody))
        return self.now(pk)

    @extend_schema(request=MergeTopicBody, responses=TopicSerializer, summary="Merge a topic into another")
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: int) -> Response:
        """Give its debates to another topic."""
        services.merge_topics(topic=self.get_object(), by=request.user, **self.typed(MergeTopicBody))
        return self.now(pk)

    @extend_schema(request=None, responses=TopicSerializer, summary="Take a merge of topics back")
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: int) -> Response:
        """Let a merged topic stand by itself again."""
        services.split_topic(topic=self.get_object(), by=request.user)
        return self.now(pk)
