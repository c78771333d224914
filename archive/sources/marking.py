"""Where passages lie in a run of words: the words cut into segments, each with the claims drawn from it.

Pure arithmetic on offsets into the stored text; overlapping and nested passages come out right, and
the segments joined are the words again, to the letter.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

DENSEST = 3


@dataclass(frozen=True, slots=True)
class Span:
    """Words from `start` to `end` of a stored text that a claim, known by `mark`, was drawn from."""

    start: int
    end: int
    mark: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A footnote's sign after `at` characters of the words: its label, where it leads, its own anchor if any."""

    at: int
    label: str
    href: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that the same claims were drawn from: their marks, and those whose passage ends here.

    `signs` are of footnotes, right after the words. `chosen` are words that a link pointed at, and
    `begins` says that they begin here.
    """

    words: str
    marks: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    signs: tuple[Sign, ...] = ()
    chosen: bool = False
    begins: bool = False

    @property
    def density(self) -> int:
        """How strongly to mark: 0 to 3, for none, one, two and more claims."""
        return min(DENSEST, len(self.marks))


def segments_of(
    words: str,
    spans: Iterable[Span],
    *,
    offset: int = 0,
    signs: Iterable[Sign] = (),
    chosen: tuple[int, int] | None = None,
) -> list[Segment]:
    """Cut `words`, which stand at `offset` of the text, where any of the spans begins or ends.

    A span that goes beyond the words marks the part of it that lies in them, and ends where they end.
    A mark counts once in a segment however many of its spans cover it. They are cut at footnotes' signs
    too, whose places count from the words' own beginning, and where the `chosen` part of the text is.
    """
    length = len(words)
    inside = [
        Span(max(0, s.start - offset), min(length, s.end - offset), s.mark)
        for s in spans
        if s.start < s.end and s.start - offset < length and s.end > offset
    ]
    notes = [sign for sign in signs if 0 <= sign.at <= length]
    link = (chosen[0] - offset, chosen[1] - offset) if chosen else (0, 0)
    cuts = {0, length, *(s.start for s in inside), *(s.end for s in inside), *(sign.at for sign in notes)}
    cuts |= {at for at in link if 0 < at < length}
    found = [
        segment_of(words, start, end, inside, notes, link) for start, end in itertools.pairwise(sorted(cuts))
    ]
    first = tuple(sign for sign in notes if sign.at == 0)
    return [Segment("", signs=first), *found] if first else found


def segment_of(
    words: str, start: int, end: int, spans: list[Span], signs: list[Sign], chosen: tuple[int, int]
) -> Segment:
    """Return the segment between two neighbouring cuts."""
    here = [s for s in spans if s.start <= start and s.end >= end]
    return Segment(
        words[start:end],
        marks=tuple(sorted({s.mark for s in here})),
        ends=tuple(sorted({s.mark for s in here if s.end == end})),
        signs=tuple(sign for sign in signs if sign.at == end),
        chosen=chosen[0] <= start and end <= chosen[1],
        begins=chosen[0] == start < chosen[1],
    )


def lines_of(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Return the segments line by line; lines keep their newlines, so that no letter is lost."""
    return parted(segments, "\n")


def cells_of(segments: Iterable[Segment]) -> list[list[list[Segment]]]:
    """Return the segments by rows and cells of a table; cells keep the tab or newline that ends them."""
    return [parted(line, "\t") for line in lines_of(segments)]


def parted(segments: Iterable[Segment], after: str) -> list[list[Segment]]:
    """Return the segments in runs that end after each `after`; what stands after a segment stays with its end."""
    runs: list[list[Segment]] = [[]]
    for segment in segments:
        pieces = [piece for piece in re.split(f"(?<={after})", segment.words) if piece] or [""]
        for at, words in enumerate(pieces):
            last = at == len(pieces) - 1
            piece = replace(segment, words=words, begins=segment.begins and at == 0)
            runs[-1].append(piece if last else replace(piece, ends=(), signs=()))
            if words.endswith(after):
                runs.append([])
    return runs if runs[-1] or len(runs) == 1 else runs[:-1]
