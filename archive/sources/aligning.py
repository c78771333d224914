"""How a later version of a text lies upon an earlier one: the stretches that both have, moved ones too.

Runs of letters that occur once in each version pin one to the other, wherever they were moved to;
what lies between neighbouring pins is compared letter by letter. Linear but for the parts between
pins, whose comparison is bounded.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

_PIN = 16  # letters that occur once in each version
_SMALL_PIN = 8  # the same within a part that is too large to compare letter by letter
_TELLING = 32  # letters of a stretch, or of neighbouring ones, that cannot have met by chance
_DRIFT = 64  # letters that may come or go between neighbours
_STRETCH = 4  # letters that count as the same between two pins; next to a pin one does
_CELLS = 50_000_000  # letters times letters compared at once, about 4 ms


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of `size` letters that stands at `old` in one version and at `new` in the other."""

    old: int
    new: int
    size: int

    @property
    def old_end(self) -> int:
        return self.old + self.size

    @property
    def new_end(self) -> int:
        return self.new + self.size


@dataclass(frozen=True)
class Alignment:
    """The runs that two versions share, in the order of the old one; none overlap, in neither version."""

    runs: tuple[Run, ...]

    def between(self, first: int, last: int) -> list[Run]:
        """Return what is left of the old letters from `first` to before `last`."""
        at = max(0, bisect_right(self._old_starts, first) - 1)
        found = []
        while at < len(self.runs) and self.runs[at].old < last:
            if part := _cut(self.runs[at], first, last):
                found.append(part)
            at += 1
        return found

    def neighbours(self, first: int, last: int) -> tuple[Run | None, Run | None]:
        """Return the last run that ends by the old letter `first` and the first that begins from `last` on."""
        at = bisect_right(self._old_starts, first)
        while at and self.runs[at - 1].old_end > first:
            at -= 1
        after = bisect_right(self._old_starts, last - 1)
        return self.runs[at - 1] if at else None, self.runs[after] if after < len(self.runs) else None

    def place(self, first: int, last: int, slack: int) -> tuple[int, int] | None:
        """Return where the old letters from `first` to before `last` lie in the new version, or None.

        Letters that changed are between those that did not; of a stretch that was torn apart the
        largest part is taken. Up to `slack` letters may have come between two runs of one part. The end may
        lie beyond that of a new version that breaks off.
        """
        before, after = self.neighbours(first, last)
        if not (inside := self.between(first, last)):
            return _gap(before, after, first, last, slack)
        part = max(_parts(inside, slack), key=lambda runs: sum(run.size for run in runs))
        head, tail = part[0].old - first, last - part[-1].old_end
        start, end = part[0].new - head, part[-1].new_end + tail
        if before and head and 0 <= part[0].new - before.new_end <= 2 * head + slack:
            start = before.new_end if before.old_end == first else max(start, before.new_end)
        if after and tail and 0 <= after.new - part[-1].new_end <= 2 * tail + slack:
            end = after.new if after.old == last else min(end, after.new)
        return (max(0, start), end) if max(0, start) < end else None

    def expected(self, first: int) -> int:
        """Return about where in the new version an old letter would be, had it been left."""
        before, after = self.neighbours(first, first)
        if before:
            return before.new_end + first - before.old_end
        return max(0, after.new - after.old + first) if after else first

    def shares(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """Count new letters from `start` to before `end` that were in the old `first` to `last`, and elsewhere."""
        own = other = 0
        at = max(0, bisect_right(self._new_starts, start) - 1)
        while at < len(self._by_new) and (run := self._by_new[at]).new < end:
            if (shared := min(end, run.new_end) - max(start, run.new)) > 0:
                old = max(start, run.new) - run.new + run.old
                mine = max(0, min(last, old + shared) - max(first, old))
                own, other = own + mine, other + shared - mine
            at += 1
        return own, other

    def is_joined(self, start: int, end: int, first: int, last: int, slack: int) -> bool:
        """Tell whether what stood next to the old letters `first` to `last` is next to the new `start` to `end`."""
        before, after = self.neighbours(first, last)
        return bool(
            (before and abs(start - before.new_end - (first - before.old_end)) <= slack)
            or (after and abs(after.new - end - (after.old - last)) <= slack)
        )

    @cached_property
    def _old_starts(self) -> list[int]:
        return [run.old for run in self.runs]

    @cached_property
    def _by_new(self) -> list[Run]:
        return sorted(self.runs, key=lambda run: run.new)

    @cached_property
    def _new_starts(self) -> list[int]:
        return [run.new for run in self._by_new]


def _cut(run: Run, first: int, last: int) -> Run | None:
    """Return the part of a run that holds old letters from `first` to before `last`."""
    start, end = max(run.old, first), min(run.old_end, last)
    return Run(start, run.new + start - run.old, end - start) if start < end else None


def _parts(runs: list[Run], slack: int) -> Iterator[list[Run]]:
    """Yield runs by parts that stayed together: in order, with no more than `slack` letters added."""
    part: list[Run] = []
    for run in runs:
        if part and not 0 <= run.new - part[-1].new_end <= run.old - part[-1].old_end + slack:
            yield part
            part = []
        part.append(run)
    yield part


def _gap(before: Run | None, after: Run | None, first: int, last: int, slack: int) -> tuple[int, int] | None:
    """Return where letters lie of which nothing is left, between two runs that still are neighbours."""
    if not before or not after or not 0 <= after.new - before.new_end <= after.old - before.old_end + slack:
        return None
    start, end = before.new_end + first - before.old_end, after.new - (after.old - last)
    return (start, end) if start < end else None


def align(old: str, new: str) -> Alignment:
    """Return the runs that two versions of a text share; 100,000 letters take about 0.1 s."""
    return Alignment(tuple(_filled(old, new, _pinned(old, new, _PIN), _SMALL_PIN)))


def _pinned(old: str, new: str, size: int) -> list[Run]:
    """Return the stretches that are surely the same, as long as they are, in old order."""
    return _grown(old, new, _apart(_telling(_pins(old, new, size))))


def _pins(old: str, new: str, size: int) -> list[Run]:
    """Return the stretches made of runs of `size` letters that occur once in each version."""
    places = _once(old, size)
    found: list[Run] = []
    start = end = shift = 0
    for key, at in _once(new, size).items():
        there = places.get(key, -1) if at >= 0 else -1
        if there < 0:
            continue
        if at <= end and there - at == shift:
            end = at + size
            continue
        if end:
            found.append(Run(start + shift, start, end - start))
        start, end, shift = at, at + size, there - at
    return [*found, Run(start + shift, start, end - start)] if end else found


def _once(text: str, size: int) -> dict[str, int]:
    """Return where each run of `size` letters stands, -1 for one that stands in several places."""
    found: dict[str, int] = {}
    for at in range(len(text) - size + 1):
        key = text[at : at + size]
        found[key] = -1 if key in found else at
    return found


def _telling(runs: list[Run]) -> list[Run]:
    """Return the runs that with their like neighbours are too long to have met by chance, in old order."""
    runs = sorted(runs, key=lambda run: run.old)
    number = 0
    numbered = []
    for before, run in pairwise([Run(0, 0, 0), *runs]):
        number += not 0 <= run.new - before.new_end + _PIN <= run.old - before.old_end + _PIN + _DRIFT
        numbered.append((number, run))
    clusters = [[run for _, run in group] for _, group in groupby(numbered, key=lambda pair: pair[0])]
    return [run for cluster in clusters if sum(run.size for run in cluster) >= _TELLING for run in cluster]


def _apart(runs: Iterable[Run]) -> list[Run]:
    """Return runs without the letters, old or new, that an earlier one has."""
    kept: list[Run] = []
    end = 0
    for run in sorted(runs, key=lambda run: run.old):
        over = max(0, end - run.old)
        if over < run.size:
            kept.append(Run(run.old + over, run.new + over, run.size - over))
            end = run.old_end
    found: list[Run] = []
    end = 0
    for run in sorted(kept, key=lambda run: run.new):
        over = max(0, end - run.new)
        if over < run.size:
            found.append(Run(run.old + over, run.new + over, run.size - over))
            end = run.new_end
    return sorted(found, key=lambda run: run.old)


def _grown(old: str, new: str, runs: list[Run]) -> list[Run]:
    """Return runs lengthened by the equal letters on either side that no other run has."""
    return _lengthened(old, new, _lengthened(old, new, runs, forward=True), forward=False)


def _lengthened(old: str, new: str, runs: list[Run], *, forward: bool) -> list[Run]:
    """Return runs with the equal letters after them, or before them if not `forward`."""
    edges = [Run(0, 0, 0), *runs, Run(len(old), len(new), 0)]
    in_new = sorted(edges, key=lambda run: (run.new, run.new_end))
    found = []
    if forward:
        limits = {run: after.new for run, after in pairwise(in_new)}
        for run, after in pairwise(edges[1:]):
            more = Prefix.similarity(old[run.old_end : after.old], new[run.new_end : limits[run]])
            found.append(Run(run.old, run.new, run.size + more))
        return found
    limits = {run: before.new_end for before, run in pairwise(in_new)}
    for before, run in pairwise(edges[:-1]):
        more = Postfix.similarity(old[before.old_end : run.old], new[limits[run] : run.new])
        found.append(Run(run.old - more, run.new - more, run.size + more))
    return found


def _filled(old: str, new: str, runs: list[Run], pin: int) -> Iterator[Run]:
    """Yield runs in old order, with those found between two that are neighbours in both versions."""
    edges = [Run(0, 0, 0), *runs, Run(len(old), len(new), 0)]
    followers = dict(pairwise(sorted(edges, key=lambda run: (run.new, run.new_end))))
    for run, after in pairwise(edges):
        if run.size:
            yield run
        if followers[run] == after:
            yield from _within(old, new, (run.old_end, after.old), (run.new_end, after.new), pin)


def _within(old: str, new: str, ours: tuple[int, int], theirs: tuple[int, int], pin: int) -> Iterator[Run]:
    """Yield the runs of a part of each version; of one too large to compare, those around its own pins."""
    here, there = old[slice(*ours)], new[slice(*theirs)]
    if len(here) * len(there) <= _CELLS:
        found: Iterable[Run] = _compared(here, there)
    elif pin:
        found = _filled(here, there, _pinned(here, there, pin), 0)
    else:
        found = ()
    for run in found:
        yield Run(ours[0] + run.old, theirs[0] + run.new, run.size)


def _compared(here: str, there: str) -> Iterator[Run]:
    """Yield the equal stretches of two strings that differ by the fewest edits, but for chance likeness."""
    for block in Levenshtein.opcodes(here, there).as_matching_blocks():
        ends = block.a + block.size == len(here) and block.b + block.size == len(there)
        at_edge = block.a == block.b == 0 or ends
        if block.size >= _STRETCH or (at_edge and block.size):
            yield Run(block.a, block.b, block.size)
