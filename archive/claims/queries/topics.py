"""Topics for their pages: the tree with its counts, and one topic with what is filed under it."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from archive.claims.models import Debate, Topic


@dataclass(slots=True)
class TopicRow:
    """One topic with how many debates everybody may see under it, those of the topics below included."""

    topic: Topic
    debates: int
    below: "list[TopicRow]"


def topic_tree() -> list[TopicRow]:
    """Return the topics at the top by name, each with those below it; three queries.

    A debate that is filed under a topic and one below it counts once above.
    """
    topics = list(Topic.objects.filter(merged_into=None).order_by("name", "id"))
    links = Debate.topics.through.objects.filter(debate__in=Debate.objects.visible_to(None))
    counted = Count("debate", distinct=True)
    own = {row["topic"]: row["n"] for row in links.values("topic").annotate(n=counted)}
    by_top = links.values(top=Coalesce("topic__parent", "topic")).annotate(n=counted)
    whole = {row["top"]: row["n"] for row in by_top}
    rows = {
        topic.pk: TopicRow(topic, (own if topic.parent_id else whole).get(topic.pk, 0), [])
        for topic in topics
    }
    for topic in topics:
        if topic.parent_id in rows:
            rows[topic.parent_id].below.append(rows[topic.pk])
    return [rows[topic.pk] for topic in topics if topic.parent_id is None]


def filed_under(topic: Topic) -> Q:
    """Return the condition of a debate that is filed under the topic, or under one below it."""
    return Q(topics=topic) | Q(topics__parent=topic)
