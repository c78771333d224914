"""The place that a claim is to be drawn from, and what was drawn there already."""

from dataclasses import dataclass

from archive.accounts.permissions import Viewer
from archive.claims.queries.reader import digest_blocks
from archive.claims.queries.reading import DRAWN_AT_MOST, DrawnRow, drawings_on, drawn_rows
from archive.sources.models import Source, SourceText
from archive.sources.queries import BlockRow, block_at, block_of_paragraph, newest_record


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim is to be drawn: the block, if one was named, and the claims drawn there already."""

    block: BlockRow | None
    is_digest: bool
    drawn: list[DrawnRow]


def place_for_drawing(
    source: Source, *, viewer: Viewer, paragraph: int = 0, start: int | None = None
) -> Place | None:
    """Return the paragraph of this number, or the block at this offset; None if there is none such."""
    text = newest_record(source)
    block = block_in(text, paragraph, start) if text else block_of_digest(source, paragraph)
    if text and not block and (paragraph or start is not None):
        return None
    here = drawings_on(source, viewer)
    if text is None:
        here = here.filter(passage__paragraph=paragraph)
    elif block:
        here = here.filter(
            passage__source_text=text, passage__start__lt=block.end, passage__end__gt=block.start
        )
    else:
        here = here.none()
    return Place(block, text is None, drawn_rows(here, viewer, DRAWN_AT_MOST))


def block_in(text: SourceText, paragraph: int, start: int | None) -> BlockRow | None:
    """Return the paragraph of this number, or else the block at this offset."""
    if paragraph:
        return block_of_paragraph(text, paragraph)
    return None if start is None else block_at(text, start)


def block_of_digest(source: Source, paragraph: int) -> BlockRow | None:
    """Return the digest's words on this paragraph, if it has any."""
    return next((block for block in digest_blocks(source) if block.number == paragraph), None)
