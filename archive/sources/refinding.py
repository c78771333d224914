"""Finding many anchors of one text again in a later version of it, changed words and all.

Offsets count characters (Unicode code points); letters are those of the skeletons (see `folding`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz.distance import Levenshtein

from archive.sources.aligning import Alignment, align
from archive.sources.folding import Folded, fold, same_gaps, span_of
from archive.sources.nearest import Index, nearest_by_index
from archive.sources.quoting import EDITS_AT_MOST, LONGEST_WORD, ONE_EDIT_IN, occurrences, within_word

How = Literal["position", "exact", "reflowed", "changed", "lost"]

# How like a place is, in the shares that Hypothesis gives its parts; 92 together.
QUOTE_SHARE, PREFIX_SHARE, SUFFIX_SHARE, POSITION_SHARE = 50, 20, 20, 2

# What a place must score to be trusted. Two contexts that have nothing to do with each other share one
# letter in seven, so that the same words among others score 58.
WHOLE = QUOTE_SHARE + PREFIX_SHARE + SUFFIX_SHARE + POSITION_SHARE
SAME_AT_LEAST = 70  # the same few words: half of what stands around them is there too
MANY_AT_LEAST = 57  # changed words: one letter in ten, or something that stands around them is left
FEW_AT_LEAST = 64  # few words that changed: much of what stands around them is left
NO_CONTEXT = 16  # what no prefix, or no suffix, takes from the score of changed words
NEAR = 12  # letters that the same few words may be away from where they should be
ANYWHERE = 100  # letters that make the same words the same wherever they stand
TELLING = 32  # letters that make words many
NO, PERHAPS, SURELY = 0, 1, 2
BESIDE = 8  # letters of the context that tell where words begin or end
PLACES_AT_MOST = 500  # of the same words, the nearest to where they should be
REFLOWED_AT_MOST = 50  # of them set otherwise


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words to find again, with what stood around them and, if it is known, where they stood."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Where an anchor stands now, how it was found, and how like the place is, from 0 to 92.

    position: the same words at the same offset; exact: the same words at another; reflowed: the same
    but for white space, quotation marks and hyphens at line ends; changed: within the bound of edits;
    lost: nowhere, and the score is 0.
    """

    span: tuple[int, int] | None
    how: How
    score: float


LOST = Found(None, "lost", 0.0)


@dataclass(frozen=True)
class _Texts:
    """The text to look in, and the earlier one that the anchors are of, with what many searches share."""

    new: Folded
    old: Folded | None

    @cached_property
    def alignment(self) -> Alignment:
        return align(self.old.skeleton if self.old else "", self.new.skeleton)

    @cached_property
    def index(self) -> Index:
        return Index(self.new.skeleton)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An anchor made ready: folded, with the letters that it was and those where it should be now."""

    anchor: Anchor
    quote: Folded
    before: str
    after: str
    stood: tuple[int, int] | None
    lies: tuple[int, int] | None
    expected: int | None
    is_cut: tuple[bool, bool]  # whether the anchor begins, and ends, within a word

    @property
    def limit(self) -> int:
        return edits_allowed(self.anchor.exact)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place, and what speaks for it."""

    score: float
    how: How
    place: tuple[int, int]
    start: int | None  # in the text, of words that are there to the letter
    alone: bool = False


def find_all(old: str | None, new: str, anchors: Iterable[Anchor]) -> list[Found]:
    """Return where each anchor stands in `new`, in their order.

    With `old`, the text that the anchors describe, the two texts are laid upon each other once. That
    tells where each anchor should be now, also in a paragraph that was moved, and that words which
    stood elsewhere before are not what became of it. Of the places that can be trusted (`_trust`) the
    surest is taken, of these one with the very words, and of these the one that scores best.
    """
    texts = _Texts(fold(new), None if old is None else fold(old))
    return [_found(texts, anchor) for anchor in anchors]


def edits_allowed(exact: str) -> int:
    """Return how many letters of these words may differ: one in four, and 256 at most."""
    return min(EDITS_AT_MOST, len(exact) // ONE_EDIT_IN)


def _found(texts: _Texts, anchor: Anchor) -> Found:
    """Return where one anchor stands."""
    if not anchor.exact.strip():
        return LOST
    wanted = _wanted(texts, anchor)
    best: _Candidate | None = None
    rank = (NO, False, 0.0)
    for look in _LOOKS:
        for found in look(texts, wanted):
            trust = _trust(texts, wanted, found)
            if trust and (its_rank := (trust, found.how != "changed", found.score)) > rank:
                best, rank = found, its_rank
        if _is_enough(*rank, in_place=look is _in_place):
            break
    return _settled(texts, wanted, best) if best else LOST


def _is_enough(trust: int, same: bool, score: float, *, in_place: bool) -> bool:
    """Tell whether no better place need be looked for: the very words might be elsewhere, if not in place."""
    if in_place:
        return same and (trust == SURELY or score >= WHOLE)
    return same or trust == SURELY


def _settled(texts: _Texts, wanted: _Wanted, best: _Candidate) -> Found:
    """Return the outcome that the best candidate makes."""
    if best.start is None:
        span = span_of(wanted.quote, texts.new, best.place)
        if best.how == "changed":
            span = _trimmed(texts.new.text, span, wanted.anchor.exact)
        return Found(span, best.how, best.score)
    how: How = "position" if best.start == wanted.anchor.start else "exact"
    return Found((best.start, best.start + len(wanted.anchor.exact)), how, best.score)


def _trimmed(text: str, span: tuple[int, int], exact: str) -> tuple[int, int]:
    """Return the span without white space at an end where the words had none."""
    words = text[slice(*span)]
    before = 0 if exact[0].isspace() else len(words) - len(words.lstrip())
    after = 0 if exact[-1].isspace() else len(words) - len(words.rstrip())
    return span[0] + before, span[1] - after


def _wanted(texts: _Texts, anchor: Anchor) -> _Wanted:
    """Return an anchor with where it stood, if it did, and where it should be by what stands around."""
    quote = fold(anchor.exact)
    stood = lies = expected = None
    start = anchor.start
    if start is not None:
        expected = texts.new.letter_at(start)
    if texts.old is not None and start is not None and texts.old.text.startswith(anchor.exact, start):
        stood = texts.old.letter_at(start), texts.old.letter_at(start + len(anchor.exact))
        lies = _within(texts.new, texts.alignment.place(*stood, edits_allowed(anchor.exact)))
        expected = lies[0] if lies else texts.alignment.expected(stood[0])
    before, after = fold(anchor.prefix).skeleton, fold(anchor.suffix).skeleton
    context, first = anchor.prefix + anchor.exact + anchor.suffix, len(anchor.prefix)
    is_cut = within_word(context, first), within_word(context, first + len(anchor.exact))
    return _Wanted(anchor, quote, before, after, stood, lies, expected, is_cut)


def _within(new: Folded, place: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the part of a place that lies in the text."""
    if place is None or place[0] >= len(new.skeleton):
        return None
    return place[0], min(place[1], len(new.skeleton))


def _in_place(texts: _Texts, wanted: _Wanted) -> Iterator[_Candidate]:
    """Yield where the words should be: where the old text lies on the new, or else at the old offset."""
    if wanted.lies:
        yield from _compared_all(texts, wanted, _on_words(texts, wanted, wanted.lies))
    elif wanted.stood is None and wanted.anchor.start is not None:
        yield from _at(texts, wanted, [wanted.anchor.start])


def _to_the_letter(texts: _Texts, wanted: _Wanted) -> Iterator[_Candidate]:
    """Yield every place where the very words stand; of very many, the nearest and those with all context."""
    anchor, new = wanted.anchor, texts.new
    near = new.starts[min(wanted.expected or 0, len(new.starts) - 1)] if new.starts else 0
    starts = _nearest_of(new.text, anchor.exact, near, PLACES_AT_MOST)
    if len(starts) >= PLACES_AT_MOST:
        whole = anchor.prefix + anchor.exact + anchor.suffix
        starts += [at + len(anchor.prefix) for at in _nearest_of(new.text, whole, near, PLACES_AT_MOST)]
    yield from _at(texts, wanted, starts, alone=len(starts) == 1)


def _at(texts: _Texts, wanted: _Wanted, starts: list[int], *, alone: bool = False) -> Iterator[_Candidate]:
    """Yield those of the places where the very words stand."""
    exact, new = wanted.anchor.exact, texts.new
    for start in starts:
        if new.text.startswith(exact, start) and not _cuts(new.text, wanted, start, start + len(exact)):
            place = new.letter_at(start), new.letter_at(start + len(exact))
            yield _Candidate(_score(texts, wanted, place, 0), "exact", place, start, alone)


def _reflowed(texts: _Texts, wanted: _Wanted) -> Iterator[_Candidate]:
    """Yield every place where the words stand set otherwise; of very many, the nearest."""
    quote, new = wanted.quote, texts.new
    starts = _nearest_of(new.skeleton, quote.skeleton, wanted.expected or 0, REFLOWED_AT_MOST)
    found = [(start, start + len(quote.skeleton)) for start in starts if same_gaps(quote, new, start)]
    found = [place for place in found if not _cuts(new.text, wanted, *span_of(quote, new, place))]
    for place in found:
        yield _Candidate(_score(texts, wanted, place, 0), "reflowed", place, None, len(found) == 1)


def _nearest_of(text: str, words: str, near: int, most: int) -> list[int]:
    """Return where words stand in a text, overlapping too; no more than so many, half on each side of `near`."""
    before: list[int] = []
    after: list[int] = []
    at = text.find(words, near) if words else -1
    while at >= 0 and len(after) < most // 2:
        after.append(at)
        at = text.find(words, at + 1)
    at = text.rfind(words, 0, near + len(words) - 1) if words else -1
    while at >= 0 and len(before) < most // 2:
        before.append(at)
        at = text.rfind(words, 0, at + len(words) - 1)
    return before[::-1] + after


def _nearly(texts: _Texts, wanted: _Wanted) -> Iterator[_Candidate]:
    """Yield places where the words stand changed, wherever that is."""
    skeleton = wanted.quote.skeleton
    for near in nearest_by_index(
        skeleton, texts.index, wanted.limit, before=wanted.before, after=wanted.after
    ):
        for place in _between_context(texts.new.skeleton, wanted, near.start, near.end):
            yield from _compared_all(texts, wanted, _on_words(texts, wanted, place))


def _between_context(text: str, wanted: _Wanted, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a place, and those that begin or end where the context does if it stands beside it."""
    before, after, reach = wanted.before[-BESIDE:], wanted.after[:BESIDE], wanted.limit + BESIDE
    left = text.find(before, max(0, start - reach), start + reach) if before else -1
    right = text.rfind(after, max(0, end - reach), end + reach) if after else -1
    starts = {start, left + len(before)} if left >= 0 else {start}
    ends = {end, right} if right >= 0 else {end}
    yield from ((one, other) for one in sorted(starts) for other in sorted(ends) if one < other)


_LOOKS: tuple[Callable[[_Texts, _Wanted], Iterator[_Candidate]], ...] = (
    _in_place,
    _to_the_letter,
    _reflowed,
    _nearly,
)


def _on_words(texts: _Texts, wanted: _Wanted, place: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the places without parts of words, or with the whole, of a place that cuts words in two.

    One that cuts none, as of an anchor that did so itself, is left as it is; of many words also one that does.
    """
    new = texts.new
    span = span_of(wanted.quote, new, place)
    if not _cuts(new.text, wanted, *span):
        return [place]
    starts = [span[0]] if wanted.is_cut[0] else _edges(new.text, span[0])
    ends = [span[1]] if wanted.is_cut[1] else _edges(new.text, span[1])
    whole = [(new.letter_at(start), new.letter_at(end)) for start in starts for end in ends if start < end]
    return [*whole, place] if len(wanted.quote.skeleton) >= TELLING else whole


def _cuts(text: str, wanted: _Wanted, start: int, end: int) -> bool:
    """Tell whether a span begins or ends within a word where the anchor did not."""
    return any(within_word(text, at) and not cut for at, cut in zip((start, end), wanted.is_cut, strict=True))


def _edges(text: str, at: int) -> list[int]:
    """Return where the word that goes on across `at` begins and ends, or `at` if none does."""
    before = after = at
    while within_word(text, before) and at - before < LONGEST_WORD:
        before -= 1
    while within_word(text, after) and after - at < LONGEST_WORD:
        after += 1
    return sorted({before, after})


def _compared_all(
    texts: _Texts, wanted: _Wanted, stretches: Iterable[tuple[int, int]]
) -> Iterator[_Candidate]:
    """Yield what speaks for each of the places that are near enough."""
    yield from (found for place in stretches if (found := _compared(texts, wanted, place)))


def _compared(texts: _Texts, wanted: _Wanted, place: tuple[int, int]) -> _Candidate | None:
    """Return what speaks for a place, or None if too many letters differ there."""
    quote, new = wanted.quote, texts.new
    edits = Levenshtein.distance(quote.skeleton, new.skeleton[slice(*place)], score_cutoff=wanted.limit)
    if edits > wanted.limit:
        return None
    score = _score(texts, wanted, place, edits)
    if edits or not quote.skeleton:
        return _Candidate(score, "changed", place, None)
    start = new.starts[place[0]] - quote.starts[0]
    if start >= 0 and new.text.startswith(quote.text, start):
        return _Candidate(score, "exact", place, start)
    return _Candidate(score, "reflowed" if same_gaps(quote, new, place[0]) else "changed", place, None)


def _trust(texts: _Texts, wanted: _Wanted, found: _Candidate) -> int:
    """Tell whether a place is what became of the anchor, and not just like it.

    Surely, if its words were the anchor's in the old text and it has a neighbour left. Not, if they
    stood elsewhere in the old text, unless they are the same and very many, or the only ones in both:
    then they still are in the text, or the texts were laid upon each other wrongly. Otherwise the same
    words are trusted if they are many, or not few and alone, or where they should be, or have half of
    their context; changed words need the more of it the fewer they are.
    """
    letters, same = len(wanted.quote.skeleton), found.how != "changed"
    if wanted.stood is not None:
        half = (found.place[1] - found.place[0]) / 2
        own, foreign = texts.alignment.shares(*found.place, *wanted.stood)
        if own >= half and texts.alignment.is_joined(*found.place, *wanted.stood, wanted.limit):
            return SURELY
        if foreign > half:
            return PERHAPS if same and (letters >= ANYWHERE or _is_the_only(texts, wanted, found)) else NO
        if same and texts.alignment.is_joined(*found.place, *wanted.stood, NEAR):
            return PERHAPS
    if same:
        alone = found.alone and 2 * letters >= TELLING
        return PERHAPS if alone or letters >= TELLING or found.score >= SAME_AT_LEAST else NO
    score = found.score - NO_CONTEXT * ((not wanted.before) + (not wanted.after))
    return PERHAPS if score >= (MANY_AT_LEAST if letters >= TELLING else FEW_AT_LEAST) else NO


def _is_the_only(texts: _Texts, wanted: _Wanted, found: _Candidate) -> bool:
    """Tell whether the very words stand once in the old text and once in the new."""
    return bool(found.alone and texts.old and len(occurrences(texts.old.text, wanted.anchor.exact)) == 1)


def _score(texts: _Texts, wanted: _Wanted, place: tuple[int, int], edits: int) -> float:
    """Return how like a place is: its words, what stands before and after, and how near it is."""
    skeleton, alike = texts.new.skeleton, Levenshtein.normalized_similarity
    score = QUOTE_SHARE * (1 - edits / max(1, len(wanted.quote.skeleton)))
    before = skeleton[max(0, place[0] - len(wanted.before)) : place[0]]
    score += PREFIX_SHARE * (alike(before, wanted.before) if wanted.before else 1)
    after = skeleton[place[1] : place[1] + len(wanted.after)]
    score += SUFFIX_SHARE * (alike(after, wanted.after) if wanted.after else 1)
    away = 0 if wanted.expected is None else abs(place[0] - wanted.expected) / max(1, len(skeleton))
    return score + POSITION_SHARE * max(0, 1 - away)
