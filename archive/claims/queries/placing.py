"""A passage that is to be placed by hand: its old words and place beside the likely part of the newest text."""

from dataclasses import dataclass

from archive.accounts.permissions import Viewer
from archive.claims.models import Claim
from archive.claims.queries.orphans import LastPlace, drawings_on, last_places
from archive.sources.likely import likely_offset, likely_words
from archive.sources.models import Passage, SourceText
from archive.sources.queries import BlockRow, block_at, block_of_paragraph, newest_text, slice_of


@dataclass(frozen=True, slots=True)
class Placing:
    """What the page shows; `block` is the part of the text to look in, None if nothing is like the words.

    `now` are the words that the passage stands at, `guess` those of the block that are most like the old ones.
    """

    passage: Passage
    claims: list[Claim]
    last: LastPlace | None
    text: SourceText | None
    block: BlockRow | None
    now: str
    guess: str
    earlier: int
    later: int


def placing(passage: Passage, *, viewer: Viewer, paragraph: int = 0) -> Placing | None:
    """Return the passage beside the paragraph asked for, or without one the likeliest; None if there is none such.

    Reads the whole text, to look through it.
    """
    text = newest_text(passage.source)
    block = block_to_look_in(passage, text, paragraph) if text else None
    if text is None or (paragraph and block is None):
        return None
    number = block.number if block and block.number else 0
    return Placing(
        passage=passage,
        claims=[drawing.claim for drawing in drawings_on([passage], viewer)],
        last=last_places([passage]).get(passage.pk),
        text=text,
        block=block,
        now=now_at(passage),
        guess=likely_words(block.words, passage.exact) if block else "",
        earlier=number - 1,
        later=number + 1 if number and block_of_paragraph(text, number + 1) else 0,
    )


def block_to_look_in(passage: Passage, text: SourceText, paragraph: int) -> BlockRow | None:
    """Return the paragraph asked for, or where the passage stands, or the part that is most like its words."""
    if paragraph:
        return block_of_paragraph(text, paragraph)
    if passage.start is not None:
        return block_at(text, passage.start)
    at = likely_offset(text.text, passage.exact, passage.prefix, passage.suffix)
    return block_at(text, at) if at is not None else None


def now_at(passage: Passage) -> str:
    """Return the words at which the passage stands in the newest text, nothing while it has no place."""
    if passage.source_text_id is None or passage.start is None or passage.end is None:
        return ""
    return slice_of(passage.source_text_id, passage.start, passage.end)
