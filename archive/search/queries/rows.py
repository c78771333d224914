"""What was found, ready to print: marked where the words stand, with the place that it leads to."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from archive.accounts.models import User
from archive.accounts.permissions import Viewer
from archive.claims.models import Claim, Debate, Evidence
from archive.claims.models.evidence import QuoteState
from archive.claims.queries.people import words_of_debates
from archive.claims.queries.rows import StandingRow, aimed_at, standing_row
from archive.search.choice import Found, Search
from archive.search.folding import fold, places_of
from archive.search.marking import SHOWN, Marker, Run
from archive.search.queries.finding import Hit
from archive.search.queries.shares import stems_of
from archive.sources.models import Block, Source, SourceText

OCCURRENCES = 200  # of each word, that are looked at for the paragraph with the most words
TEXT_SHOWN = 2_000_000  # characters of a text


@dataclass(slots=True)
class Result:
    """One thing that was found. `title` says what it is, `body` shows more of its words; both are in runs."""

    kind: str
    id: int
    url: str
    title: list[Run]
    body: list[Run]
    posted: datetime | None = None
    language: str = ""
    above: str = ""
    above_url: str = ""
    number: str = ""
    stance: str = ""
    answers_what: str = ""
    standing: StandingRow | None = None
    cards: int = 0
    answers: int = 0
    check_state: str = ""
    check_word: str = ""
    cites: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_thesis(self) -> bool:
        """Whether it is a claim that answers none."""
        return self.kind == Found.CLAIM and not self.stance

    @property
    def is_unanswered(self) -> bool:
        """Whether it is an argument that nobody has answered."""
        return bool(self.stance) and not self.answers

    def plain(self, part: str) -> str:
        """Return the title or the body without marks."""
        return "".join(run.words for run in getattr(self, part))


def rows_for(search: Search, hits: Sequence[Hit], *, viewer: Viewer) -> list[Result]:
    """Return what was found as it is printed, in the order given; at most eight queries, however many there are."""
    by_kind = {kind: [hit.id for hit in hits if hit.kind == kind] for kind in Found.values}
    loaded = {kind: LOADERS[kind](ids, search) for kind, ids in by_kind.items() if ids}
    words = texts_in(loaded)
    stems = stems_of(list({*search.sought.words, *words})) if search.sought.words else {}
    marker = Marker(search.sought, stems)
    titles = words_of_debates([*loaded.get(Found.CLAIM, {}).values(), *claims_of(loaded)])
    made = {
        (kind, pk): MAKERS[kind](thing, marker, titles)
        for kind, things in loaded.items()
        for pk, thing in things.items()
    }
    return [made[hit.kind, hit.id] for hit in hits if (hit.kind, hit.id) in made]


def claims_of(loaded: dict[str, dict[int, Any]]) -> list[Claim]:
    """Return the claims under which the cards stand that were found."""
    return [card.claim for card in loaded.get(Found.EVIDENCE, {}).values()]


def texts_in(loaded: dict[str, dict[int, Any]]) -> Iterable[str]:
    """Return every word, folded, of what is to be shown, for their stems."""
    columns = {"claim": ["statement"], "evidence": ["tag", "quote"], "debate": ["title"], "source": ["title"]}
    columns |= {"text": ["words"], "person": []}
    texts = [
        getattr(thing, name)
        for kind, all_ in loaded.items()
        for thing in all_.values()
        for name in columns[kind]
    ]
    return {folded for text in texts for _, _, folded in places_of(text) if folded.isalpha()}


@dataclass(slots=True)
class Place:
    """The paragraph of a stored text that has the most of the words."""

    text: SourceText
    block: Block | None
    words: str


def load_texts(ids: list[int], search: Search) -> dict[int, Place]:
    """Return of each text the paragraph with the most of the words, in two queries."""
    texts = SourceText.objects.defer("furniture").select_related("source").in_bulk(ids)
    blocks: dict[int, list[Block]] = {pk: [] for pk in ids}
    wanted = Block.objects.filter(source_text__in=ids).only("source_text", "order", "number", "start", "end")
    for block in wanted.order_by("source_text", "order"):
        blocks[block.source_text_id].append(block)
    stems = stems_of(search.sought.words)
    needles = [needle_of(term.pieces[0], stems) for term in search.sought.terms]
    return {pk: best_place(text, blocks[pk], needles) for pk, text in texts.items()}


def needle_of(piece: str, stems: dict[str, str]) -> str:
    """Return what a word and its other forms begin with."""
    both = zip(piece, stems.get(piece, piece), strict=False)
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], both)) or piece


def best_place(text: SourceText, blocks: list[Block], needles: list[str]) -> Place:
    """Return the first of the paragraphs that have the most of these words, or the beginning."""
    letters = text.text[:TEXT_SHOWN].lower()
    starts = [block.start for block in blocks]
    having: dict[int, set[str]] = {}
    for needle in needles:
        at, count = letters.find(needle), 0
        while at >= 0 and count < OCCURRENCES:
            having.setdefault(bisect_right(starts, at) - 1, set()).add(needle)
            at, count = letters.find(needle, at + 1), count + 1
    best = min(having, key=lambda nth: (-len(having[nth]), nth), default=-1)
    block = blocks[best] if 0 <= best < len(blocks) else (blocks[0] if blocks else None)
    words = text.text[block.start : block.end] if block else text.text[:SHOWN]
    return Place(text, block, words)


def load_claims(ids: list[int], search: Search) -> dict[int, Claim]:
    """Return the claims with their debates and what they answer."""
    return Claim.objects.select_related("debate").in_bulk(ids)


def load_cards(ids: list[int], search: Search) -> dict[int, Evidence]:
    """Return the cards with their sources, claims and debates."""
    return Evidence.objects.select_related("source", "claim__debate").in_bulk(ids)


LOADERS: dict[str, Any] = {
    Found.CLAIM: load_claims,
    Found.EVIDENCE: load_cards,
    Found.DEBATE: lambda ids, search: Debate.objects.in_bulk(ids),
    Found.SOURCE: lambda ids, search: Source.objects.in_bulk(ids),
    Found.TEXT: load_texts,
    Found.PERSON: lambda ids, search: User.objects.in_bulk(ids),
}


def claim_result(claim: Claim, marker: Marker, titles: dict[int, str]) -> Result:
    """Return a thesis or an argument."""
    number = claim.number
    return Result(
        kind=Found.CLAIM.value,
        id=claim.pk,
        url=claim.get_absolute_url(),
        title=marker.runs(claim.statement),
        body=[],
        posted=claim.created,
        language=claim.debate.language,
        above=titles.get(claim.debate_id, "") if claim.parent_id else claim.debate.title,
        above_url=claim.debate.get_absolute_url(),
        number=number,
        stance=claim.stance or "",
        answers_what=aimed_at(claim.aim, number.rpartition(".")[0]),
        standing=standing_row(claim.standing, claim.subtree_ratings),
        cards=claim.evidence_count,
        answers=claim.children,
    )


def card_result(card: Evidence, marker: Marker, titles: dict[int, str]) -> Result:
    """Return a piece of evidence."""
    source = card.source
    readable = source.state == "published"
    return Result(
        kind=Found.EVIDENCE.value,
        id=card.pk,
        url=card.get_absolute_url(),
        title=marker.runs(card.tag),
        body=marker.runs(card.quote, SHOWN) if card.quote else [],
        posted=card.created,
        language=card.claim.debate.language,
        above=card.claim.statement,
        above_url=card.claim.get_absolute_url(),
        check_state=card.check_state if card.check_state != QuoteState.NO_QUOTE else "",
        check_word=str(QuoteState(card.check_state).label),
        cites=cited_as(source) if readable else "",
    )


def cited_as(source: Source) -> str:
    """Return a source in one line: who, when, what."""
    return ", ".join(part for part in (source.author_names, source.issued, source.title) if part)


def debate_result(debate: Debate, marker: Marker, titles: dict[int, str]) -> Result:
    """Return a debate by its title."""
    return Result(
        kind=Found.DEBATE.value,
        id=debate.pk,
        url=debate.get_absolute_url(),
        title=marker.runs(debate.title),
        body=[],
        posted=debate.created,
        language=debate.language,
        cards=debate.evidence_count,
        answers=debate.claims_count,
        notes=(debate.get_state_display(),),
    )


def source_result(source: Source, marker: Marker, titles: dict[int, str]) -> Result:
    """Return a source by its title and its authors."""
    return Result(
        kind=Found.SOURCE.value,
        id=source.pk,
        url=source.get_absolute_url(),
        title=marker.runs(source.title),
        body=marker.runs(source.author_names),
        posted=source.created,
        language="" if source.title_is_ours else source.language,
        notes=tuple(part for part in (source.get_kind_display(), source.issued) if part),
    )


def text_result(place: Place, marker: Marker, titles: dict[int, str]) -> Result:
    """Return the paragraph of a stored text."""
    source, block = place.text.source, place.block
    span = next(iter(marker.spans(place.words)), None)
    start = block.start if block else 0
    anchor = f"?version={place.text.version}&words={start + span[0]}-{start + span[1]}#words" if span else ""
    return Result(
        kind=Found.TEXT.value,
        id=place.text.pk,
        url=source.get_absolute_url() + anchor,
        title=[Run(source.title)],
        body=marker.runs(place.words, SHOWN),
        posted=place.text.captured_at,
        language=source.language,
        number=str(block.number) if block and block.number else "",
        cites=cited_as(source),
    )


def person_result(person: User, marker: Marker, titles: dict[int, str]) -> Result:
    """Return somebody by their name."""
    name = person.signature
    begun = tuple(term.pieces[-1] for term in marker.sought.terms)
    marked = [Run(name[s:e], folded.startswith(begun)) for s, e, folded in places_of(name)]
    whole = "".join(run.words for run in marked) == name
    return Result(
        kind=Found.PERSON.value,
        id=person.pk,
        url=person.get_absolute_url(),
        title=marked if whole else [Run(name)],
        body=[],
        notes=(person.username,) if fold(name) != fold(person.username) else (),
    )


MAKERS: dict[str, Any] = {
    Found.CLAIM: claim_result,
    Found.EVIDENCE: card_result,
    Found.DEBATE: debate_result,
    Found.SOURCE: source_result,
    Found.TEXT: text_result,
    Found.PERSON: person_result,
}
