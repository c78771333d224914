"""What a claim's row says of what stands under it, computed from its answers' rows; pure, no database.

Both the services (along one path) and `recount` (everything) use these functions, so they cannot
disagree about what counts: published claims only, and nothing under a claim that is not published
bears on what stands above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.claims.standing import Argument, base_of, lower_bound, standing_of, weight_of


@dataclass(slots=True)
class Node:
    """One claim's row, as far as tallies need it; the fields are the columns of the same names."""

    id: int
    parent_id: int | None
    published: bool
    supports_parent: bool
    convincing_sum: int
    convincing_count: int
    bearing_sum: int
    bearing_count: int
    own_activity: datetime
    at_bearing: bool = False
    published_at: datetime | None = None
    mirrors: float | None = None  # of a link: the standing of the claim that it shows
    standing: float = 0.5
    weight: float = 0.0
    strength: float = 0.0
    subtree_ratings: int = 0
    children: int = 0
    supports: int = 0
    opposes: int = 0
    descendants: int = 0
    answered_at: datetime | None = None
    last_activity: datetime | None = None


DERIVED = (
    "standing",
    "weight",
    "strength",
    "subtree_ratings",
    "children",
    "supports",
    "opposes",
    "descendants",
    "answered_at",
    "last_activity",
)


def argument_of(node: Node) -> Argument:
    """Return what this claim's parent needs of it."""
    return Argument(node.supports_parent, node.standing, node.weight)


def tally(node: Node, answers: Sequence[Node]) -> None:
    """Set the derived fields of `node` from its own ratings and the rows of all its answers.

    `answers` come in order of their ids, so that the same rows give the same standing to the last bit.
    """
    counted = [a for a in answers if a.published]
    on_bearing = [argument_of(a) for a in counted if a.at_bearing]
    node.weight = weight_of(node.bearing_sum, node.bearing_count, on_bearing)
    node.standing = (
        node.mirrors
        if node.mirrors is not None
        else standing_of(
            base_of(node.convincing_sum, node.convincing_count),
            [argument_of(a) for a in counted if not a.at_bearing],
        )
    )
    node.subtree_ratings = (
        node.convincing_count + node.bearing_count + sum(a.subtree_ratings for a in counted)
    )
    node.strength = lower_bound(node.standing, node.subtree_ratings)
    node.children = len(counted)
    node.supports = sum(a.supports_parent for a in counted)
    node.opposes = node.children - node.supports
    node.descendants = sum(a.published + a.descendants for a in answers)
    node.answered_at = max((a.published_at for a in counted if a.published_at), default=None)
    below = [a.last_activity for a in answers if a.last_activity and (a.published or a.descendants)]
    node.last_activity = max([node.own_activity, *below] if node.published or not below else below)
