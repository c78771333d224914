"""The blocks of a text as the reader prints them: marked, with the claims drawn from each beside it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from html import escape
from math import inf

from django.utils.translation import gettext as _

from archive.claims.queries.reading import DRAWN_AT_MOST, DrawnRow, paragraphs_of
from archive.sources.marking import Segment, Sign, Span, cells_of, lines_of, segments_of
from archive.sources.models import BlockKind, Source, SourceText
from archive.sources.queries import BlockRow, headings_of

# What things weigh as HTML, in bytes, so that a page stays under 150,000 with its frame and its lists.
PAGE_WEIGHT = 90_000
BLOCK_WEIGHT = 600
NOTE_WEIGHT = 1_300
MARK_WEIGHT = 180
CELL_WEIGHT = 60

NOTES_A_PART = 12
ALSO_SHOWN = 6
OUTLINE_AT_MOST = 40
LABEL = 60  # characters
BULLET = re.compile(r"\s*(?:[-*•‣–]|\(?\d{1,3}[.)])\s")


@dataclass(frozen=True, slots=True)
class Note:
    """A claim in the margin, by its number on this page; `also` are the other paragraphs it was drawn from.

    They come with their addresses, six at most; `more` counts the rest.
    """

    number: int
    drawn: DrawnRow
    also: tuple[tuple[int, str], ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Links:
    """What the page's links carry on in their queries, and whether a place in the text needs more than a fragment."""

    keep: str = ""  # "&version=1&for=12"
    is_paged: bool = False
    is_old: bool = False  # an older capture, in which other paragraphs have these numbers

    def paragraph(self, number: int) -> str:
        """Return the address of a numbered paragraph, seen from this page."""
        return f"?paragraph={number}{self.keep}#p{number}" if self.is_paged else f"#p{number}"

    def block(self, order: int, fragment: str, here: Collection[int]) -> str:
        """Return the address of a fragment in a block, which may be `here` on this page."""
        return f"#{fragment}" if order in here else f"?from={order}{self.keep}#{fragment}"


@dataclass(slots=True)
class Part:
    """One block as the page shows it; `mentions` are claims whose note stands at an earlier block.

    `href` is its permalink, or of a footnote the way back to its sign; empty if it has none.
    """

    block: BlockRow
    segments: list[Segment]
    href: str = ""
    is_title: bool = False
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
    def rows(self) -> list[list[list[Segment]]]:
        """The segments by rows and cells, for a table."""
        return cells_of(self.segments)

    @property
    def sign(self) -> str:
        """The label of a footnote, empty where it is not known or stands on the page before."""
        return self.block.refs[0][1] if self.block.kind == BlockKind.FOOTNOTE and self.block.refs else ""

    @property
    def has_bullets(self) -> bool:
        """Whether the lines of a list bring their own bullets or numbers."""
        return bool(BULLET.match(self.block.words))

    @property
    def where(self) -> str:
        """The words for the place: "paragraph 3", "the figure"."""
        return self.block.where

    @property
    def label(self) -> str:
        """The first words, for the outline."""
        words = " ".join(self.block.words[: 2 * LABEL].split())
        return words if len(words) <= LABEL else words[:LABEL].rsplit(" ", 1)[0] + "…"

    @property
    def draw(self) -> str:
        """The query of the page on which a claim is drawn from here."""
        return self.block.query


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
        weight += weight_of(block) + min(drawn, NOTES_A_PART) * NOTE_WEIGHT + drawn * MARK_WEIGHT
        if at and (weight > PAGE_WEIGHT or block.end > known_to):
            return list(blocks[:at]), block
    return list(blocks), None


def weight_of(block: BlockRow) -> int:
    """Return about how many bytes a block takes without its claims."""
    cells = block.words.count("\t") + block.words.count("\n") if block.kind == BlockKind.TABLE else 0
    words = len(escape(block.words).encode())
    return BLOCK_WEIGHT + words + cells * CELL_WEIGHT + len(block.refs) * MARK_WEIGHT


def parts_of(
    source: Source,
    blocks: Sequence[BlockRow],
    rows: Sequence[DrawnRow],
    *,
    links: Links,
    chosen: tuple[int, int] | None = None,
) -> list[Part]:
    """Return the blocks marked where something was drawn, each claim noted where it is met first."""
    notes = notes_of(source, rows, links)
    spans = [Span(*r.span, notes[r.claim_id].number) for r in rows]
    here = {block.order for block in blocks}
    noted: set[int] = set()
    signed: set[int] = set()
    parts, page = [], None
    for block in blocks:
        signs = signs_in(block, links, here, signed)
        segments = segments_of(block.words, spans, offset=block.start, signs=signs, chosen=chosen)
        part = Part(block, segments, href=href_of(block, links, here))
        drawn = [row for row in rows if row.touches(block.start, block.end)]
        annotate(part, drawn, notes, noted)
        part.is_title = repeats_title(source, part)
        if block.page is not None and block.page != page:
            part.new_page = page = block.page
        parts.append(part)
    return parts


def signs_in(block: BlockRow, links: Links, here: Collection[int], signed: set[int]) -> list[Sign]:
    """Return the footnotes' signs of a block; the first of each note is what the note leads back to."""
    if block.kind == BlockKind.FOOTNOTE:
        return []
    signs = []
    for at, label, note in block.refs:
        anchor = "" if note in signed else f"sign{note}"
        signs.append(Sign(at, label, links.block(note, f"b{note}", here), anchor))
        signed.add(note)
    return signs


def href_of(block: BlockRow, links: Links, here: Collection[int]) -> str:
    """Return the permalink of a numbered block, or the way from a footnote back to its sign."""
    if block.kind == BlockKind.FOOTNOTE and block.refs and block.refs[0][2] >= 0:
        return links.block(block.refs[0][2], f"sign{block.order}", here)
    return links.paragraph(block.number) if block.number else ""


def repeats_title(source: Source, part: Part) -> bool:
    """Return whether this is the first heading, says what the page's own says, and has nothing marked in it."""
    if part.block.kind != BlockKind.HEADING or part.block.order:
        return False
    if any(segment.marks or segment.chosen for segment in part.segments):
        return False
    return " ".join(part.block.words.split()).casefold() == " ".join(source.title.split()).casefold()


def notes_of(source: Source, rows: Sequence[DrawnRow], links: Links) -> dict[int, Note]:
    """Return a note for each claim, numbered as they are met."""
    also = {} if links.is_old else paragraphs_of(source, {row.claim_id for row in rows})
    notes: dict[int, Note] = {}
    for row in rows:
        others = [(n, links.paragraph(n)) for n in also.get(row.claim_id, ()) if n != row.passage.paragraph]
        named, more = tuple(others[:ALSO_SHOWN]), max(0, len(others) - ALSO_SHOWN)
        notes.setdefault(row.claim_id, Note(len(notes) + 1, row, named, more))
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


def outline_of(text: SourceText, parts: Sequence[Part], links: Links) -> list[OutlineRow]:
    """Return the contents: headings if there are some, else pages, else the paragraphs of this page."""
    headings = headings_of(text)
    if len(headings) > 2:
        here = {part.block.order for part in parts}
        return [OutlineRow(links.block(h.order, h.anchor, here), "", h.words[:LABEL]) for h in headings]
    if text.pages and text.pages > 1:
        return [
            OutlineRow(f"#page-{p.new_page}", "", _("Page %(new_page)s") % {"new_page": p.new_page})
            for p in parts
            if p.new_page
        ]
    return paragraph_outline(parts)


def paragraph_outline(parts: Sequence[Part]) -> list[OutlineRow]:
    """Return paragraphs and figures by their first words; of many, those that something was drawn from."""
    listed = [part for part in parts if part.block.number or part.block.kind == "figure"]
    if len(listed) > OUTLINE_AT_MOST:
        listed = [part for part in listed if part.claims][:OUTLINE_AT_MOST]
    return [
        OutlineRow(f"#{p.block.anchor}", str(p.block.number or _("Fig.")), p.label, p.claims) for p in listed
    ]
