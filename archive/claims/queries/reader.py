"""One page of the reader: the blocks that fit on it, marked, with the claims drawn from each beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from math import inf

from archive.accounts.permissions import Viewer
from archive.claims.queries.reading import (
    CARDS_AT_MOST,
    DRAWN_AT_MOST,
    CitingRow,
    DrawnRow,
    cards_citing,
    claims_between,
    drawings_on,
    drawn_rows,
    drawn_totals,
    paragraphs_of,
)
from archive.sources.marking import Segment, Span, segments_of
from archive.sources.models import Source, SourceText
from archive.sources.queries import (
    BLOCKS_A_PAGE,
    BlockRow,
    block_at,
    block_of_paragraph,
    headings_of,
    order_of_paragraph,
    sizes_before,
    stretch_of,
    texts_of,
)

# What things weigh as HTML, in bytes, so that a page stays under 150,000 with its frame and its lists.
PAGE_WEIGHT = 90_000
BLOCK_WEIGHT = 600
NOTE_WEIGHT = 1_300
MARK_WEIGHT = 180

NOTES_A_PART = 12
OUTLINE_AT_MOST = 40
LABEL = 60  # characters
LOST_SHOWN = 30
UNEXAMINED_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Note:
    """A claim in the margin, by its number on this page, and the other paragraphs it was drawn from."""

    number: int
    drawn: DrawnRow
    also: tuple[int, ...] = ()


@dataclass(slots=True)
class Part:
    """One block as the page shows it; `mentions` are claims whose note stands at an earlier block."""

    block: BlockRow
    segments: list[Segment]
    notes: list[Note] = field(default_factory=list)
    mentions: list[Note] = field(default_factory=list)
    more: int = 0
    new_page: int | None = None

    @property
    def claims(self) -> int:
        """How many claims were drawn here."""
        return len(self.notes) + len(self.mentions) + self.more

    @property
    def heading(self) -> int:
        """The level of a heading below the page's own two."""
        return min(6, 2 + max(1, self.block.level))

    @property
    def label(self) -> str:
        """The first words, for the outline."""
        words = " ".join(self.block.words[: LABEL + 1].split())
        return words if len(words) <= LABEL else words[:LABEL].rsplit(" ", 1)[0] + "…"

    @property
    def draw(self) -> str:
        """The query of the page on which a claim is drawn from here."""
        return f"paragraph={self.block.number}" if self.block.number else f"start={self.block.start}"


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One line of the contents: where it leads, its mark and words, and how many claims were drawn there."""

    href: str
    mark: str
    label: str
    claims: int = 0


@dataclass(slots=True)
class ReaderPage:
    """Everything that the reader shows; `text` is None while nothing is stored, then parts are the digest's.

    `earlier` and `later` are the queries of the neighbouring pages, empty at the ends.
    """

    source: Source
    text: SourceText | None
    versions: list[SourceText]
    parts: list[Part]
    outline: list[OutlineRow]
    lost: list[DrawnRow]
    cards: list[CitingRow]
    totals: dict[str, int]
    earlier: str
    later: str

    @property
    def is_old(self) -> bool:
        """Whether this is a capture that a newer one has replaced."""
        return self.text is not None and self.text != self.versions[0]

    @property
    def is_paged(self) -> bool:
        """Whether the text goes on elsewhere."""
        return bool(self.earlier or self.later)

    @property
    def has_more_cards(self) -> bool:
        """Whether more cards cite the source than are listed."""
        return len(self.cards) > CARDS_AT_MOST

    @property
    def cards_shown(self) -> list[CitingRow]:
        """The cards that are listed."""
        return self.cards[:CARDS_AT_MOST]

    @property
    def paragraphs(self) -> int:
        """How many numbered paragraphs the whole text or digest has."""
        return (self.text.last_number or 0) if self.text else len(self.parts)  # type: ignore[attr-defined]

    @property
    def unexamined(self) -> list[Part]:
        """The first numbered parts of this page that nothing was drawn from, unless it is an old capture."""
        if self.is_old:
            return []
        return [part for part in self.parts if part.block.number and not part.claims][:UNEXAMINED_SHOWN]


def reader_page(
    source: Source, *, viewer: Viewer, version: int = 0, first: int = 0, at: int = 0, paragraph: int = 0
) -> ReaderPage | None:
    """Return the page from the block with order `first` on, or the one with this paragraph.

    Reads the newest capture or the one of this `version`; None if there is no such capture or block.
    The number of queries does not depend on the size of the text or on what was drawn from it.
    """
    versions = texts_of(source)
    text = next((t for t in versions if version in (0, t.version)), None)
    if text is None:
        return None if version or first else digest_page(source, viewer)
    if paragraph:
        first, at = page_with(text, paragraph), 0
    blocks = stretch_of(text, first=first, at=at) if first >= 0 else []
    if not blocks:
        return None
    rows = claims_between(source, text, blocks[0].start, blocks[-1].end, viewer=viewer)
    blocks, left = fitting(blocks, rows)
    parts = parts_of(source, blocks, [row for row in rows if row.passage.start is not None])
    return ReaderPage(
        source=source,
        text=text,
        versions=versions,
        parts=parts,
        outline=outline_of(text, parts),
        lost=[row for row in rows if row.passage.start is None][:LOST_SHOWN],
        cards=[] if first or at else cards_citing(source, viewer=viewer),
        totals=drawn_totals(source, viewer=viewer),
        earlier=earlier_query(text, first, at),
        later=later_query(text, blocks[-1], left, at if len(blocks) == 1 else 0),
    )


def page_with(text: SourceText, paragraph: int) -> int:
    """Return the block that a page with this paragraph begins with: 0 if it is on the first, -1 if there is none."""
    order = order_of_paragraph(text, paragraph)
    if order is None:
        return -1
    first_page = fitting(stretch_of(text), [])[0] if order < BLOCKS_A_PAGE else []
    return 0 if any(block.order == order for block in first_page) else order


def fitting(blocks: Sequence[BlockRow], rows: Sequence[DrawnRow]) -> tuple[list[BlockRow], BlockRow | None]:
    """Return as many blocks as a page holds with their notes, one at least, and the first left for the next."""
    placed = [row.passage for row in rows if row.passage.start is not None]
    known_to = placed[-1].start if len(rows) == DRAWN_AT_MOST and placed else inf
    weight = 0
    for at, block in enumerate(blocks):
        drawn = sum(1 for p in placed if p.start < block.end and p.end > block.start)
        weight += BLOCK_WEIGHT + len(escape(block.words).encode())
        weight += min(drawn, NOTES_A_PART) * NOTE_WEIGHT + drawn * MARK_WEIGHT
        if at and (weight > PAGE_WEIGHT or block.end > (known_to or 0)):
            return list(blocks[:at]), block
    return list(blocks), None


def parts_of(source: Source, blocks: Sequence[BlockRow], rows: Sequence[DrawnRow]) -> list[Part]:
    """Return the blocks marked where something was drawn, each claim noted where it is met first."""
    notes = notes_of(source, rows)
    spans = [Span(r.passage.start or 0, r.passage.end or 0, notes[r.claim_id].number) for r in rows]
    noted: set[int] = set()
    parts, page = [], None
    for block in blocks:
        part = Part(block, segments_of(block.words, spans, offset=block.start))
        here = [r for r in rows if (r.passage.start or 0) < block.end and (r.passage.end or 0) > block.start]
        annotate(part, here, notes, noted)
        if block.page is not None and block.page != page:
            part.new_page = page = block.page
        parts.append(part)
    return parts


def notes_of(source: Source, rows: Sequence[DrawnRow]) -> dict[int, Note]:
    """Return a note for each claim, numbered as they are met."""
    also = paragraphs_of(source, {row.claim_id for row in rows})
    notes: dict[int, Note] = {}
    for row in rows:
        others = tuple(n for n in also[row.claim_id] if n != row.passage.paragraph)
        notes.setdefault(row.claim_id, Note(len(notes) + 1, row, others))
    return notes


def annotate(part: Part, rows: Sequence[DrawnRow], notes: dict[int, Note], noted: set[int]) -> None:
    """Put the notes of these drawings beside the part, and add their claims to those `noted`."""
    for claim_id in dict.fromkeys(row.claim_id for row in rows):
        if claim_id in noted:
            part.mentions.append(notes[claim_id])
        elif len(part.notes) < NOTES_A_PART:
            part.notes.append(notes[claim_id])
            noted.add(claim_id)
        else:
            part.more += 1


def outline_of(text: SourceText, parts: Sequence[Part]) -> list[OutlineRow]:
    """Return the contents: headings if there are some, else pages, else the paragraphs of this page."""
    headings = headings_of(text)
    if len(headings) > 2:
        shown = {part.block.order for part in parts}
        return [
            OutlineRow(f"#{h.anchor}" if h.order in shown else f"?from={h.order}#{h.anchor}", "", h.words[:LABEL])
            for h in headings
        ]
    if text.pages and text.pages > 1:
        return [OutlineRow(f"#page-{p.new_page}", "", f"Page {p.new_page}") for p in parts if p.new_page]
    return paragraph_outline(parts)


def paragraph_outline(parts: Sequence[Part]) -> list[OutlineRow]:
    """Return the paragraphs and figures by their first words; of many, those that something was drawn from."""
    listed = [part for part in parts if part.block.number or part.block.kind == "figure"]
    if len(listed) > OUTLINE_AT_MOST:
        listed = [part for part in listed if part.claims][:OUTLINE_AT_MOST]
    return [OutlineRow(f"#{p.block.anchor}", str(p.block.number or "Fig."), p.label, p.claims) for p in listed]


def earlier_query(text: SourceText, first: int, at: int) -> str:
    """Return the query of the page that ends where this one begins, or nothing at the beginning."""
    if at:
        return f"from={first}"
    if not first:
        return ""
    weight, begin = 0, first
    for order, size in sizes_before(text, first):
        weight += BLOCK_WEIGHT + size
        if begin != first and weight > PAGE_WEIGHT:
            break
        begin = order
    return f"from={begin}"


def later_query(text: SourceText, last: BlockRow, left: BlockRow | None, at: int) -> str:
    """Return the query of the page that begins where this one ends, or nothing at the end."""
    if left is not None:
        return f"from={left.order}"
    if last.is_cut:
        return f"from={last.order}&at={at + len(last.words)}"
    final = text.last_order or 0  # type: ignore[attr-defined]
    return f"from={last.order + 1}" if last.order < final else ""


def digest_page(source: Source, viewer: Viewer) -> ReaderPage:
    """Return the reader of a source without a stored text: its digest, claims beside their paragraphs."""
    rows = drawn_rows(drawings_on(source, viewer), viewer, DRAWN_AT_MOST)
    notes = notes_of(source, rows)
    noted: set[int] = set()
    parts = []
    for block in digest_blocks(source):
        part = Part(block, segments_of(block.words, ()))
        annotate(part, [r for r in rows if r.passage.paragraph == block.number], notes, noted)
        parts.append(part)
    numbers = {part.block.number for part in parts}
    return ReaderPage(
        source=source,
        text=None,
        versions=[],
        parts=parts,
        outline=paragraph_outline(parts),
        lost=[row for row in rows if row.passage.paragraph not in numbers][:LOST_SHOWN],
        cards=cards_citing(source, viewer=viewer),
        totals=drawn_totals(source, viewer=viewer),
        earlier="",
        later="",
    )


def digest_blocks(source: Source) -> list[BlockRow]:
    """Return the paragraphs of the archive's own summary as blocks."""
    return [
        BlockRow(order, "paragraph", 0, item["paragraph"], None, 0, len(item["text"]), item["text"], None)
        for order, item in enumerate(source.digest)
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim is to be drawn: the block, if one was named, and the claims drawn there already."""

    block: BlockRow | None
    is_digest: bool
    drawn: list[DrawnRow]


def place_for_drawing(source: Source, *, viewer: Viewer, paragraph: int = 0, start: int | None = None) -> Place | None:
    """Return the paragraph of this number, or the block at this offset; None if there is none such."""
    text = next(iter(texts_of(source)), None)
    if text is None:
        block = next((b for b in digest_blocks(source) if b.number == paragraph), None)
        here = drawings_on(source, viewer).filter(passage__paragraph=paragraph)
    else:
        block = block_of_paragraph(text, paragraph) if paragraph else None if start is None else block_at(text, start)
        reach = (block.end, block.start) if block else (0, 0)
        here = drawings_on(source, viewer).filter(
            passage__source_text=text, passage__start__lt=reach[0], passage__end__gt=reach[1]
        )
    if block is None and text is not None and (paragraph or start is not None):
        return None
    return Place(block, text is None, drawn_rows(here, viewer, DRAWN_AT_MOST))
