"""The blocks of a text as the reader prints them: marked, with the claims drawn from each beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from math import inf

from archive.claims.queries.reading import DRAWN_AT_MOST, DrawnRow, paragraphs_of
from archive.sources.marking import Segment, Span, lines_of, segments_of
from archive.sources.models import Source, SourceText
from archive.sources.queries import BlockRow, headings_of

# What things weigh as HTML, in bytes, so that a page stays under 150,000 with its frame and its lists.
PAGE_WEIGHT = 90_000
BLOCK_WEIGHT = 600
NOTE_WEIGHT = 1_300
MARK_WEIGHT = 180

NOTES_A_PART = 12
OUTLINE_AT_MOST = 40
LABEL = 60  # characters
BULLET = re.compile(r"\s*(?:[-*•‣–]|\(?\d{1,3}[.)])\s")


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
    def lines(self) -> list[list[Segment]]:
        """The segments line by line, for a list."""
        return lines_of(self.segments)

    @property
    def has_bullets(self) -> bool:
        """Whether the lines of a list bring their own bullets or numbers."""
        return bool(BULLET.match(self.block.words))

    @property
    def where(self) -> str:
        """The words for the place: "paragraph 3", "the figure"."""
        return f"paragraph {self.block.number}" if self.block.number else f"the {self.block.kind}"

    @property
    def label(self) -> str:
        """The first words, for the outline."""
        words = " ".join(self.block.words[: 2 * LABEL].split())
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

    @property
    def ticks(self) -> range:
        """Where to draw a tick for each claim, six at most, on a scale of 60."""
        return range(0, 10 * min(6, self.claims), 10)


def fitting(blocks: Sequence[BlockRow], rows: Sequence[DrawnRow]) -> tuple[list[BlockRow], BlockRow | None]:
    """Return as many blocks as a page holds with their notes, at least one, and the first that is left."""
    placed = [row for row in rows if row.is_placed]
    known_to = placed[-1].span[0] if len(rows) == DRAWN_AT_MOST and placed else inf
    weight = 0
    for at, block in enumerate(blocks):
        drawn = sum(row.touches(block.start, block.end) for row in placed)
        weight += BLOCK_WEIGHT + len(escape(block.words).encode())
        weight += min(drawn, NOTES_A_PART) * NOTE_WEIGHT + drawn * MARK_WEIGHT
        if at and (weight > PAGE_WEIGHT or block.end > known_to):
            return list(blocks[:at]), block
    return list(blocks), None


def parts_of(source: Source, blocks: Sequence[BlockRow], rows: Sequence[DrawnRow]) -> list[Part]:
    """Return the blocks marked where something was drawn, each claim noted where it is met first."""
    notes = notes_of(source, rows)
    spans = [Span(*r.span, notes[r.claim_id].number) for r in rows]
    noted: set[int] = set()
    parts, page = [], None
    for block in blocks:
        part = Part(block, segments_of(block.words, spans, offset=block.start))
        here = [row for row in rows if row.touches(block.start, block.end)]
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
            OutlineRow(
                f"#{h.anchor}" if h.order in shown else f"?from={h.order}#{h.anchor}", "", h.words[:LABEL]
            )
            for h in headings
        ]
    if text.pages and text.pages > 1:
        return [OutlineRow(f"#page-{p.new_page}", "", f"Page {p.new_page}") for p in parts if p.new_page]
    return paragraph_outline(parts)


def paragraph_outline(parts: Sequence[Part]) -> list[OutlineRow]:
    """Return paragraphs and figures by their first words; of many, those that something was drawn from."""
    listed = [part for part in parts if part.block.number or part.block.kind == "figure"]
    if len(listed) > OUTLINE_AT_MOST:
        listed = [part for part in listed if part.claims][:OUTLINE_AT_MOST]
    return [
        OutlineRow(f"#{p.block.anchor}", str(p.block.number or "Fig."), p.label, p.claims) for p in listed
    ]
