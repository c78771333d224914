"""The reader with nothing but the paragraphs that nobody has drawn a published claim from."""

from archive.accounts.permissions import Viewer
from archive.claims.queries.parts import BLOCK_WEIGHT, PAGE_WEIGHT, Links, Part, fitting, signs_in
from archive.claims.queries.reader import ReaderPage, digest_page
from archive.claims.queries.reading import claims_drawn, examined_in_digest, unexamined_in
from archive.claims.queries.spots import Asked, last_number
from archive.sources.marking import segments_of
from archive.sources.models import Source, SourceText
from archive.sources.queries import BLOCKS_A_PAGE, WORDS_A_BLOCK, WORDS_A_PAGE, BlockRow, rows_of, texts_of

REACH = 400_000  # characters of the text from the first to the last paragraph of a page
SHOW = "show=unexamined"


def unexamined_page(source: Source, asked: Asked, *, viewer: Viewer) -> ReaderPage | None:
    """Return the page of unexamined paragraphs of the newest text, or of the digest, from `asked.first` on.

    None if there is none that far. The number of queries does not depend on the size of the text.
    """
    versions = texts_of(source)
    if not versions:
        return only_unexamined(digest_page(source, asked, viewer), examined_in_digest(source))
    text = versions[0]
    blocks, later = stretch(text, asked.first)
    if not blocks and asked.first:
        return None
    links = Links(asked.keep(), is_paged=True)
    return ReaderPage(
        source=source,
        text=text,
        versions=versions,
        parts=parts_of(blocks, links),
        asked=asked,
        links=links,
        claims=claims_drawn(source, viewer=viewer),
        waiting=unexamined_in(text).count(),
        paragraphs=last_number(text),
        earlier=earlier_query(text, asked.first),
        later=f"{SHOW}&from={later}" if later else "",
        only=True,
    )


def only_unexamined(page: ReaderPage, examined: set[int]) -> ReaderPage:
    """Return the page of a digest without the paragraphs that were examined."""
    page.parts = [part for part in page.parts if part.block.number not in examined]
    page.outline, page.lost, page.cards, page.only = [], [], [], True
    return page


def stretch(text: SourceText, first: int) -> tuple[list[BlockRow], int]:
    """Return the unexamined blocks that fit on a page from the order `first` on, and where the next begins, or 0."""
    found = list(unexamined_in(text).filter(order__gte=first).order_by("order")[: BLOCKS_A_PAGE + 1])
    sizes, kept = 0, 0
    for block in found[:BLOCKS_A_PAGE]:
        sizes += min(WORDS_A_BLOCK, block.end - block.start)
        if kept and (sizes > WORDS_A_PAGE or block.end - found[0].start > REACH):
            break
        kept += 1
    rows = rows_of(text, [(b, b.start, min(b.end, b.start + WORDS_A_BLOCK)) for b in found[:kept]])
    blocks, left = fitting(rows, [])
    later = left.order if left else found[kept].order if kept < len(found) else 0
    return blocks, later


def parts_of(blocks: list[BlockRow], links: Links) -> list[Part]:
    """Return blocks that nothing was drawn from, their numbers leading to their places in the whole text."""
    signed: set[int] = set()
    return [
        Part(
            block,
            segments_of(block.words, (), signs=signs_in(block, links, (), signed)),
            href=links.paragraph(block.number or 0),
        )
        for block in blocks
    ]


def earlier_query(text: SourceText, first: int) -> str:
    """Return the query of the page that ends before the order `first`, or nothing at the beginning."""
    before = unexamined_in(text).filter(order__lt=first).order_by("-order")[:BLOCKS_A_PAGE]
    weight, begin = 0, first
    for order, start, end in before.values_list("order", "start", "end") if first else ():
        weight += BLOCK_WEIGHT + min(WORDS_A_BLOCK, end - start)
        if begin != first and weight > PAGE_WEIGHT:
            break
        begin = order
    return f"{SHOW}&from={begin}" if begin != first else ""
