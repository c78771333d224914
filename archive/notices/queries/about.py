"""What those notices have in common that are shown as one: the reason and the thing, as one short word."""

from archive.claims.models import Activity
from archive.notices.models import Kind

THINGS = {"c": "claim_id", "d": "debate_id", "e": "evidence_id", "g": "suggestion_id", "s": "source_id"}
ORDERS = {
    Kind.MENTION: "gcsd",
    Kind.TALK: "gcsd",
    Kind.OUTCOME: "g",
    Kind.EVIDENCE: "c",
    Kind.RATE_AGAIN: "c",
    Kind.SUGGESTION: "c",
    Kind.DECISION: "ecsd",
    Kind.CONCLUSION: "d",
    Kind.CURATING: "d",
    Kind.RETRACTION: "s",
    Kind.FOLLOWED: "ds",
}
"""For each reason the things that it may be about, the most telling one first."""


def about_of(kind: str, act: Activity) -> str:
    """Return "answer:c12" for the answers to claim 12, and so on; at most 40 characters."""
    if kind == Kind.ANSWER and act.claim and act.claim.parent_id:
        return f"{kind}:c{act.claim.parent_id}"
    for letter in ORDERS.get(Kind(kind), ""):
        if thing := getattr(act, THINGS[letter]):
            return f"{kind}:{letter}{thing}"
    return f"{kind}:p{act.person_id or act.actor_id}"
