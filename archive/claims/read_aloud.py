"""The parts of a quote that are read aloud: what is underlined, and the heart of it that is emphasised.

Pure arithmetic on the characters of one quote, as debaters mark their cards. A mark is start, end and
kind; people who type give the words instead, one run a line.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import gettext

from archive.core.text import clean_line
from archive.sources.marking import Span, segments_of

KINDS = ("underline", "emphasis")
MARKS_AT_MOST = 50
QUOTED = 80  # characters of a line that an error repeats
CONTEXT = (16, 48, 160, 2000)  # characters on either side by which a line tells one place from another
OCCURRENCES_TRIED = 200  # of one run of words in one quote

Mark: TypeAlias = tuple[int, int, str]
_MEANT = re.compile(r"(.*)\[\[(.+?)\]\](.*)")


class MarkProblem(ValueError):
    """Marks break a rule; `message` is fit to show, `code` stable, `field` the input at fault.

    Codes: shape, kind, range, too_many, not_in_quote.
    """

    def __init__(self, message: str, code: str, field: str = "read_aloud") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a quote that are marked alike."""

    words: str
    underlined: bool = False
    emphasised: bool = False


def clean_marks(quote: str, marks: object) -> list[list[int | str]]:
    """Return the marks as they are stored: in order, those of a kind that touch made one, no space at the edges.

    Raises MarkProblem for what is no list of [start, end, kind], lies outside the quote, marks only
    space, or leaves more than 50.
    """
    if not isinstance(marks, list | tuple):
        raise MarkProblem(gettext("Give the marks as a list of [start, end, kind]."), "shape")
    given = [_mark(quote, number, mark) for number, mark in enumerate(marks, 1)]
    merged = [(start, end, kind) for kind in KINDS for start, end in _merged(given, kind)]
    if len(merged) > MARKS_AT_MOST:
        raise MarkProblem(
            gettext("At most %(marks_at_most)s runs of words; these are %(merged)s.")
            % {"marks_at_most": MARKS_AT_MOST, "merged": len(merged)},
            "too_many",
        )
    return sorted([*_trimmed(quote, start, end), kind] for start, end, kind in merged)


def runs_of(quote: str, marks: Iterable[Sequence[Any]]) -> list[Run]:
    """Return the quote cut where a mark begins or ends; the runs joined are the quote, to the letter."""
    spans = [Span(start, end, KINDS.index(kind)) for start, end, kind in marks]
    return [Run(s.words, 0 in s.marks, 1 in s.marks) for s in segments_of(quote, spans)]


def marks_from_lines(quote: str, lines: str, kind: str) -> list[Mark]:
    """Return a mark for each line of words: where they stand first in the quote and no earlier line took them.

    Whole words come before parts of words. Words in [[ ]] are marked and those round them say which are
    meant. Raises MarkProblem at the field `kind`, with the line, for words that are not there.
    """
    found: list[Mark] = []
    flat = _flat(quote)
    wanted = [(n, line) for n, text in enumerate(lines.splitlines(), 1) if (line := clean_line(text))]
    if len(wanted) > MARKS_AT_MOST:
        raise MarkProblem(
            gettext("At most %(marks_at_most)s lines; these are %(wanted)s.")
            % {"marks_at_most": MARKS_AT_MOST, "wanted": len(wanted)},
            "too_many",
            kind,
        )
    for number, line in wanted:
        place = _find(flat, line, found)
        if place is None:
            short = line if len(line) <= QUOTED else f"{line[:QUOTED]}…"
            if _find(flat, line, ()):
                said = gettext(
                    "Line %(number)s: “%(short)s” is listed more often than it stands in the quote."
                )
            else:
                said = gettext("Line %(number)s: “%(short)s” is not in the quote.")
            raise MarkProblem(said % {"number": number, "short": short}, "not_in_quote", kind)
        found.append((*place, kind))
    return found


def lines_from_marks(quote: str, marks: Iterable[Sequence[Any]], kind: str) -> str:
    """Return the lines that `marks_from_lines` reads as these marks of a kind, in a quote without [ of its own."""
    lines: list[str] = []
    before: list[Mark] = []
    flat = _flat(quote)
    for start, end, this in marks:
        if this == kind:
            lines.append(_line_for(flat, start, end, before))
            before.append((start, end, kind))
    return "\n".join(lines)


def _mark(quote: str, number: int, mark: object) -> Mark:
    """Return one mark as it was given, or raise MarkProblem."""
    match mark:
        case [int() as start, int() as end, str() as kind] if not {type(start), type(end)} & {bool}:
            pass
        case _:
            raise MarkProblem(
                gettext("Mark %(number)s is not [start, end, kind].") % {"number": number}, "shape"
            )
    if kind not in KINDS:
        raise MarkProblem(
            gettext("Mark %(number)s: the kind is underline or emphasis.") % {"number": number}, "kind"
        )
    if not 0 <= start < end <= len(quote):
        raise MarkProblem(
            gettext("Mark %(number)s goes from %(start)s to %(end)s; the quote has %(quote)s characters.")
            % {"number": number, "start": start, "end": end, "quote": len(quote)},
            "range",
        )
    if not quote[start:end].strip():
        raise MarkProblem(gettext("Mark %(number)s holds no word.") % {"number": number}, "range")
    return start, end, kind


def _merged(marks: Iterable[Mark], kind: str) -> list[tuple[int, int]]:
    """Return the spans of one kind in order, those that touch or overlap made one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in sorted(mark for mark in marks if mark[2] == kind):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def _trimmed(quote: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the white space at its edges."""
    words = quote[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


@dataclass(frozen=True, slots=True)
class _Flat:
    """A quote with every run of white space made one space, and where each of its characters stands."""

    words: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the quote that these characters come from."""
        return self.origins[start], self.origins[end - 1] + 1


def _flat(quote: str) -> _Flat:
    """Return the quote on one line."""
    kept = [at for at, char in enumerate(quote) if not (char.isspace() and quote[at - 1 : at].isspace())]
    return _Flat("".join(" " if quote[at].isspace() else quote[at] for at in kept), tuple(kept))


def _find(quote: _Flat, line: str, taken: Sequence[Mark]) -> tuple[int, int] | None:
    """Return the first place of a line's words that no mark in `taken` touches, whole words before parts."""
    found = _free_place(quote, "", line, "", taken)
    meant = None if found else _MEANT.fullmatch(line)
    return _free_place(quote, meant[1], meant[2], meant[3], taken) if meant else found


def _free_place(
    quote: _Flat, left: str, words: str, right: str, taken: Sequence[Mark]
) -> tuple[int, int] | None:
    """Return where `words` stand between `left` and `right`, by the same rule."""
    whole, part = left + words + right, None
    at = quote.words.find(whole)
    for _ in range(OCCURRENCES_TRIED):
        if at < 0:
            break
        first, last = at + len(left), at + len(left) + len(words)
        span = quote.span(first, last)
        if not any(span[0] < end and span[1] > start for start, end, _ in taken):
            if not any(_within_word(quote.words, edge) for edge in (first, last)):
                return span
            part = part or span
        at = quote.words.find(whole, at + 1)
    return part


def _within_word(words: str, at: int) -> bool:
    """Tell whether a word goes on across `at`."""
    return 0 < at < len(words) and words[at - 1 : at + 1].isalnum()


def _line_for(quote: _Flat, start: int, end: int, before: Sequence[Mark]) -> str:
    """Return the shortest of a few lines that is read as this span after the marks `before`.

    Its words alone, or with more and more of the quote round them.
    """
    first, last = bisect_left(quote.origins, start), bisect_left(quote.origins, end)
    words = quote.words[first:last]
    lines = [words]
    for reach in CONTEXT:
        left = quote.words[max(0, first - reach) : first]
        right = quote.words[last : last + reach]
        left = left if first <= reach else left[left.find(" ") + 1 :]
        right = right if last + reach >= len(quote.words) else right[: right.rfind(" ") + 1]
        lines.append(f"{left}[[{words}]]{right}".strip())
    return next((line for line in lines if _find(quote, line, before) == (start, end)), words)
