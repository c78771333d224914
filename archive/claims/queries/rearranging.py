"""What curators see before they rearrange claims, and what everybody sees of it afterwards."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet

from archive.accounts.models import User
from archive.accounts.permissions import Viewer, may_moderate
from archive.claims.models import Claim, Curatorship, Debate, Rearrangement
from archive.claims.models.claim import SEGMENT
from archive.claims.models.debate import DebateState
from archive.claims.models.rearrangement import Act
from archive.claims.permissions import may_undo
from archive.claims.queries.choosing import CHOICES, NUMBER, SIFTED, WORDS_SOUGHT, ClaimChoice, claim_choice
from archive.claims.queries.rows import words_for
from archive.core.models import Aim

PLACE = re.compile(r"(?i)(?:([B-Z][A-Z]{0,3})(?:\.|$))?((?:\d{1,4})(?:\.\d{1,4})*)?")


def places_for(claim: Claim, words: str, *, viewer: Viewer, act: str) -> list[ClaimChoice]:
    """Return the claims that one may be moved under, linked under or merged into, for these words; at most 20.

    Words are a number in the debate ("2.1"), a claim's own number with # or its address, or words of the
    statement, the likest first; without words the first ones of the debate. In at most two queries.
    """
    found = Claim.objects.visible_to(viewer).published().filter(same_as=None).exclude(pk=claim.pk)
    within = found.filter(debate=claim.debate_id)
    if act == Act.LINK:
        found = found.filter(debate__state=DebateState.OPEN, debate__in=curated_by(viewer))
    else:
        found = within = within.exclude(path__startswith=claim.path)
    sought = words.split()[:WORDS_SOUGHT]
    if not sought:
        return [claim_choice(one) for one in found.filter(debate=claim.debate_id).order_by("path")[:CHOICES]]
    if path := path_of(words.strip()):
        return [claim_choice(one) for one in found.filter(debate=claim.debate_id, path=path)]
    if number := NUMBER.fullmatch(words.strip()):
        return [claim_choice(one) for one in found.filter(pk=int(number[1]))]
    held = Q()
    for word in sought:
        held &= Q(statement__icontains=word)
    sifted = Claim.objects.filter(pk__in=found.filter(held).order_by("-id").values("pk")[:SIFTED])
    likeness = TrigramWordSimilarity(" ".join(sought), "statement")
    return [
        claim_choice(one) for one in sifted.annotate(likeness=likeness).order_by("-likeness", "-id")[:CHOICES]
    ]


def curated_by(viewer: Viewer) -> QuerySet[Debate]:
    """Return the debates that `viewer` curates; all for a moderator."""
    if may_moderate(viewer):
        return Debate.objects.all()
    named = Curatorship.objects.filter(curator_id=viewer.pk if viewer else None)
    return Debate.objects.filter(pk__in=named.values("debate"))


def path_of(number: str) -> str:
    """Return the path of a claim's number in its debate, such as "2.1" or "B.3"; empty if it is none."""
    match = PLACE.fullmatch(number)
    if not match or not number:
        return ""
    thesis = 0
    for letter in (match[1] or "A").upper():
        thesis = thesis * 26 + ord(letter) - ord("A")
    steps = [thesis + 1, *(int(step) for step in (match[2] or "").split(".") if step)]
    return "".join(f"{step:0{SEGMENT}}" for step in steps)


def claim_to_choose(number: int, *, viewer: Viewer) -> Claim | None:
    """Return the claim of this number if it may be chosen as a place, else None."""
    seen = Claim.objects.visible_to(viewer).published().select_related("debate")
    return seen.filter(pk=number).first() if number else None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a rearrangement would do, in numbers: what comes along, what is set aside, what goes over."""

    along: int
    answers: int
    bearing: int
    bearing_stays: bool
    convincing: int
    cards: int
    at_bearing: int
    links: int
    leaves_link: bool


def consequences(claim: Claim, other: Claim | None, act: str) -> Consequences:
    """Return what the act would do to a claim, in three queries at most."""
    answers = Claim.objects.filter(parent=claim)
    same = other is not None and (claim.parent_id, claim.stance, claim.aim) == (
        other.parent_id,
        other.stance,
        other.aim,
    )
    return Consequences(
        along=claim.descendants,
        answers=claim.children,
        bearing=claim.bearing_count,
        bearing_stays=same or act == Act.EXTRACT,
        convincing=claim.convincing_count,
        cards=claim.evidence_count,
        at_bearing=answers.published().filter(aim=Aim.BEARING).count(),
        links=Claim.objects.published().filter(same_as=claim).count(),
        leaves_link=claim.parent_id is not None and (other is None or other.parent_id != claim.parent_id),
    )


@dataclass(frozen=True, slots=True)
class RearrangementRow:
    """One rearrangement ready to print; `statement` is None where the viewer may not read the claim."""

    id: int
    act: str
    word: str
    claim_id: int
    url: str
    statement: str | None
    other_id: int | None
    other_url: str
    other_words: str | None
    into_id: int | None
    into_url: str
    by: User
    reason: str
    created: datetime
    undone_at: datetime | None
    undone_by: User | None
    undo_until: datetime
    may_undo: bool


def rearrangements_of(
    debate: Debate, *, viewer: Viewer, skip: int = 0, count: int = 50
) -> list[RearrangementRow]:
    """Return what was linked, moved, merged and extracted in a debate, the newest first, in two queries."""
    rows = with_all(Rearrangement.objects.filter(debate=debate)).order_by("-id")[skip : skip + count]
    may = may_undo(viewer, debate)
    return [rearrangement_row(row, viewer, may=may) for row in rows]


def with_all(rows: QuerySet[Rearrangement]) -> QuerySet[Rearrangement]:
    """Load along what a row prints."""
    return rows.select_related(
        "claim__same_as",
        "claim__merged_into",
        "other__same_as",
        "other__merged_into",
        "other__parent__merged_into",
        "into",
        "by",
        "undone_by",
        "debate",
    )


def rearrangement_row(row: Rearrangement, viewer: Viewer, *, may: bool) -> RearrangementRow:
    """Return one rearrangement as `viewer` may see it; `may` says whether they may undo any in the debate."""
    other = row.other
    shown = other.parent if other and row.act == Act.LINK else other if row.act != Act.EXTRACT else None
    return RearrangementRow(
        id=row.pk,
        act=row.act,
        word=row.get_act_display(),
        claim_id=row.claim_id,
        url=row.claim.get_absolute_url(),
        statement=words_now(row.claim, viewer),
        other_id=row.other_id,
        other_url=shown.get_absolute_url() if shown else "",
        other_words=words_now(shown, viewer) if shown else None,
        into_id=row.into_id,
        into_url=row.into.get_absolute_url() if row.into else "",
        by=row.by,
        reason=row.reason,
        created=row.created,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
        undo_until=row.undo_until,
        may_undo=may and row.is_undoable,
    )


def words_now(claim: Claim, viewer: Viewer) -> str | None:
    """Return the words of a claim if the viewer may read them; those of a merged one as what stands for it."""
    shown = claim.same_as or claim
    told = shown
    while told.merged_into is not None:
        told = told.merged_into
    return words_for(viewer, told.state, shown.author_id, shown.statement)


def rearrangement_seen(number: int, viewer: Viewer) -> Rearrangement | None:
    """Return the rearrangement of this number if `viewer` may see its debate."""
    rows = with_all(Rearrangement.objects.filter(pk=number, debate__in=Debate.objects.visible_to(viewer)))
    return rows.first()


def put_back_into(debate_id: int, viewer: Viewer) -> Claim | None:
    """Return the claim of which a debate was made that was emptied again by undoing, if `viewer` may see it."""
    row = Rearrangement.objects.filter(into=debate_id, undone_at__isnull=False).order_by("-id").first()
    return Claim.objects.visible_to(viewer).filter(pk=row.claim_id).first() if row else None
