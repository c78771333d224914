"""What one person follows, and what can be followed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate, Topic
from archive.claims.queries.rows import words_of_claim
from archive.notices.models import THINGS, Follow
from archive.sources.models import Source

ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class FollowRow:
    """One thing that a person follows; `words` are empty when it is out of their sight now."""

    id: int
    kind: str
    thing: int
    words: str
    url: str
    language: str
    since: datetime


def followable(kind: str, viewer: Viewer) -> QuerySet[Any]:
    """Return what `viewer` may follow of a kind: what they may see, topics that stand, people who are here."""
    everything: dict[str, QuerySet[Any]] = {
        "debate": Debate.objects.visible_to(viewer),
        "claim": Claim.objects.visible_to(viewer),
        "source": Source.objects.visible_to(viewer),
        "topic": Topic.objects.filter(merged_into=None),
        "person": User.objects.filter(is_active=True, closed_at=None),
    }
    return everything[kind] if kind in everything else Follow.objects.none()


def kind_of(thing: Any) -> str:
    """Return under which column of `Follow` a thing stands."""
    return "person" if isinstance(thing, User) else str(thing._meta.model_name)


def is_following(person: User, thing: Any) -> bool:
    """Return whether the person follows the thing."""
    return Follow.objects.filter(follower=person, **{kind_of(thing): thing}).exists()


def followed_by(person: User) -> QuerySet[Follow]:
    """Return what a person follows, the newest first."""
    return Follow.objects.filter(follower=person).order_by("-id")


def follows(*, person: User, before: int = 0) -> tuple[list[FollowRow], int]:
    """Return a page of what the person follows, and where the next one begins, or 0."""
    rows = followed_by(person)
    if before:
        rows = rows.filter(id__lt=before)
    page = list(rows[: ROWS_A_PAGE + 1])
    return rows_of(page[:ROWS_A_PAGE], person), page[ROWS_A_PAGE - 1].pk if len(page) > ROWS_A_PAGE else 0


def rows_of(page: list[Follow], person: User) -> list[FollowRow]:
    """Return these follows with the names of what they are about, in six queries at most."""
    named: dict[tuple[str, int], tuple[str, str, str]] = {}
    for kind in THINGS:
        ids = [pk for row in page if (pk := getattr(row, f"{kind}_id"))]
        if not ids:
            continue
        things = followable(kind, person).filter(pk__in=ids)
        if kind == "claim":
            things = things.select_related("debate", "same_as")
        theses = theses_of(ids) if kind == "debate" else {}
        for thing in things:
            named[kind, thing.pk] = (*words_of(thing, person, theses), thing.get_absolute_url())
    found = []
    for row in page:
        kind, pk = next((kind, pk) for kind in THINGS if (pk := getattr(row, f"{kind}_id")))
        words, language, url = named.get((kind, pk), ("", "", ""))
        found.append(FollowRow(row.pk, kind, pk, words, url, language, row.created))
    return found


def theses_of(debates: list[int]) -> dict[int, str]:
    """Return the words of the first thesis of each debate that shows one."""
    tops = Claim.objects.published().filter(debate__in=debates, parent=None).order_by("-path")
    return dict(tops.values_list("debate", "statement"))


def words_of(thing: Any, person: User, theses: dict[int, str]) -> tuple[str, str]:
    """Return what a thing is called, as far as the person may read it, and its language."""
    match thing:
        case Debate():
            thesis = theses.get(thing.pk, "")  # the title says the same: it goes with the last thesis
            return (thing.title or thesis) if thesis else "", thing.language
        case Claim():
            return words_of_claim(thing, person) or "", thing.debate.language
        case Source():
            return thing.title, thing.language
        case User():
            return thing.signature, ""
    return str(thing), ""


def following_of_page(person: User, kind: str, named: object) -> tuple[int, bool] | None:
    """Return the id of what a page is about and whether `person` follows it, in one query; nothing for themselves.

    `named` is the id, slug or name in the page's address.
    """
    column = {"topic": "slug", "person": "username__iexact"}.get(kind, "pk")
    if kind not in THINGS or not named:
        return None
    things: QuerySet[Any] = {
        "debate": Debate._default_manager,
        "claim": Claim._default_manager,
        "source": Source._default_manager,
        "topic": Topic._default_manager,
        "person": User._default_manager,
    }[kind].filter(**{column: named})
    mine = Follow.objects.filter(follower=person, **{kind: OuterRef("pk")})
    row = things.annotate(on=Exists(mine)).values_list("pk", "on").first()
    return None if row is None or (kind == "person" and row[0] == person.pk) else row
