"""Who may curate: the questions about debates, sources and passages that templates ask with the services' own table."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from archive.accounts.models import User
from archive.accounts.permissions import Viewer, may, may_moderate
from archive.claims.models import Claim, Comment, Curatorship, Debate, Drawing, Evidence, Suggestion
from archive.claims.models.talk import SuggestionKind
from archive.core.models import Publication
from archive.sources.models import Passage, Source, SourceMark


def curators_of(debate: Debate) -> frozenset[int]:
    """Return the ids of the people who curate this debate; no query if they came along with it."""
    if hasattr(debate, "curator_ids"):
        return frozenset(debate.curator_ids)
    return frozenset(Curatorship.objects.filter(debate=debate).values_list("curator_id", flat=True))


def may_close(viewer: Viewer, debate: Debate) -> bool:
    """Return whether `viewer` may close, conclude or reopen the debate; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return may(viewer, "close debate", curators=curators_of(debate))


def debates_leaning_on(source: Source) -> QuerySet[Debate]:
    """Return the debates in which a published claim was drawn from the source or a published card cites it."""
    published = {"claim__state": Publication.PUBLISHED, "claim__debate__held": False}
    cards = Evidence.objects.filter(source=source, state=Publication.PUBLISHED, **published)
    drawn = Drawing.objects.filter(passage__source=source, **published)
    return Debate.objects.filter(
        Q(pk__in=cards.values("claim__debate")) | Q(pk__in=drawn.values("claim__debate"))
    )


def towards_marking(source: Source) -> dict[str, Any]:
    """Return who is what to the source: who added it, and who curates any debate that leans on it."""
    curators = Curatorship.objects.filter(debate__in=debates_leaning_on(source))
    return {
        "author_id": source.added_by_id,
        "curators": frozenset(curators.values_list("curator_id", flat=True)),
    }


def towards_lifting(mark: SourceMark) -> dict[str, Any]:
    """Return who is what to the mark: who set it, and who curates any debate that leans on its source."""
    return {**towards_marking(mark.source), "author_id": mark.marked_by_id}


def towards_merging(source: Source) -> dict[str, Any]:
    """Return who is what to a record that is to go: who curates every debate that leans on it, or who added it."""
    debates = list(debates_leaning_on(source).values_list("pk", flat=True))
    if not debates:
        return {"author_id": source.added_by_id}
    each = Curatorship.objects.filter(debate__in=debates).values("curator_id").annotate(n=Count("debate"))
    return {"curators": frozenset(each.filter(n=len(debates)).values_list("curator_id", flat=True))}


def towards_placing(passage: Passage, person: User) -> dict[str, Any]:
    """Return who is what to a passage: whether `person` drew a claim from it, and who curates its claims' debates."""
    drawn = Drawing.objects.filter(passage=passage)
    curators = Curatorship.objects.filter(debate__in=drawn.values("claim__debate"))
    return {
        "author_id": person.pk if drawn.filter(drawn_by=person).exists() else None,
        "curators": frozenset(curators.values_list("curator_id", flat=True)),
    }


def towards_talk(
    about: Claim | Source | Debate | Suggestion, begun: Comment | None, person: Viewer
) -> dict[str, Any]:
    """Return who is what to a conversation: whether `person` wrote its beginning or what it is about, and who curates.

    About a source these are the curators of the debates that lean on it.
    """
    mine = {begun.author_id} if begun else set()
    if isinstance(about, Source):
        mine.add(about.added_by_id)
        curators: frozenset[int] = towards_marking(about)["curators"]
    elif isinstance(about, Debate):
        mine.add(about.opener_id)
        curators = curators_of(about)
    else:
        claim = about.claim if isinstance(about, Suggestion) else about
        mine |= {about.author_id, claim.author_id}
        curators = curators_of(claim.debate)
    author = person.pk if person is not None and person.pk in mine else None
    return {"author_id": author, "curators": curators}


def may_mark(viewer: Viewer, source: Source) -> bool:
    """Return whether to offer `viewer` to mark the source; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return may(viewer, "mark source", **towards_marking(source))


def may_lift(viewer: Viewer, mark: SourceMark) -> bool:
    """Return whether to offer `viewer` to lift the mark; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return may(viewer, "lift mark", **towards_lifting(mark))


def may_merge(viewer: Viewer, source: Source) -> bool:
    """Return whether to offer `viewer` to merge the source into another; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return may(viewer, "merge sources", **towards_merging(source))


def may_place(viewer: Viewer, passage: Passage) -> bool:
    """Return whether to offer `viewer` to place the passage again; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return may(viewer, "place passage", **towards_placing(passage, viewer))


def may_rearrange(viewer: Viewer, debate: Debate) -> bool:
    """Return whether `viewer` may link, move, merge and extract in the debate; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return may(viewer, "move", curators=curators_of(debate))


def act_of_deciding(kind: str) -> str:
    """Return which act deciding on a suggestion of this kind is: moves and merges are for curators alone."""
    own = kind in (SuggestionKind.REWORD, SuggestionKind.SOURCE)
    return "decide suggestion" if own else "decide rearrangement"


def may_confirm_meaning(viewer: Viewer, claim: Claim) -> bool:
    """Return whether `viewer` may say that other words of the claim mean the same; never who wrote it."""
    if viewer is None or not viewer.is_authenticated or viewer.pk == claim.author_id:
        return False
    return may(viewer, "confirm meaning", curators=curators_of(claim.debate))


def may_invite(viewer: Viewer, debate: Debate) -> bool:
    """Return whether `viewer` may invite others to curate the debate; no query for visitors."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return may(viewer, "invite curators", curators=curators_of(debate))


def may_undo(viewer: Viewer, debate: Debate) -> bool:
    """Return whether to offer `viewer` to undo a rearrangement now: in a closed debate to moderators only."""
    if viewer is None or not viewer.is_authenticated:
        return False
    return may(viewer, "undo", curators=curators_of(debate)) and (debate.is_open or may_moderate(viewer))
