"""Where a page of the reader begins and ends: what an address asks for, and the pages before and after."""

from dataclasses import dataclass, replace

from archive.accounts.permissions import Viewer
from archive.claims.queries.choosing import ClaimChoice
from archive.claims.queries.parts import BLOCK_WEIGHT, PAGE_WEIGHT, fitting
from archive.claims.queries.reading import DrawnRow, claims_between, claims_then
from archive.sources.models import Source, SourceText
from archive.sources.queries import (
    BLOCKS_A_PAGE,
    WORDS_A_BLOCK,
    BlockRow,
    order_of_page,
    order_of_paragraph,
    place_at,
    sizes_before,
    stretch_of,
)

WORDS_AT_MOST = 2_000  # characters that a link may point at


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader's address asks for; 0 and None ask for nothing.

    `first` and `at` are where a page begins, `words` the characters from one offset to another, `claim`
    the one that words are being chosen for.
    """

    version: int = 0
    first: int = 0
    at: int = 0
    paragraph: int = 0
    page: int = 0
    words: tuple[int, int] | None = None
    claim: ClaimChoice | None = None

    def keep(self, *, version: int = 0) -> str:
        """Return what the links of the page carry on, to be put behind another query."""
        kept = {"version": version, "for": self.claim.id if self.claim else 0}
        return "".join(f"&{name}={value}" for name, value in kept.items() if value)


def last_number(text: SourceText) -> int:
    """Return how many numbered paragraphs a text of `texts_of` has."""
    return text.last_number or 0  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page begins: the block `first` (-1: there is none such) and how far into it.

    `order` is the block that has to be on it, `words` what is pointed at there.
    """

    first: int
    at: int = 0
    order: int | None = None
    words: tuple[int, int] | None = None


def spot_asked(text: SourceText, asked: Asked) -> Spot:
    """Return where the page begins that was asked for."""
    if asked.words and (spot := spot_of_words(text, *asked.words)):
        return spot
    if asked.paragraph:
        return spot_with(text, order_of_paragraph(text, asked.paragraph))
    if asked.page:
        return spot_with(text, order_of_page(text, asked.page))
    return Spot(asked.first, asked.at)


def spot_of_words(text: SourceText, start: int, end: int) -> Spot | None:
    """Return where to begin a page with these characters, or None if the text has no such ones."""
    last_end = text.last_end or 0  # type: ignore[attr-defined]
    if not (start < end <= last_end and end - start <= WORDS_AT_MOST):
        return None
    place = place_at(text, start)
    if place is None:
        return None
    order, begins = place
    at = (start - begins) // WORDS_A_BLOCK * WORDS_A_BLOCK
    spot = Spot(order, at, order) if at else spot_with(text, order)
    return replace(spot, words=(start, end))


def spot_with(text: SourceText, order: int | None) -> Spot:
    """Return where to begin a page that has this block: at the beginning if it is near there."""
    if order is None:
        return Spot(-1)
    first_page = fitting(stretch_of(text), [])[0] if order < BLOCKS_A_PAGE else []
    return Spot(0 if any(block.order == order for block in first_page) else order, order=order)


def fill(
    source: Source, text: SourceText, first: int, at: int, viewer: Viewer, *, is_old: bool = False
) -> tuple[list[BlockRow], BlockRow | None, list[DrawnRow]]:
    """Return the blocks of the page that begins there, the first that is left, and what was drawn from them."""
    blocks = stretch_of(text, first=first, at=at) if first >= 0 else []
    if not blocks:
        return [], None, []
    start, end = blocks[0].start, blocks[-1].end
    if is_old:
        rows = claims_then(text, start, end, viewer=viewer)
    else:
        rows = claims_between(source, text, start, end, viewer=viewer)
    return *fitting(blocks, rows), rows


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
