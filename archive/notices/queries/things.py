"""The things that notices are about, loaded at once and through `visible_to`, with the words that may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from archive.accounts.models import User
from archive.claims.models import Activity, Claim, Debate, Evidence, Suggestion
from archive.claims.queries.rows import words_of_claim
from archive.claims.queries.suggestions import visible_suggestions
from archive.claims.queries.talk import about_of, comments_for, talk_address
from archive.core.markup import plain
from archive.core.models import Publication
from archive.sources.models import Source

EXCERPT = 1_000  # characters of a comment that may be shown


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing as a notice shows it: its words, empty where they are out of sight, its language and address."""

    words: str = ""
    url: str = ""
    language: str = ""
    stance: str = ""


NOTHING = Shown()


@dataclass(slots=True)
class Things:
    """What the reader may see of all that a page of notices is about, by id."""

    claims: dict[int, Shown] = field(default_factory=dict)
    debates: dict[int, Shown] = field(default_factory=dict)
    cards: dict[int, Shown] = field(default_factory=dict)
    comments: dict[int, Shown] = field(default_factory=dict)
    suggestions: dict[int, Shown] = field(default_factory=dict)
    sources: dict[int, Shown] = field(default_factory=dict)
    parents: dict[int, int | None] = field(default_factory=dict)
    outcomes: dict[int, str] = field(default_factory=dict)

    def done(self, act: Activity) -> Shown:
        """Return what was done as the reader may see it: the most particular thing of the act."""
        for pk, shown in (
            (act.comment_id, self.comments),
            (act.evidence_id, self.cards),
            (act.suggestion_id, self.suggestions),
            (act.claim_id, self.claims),
            (act.source_id if act.kind in ("mark", "capture", "comment", "decision") else None, self.sources),
            (act.debate_id, self.debates),
        ):
            if pk:
                return shown.get(pk, NOTHING)
        return Shown(url=act.actor.get_absolute_url()) if not act.person_id else NOTHING

    def named(self, about: str) -> Shown:
        """Return the thing that the word after the colon of a notice's `about` stands for."""
        word = about.partition(":")[2]
        shelves = {
            "c": self.claims,
            "d": self.debates,
            "e": self.cards,
            "g": self.suggestions,
            "s": self.sources,
        }
        shelf = shelves.get(word[:1], {})
        return shelf.get(int(word[1:]), NOTHING) if word[1:].isdigit() else NOTHING


def things_of(acts: Iterable[Activity], *, viewer: User) -> Things:
    """Return what `viewer` may see of all things of these acts, in a number of queries that does not grow."""
    acts, found = list(acts), Things()
    load_claims(found, acts, viewer)
    load_suggestions(found, acts, viewer)
    load_cards_and_comments(found, acts, viewer)
    load_sources(found, acts, viewer)
    return found


def ids_of(acts: Iterable[Activity], column: str) -> set[int]:
    """Return the ids in one column of the acts."""
    return {getattr(act, column) for act in acts} - {None}


def load_suggestions(found: Things, acts: list[Activity], viewer: User) -> None:
    """Load the suggestions and what became of each; one that is not shown, or its claim, has no words."""
    if not (named := ids_of(acts, "suggestion_id")):
        return  # to build a query that finds nothing takes longer than most queries do
    shown = Exists(visible_suggestions(viewer).filter(pk=OuterRef("pk")))
    asked = Suggestion.objects.filter(pk__in=named)
    for row in asked.annotate(is_shown=shown):
        claim = found.claims.get(row.claim_id, NOTHING)
        if claim.words and row.is_shown:
            words = row.statement or row.reason
            found.suggestions[row.pk] = Shown(words, row.get_absolute_url(), claim.language)
        found.outcomes[row.pk] = row.state


def load_claims(found: Things, acts: list[Activity], viewer: User) -> None:
    """Load the claims, those above them, and the debates in which they stand."""
    asked = ids_of(acts, "claim_id")
    if asked:
        above = Claim.objects.filter(pk__in=asked, parent__isnull=False).values_list("parent_id", flat=True)
        asked |= {pk for pk in above if pk}
        rows = Claim.objects.visible_to(viewer).filter(pk__in=asked).select_related("debate", "same_as")
    for row in rows if asked else ():
        found.parents[row.pk] = row.parent_id
        words = (words_of_claim(row, viewer) or "") if row.is_published else ""
        found.claims[row.pk] = Shown(words, row.get_absolute_url(), row.debate.language, row.stance or "")
    debates = Debate.objects.visible_to(viewer).filter(pk__in=ids_of(acts, "debate_id"))
    tops = Claim.objects.published().filter(debate__in=ids_of(acts, "debate_id"), parent=None)
    theses = dict(tops.order_by("-path").values_list("debate", "statement"))
    for debate in debates:
        thesis = theses.get(debate.pk, "")  # the title says the same: it goes with the last thesis
        words = (debate.title or thesis) if thesis else ""
        found.debates[debate.pk] = Shown(words, debate.get_absolute_url(), debate.language)


def load_cards_and_comments(found: Things, acts: list[Activity], viewer: User) -> None:
    """Load the cards and comments; one that is not published any more has no words."""
    if named := ids_of(acts, "evidence_id"):
        for card in Evidence.objects.visible_to(viewer).filter(pk__in=named).select_related("claim__debate"):
            words = card.tag if card.state == Publication.PUBLISHED else ""
            found.cards[card.pk] = Shown(words, card.get_absolute_url(), card.claim.debate.language)
    if named := ids_of(acts, "comment_id"):
        for comment in comments_for(viewer).filter(pk__in=named):
            words = plain(comment.text[:EXCERPT]) if comment.state == Publication.PUBLISHED else ""
            begun = comment.answers_id or comment.pk
            url = f"{talk_address(about_of(comment))}?conversation={begun}#comment-{comment.pk}"
            found.comments[comment.pk] = Shown(words, url)


def load_sources(found: Things, acts: list[Activity], viewer: User) -> None:
    """Load the sources."""
    if not (named := ids_of(acts, "source_id")):
        return
    for source in Source.objects.readable_by(viewer).filter(pk__in=named):
        found.sources[source.pk] = Shown(source.title, source.get_absolute_url(), source.language)
