"""One page of the reader: the part of a text that fits on it, or a digest, and all that is said about it."""

from dataclasses import dataclass, field, replace

from django.conf.locale import LANG_INFO

from archive.accounts.permissions import Viewer
from archive.claims.queries.parts import (
    Links,
    OutlineRow,
    Part,
    annotate,
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
    claims_drawn,
    drawings_on,
    drawn_rows,
    examined_in_digest,
    unexamined_in,
)
from archive.claims.queries.spots import Asked, earlier_query, fill, last_number, later_query, spot_asked
from archive.sources.marking import segments_of
from archive.sources.models import Source, SourceText
from archive.sources.queries import BlockRow, texts_of

LOST_SHOWN = 30
UNEXAMINED_SHOWN = 8


@dataclass(slots=True)
class ReaderPage:
    """Everything that the reader shows; `text` is None while nothing is stored, then parts are the digest's.

    `earlier` and `later` are the queries of the neighbouring pages, empty at the ends. `waiting` counts the
    numbered paragraphs that nothing was drawn from, and `only` says that these alone are shown.
    """

    source: Source
    text: SourceText | None
    versions: list[SourceText]
    parts: list[Part]
    asked: Asked
    links: Links
    claims: int
    waiting: int
    paragraphs: int
    outline: list[OutlineRow] = field(default_factory=list)
    lost: list[DrawnRow] = field(default_factory=list)
    cards: list[CitingRow] = field(default_factory=list)
    earlier: str = ""
    later: str = ""
    chosen: tuple[int, int] | None = None
    only: bool = False

    @property
    def is_old(self) -> bool:
        """Whether a newer capture has replaced this one, or its record was merged into another."""
        gone = self.source.merged_into_id is not None
        return self.text is not None and (gone or self.text != self.versions[0])

    @property
    def is_paged(self) -> bool:
        """Whether the text goes on elsewhere."""
        return bool(self.earlier or self.later)

    @property
    def examined(self) -> int:
        """How many numbered paragraphs something was drawn from."""
        return self.paragraphs - self.waiting

    @property
    def has_more_cards(self) -> bool:
        """Whether more cards cite the source than are listed."""
        return len(self.cards) > CARDS_AT_MOST

    @property
    def cards_shown(self) -> list[CitingRow]:
        """The cards that are listed."""
        return self.cards[:CARDS_AT_MOST]

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
        if self.is_old or self.only:
            return []
        return [part for part in self.parts if part.block.number and not part.claims][:UNEXAMINED_SHOWN]

    @property
    def chosen_part(self) -> Part | None:
        """The part in which the words begin that the address points at."""
        return next((p for p in self.parts if any(s.chosen for s in p.segments)), None)


def reader_page(source: Source, asked: Asked, *, viewer: Viewer) -> ReaderPage | None:
    """Return the page asked for, of the newest capture or the one of this version; None if there is none such.

    Words that the text does not have are not pointed at. The number of queries does not depend on the
    size of the text or on what was drawn from it.
    """
    versions = texts_of(source)
    text = next((t for t in versions if asked.version in (0, t.version)), None)
    if text is None:
        return None if asked.version or asked.first else digest_page(source, asked, viewer)
    is_old = source.merged_into_id is not None or text != versions[0]
    spot = spot_asked(text, asked)
    blocks, left, rows = fill(source, text, spot.first, spot.at, viewer, is_old=is_old)
    if spot.order is not None and all(block.order != spot.order for block in blocks):
        spot = replace(spot, first=spot.order)  # what was drawn before it left no room on the first page
        blocks, left, rows = fill(source, text, spot.first, spot.at, viewer, is_old=is_old)
    if not blocks:
        return None
    first, at, chosen = spot.first, spot.at, spot.words
    earlier = earlier_query(text, first, at)
    later = later_query(text, blocks[-1], left, at if len(blocks) == 1 else 0)
    keep = asked.keep(version=text.version if is_old else 0)
    links = Links(keep, is_paged=bool(earlier or later or asked.words), is_old=is_old)
    parts = parts_of(source, blocks, [row for row in rows if row.is_placed], links=links, chosen=chosen)
    return ReaderPage(
        source=source,
        text=text,
        versions=versions,
        parts=parts,
        asked=asked,
        links=links,
        claims=claims_drawn(source, viewer=viewer),
        waiting=unexamined_in(versions[0]).count(),
        paragraphs=last_number(versions[0]),
        outline=outline_of(text, parts, links),
        lost=[row for row in rows if not row.is_placed and text == versions[0]][:LOST_SHOWN],
        cards=[] if first or at else cards_citing(source, viewer=viewer),
        earlier=earlier,
        later=later,
        chosen=chosen,
    )


def digest_page(source: Source, asked: Asked, viewer: Viewer) -> ReaderPage:
    """Return the reader of a source without a stored text: its digest, claims beside their paragraphs."""
    rows = drawn_rows(drawings_on(source, viewer), viewer, DRAWN_AT_MOST)
    links = Links(asked.keep())
    notes = notes_of(source, rows, links)
    noted: set[int] = set()
    parts = []
    for block in digest_blocks(source):
        part = Part(block, segments_of(block.words, ()), href=f"#{block.anchor}")
        annotate(part, [r for r in rows if r.passage.paragraph == block.number], notes, noted)
        parts.append(part)
    numbers = {part.block.number for part in parts}
    return ReaderPage(
        source=source,
        text=None,
        versions=[],
        parts=parts,
        asked=asked,
        links=links,
        claims=claims_drawn(source, viewer=viewer),
        waiting=len(numbers - examined_in_digest(source)),
        paragraphs=len(numbers),
        outline=paragraph_outline(parts),
        lost=[row for row in rows if row.passage.paragraph not in numbers][:LOST_SHOWN],
        cards=cards_citing(source, viewer=viewer),
    )


def digest_blocks(source: Source) -> list[BlockRow]:
    """Return the paragraphs of the archive's own summary as blocks."""
    return [
        BlockRow(order, "paragraph", 0, item["paragraph"], None, 0, len(item["text"]), item["text"], None)
        for order, item in enumerate(source.digest)
    ]
