"""Whom an act concerns and why: one table, read from the most particular reason to the least."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, QuerySet

from archive.accounts.models import User
from archive.claims.models import (
    Activity,
    Claim,
    Comment,
    Curatorship,
    Debate,
    Drawing,
    Evidence,
    SetAsideRating,
    Suggestion,
    Topic,
)
from archive.claims.models.activity import Happened
from archive.claims.models.talk import SuggestionState
from archive.notices.models import Follow, Kind
from archive.sources.models import Source

People = Callable[[list[int]], QuerySet[Any, tuple[int, int]]]
"""From keys to pairs of key and person; a person who is nobody is None."""


@dataclass(frozen=True, slots=True)
class Rule:
    """That an act of these kinds concerns the people whom `people` finds by one of its `keys_of`, and why."""

    kind: Kind
    acts: tuple[str, ...]
    key: str
    people: People


def by(model: type[Model], key: str, person: str, **only: Any) -> People:
    """Return the look-up of people in a table: the column of the key, and the column of the person."""

    def look_up(keys: list[int]) -> QuerySet[Any, tuple[int, int]]:
        rows = model._default_manager.filter(**{f"{key}__in": keys, f"{person}__isnull": False}, **only)
        return rows.order_by().values_list(F(key), F(person)).distinct()

    return look_up


SAID = (Happened.CLAIM, Happened.EVIDENCE)
CHANGED = (Happened.REWORDED, Happened.REARRANGED, Happened.UNDONE)
IN_A_DEBATE = (
    *SAID,
    *CHANGED,
    Happened.COMMENT,
    Happened.SUGGESTION,
    Happened.OUTCOME,
    Happened.WITHDRAWN,
    Happened.REINSTATED,
    Happened.TOPICS,
)
ON_A_SOURCE = (Happened.EVIDENCE, Happened.COMMENT, Happened.MARK, Happened.CAPTURE)
ON_A_TOPIC = (Happened.DEBATE, Happened.TOPICS, Happened.STATE)

RULES: tuple[Rule, ...] = (
    Rule(Kind.MENTION, (Happened.COMMENT,), "named", by(User, "pk", "pk")),
    Rule(Kind.OUTCOME, (Happened.OUTCOME,), "suggestion", by(Suggestion, "pk", "author")),
    Rule(Kind.RATE_AGAIN, (Happened.OUTCOME,), "suggestion", by(SetAsideRating, "suggestion", "rater")),
    Rule(Kind.ANSWER, (Happened.CLAIM,), "parent", by(Claim, "pk", "author")),
    Rule(Kind.EVIDENCE, (Happened.EVIDENCE,), "claim", by(Claim, "pk", "author")),
    Rule(Kind.TALK, (Happened.COMMENT,), "conversation", by(Comment, "pk", "author")),
    Rule(Kind.TALK, (Happened.COMMENT,), "conversation", by(Comment, "answers", "author")),
    Rule(Kind.TALK, (Happened.COMMENT,), "comment", by(Comment, "pk", "claim__author")),
    Rule(Kind.TALK, (Happened.COMMENT,), "comment", by(Comment, "pk", "source__added_by")),
    Rule(Kind.TALK, (Happened.COMMENT,), "comment", by(Comment, "pk", "suggestion__author")),
    Rule(Kind.TALK, (Happened.COMMENT,), "comment", by(Comment, "pk", "suggestion__claim__author")),
    Rule(Kind.TALK, (Happened.COMMENT,), "comment", by(Comment, "pk", "debate__curatorships__curator")),
    Rule(Kind.SUGGESTION, (Happened.SUGGESTION,), "claim", by(Claim, "pk", "author")),
    Rule(Kind.SUGGESTION, (Happened.SUGGESTION,), "debate", by(Curatorship, "debate", "curator")),
    Rule(Kind.DECISION, (Happened.DECISION, *CHANGED), "own_claim", by(Claim, "pk", "author")),
    Rule(Kind.DECISION, (Happened.DECISION,), "evidence", by(Evidence, "pk", "author")),
    Rule(Kind.DECISION, (Happened.DECISION,), "own_source", by(Source, "pk", "added_by")),
    Rule(Kind.DECISION, (Happened.DECISION,), "comment", by(Comment, "pk", "author")),
    Rule(Kind.DECISION, (Happened.DECISION,), "person", by(User, "pk", "pk")),
    Rule(Kind.CURATING, (Happened.CURATOR,), "person", by(User, "pk", "pk")),
    Rule(Kind.CURATING, (Happened.CURATOR,), "debate", by(Curatorship, "debate", "curator")),
    Rule(Kind.RETRACTION, (Happened.MARK,), "source", by(Evidence, "source", "author")),
    Rule(Kind.RETRACTION, (Happened.MARK,), "source", by(Drawing, "passage__source", "drawn_by")),
    Rule(Kind.RETRACTION, (Happened.MARK,), "source", by(Drawing, "passage__source", "claim__author")),
    Rule(Kind.CONCLUSION, (Happened.STATE,), "debate", by(Claim, "debate", "author")),
    Rule(Kind.CONCLUSION, (Happened.STATE,), "debate", by(Evidence, "claim__debate", "author")),
    Rule(Kind.CONCLUSION, (Happened.STATE,), "debate", by(Curatorship, "debate", "curator")),
    Rule(Kind.CONCLUSION, (Happened.STATE,), "debate", by(Follow, "debate", "follower")),
    Rule(Kind.FOLLOWED, IN_A_DEBATE, "debate", by(Follow, "debate", "follower")),
    Rule(Kind.FOLLOWED, IN_A_DEBATE, "claim", by(Follow, "claim", "follower")),
    Rule(Kind.FOLLOWED, SAID, "parent", by(Follow, "claim", "follower")),
    Rule(Kind.FOLLOWED, ON_A_SOURCE, "source", by(Follow, "source", "follower")),
    Rule(Kind.FOLLOWED, ON_A_TOPIC, "topic", by(Follow, "topic", "follower")),
    Rule(Kind.FOLLOWED, (Happened.DEBATE, *SAID), "actor", by(Follow, "person", "follower")),
)
"""`own_claim` is the claim of an act that is about the claim itself, and not about a card or comment on it."""

TO_ITS_AUTHOR = frozenset({Kind.DECISION, Kind.OUTCOME})
"""Reasons that reach people even where the thing is out of everybody else's sight: it is their own."""


def acts_to_tell(ids: Iterable[int]) -> list[Activity]:
    """Return the activities with what `keys_of` reads, in two queries."""
    rows = Activity.objects.filter(pk__in=list(ids)).select_related("claim", "comment").order_by("id")
    found = list(rows)
    topics = topics_of({row.debate_id for row in found if row.kind in ON_A_TOPIC and row.debate_id})
    for row in found:
        row.topic_ids = topics.get(row.debate_id, [])  # type: ignore[attr-defined]
    return found


def topics_of(debates: set[int]) -> dict[int | None, list[int]]:
    """Return the topics of each debate and those above them, by debate."""
    filed: dict[int | None, list[int]] = {}
    if debates:
        rows = Topic.objects.filter(debates__in=debates).values_list("debates", "pk", "parent")
        for debate, topic, above in rows:
            filed.setdefault(debate, []).extend(pk for pk in (topic, above) if pk)
    return filed


def keys_of(act: Activity) -> dict[str, list[int]]:
    """Return by what the table finds people for this activity; a key without a value is left out.

    A comment that was edited concerns those only whom it names anew; a suggestion that was turned down, only
    who made it.
    """
    aside = act.evidence_id or act.comment_id
    detail = act.detail if isinstance(act.detail, dict) else {}
    named = [pk for pk in detail.get("mentions", ()) if isinstance(pk, int) and not isinstance(pk, bool)]
    if detail.get("edited"):
        return {"named": named}
    if act.kind == Happened.OUTCOME and detail.get("state") != SuggestionState.ACCEPTED and act.suggestion_id:
        return {"suggestion": [act.suggestion_id]}
    found: dict[str, list[int | None]] = {
        "debate": [act.debate_id],
        "claim": [act.claim_id],
        "own_claim": [None if aside else act.claim_id],
        "parent": [act.claim.parent_id if act.claim else None],
        "evidence": [act.evidence_id],
        "comment": [act.comment_id],
        "conversation": [act.comment.answers_id if act.comment else None],
        "suggestion": [act.suggestion_id],
        "source": [act.source_id],
        "own_source": [None if aside else act.source_id],
        "topic": list(getattr(act, "topic_ids", [])),
        "person": [act.person_id],
        "actor": [act.actor_id],
        "named": list(named),
    }
    return {name: list(dict.fromkeys(pk for pk in keys if pk)) for name, keys in found.items() if any(keys)}


def open_to_all(acts: list[Activity]) -> set[int]:
    """Return the ids of those activities whose things everybody may see now, in at most six queries.

    A suggestion that was taken back is nothing to tell of any more.
    """
    columns: dict[str, QuerySet[Any]] = {
        "debate_id": Debate.objects.visible_to(None),
        "claim_id": Claim.objects.visible_to(None),
        "evidence_id": Evidence.objects.visible_to(None),
        "comment_id": Comment.objects.visible_to(None),
        "source_id": Source.objects.readable_by(None),
        "suggestion_id": Suggestion.objects.exclude(state=SuggestionState.WITHDRAWN),
    }
    unseen: set[int] = set()
    for column, seen in columns.items():
        asked = {getattr(act, column) for act in acts} - {None}
        there = set(seen.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
        unseen.update(act.pk for act in acts if getattr(act, column) in asked - there)
    return {act.pk for act in acts} - unseen
