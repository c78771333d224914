"""What somebody who opens a debate should see first, and how a concluded one stood."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import md5

from django.db.models.functions import MD5
from django.utils.dateparse import parse_datetime

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate
from archive.claims.queries.rows import StandingRow, standing_row, words_for
from archive.claims.queries.similar import LIVE, SimilarClaim, SimilarDebate, similar_claims, similar_debates
from archive.core.markup import render

THESES_TOLD = 20  # of a conclusion
MOVED = 0.005  # from which on two standings are not written alike


@dataclass(frozen=True, slots=True)
class Alike:
    """What is in the archive already and says about the same as a debate that is to be opened."""

    debates: list[SimilarDebate]
    claims: list[SimilarClaim]

    def __bool__(self) -> bool:
        return bool(self.debates or self.claims)


def alike_to_opening(theses: list[str], title: str, *, viewer: Viewer) -> Alike:
    """Return debates like this one, and arguments like its theses in others; nothing if a thesis stands already.

    The opening of such a one is refused or was a double click: its own answer says where it stands.
    """
    hashes = [md5(words.encode(), usedforsecurity=False).hexdigest() for words in theses]
    same = Claim.objects.visible_to(viewer).alias(words=MD5("statement"))
    if same.filter(parent=None, words__in=hashes, state__in=LIVE).exists():
        return Alike([], [])
    debates = similar_debates(title, *theses, viewer=viewer)
    shown = {debate.id for debate in debates}
    claims = {row.id: row for words in theses for row in similar_claims(words, viewer=viewer)}
    others = [row for row in claims.values() if row.debate_id not in shown or row.stance]
    return Alike(debates, sorted(others, key=lambda row: -row.likeness)[:5])


@dataclass(frozen=True, slots=True)
class ConcludedThesis:
    """One thesis as it stood when its debate was concluded, and at the conclusion before if that differs."""

    url: str
    statement: str
    standing: StandingRow
    before: StandingRow | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A debate's last conclusion: its statement as HTML, when, and how the theses stood; `more` are left out."""

    html: str
    at: datetime | None
    theses: list[ConcludedThesis]
    more: int
    before: datetime | None


def conclusion_of(debate: Debate, *, viewer: Viewer) -> Conclusion | None:
    """Return how a concluded debate ended, in one query; None for one that is not concluded."""
    if not debate.outcome:
        return None
    last, before = ([{}, {}, *debate.conclusions][at] for at in (-1, -2))
    frozen = last.get("theses", [])
    earlier = {row["claim"]: row for row in before.get("theses", [])}
    told = Claim.objects.in_bulk([row["claim"] for row in frozen[:THESES_TOLD]]) if frozen else {}
    rows = [concluded(told[row["claim"]], row, earlier, viewer) for row in frozen if row["claim"] in told]
    return Conclusion(
        html=render(debate.outcome),
        at=moment(last),
        theses=[row for row in rows if row.statement],
        more=max(0, len(frozen) - THESES_TOLD),
        before=moment(before),
    )


def concluded(
    claim: Claim, row: dict[str, float], earlier: dict[int, dict[str, float]], viewer: Viewer
) -> ConcludedThesis:
    """Return one thesis with its standings; its statement is empty where it may not be read."""
    was = earlier.get(claim.pk)
    if was and abs(was["standing"] - row["standing"]) < MOVED and was["ratings"] == row["ratings"]:
        was = None
    return ConcludedThesis(
        url=claim.get_absolute_url(),
        statement=words_for(viewer, claim.state, claim.author_id, claim.statement) or "",
        standing=standing_row(row["standing"], int(row["ratings"])),
        before=standing_row(was["standing"], int(was["ratings"])) if was else None,
    )


def moment(conclusion: dict[str, str]) -> datetime | None:
    """Return when a conclusion was drawn."""
    return parse_datetime(conclusion.get("at", ""))
