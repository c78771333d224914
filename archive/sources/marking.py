"""Where passages lie in a run of words: the words cut into segments, each with the claims drawn from it.

Pure arithmetic on offsets into the stored text; overlapping and nested passages come out right, and
the segments joined are the words again, to the letter.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

DENSEST = 3


@dataclass(frozen=True, slots=True)
class Span:
    """Words from `start` to `end` of a stored text that a claim, known by `mark`, was drawn from."""

    start: int
    end: int
    mark: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that the same claims were drawn from: their marks, and those whose passage ends here."""

    words: str
    marks: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @property
    def density(self) -> int:
        """How strongly to mark: 0 to 3, for none, one, two and more claims."""
        return min(DENSEST, len(self.marks))


def segments_of(words: str, spans: Iterable[Span], *, offset: int = 0) -> list[Segment]:
    """Cut `words`, which stand at `offset` of the text, where any of the spans begins or ends.

    A span that goes beyond the words marks the part of it that lies in them, and ends where they end.
    A mark counts once in a segment however many of its spans cover it.
    """
    length = len(words)
    inside = [
        Span(max(0, s.start - offset), min(length, s.end - offset), s.mark)
        for s in spans
        if s.start < s.end and s.start - offset < length and s.end > offset
    ]
    cuts = sorted({0, length, *(s.start for s in inside), *(s.end for s in inside)})
    return [segment_of(words, start, end, inside) for start, end in itertools.pairwise(cuts)]


def lines_of(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Return the segments line by line; lines keep their newlines, so that no letter is lost."""
    lines: list[list[Segment]] = [[]]
    for segment in segments:
        pieces = segment.words.splitlines(keepends=True)
        for at, words in enumerate(pieces):
            ends = segment.ends if at == len(pieces) - 1 else ()
            lines[-1].append(Segment(words, segment.marks, ends))
            if words.endswith("\n"):
                lines.append([])
    return lines if lines[-1] or len(lines) == 1 else lines[:-1]


def segment_of(words: str, start: int, end: int, spans: list[Span]) -> Segment:
    """Return the segment between two neighbouring cuts."""
    here = [s for s in spans if s.start <= start and s.end >= end]
    marks = sorted({s.mark for s in here})
    ends = sorted({s.mark for s in here if s.end == end})
    return Segment(words[start:end], tuple(marks), tuple(ends))
