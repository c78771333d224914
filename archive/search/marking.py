"""Where in a text the words stand that were looked for, and the part of it that shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.search.folding import is_run, places_of
from archive.search.language import Sought, Term

SHOWN = 300  # characters of a longer text
BEFORE = 90  # of them before the first word that is marked

Span = tuple[int, int]
Token = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters of a text, marked or not."""

    words: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds in texts what was sought; `stems` has the English stems of the words sought and of the texts."""

    sought: Sought
    stems: dict[str, str]

    def spans(self, text: str) -> list[Span]:
        """Return what to mark, from the left, without overlaps."""
        tokens = list(places_of(text))
        found = sorted(span for term in self.sought.terms for span in self.spans_of(term, tokens))
        spans: list[Span] = []
        for start, end in found:
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    def spans_of(self, term: Term, tokens: Sequence[Token]) -> Iterator[Span]:
        """Yield where a term stands among the words of a text."""
        if len(term.pieces) == 1:
            for token in tokens:
                yield from self.spans_in(term, token)
            return
        size = len(term.pieces)
        for at in range(len(tokens) - size + 1):
            span = side_by_side(term, tokens[at : at + size])
            if span:
                yield span

    def spans_in(self, term: Term, token: Token) -> Iterator[Span]:
        """Yield where a term of one piece stands in one word, or run of characters."""
        (start, end, folded), piece = token, term.pieces[0]
        if is_run(piece):
            at = folded.find(piece) if len(folded) == end - start else -1
            while at >= 0:
                yield start + at, start + at + len(piece)
                at = folded.find(piece, at + len(piece))
        elif (
            folded == piece
            or (term.is_beginning and folded.startswith(piece))
            or self.are_forms(term, folded)
        ):
            yield start, end

    def are_forms(self, term: Term, folded: str) -> bool:
        """Return whether a word is another form of the term's."""
        stem = self.stems.get(term.pieces[0]) if term.stemmed else None
        return stem is not None and self.stems.get(folded) == stem

    def runs(self, text: str, size: int = 0) -> list[Run]:
        """Return the text in runs that are marked or not; with `size`, so much of it around the first mark."""
        spans = self.spans(text)
        first, last = window(text, spans[0][0] if spans else 0, size) if size else (0, len(text))
        runs, at = [Run("…")] if first else [], first
        for start, end in spans:
            if start < first or end > last:
                continue
            runs += [Run(text[at:start]), Run(text[start:end], True)]
            at = end
        runs.append(Run(text[at:last] + ("…" if last < len(text) else "")))
        return [run for run in runs if run.words]


def side_by_side(term: Term, tokens: Sequence[Token]) -> Span | None:
    """Return where a phrase stands if these words are it: runs may go on at its ends, beginnings at the last."""
    last = len(tokens) - 1
    start, end = tokens[0][0], tokens[last][1]
    for at, (piece, (_, _, folded)) in enumerate(zip(term.pieces, tokens, strict=True)):
        goes_on = at == last and (is_run(piece) or term.is_beginning) and folded.startswith(piece)
        ends = at == 0 and is_run(piece) and folded.endswith(piece)
        if not (folded == piece or goes_on or ends):
            return None
        if folded != piece and at == 0:
            start = tokens[0][1] - len(piece)
        elif folded != piece:
            end = tokens[last][0] + len(piece)
    return start, end


def window(text: str, mark: int, size: int) -> Span:
    """Return which part of a text to show so that what stands at `mark` is in it, cut between words."""
    if len(text) <= size:
        return 0, len(text)
    first = max(0, min(mark - BEFORE, len(text) - size))
    space = text.find(" ", first, first + 20) if first else -1
    first = space + 1 if space >= 0 else first
    last = min(len(text), first + size)
    space = text.rfind(" ", last - 20, last) if last < len(text) else -1
    return first, space if space > mark else last
