"""One page of the reader: the part of a text that fits on it, or a digest, and all that is said about it."""

from dataclasses import dataclass

from django.conf.locale import LANG_INFO

from archive.accounts.permissions import Viewer
from archive.claims.queries.parts import (
    BLOCK_WEIGHT,
    PAGE_WEIGHT,
    OutlineRow,
    Part,
    annotate,
    fitting,
    notes_of,
    outline_of,
    paragraph_outline,
    parts_of,
)
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
)
from archive.sources.marking import segments_of
from archive.sources.models import Source, SourceText
from archive.sources.queries import (
    BLOCKS_A_PAGE,
    BlockRow,
    order_of_paragraph,
    sizes_before,
    stretch_of,
    texts_of,
)

LOST_SHOWN = 30
UNEXAMINED_SHOWN = 8


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
    def language(self) -> str:
        """The language's English name, or its tag where that is not known."""
        tag = self.source.language
        found = LANG_INFO.get(tag.lower()) or {}
        return str(found.get("name", tag))

    @property
    def words_lang(self) -> str:
        """The tag that the words need in a page in English; none for a digest, which is the archive's own."""
        tag = self.source.language
        return tag if self.text and tag.lower().split("-")[0] != "en" else ""

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
    parts = parts_of(source, blocks, [row for row in rows if row.is_placed])
    return ReaderPage(
        source=source,
        text=text,
        versions=versions,
        parts=parts,
        outline=outline_of(text, parts),
        lost=[row for row in rows if not row.is_placed and text == versions[0]][:LOST_SHOWN],
        cards=[] if first or at else cards_citing(source, viewer=viewer),
        totals=drawn_totals(source, viewer=viewer, text=versions[0]),
        earlier=earlier_query(text, first, at),
        later=later_query(text, blocks[-1], left, at if len(blocks) == 1 else 0),
    )


def page_with(text: SourceText, paragraph: int) -> int:
    """Return the block to begin at for this paragraph: 0 if it is on the first page, -1 if there is none."""
    order = order_of_paragraph(text, paragraph)
    if order is None:
        return -1
    first_page = fitting(stretch_of(text), [])[0] if order < BLOCKS_A_PAGE else []
    return 0 if any(block.order == order for block in first_page) else order


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
