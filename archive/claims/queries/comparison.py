"""Two captures of one source, paragraph by paragraph: what stayed, changed, came, went and moved."""

from dataclasses import dataclass
from functools import lru_cache

from archive.sources.comparing import Row, Words, compare
from archive.sources.models import Block, Source, SourceText
from archive.sources.queries import texts_of

CHARACTERS_AT_MOST = 3_000_000  # of both captures together; what takes longer is not for a page
ROWS_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Comparison:
    """An older and a newer capture, and the rows of one page; `rows` is None where the texts are too long."""

    old: SourceText
    new: SourceText
    versions: list[SourceText]
    rows: list[Row] | None
    total: int
    skip: int

    @property
    def later(self) -> int:
        """Where the next page begins, or 0."""
        return self.skip + ROWS_A_PAGE if self.total > self.skip + ROWS_A_PAGE else 0

    @property
    def earlier(self) -> int:
        """Where the page before begins."""
        return max(0, self.skip - ROWS_A_PAGE)


def comparison(source: Source, *, old: int = 0, new: int = 0, skip: int = 0) -> Comparison | None:
    """Return how two versions differ: by default the newest and the one before; None if there are no two such.

    The older one comes first however they are asked for. Six queries, or two where the outcome is known.
    """
    versions = texts_of(source)
    by_version = {text.version: text for text in versions}
    newer = by_version.get(new) if new else next(iter(versions), None)
    older = (
        by_version.get(old)
        if old
        else next((t for t in versions if newer and t.version < newer.version), None)
    )
    if newer is None or older is None or newer == older:
        return None
    older, newer = sorted((older, newer), key=lambda text: text.version)
    rows = rows_between(older.pk, newer.pk)
    if rows is None:
        return Comparison(older, newer, versions, None, 0, 0)
    return Comparison(older, newer, versions, list(rows[skip : skip + ROWS_A_PAGE]), len(rows), skip)


@lru_cache(maxsize=16)
def rows_between(old_id: int, new_id: int) -> tuple[Row, ...] | None:
    """Return how two stored texts differ, kept since texts never change; None for texts that are too long."""
    words = dict(SourceText.objects.filter(pk__in=(old_id, new_id)).values_list("pk", "text"))
    if sum(map(len, words.values())) > CHARACTERS_AT_MOST:
        return None
    return tuple(compare(blocks_of(old_id, words[old_id]), blocks_of(new_id, words[new_id])))


def blocks_of(text_id: int, words: str) -> list[Words]:
    """Return the blocks of a text with their words, as they are compared."""
    rows = Block.objects.filter(source_text=text_id).order_by("order")
    return [
        Words(order, kind, number, words[start:end])
        for order, kind, number, start, end in rows.values_list("order", "kind", "number", "start", "end")
    ]
