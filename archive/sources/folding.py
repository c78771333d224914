"""Comparing two texts by their words alone, with a way back to where the words stand.

A text is folded to its skeleton: white space, hyphens, dashes and invisible characters are left
out, quotation marks are all one character, ligatures are their letters; the rest stays as it is,
case too. What was left out is looked at again when a place is found, so that "the rapist" never
passes for "therapist", nor "re-sign" for "resign".
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate

from archive.core.text import normal

_QUOTATION_MARKS = "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞＂＇ʼ′″"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_INVISIBLE = (
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_SPELT_OUT = {
    chr(code): unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFB00, 0xFB07), 0x2026)
}
_TABLE: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _QUOTATION_MARKS), "'"),
    **{ord(char): letters for char, letters in _SPELT_OUT.items()},
    **dict.fromkeys(map(ord, _DASHES + _INVISIBLE + _SPACES)),
}

_PLAIN = {**_TABLE, **dict.fromkeys(map(ord, _DASHES), "-"), **{ord(space): space for space in _SPACES}}

_DASH = re.compile(f"[{re.escape(_DASHES)}]")
_HYPHEN_AT_LINE_END = re.compile(rf"^[{_INVISIBLE}]*[-\u2010\u00ad][{_INVISIBLE}]*\s")
# Scripts that put no space between words, so that one among them is a line's end and no more; for use
# within the brackets of a pattern.
UNSPACED = "\u2e80-\u30ff\u3100-\u31bf\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_UNSPACED = re.compile(f"[{UNSPACED}]")

# How many letters are compared one by one before a search in a text that repeats itself gives up.
_WORK = 400_000
_CHUNK = 4_096  # characters of a text whose origins are worked out together


@dataclass(frozen=True)
class Folded:
    """A text with its skeleton; places are spans of the skeleton, spans are of the text.

    `marks` holds where each chunk of the text begins in the skeleton, so that the way back is worked
    out for the chunks that are asked about only.
    """

    text: str
    skeleton: str
    marks: tuple[int, ...]
    _known: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict, compare=False, repr=False)

    def origins(self, first: int, last: int) -> tuple[list[int], list[int]]:
        """Return where the skeleton's characters from `first` to before `last` start and end in the text."""
        chunk = from_chunk = max(0, bisect_right(self.marks, first) - 1)
        starts: list[int] = []
        ends: list[int] = []
        while chunk < len(self.marks) and self.marks[chunk] < last:
            more_starts, more_ends = self._origins_in(chunk)
            starts += more_starts
            ends += more_ends
            chunk += 1
        offset = self.marks[from_chunk]
        return starts[first - offset : last - offset], ends[first - offset : last - offset]

    def letter_at(self, at: int) -> int:
        """Return which letter of the skeleton is the first that starts at `at` of the text or later."""
        return bisect_left(self.starts, at)

    @cached_property
    def starts(self) -> list[int]:
        """Where each letter of the skeleton starts in the text."""
        return self.origins(0, len(self.skeleton))[0]

    def gap(self, at: int) -> str:
        """Return what was left out before the skeleton's character `at` (its length: after the last)."""
        before = self.origins(at - 1, at)[1] if at else []
        after = self.origins(at, at + 1)[0]
        return self.text[before[0] if before else 0 : after[0] if after else len(self.text)]

    @cached_property
    def gaps(self) -> list[str]:
        """What was left out before each character of the skeleton but the first."""
        starts, ends = self.origins(0, len(self.skeleton))
        return [self.text[end:start] for end, start in zip(ends, starts[1:], strict=False)]

    def _origins_in(self, chunk: int) -> tuple[list[int], list[int]]:
        if chunk not in self._known:
            self._known[chunk] = (
                _origins_in_composed(self.text, chunk * _CHUNK)
                if len(self.marks) > 1 or unicodedata.is_normalized("NFC", self.text)
                else _origins_by_cluster(self.text)
            )
        return self._known[chunk]


def fold(text: str) -> Folded:
    """Return `text` with its skeleton; linear, about 50 ns a character."""
    if unicodedata.is_normalized("NFC", text):
        chunks = [text[at : at + _CHUNK].translate(_TABLE) for at in range(0, len(text), _CHUNK)] or [""]
        marks = (0, *accumulate(map(len, chunks[:-1])))
        return Folded(text, "".join(chunks), marks)
    return Folded(text, "".join(_skeleton_of(cluster) for cluster in _clusters(text)), (0,))


def plain(word: str) -> str:
    """Return `word` with its quotation marks, dashes and ligatures in their plainest form."""
    return normal(word).translate(_PLAIN)


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts differ in white space, quotation marks, ligatures and line-end hyphens only."""
    if plain(one) == plain(other):
        return True
    ours, theirs = fold(one), fold(other)
    return len(ours.skeleton) == len(theirs.skeleton) and any(places(ours, theirs))


def places(quote: Folded, text: Folded, after: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the places, from `after` on, that differ from `quote` in white space, marks and line breaks only.

    In order and not overlapping. In a text that nearly matches thousands of times the search stops
    after a fixed amount of work.
    """
    wanted, size = quote.skeleton, len(quote.skeleton)
    at = text.skeleton.find(wanted, after) if wanted else -1
    for _ in range(max(20, _WORK // max(1, size))):
        if at < 0:
            return
        found = same_gaps(quote, text, at)
        if found:
            yield at, at + size
        at = text.skeleton.find(wanted, at + (size if found else 1))


def last_place(quote: Folded, text: Folded, before: int) -> tuple[int, int] | None:
    """Return the last such place that ends at or before `before`, or None."""
    wanted, size = quote.skeleton, len(quote.skeleton)
    at = text.skeleton.rfind(wanted, 0, before) if wanted else -1
    for _ in range(max(20, _WORK // max(1, size))):
        if at < 0 or same_gaps(quote, text, at):
            break
        at = text.skeleton.rfind(wanted, 0, at + size - 1)
    return (at, at + size) if at >= 0 and same_gaps(quote, text, at) else None


def span_of(quote: Folded, text: Folded, place: tuple[int, int]) -> tuple[int, int]:
    """Return the span of the text at `place`, with the dash that `quote` may begin or end with."""
    first, last = place
    start, end = text.origins(first, first + 1)[0][0], text.origins(last - 1, last)[1][0]
    if _DASH.search(quote.gap(0)) and (dash := _DASH.search(text.gap(first))):
        start += dash.start() - len(text.gap(first))
    if _DASH.search(quote.gap(len(quote.skeleton))) and (dash := _DASH.search(text.gap(last))):
        end += dash.end()
    return start, end


def same_gaps(quote: Folded, text: Folded, at: int) -> bool:
    """Tell whether what was left out of the skeletons, equal from `at` on, makes no difference to the words."""
    size = len(quote.skeleton)
    starts, ends = text.origins(at, at + size)
    for index, ours in enumerate(quote.gaps):
        theirs = text.text[ends[index] : starts[index + 1]]
        if ours != theirs and not _same_gap(_kind(ours), _kind(theirs), quote.skeleton[index : index + 2]):
            return False
    edges = (edge for edge in (0, size) if _DASH.search(quote.gap(edge)))
    return all(_DASH.search(text.gap(at + edge)) for edge in edges)


def _same_gap(one: str, other: str, around: str) -> bool:
    """Compare two kinds of gap between the two characters `around`."""
    if one == other:
        return True
    if "~" in (one, other):
        return {one, other} <= {"~", "-", ""}
    return {one, other} == {"", " "} and not all(_is_spaced(char) for char in around)


@cache
def _kind(gap: str) -> str:
    """Return what a gap comes to: nothing, a space, a dash, or ~ for a hyphen where a line may have ended."""
    if _HYPHEN_AT_LINE_END.match(gap):
        return "~"
    if _DASH.search(gap):
        return "-"
    return " " if any(char.isspace() for char in gap) else ""


@cache
def _is_spaced(char: str) -> bool:
    """Tell whether `char` is of a word, in a script that puts spaces between its words."""
    return unicodedata.category(char)[0] in "LMN" and not _UNSPACED.match(char)


def _skeleton_of(cluster: str) -> str:
    return unicodedata.normalize("NFC", cluster).translate(_TABLE)


def _clusters(text: str) -> Iterator[str]:
    """Yield each character with the combining marks that follow it."""
    start = 0
    for at, char in enumerate(text):
        if at > start and not unicodedata.combining(char):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _origins_in_composed(text: str, start: int) -> tuple[list[int], list[int]]:
    """Return the origins of the chunk of a composed text that begins at `start`."""
    chunk = enumerate(text[start : start + _CHUNK], start)
    starts = [at for at, char in chunk for _ in _TABLE.get(ord(char), char) or ""]
    return starts, [at + 1 for at in starts]


def _origins_by_cluster(text: str) -> tuple[list[int], list[int]]:
    """Return the origins of a text that is not in composed form, where a mark counts to its letter."""
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for cluster in _clusters(text):
        size = len(_skeleton_of(cluster))
        starts += [at] * size
        ends += [at + len(cluster)] * size
        at += len(cluster)
    return starts, ends
