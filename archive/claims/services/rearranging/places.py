"""Places in the tree: carrying a whole subtree to another one, and keeping standings free of circles."""

from django.db import connection
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Greatest, Substr
from django.utils.translation import gettext as _

from archive.accounts.models import User
from archive.claims.models import Claim, Debate
from archive.claims.models.claim import MAX_DEPTH, SEGMENT, ClaimQuerySet
from archive.claims.services.path import note_shown
from archive.claims.services.rearranging.rules import (
    refuse_answers_at_bearing,
    refuse_last_thesis,
    refuse_same_words,
)
from archive.core.errors import Refused
from archive.core.models import Aim, Publication
from archive.sources.models import slug_for

FEEDS = """
    WITH RECURSIVE fed(id) AS (
        SELECT up.id FROM (SELECT %s::bigint AS id) f CROSS JOIN LATERAL ({above}) up
      UNION
        SELECT up.id FROM fed f CROSS JOIN LATERAL ({above}) up
    )
    SELECT EXISTS (SELECT 1 FROM fed WHERE id = %s)
"""
ABOVE = """
    SELECT parent_id AS id FROM archive_claim WHERE id = f.id AND parent_id IS NOT NULL
    UNION ALL
    SELECT id FROM archive_claim WHERE same_as_id = f.id AND state NOT IN ('withdrawn', 'merged')
"""


def feeds_itself(claim_id: int) -> bool:
    """Return whether the claim's standing depends on itself: up through parents, and through links that show it."""
    with connection.cursor() as cursor:
        cursor.execute(FEEDS.format(above=ABOVE), [claim_id, claim_id])
        return bool(cursor.fetchone()[0])


def refuse_circle(claim: Claim) -> None:
    """Refuse a change, just made and taken back with the transaction, that lets a standing depend on itself."""
    if feeds_itself(claim.pk):
        raise Refused(
            _(
                "The one claim's standing depends on the other's already, so it would come to depend on itself."
            ),
            field="parent",
            code="circle",
            conflict=True,
        )


def step_of(path: str) -> str:
    """Return the last step of a path: its number among its parent's answers."""
    return path[-SEGMENT:]


def subtree(claim: Claim) -> ClaimQuerySet:
    """Return the claim and everything under it, of every state."""
    return Claim.objects.filter(debate_id=claim.debate_id, path__startswith=claim.path)


def note_left(debate_id: int, parent_id: int | None, step: str) -> None:
    """Note that a number was given up, so that it is never given to another claim."""
    rows = Claim.objects.filter(pk=parent_id) if parent_id else Debate.objects.filter(pk=debate_id)
    rows.update(vacated=Greatest(F("vacated"), int(step)))


def place(
    claim: Claim,
    *,
    debate: Debate,
    parent: Claim | None,
    path: str,
    stance: str | None,
    aim: str = Aim.STANDING,
) -> None:
    """Carry a claim and everything under it to another place, parents before their answers; tallies are not made.

    The debates are locked. Refuses with code too_deep. `claim` has its new place afterwards.
    """
    depth = parent.depth + 1 if parent else 0
    deepest = subtree(claim).aggregate(deepest=Max("depth"))["deepest"]
    shift, length = depth - claim.depth, len(claim.path)
    if deepest + shift > MAX_DEPTH:
        raise Refused(
            _("Threads end %(max_depth)s steps below the thesis; what stands under it would go deeper.")
            % {"max_depth": MAX_DEPTH},
            field="parent",
            code="too_deep",
            conflict=True,
        )
    levels = [subtree(claim).filter(depth=level) for level in range(claim.depth + 1, deepest + 1)]
    was_there = (claim.debate_id, claim.path) == (debate.pk, path)
    note_left(claim.debate_id, claim.parent_id, step_of(claim.path))
    claim.debate, claim.parent, claim.path, claim.depth = debate, parent, path, depth
    claim.stance, claim.aim = stance, aim
    claim.save(update_fields=["debate", "parent", "path", "depth", "stance", "aim"])
    for level in () if was_there else levels:
        below = Concat(Value(path), Substr("path", length + 1))
        level.update(debate=debate, path=below, depth=F("depth") + shift)


def refuse_unfit_place(claim: Claim, parent: Claim | None, person: User) -> None:
    """Refuse a place for a claim of the debate: inside itself, twice, or leaving something without meaning.

    Codes: inside_itself, last_thesis, answers_at_bearing, duplicate, no_bearing.
    """
    if parent is not None and parent.path.startswith(claim.path):
        raise Refused(_("That claim stands under this one."), field="parent", code="inside_itself")
    if parent is not None:
        refuse_last_thesis(claim)
    else:
        refuse_answers_at_bearing(claim)
    refuse_same_words(claim, parent, person)


def straighten_aims(claim: Claim) -> list[int]:
    """Let answers that do not stand any more aim at the standing of what becomes a thesis; returns their ids."""
    answers = Claim.objects.filter(parent=claim, aim=Aim.BEARING)
    ids = list(answers.values_list("pk", flat=True))
    Claim.objects.filter(pk__in=ids).update(aim=Aim.STANDING)
    return ids


def note_all_shown(root: Claim) -> None:
    """Note all debates that the links in a subtree, and those to its claims, tie together; all are locked."""
    links = subtree(root).filter(same_as__isnull=False)
    pairs = set(links.values_list("same_as__debate_id", "debate_id"))
    shown = Claim.objects.filter(same_as__in=subtree(root))
    pairs |= set(shown.values_list("same_as__debate_id", "debate_id"))
    for debate_id, in_debate in sorted(pairs):
        note_shown(debate_id, in_debate)


def tied_to(claim: Claim) -> set[int]:
    """Return the debates of the claims that links under this one show: they must be locked when it leaves."""
    links = subtree(claim).filter(same_as__isnull=False)
    return set(links.values_list("same_as__debate_id", flat=True))


def settle_name(debate: Debate) -> None:
    """Let the address of a debate without a title be made of its first thesis's words."""
    theses = Claim.objects.filter(debate=debate, parent=None, state=Publication.PUBLISHED)
    first = theses.order_by("path").first()
    if first is not None and not debate.title:
        Debate.objects.filter(pk=debate.pk).update(slug=slug_for(first.statement))
