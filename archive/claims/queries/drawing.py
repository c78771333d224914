"""The place that words are to be taken from, where typed words stand in it, and what was drawn there already."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from archive.accounts.permissions import Viewer
from archive.claims.queries.reader import digest_blocks
from archive.claims.queries.reading import DRAWN_AT_MOST, DrawnRow, drawings_on, drawn_rows, lies_between
from archive.claims.queries.spots import WORDS_AT_MOST
from archive.sources.anchoring import find, occurrences
from archive.sources.models import Block, BlockKind, Source, SourceText
from archive.sources.queries import (
    BlockRow,
    block_at,
    block_of_paragraph,
    blocks_between,
    newest_record,
    slice_of,
)
from archive.sources.sentences import sentences_of

POSITIONS_SHOWN = 20
AROUND = 40  # characters shown before and after words that stand more than once
SENTENCES_SHOWN = 100
IN_LINES = (BlockKind.LIST, BlockKind.TABLE, BlockKind.CODE)


@dataclass(frozen=True, slots=True)
class Typed:
    """Words as somebody typed or selected them, and what they said of where these stand.

    `start` alone is a place in the block that is meant; with `end` it is the words' own place. `at` is the
    place chosen of several.
    """

    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    paragraph: int = 0
    start: int | None = None
    end: int | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Words of the newest text: where they stand, in words and for a citation, and the query that points at them."""

    exact: str
    start: int
    end: int
    where: str
    locator: str
    query: str


@dataclass(frozen=True, slots=True)
class Position:
    """One of several places of the same words: where it is, and a little of what stands around it."""

    start: int
    end: int
    where: str
    before: str
    after: str


class Meant(NamedTuple):
    """The first places that typed words may mean, at most 20, and how many there are in all."""

    shown: list[Position]
    total: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where words are to be taken from: the block, if one was named, and the claims drawn there already.

    `sentences` are the spans of its sentences in the text, with their words.
    """

    block: BlockRow | None
    is_digest: bool
    drawn: list[DrawnRow]
    sentences: list[tuple[int, int, str]] = field(default_factory=list)


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
    else:
        here = here.filter(lies_between(text, block.start, block.end)) if block else here.none()
    sentences = sentences_in(block) if text and block else []
    return Place(block, text is None, drawn_rows(here, viewer, DRAWN_AT_MOST), sentences)


def block_in(text: SourceText, paragraph: int, start: int | None) -> BlockRow | None:
    """Return the paragraph of this number, or else the block at this offset."""
    if paragraph:
        return block_of_paragraph(text, paragraph)
    return None if start is None else block_at(text, start)


def block_of_digest(source: Source, paragraph: int) -> BlockRow | None:
    """Return the digest's words on this paragraph, if it has any."""
    return next((block for block in digest_blocks(source) if block.number == paragraph), None)


def sentences_in(block: BlockRow) -> list[tuple[int, int, str]]:
    """Return the first hundred sentences of a block, or its lines if it has such, by their place in the text."""
    spans = sentences_of(block.words, lines=block.kind in IN_LINES)[:SENTENCES_SHOWN]
    return [(block.start + start, block.start + end, block.words[start:end]) for start, end in spans]


def chosen_words(source: Source, typed: Typed, *, first: bool = False) -> Chosen | None:
    """Return the words that were typed, or that stand between the offsets; None unless they have one place.

    With `first` the first of several places will do.
    """
    text = newest_record(source)
    if text is None:
        return None
    start, end = typed.start or 0, typed.end or 0
    if typed.exact.strip():
        shown, total = places_meant(source, typed)
        start, end = (shown[0].start, shown[0].end) if total == 1 or (total and first) else (0, 0)
    blocks = blocks_between(text, start, end) if 0 <= start < end <= start + WORDS_AT_MOST else []
    exact = slice_of(text.pk, start, end) if blocks else ""
    if not exact.strip() or end > blocks[-1].end:
        return None
    ends = dict.fromkeys([blocks[0].locator, blocks[-1].locator])
    return Chosen(
        exact=exact,
        start=start,
        end=end,
        where=blocks[0].where,
        locator=_(" to ").join(name for name in ends if name),
        query=f"version={text.version}&words={start}-{end}",
    )


def places_meant(source: Source, typed: Typed) -> Meant:
    """Return the places in the newest text that typed words may mean; one if it is clear, none if they are not there.

    They are looked for in the paragraph or block that was named, else in the whole text. Their own offsets,
    a choice made before, or what stands around them says which of several is meant.
    """
    text, exact = newest_record(source), typed.exact.strip()
    if text is None or not 0 < len(exact) <= WORDS_AT_MOST:
        return Meant([], 0)
    start, end = typed.start or 0, typed.end or 0
    if end and slice_of(text.pk, start, min(end, start + len(exact))) == exact:
        return Meant([Position(start, start + len(exact), "", "", "")], 1)
    words, offset = words_named(text, typed)
    spans = occurrences(words, exact)
    spans = (
        [span for span in spans if span[0] + offset == typed.at] or in_context(words, spans, typed) or spans
    )
    if not spans and (found := find(words, exact, typed.prefix, typed.suffix)):
        spans = [found]
    return Meant(described(text, words, offset, spans[:POSITIONS_SHOWN]), len(spans))


def words_named(text: SourceText, typed: Typed) -> tuple[str, int]:
    """Return the words in which to look, whole, and where in the text they begin."""
    blocks = Block.objects.filter(source_text=text)
    if typed.paragraph:
        blocks = blocks.filter(number=typed.paragraph)
    elif typed.start is not None and typed.end is None:
        blocks = blocks.filter(start__lte=typed.start, end__gte=typed.start)
    else:
        return SourceText.objects.values_list("text", flat=True).get(pk=text.pk), 0
    span = blocks.order_by("order").values_list("start", "end").first()
    return (slice_of(text.pk, *span), span[0]) if span else ("", 0)


def in_context(words: str, spans: list[tuple[int, int]], typed: Typed) -> list[tuple[int, int]]:
    """Return the spans that stand between the words given before and after; none if nothing was given."""
    before, after = typed.prefix.rstrip(), typed.suffix.lstrip()
    if not (before or after):
        return []
    reach = len(before) + len(after) + AROUND
    return [
        (start, end)
        for start, end in spans
        if words[max(0, start - reach) : start].rstrip().endswith(before)
        and words[end : end + reach].lstrip().startswith(after)
    ]


def described(text: SourceText, words: str, offset: int, spans: list[tuple[int, int]]) -> list[Position]:
    """Return the spans of `words`, which stand at `offset` of the text, as positions in the text."""
    if not spans:
        return []
    blocks = blocks_between(text, spans[0][0] + offset, spans[-1][1] + offset)
    begins = [block.start for block in blocks]
    positions = []
    for start, end in spans:
        block = blocks[max(0, bisect_right(begins, start + offset) - 1)]
        begin, close = max(0, block.start - offset), min(len(words), block.end - offset)
        before = last_words(words[begin:start])
        after = last_words(words[end:close][::-1])[::-1]
        positions.append(Position(start + offset, end + offset, block.where, before, after))
    return positions


def last_words(words: str) -> str:
    """Return the last forty characters, from the beginning of a word on, after an ellipsis if that is not all."""
    if len(words) <= AROUND:
        return words
    kept = words[-AROUND:]
    return "…" + (kept.partition(" ")[2] or kept)
