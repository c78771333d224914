"""One card on its page: what its check means, where its quote stands, how it was judged."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from archive.accounts.permissions import Viewer, may
from archive.claims.models import CardRating, Claim, Evidence
from archive.claims.models.evidence import QuoteState
from archive.claims.occurrences import PLACES_KEPT, SEVERAL
from archive.claims.queries.rows import EvidenceRow, evidence_row
from archive.claims.standing import SCALE_TOP
from archive.core.models import Publication
from archive.sources.citing import may_read
from archive.sources.models import Block, Source, SourceText
from archive.sources.queries import newest_text, slice_of
from archive.sources.quoting import check_quote
from archive.sources.wording import Wording, wording

AROUND = 60  # characters shown on either side of a place

MEANS: dict[str, Promise] = {
    QuoteState.EXACT: gettext_lazy("The stored text has these very words."),
    QuoteState.REFLOWED: gettext_lazy(
        "The stored text has these words; only spacing, quotation marks, dashes or line breaks differ."
    ),
    QuoteState.ELIDED: gettext_lazy(
        "Words were left out where the quote has “…”. Every part of it stands in the stored text, in this order."
    ),
    QuoteState.ALTERED: gettext_lazy("The stored text has words much like these, and not these."),
    QuoteState.MISSING: gettext_lazy(
        "No passage of the stored text is near these words: it may be only a part of the source, or "
        "another edition of it; or the quote is a translation, or not verbatim."
    ),
    QuoteState.UNCHECKED: gettext_lazy(
        "No text of this source is stored, so nobody has compared the words with it."
    ),
    QuoteState.NO_QUOTE: gettext_lazy("The card points to the source as a whole."),
}
"""What a reader may conclude from each state of the check."""

REMEDIES: dict[str, Promise] = {
    QuoteState.ELIDED: gettext_lazy("Read what was left out before you rely on it."),
    QuoteState.ALTERED: gettext_lazy(
        "Read the stored words before you rely on the card. If they say something else, add a card "
        "with the exact words."
    ),
    QuoteState.MISSING: gettext_lazy(
        "Look the words up in the source itself. If you have its whole text, store it, and the quote "
        "is checked again."
    ),
    QuoteState.UNCHECKED: gettext_lazy("If you have the text, store it, and the quote is checked at once."),
    QuoteState.NO_QUOTE: gettext_lazy("Look for the words that show it, and add a card that quotes them."),
}
"""What can be done about it, where something can."""

STORABLE = (QuoteState.MISSING, QuoteState.UNCHECKED)
STEPS = (
    gettext_lazy("Not at all"),
    gettext_lazy("A little"),
    gettext_lazy("Partly"),
    gettext_lazy("Mostly"),
    gettext_lazy("Fully"),
)


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """The block that an offset lies in: its paragraph number and page, if it has them."""

    number: int | None = None
    page: int | None = None


class Blocks:
    """Where the blocks of one text begin, to look offsets up without asking again."""

    def __init__(self, rows: Sequence[tuple[int, int | None, int | None]]) -> None:
        self.starts = [start for start, _, _ in rows]
        self.places = [BlockPlace(number, page) for _, number, page in rows]

    def at(self, offset: int) -> BlockPlace:
        """Return the block that begins at or last before this offset."""
        nth = bisect_right(self.starts, offset) - 1
        return self.places[nth] if nth >= 0 else BlockPlace()


def blocks_of(text: SourceText) -> Blocks:
    """Return the blocks of a text, in one query."""
    rows = Block.objects.filter(source_text=text).order_by("order").values_list("start", "number", "page")
    return Blocks(list(rows))


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """One of several places at which a quote stands, with some words before and after it."""

    start: int
    number: int | None
    page: int | None
    before: str
    words: str
    after: str


def places_of(source: Source, quote: str) -> list[QuotePlace]:
    """Return every place of a quote in the newest text if it stands there more than once, at most 20; else none."""
    text = newest_text(source)
    if text is None or not quote.strip():
        return []
    found = check_quote(quote, text.text)
    if found.state not in SEVERAL or len(found.positions) < 2:
        return []
    blocks = blocks_of(text)
    places = []
    for start, end in found.positions[:PLACES_KEPT]:
        block = blocks.at(start)
        before, after = text.text[max(0, start - AROUND) : start], text.text[end : end + AROUND]
        before = before.partition(" ")[2] or before if start > AROUND else before
        after = after.rpartition(" ")[0] or after if end + AROUND < len(text.text) else after
        words = " ".join(text.text[start:end].split())
        places.append(QuotePlace(start, block.number, block.page, before, words, after))
    return places


def wording_of(card: Evidence, viewer: Viewer) -> list[Wording]:
    """Return an altered quote word by word against the stored words, in one query; nothing for any other card."""
    start, end = card.check_detail.get("start"), card.check_detail.get("end")
    if card.check_state != QuoteState.ALTERED or start is None or card.checked_text_id is None:
        return []
    if not may_read(card.source, viewer=viewer):
        return []
    return wording(card.quote, slice_of(card.checked_text_id, start, end))


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the scale: its words and how many chose it."""

    step: int
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a card was judged: `mine`, and the mean and the steps if the viewer has judged it or asked."""

    count: int
    mine: int | None
    mean: float | None = None
    steps: tuple[StepRow, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether the others' judgements are told."""
        return bool(self.steps)


def judgement_of(card: Evidence, *, viewer: Viewer, asked: bool = False) -> Judgement:
    """Return how a card was judged, in at most two queries.

    Mean and distribution are told after one's own rating or when `asked` for, so that the crowd does not press.
    """
    mine = None
    if viewer is not None and viewer.is_authenticated:
        mine = (
            CardRating.objects.filter(card=card, rater_id=viewer.pk).values_list("shows", flat=True).first()
        )
    if not card.raters_count or (mine is None and not asked):
        return Judgement(card.raters_count, mine)
    counted = CardRating.objects.filter(card=card).order_by().values_list("shows").annotate(Count("id"))
    by_step = dict(counted)
    steps = tuple(StepRow(n, str(STEPS[n]), by_step.get(n, 0)) for n in range(SCALE_TOP + 1))
    return Judgement(card.raters_count, mine, round(card.ratings_sum / card.raters_count, 2), steps)


@dataclass(frozen=True, slots=True)
class CardPage:
    """Everything that the page of one card shows; `means` and `remedy` are words about its check."""

    row: EvidenceRow
    text: SourceText | None
    means: str
    remedy: str
    may_store: bool
    wording: list[Wording]
    judgement: Judgement
    may_judge: bool
    may_mark: bool


def card_page(card: Evidence, claim: Claim, *, viewer: Viewer, asked: bool = False) -> CardPage:
    """Return the page of a card, loaded `with_cites`, under its claim, loaded with its debate.

    `asked` says that the reader wants to see how others judged it. At most three queries.
    """
    member = viewer if viewer is not None and viewer.is_authenticated else None
    row = evidence_row(card, viewer)
    shown = row.tag is not None
    takes_part = claim.debate.is_open and claim.is_published and card.state == Publication.PUBLISHED
    own = member is not None and member.pk == card.author_id
    stands = card.state in (Publication.PUBLISHED, Publication.HELD)
    return CardPage(
        row=row,
        text=card.checked_text if shown else None,
        means=str(MEANS[card.check_state]) if shown else "",
        remedy=str(REMEDIES.get(card.check_state, "")) if shown else "",
        may_store=card.check_state in STORABLE and row.may_read_source,
        wording=wording_of(card, viewer) if shown else [],
        judgement=judgement_of(card, viewer=viewer, asked=asked),
        may_judge=takes_part and not own and (member is None or may(member, "rate")),
        may_mark=claim.debate.is_open
        and stands
        and bool(card.quote)
        and may(viewer, "mark card", author_id=card.author_id),
    )
