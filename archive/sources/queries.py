"""Reads of sources: the newest text, its blocks with their words, and the passages in them."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext as _

from archive.accounts.permissions import Viewer
from archive.sources.models import Block, BlockKind, Passage, Source, SourceText

BLOCKS_A_PAGE = 120
WORDS_A_PAGE = 60_000  # characters
WORDS_A_BLOCK = 16_000  # characters of one block on one page; a longer one goes on on the next
VERSIONS_SHOWN = 50
HEADINGS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One block ready to print: its words, where it stands, and its figure if it is one."""

    order: int
    kind: str
    level: int
    number: int | None
    page: int | None
    start: int
    end: int
    words: str
    figure: dict[str, Any] | None
    refs: tuple[tuple[int, str, int], ...] = ()  # of footnotes, see `Block`; counted from `start`
    is_cut: bool = False  # it goes on beyond `end`

    @property
    def anchor(self) -> str:
        """The fragment of its permalink: p3 for a paragraph, b7 for anything else."""
        return f"p{self.number}" if self.number else f"b{self.order}"

    @property
    def where(self) -> str:
        """The words for the place: "paragraph 3", "the figure"."""
        if self.number:
            return _("paragraph %(number)s") % {"number": self.number}
        return _("the %(kind)s") % {"kind": BlockKind(self.kind).label}

    @property
    def query(self) -> str:
        """The query by which a page about words finds the block."""
        return f"paragraph={self.number}" if self.number else f"start={self.start}"

    @property
    def locator(self) -> str:
        """Where a citation finds it: its page in a paged document, else its paragraph; may be empty."""
        return f"page {self.page}" if self.page else f"paragraph {self.number}" if self.number else ""


def newest_text(source: Source) -> SourceText | None:
    """Return the latest capture, whole, or None while nothing is stored."""
    return SourceText.objects.filter(source=source).order_by("-version").first()


def newest_record(source: Source) -> SourceText | None:
    """Return the latest capture without its text, or None while nothing is stored."""
    return SourceText.objects.filter(source=source).defer("text").order_by("-version").first()


def texts_of(source: Source) -> list[SourceText]:
    """Return the captures of a source, newest first and at most 50, without their texts.

    A text is a megabyte that a page does not need. Each has `last_number`, `last_order` and `last_end`,
    the highest of its blocks, or None.
    """
    texts = SourceText.objects.filter(source=source).defer("text").select_related("captured_by")
    highest = {f"last_{name}": Max(f"blocks__{name}") for name in ("number", "order", "end")}
    return list(texts.annotate(**highest).order_by("-version")[:VERSIONS_SHOWN])


def slice_of(text_id: int, start: int, end: int) -> str:
    """Return the characters from `start` to `end` of a stored text, cut by the database."""
    cut = Substr("text", Value(start + 1), Value(end - start))
    return SourceText.objects.filter(pk=text_id).values_list(cut, flat=True).get() if end > start else ""


def block_row(block: Block, words: str, start: int, end: int) -> BlockRow:
    """Return the part of a block from `start` to `end`, with its words and the footnotes' signs in them."""
    before, size = start - block.start, end - start
    return BlockRow(
        order=block.order,
        kind=block.kind,
        level=0 if before and block.kind == BlockKind.TABLE else block.level,  # its header is on another page
        number=block.number,
        page=block.page,
        start=start,
        end=end,
        words=words,
        figure=block.figure,
        refs=tuple(
            (at - before, label, order)
            for at, label, order in block.refs
            if before < at <= before + size or at == before == 0
        ),
        is_cut=end < block.end,
    )


def stretch_of(text: SourceText, *, first: int = 0, at: int = 0) -> list[BlockRow]:
    """Return the blocks that fit on one page, from `at` characters into the block with order `first` on.

    At most 120 blocks and 60,000 characters. A block of more than 16,000 is cut there and is the last.
    """
    blocks = Block.objects.filter(source_text=text, order__gte=first).order_by("order")[:BLOCKS_A_PAGE]
    parts: list[tuple[Block, int, int]] = []
    for block in blocks:
        start = block.start + (at if not parts and block.order == first else 0)
        if (parts and start - parts[0][1] > WORDS_A_PAGE) or start > block.end:
            break
        parts.append((block, start, min(block.end, start + WORDS_A_BLOCK)))
        if parts[-1][2] < block.end:
            break
    return rows_of(text, parts)


def rows_of(text: SourceText, parts: list[tuple[Block, int, int]]) -> list[BlockRow]:
    """Return these parts of blocks, in order, with their words; one query for all the words."""
    if not parts:
        return []
    offset = parts[0][1]
    words = slice_of(text.pk, offset, max(end for _, _, end in parts))
    return [block_row(block, words[start - offset : end - offset], start, end) for block, start, end in parts]


def block_of_paragraph(text: SourceText, number: int) -> BlockRow | None:
    """Return the block with this paragraph number, or None."""
    return one_block(text, Block.objects.filter(source_text=text, number=number))


def block_at(text: SourceText, place: int) -> BlockRow | None:
    """Return the block that stands at this offset of the text, or None."""
    return one_block(text, Block.objects.filter(source_text=text, start__lte=place, end__gte=place))


def blocks_between(text: SourceText, start: int, end: int) -> list[BlockRow]:
    """Return the blocks that have some of these characters, in order and without their words."""
    found = Block.objects.filter(source_text=text, start__lt=end, end__gt=start).order_by("order")
    rows = found.values_list("order", "kind", "level", "number", "page", "start", "end")
    return [BlockRow(*row, words="", figure=None) for row in rows]


def one_block(text: SourceText, found: QuerySet[Block]) -> BlockRow | None:
    """Return the first of the blocks found with its words, at most 16,000 characters of them."""
    block = found.order_by("order").first()
    if block is None:
        return None
    return rows_of(text, [(block, block.start, min(block.end, block.start + WORDS_A_BLOCK))])[0]


def place_at(text: SourceText, at: int) -> tuple[int, int] | None:
    """Return order and start of the block in which the character at this offset stands, or None."""
    found = Block.objects.filter(source_text=text, start__lte=at, end__gt=at).order_by("order")
    return found.values_list("order", "start").first()


def order_of_paragraph(text: SourceText, number: int) -> int | None:
    """Return where among the blocks the paragraph of this number stands, or None."""
    return Block.objects.filter(source_text=text, number=number).values_list("order", flat=True).first()


def order_of_page(text: SourceText, page: int) -> int | None:
    """Return where the first block on this page of a paged document stands, or on the next that has one."""
    found = Block.objects.filter(source_text=text, page__gte=page).order_by("order")
    return found.values_list("order", flat=True).first()


def sizes_before(text: SourceText, order: int) -> list[tuple[int, int]]:
    """Return order and characters of the blocks before the one at `order`, the nearest first, at most 120."""
    before = Block.objects.filter(source_text=text, order__lt=order).order_by("-order")[:BLOCKS_A_PAGE]
    return [(n, end - start) for n, start, end in before.values_list("order", "start", "end")]


def headings_of(text: SourceText) -> list[BlockRow]:
    """Return the headings of a text for its outline: at most 60, the highest levels first to be kept."""
    headings = list(
        Block.objects.filter(source_text=text, kind="heading").order_by("level", "order")[:HEADINGS_SHOWN]
    )
    headings.sort(key=lambda heading: heading.order)
    return rows_of(text, [(h, h.start, h.end) for h in headings])


def lost_passages(source: Source) -> int:
    """Return how many passages of the source its newest text does not have."""
    return Passage.objects.filter(source=source, source_text=None).count()


def source_named(text: str, viewer: Viewer) -> Source | None:
    """Return the source that these words name: its number, page, DOI, address or exact title; else None."""
    text = text.strip()
    records = Source.objects.all()
    number = re.fullmatch(r"(?:.*/sources/)?(\d{1,18})(?:/.*|\s·.*)?", text, re.DOTALL)
    if number:
        return standing_for(records.filter(pk=int(number[1])), viewer).first()
    named = (
        Q(title__iexact=text) | Q(url=text) | Q(doi__iexact=re.sub(r"^https?://(dx\.)?doi\.org/", "", text))
    )
    found = standing_for(records.filter(named), viewer)
    return found.order_by("id").first() if text and "\x00" not in text else None


def standing_for(records: QuerySet[Source], viewer: Viewer) -> QuerySet[Source]:
    """Return what stands for these records and `viewer` may see: themselves, or those they were merged into."""
    return Source.objects.visible_to(viewer).filter(pk__in=records.values(n=Coalesce("merged_into", "pk")))


def featured_source() -> Source | None:
    """Return the newest published source with a digest, for the front page."""
    return Source.objects.visible_to(None).exclude(digest=[]).order_by("-created", "-id").first()


def possible_twins(*, url: str = "", doi: str = "") -> list[Source]:
    """Return published sources with the same DOI or address, at most five."""
    if not (doi or url):
        return []
    records = Source.objects.filter(doi__iexact=doi) if doi else Source.objects.filter(url=url)
    return list(standing_for(records, None)[:5])
