"""What of each kind may be found by whom, as far as the filters keep it, and how each is put in order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Length, Lower, StrIndex
from django.db.models.lookups import GreaterThan

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate, Drawing, Evidence
from archive.claims.queries.topics import filed_under
from archive.claims.standing import CONTESTED, ENOUGH_RATINGS, LABELS
from archive.core.models import Publication
from archive.search.choice import Filters, Found, StandingLabel
from archive.sources.models import Source, SourceText

NOWHERE = Value(-1.0, output_field=FloatField())
WELL, LEANING = (least for least, _ in LABELS)
REFUTED = 0.20  # see `standing.label_of`


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of things is looked for."""

    rows: Callable[[Filters, Viewer], QuerySet[Any]]
    words: Combinable
    title: str
    created: str
    language: str = ""
    strength: Combinable = NOWHERE
    worth: float = 0.0
    places: Callable[[Filters], list[str]] = lambda filters: []
    narrowed: Callable[[Filters], QuerySet[Any]] | None = None
    """Rows without what is dear to ask of each; none if `rows` asks nothing of the kind."""


def claims(filters: Filters, viewer: Viewer) -> QuerySet[Any]:
    """Return the published claims that are kept; links are found where their original stands."""
    kept: QuerySet[Any] = Claim.objects.visible_to(viewer).published().filter(same_as=None)
    if filters.stance:
        kept = kept.filter(stance=filters.stance)
    if filters.unanswered:
        kept = kept.filter(depth__gt=0, children=0)
    if filters.cited is not None:
        kept = kept.filter(evidence_count__gt=0) if filters.cited else kept.filter(evidence_count=0)
    if filters.source:
        cards = Evidence.objects.filter(source=filters.source, state=Publication.PUBLISHED)
        drawings = Drawing.objects.filter(passage__source=filters.source)
        kept = kept.filter(Q(pk__in=cards.values("claim")) | Q(pk__in=drawings.values("claim")))
    kept = of_debates(in_time(kept, filters, "created"), filters, "debate")
    return standing_as(kept, filters)


def standing_as(kept: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    """Keep claims with one of the labels and a standing in the range."""
    if filters.standing_from is not None:
        kept = kept.filter(standing__gte=filters.standing_from)
    if filters.standing_to is not None:
        kept = kept.filter(standing__lte=filters.standing_to)
    if not filters.standings:
        return kept
    labelled = Q()
    for label in filters.standings:
        labelled |= label_is(label)
    return kept.filter(labelled)


def label_is(label: str) -> Q:
    """Return the condition that a claim's standing is shown with this label."""
    if label == StandingLabel.TOO_FEW:
        return Q(subtree_ratings__lt=ENOUGH_RATINGS)
    low, high = CONTESTED
    between = {
        StandingLabel.WELL: Q(standing__gte=WELL),
        StandingLabel.LEANING: Q(standing__gte=LEANING, standing__lt=WELL),
        StandingLabel.CONTESTED: Q(standing__gt=low, standing__lt=high),
        StandingLabel.AGAINST: Q(standing__gt=REFUTED, standing__lte=low),
        StandingLabel.REFUTED: Q(standing__lte=REFUTED),
    }[StandingLabel(label)]
    return between & Q(subtree_ratings__gte=ENOUGH_RATINGS)


def in_time(kept: QuerySet[Any], filters: Filters, column: str) -> QuerySet[Any]:
    """Keep what was posted in the time that is asked for."""
    if filters.after:
        kept = kept.filter(**{f"{column}__gte": filters.after})
    return kept.filter(**{f"{column}__lt": filters.before}) if filters.before else kept


def of_debates(kept: QuerySet[Any], filters: Filters, debate: str) -> QuerySet[Any]:
    """Keep what stands in debates of the topic and the language that are asked for."""
    if filters.topic:
        filed = Debate.objects.filter(filed_under(filters.topic))
        kept = kept.filter(**{f"{debate}__in": filed.values("pk")})
    return in_language(kept, filters, f"{debate}__language")


def in_language(kept: QuerySet[Any], filters: Filters, column: str) -> QuerySet[Any]:
    """Keep what is in a language: "zh" keeps zh-Hans too."""
    if not filters.language:
        return kept
    return kept.filter(
        Q(**{f"{column}__iexact": filters.language}) | Q(**{f"{column}__istartswith": filters.language + "-"})
    )


def cards(filters: Filters, viewer: Viewer) -> QuerySet[Any]:
    """Return the published cards under published claims."""
    kept = Evidence.objects.visible_to(viewer).filter(
        state=Publication.PUBLISHED, claim__state=Publication.PUBLISHED, claim__debate__held=False
    )
    if filters.checks:
        kept = kept.filter(check_state__in=filters.checks)
    if filters.debate:
        kept = kept.filter(claim__debate=filters.debate)
    return of_debates(in_time(kept, filters, "created"), filters, "claim__debate")


def debates(filters: Filters, viewer: Viewer) -> QuerySet[Any]:
    """Return the debates with a title whose first words may be read: one of their theses is published."""
    theses = Claim.objects.published().filter(debate=OuterRef("pk"), parent=None)
    seen = Debate.objects.visible_to(viewer).filter(Exists(theses), held=False)
    return seen & titled(filters)


def titled(filters: Filters) -> QuerySet[Any]:
    """Return the debates with a title that are kept, whoever may read them."""
    kept = Debate.objects.exclude(title="")
    if filters.author:
        kept = kept.filter(opener=filters.author)
    if filters.topic:
        kept = kept.filter(pk__in=Debate.objects.filter(filed_under(filters.topic)).values("pk"))
    return in_language(in_time(kept, filters, "created"), filters, "language")


def sources(filters: Filters, viewer: Viewer) -> QuerySet[Any]:
    """Return the published sources."""
    kept = Source.objects.visible_to(viewer).filter(state=Publication.PUBLISHED)
    return in_language(in_time(kept, filters, "created"), filters, "language")


def texts(filters: Filters, viewer: Viewer) -> QuerySet[Any]:
    """Return the newest stored text of each published source."""
    newer = SourceText.objects.filter(source=OuterRef("source"), version__gt=OuterRef("version"))
    read = Source.objects.visible_to(viewer).filter(state=Publication.PUBLISHED)
    kept = SourceText.objects.filter(~Exists(newer), source__in=read)
    return in_language(in_time(kept, filters, "captured_at"), filters, "source__language")


def people(filters: Filters, viewer: Viewer) -> QuerySet[Any]:
    """Return the people who have a page: members who have not closed their account."""
    return User.objects.filter(is_active=True, confirmed_at__isnull=False, closed_at=None)


def places(**names: str) -> Callable[[Filters], list[str]]:
    """Return what lists the places of the index that filters name: `debate="#d"`."""

    def named(filters: Filters) -> list[str]:
        chosen = {name: getattr(filters, name) for name in names}
        return [f"{names[name]}{thing.pk}" for name, thing in chosen.items() if thing]

    return named


def joined(*columns: str) -> Combinable:
    """Return columns as one text."""
    parts = [part for column in columns for part in (F(column), Value(" "))][:-1]
    return Concat(*parts, output_field=TextField()) if len(columns) > 1 else F(columns[0])


KINDS: dict[str, Kind] = {
    Found.DEBATE: Kind(
        debates, F("title"), "title", "created", "language", worth=0.6, places=places(debate="#d"), narrowed=titled
    ),
    Found.CLAIM: Kind(
        claims, F("statement"), "statement", "created", "debate__language",
        strength=F("strength"), worth=0.3, places=places(debate="#d", author="#a"),
    ),
    Found.EVIDENCE: Kind(
        cards, joined("tag", "quote"), "tag", "created", "claim__debate__language",
        worth=0.1, places=places(source="#s", author="#a"),
    ),
    Found.SOURCE: Kind(sources, F("title"), "title", "created", "language", worth=0.4, places=places(source="#s")),
    Found.TEXT: Kind(texts, F("text"), "", "captured_at", "source__language", places=places(source="#s")),
    Found.PERSON: Kind(people, joined("username", "display_name"), "username", "date_joined", worth=0.5),
}  # fmt: skip
"""In the order in which things of equal rank stand."""


def relevance(kind: Kind, typed: str) -> Combinable:
    """Return how well a thing fits: what was typed stands in it as typed, it is short, it stands well."""
    if not kind.title:
        return Value(kind.worth, output_field=FloatField())
    letters = Lower(kind.title)
    whole = Case(
        When(GreaterThan(StrIndex(letters, Value(typed.lower())), 0), then=Value(1.0)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    short = Value(50.0) / (Length(kind.title) + Value(50.0))
    strong = kind.strength * Value(0.2) if kind.strength is not NOWHERE else Value(0.0)
    return whole + short + strong + Value(kind.worth)
