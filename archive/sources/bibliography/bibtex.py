"""Reading BibTeX and BibLaTeX: each entry is cut out and parsed alone by pybtex, so that a bad one loses only itself.

pybtex's low-level parser keeps no state outside itself (its `errors` module does, and is never called),
so that threads may read at once. Nothing is opened or run, whatever commands the text holds.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext, gettext_lazy
from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.scanner import PrematureEOF, PybtexSyntaxError

from archive.sources.bibliography.bibtex_fields import inherited, record_of
from archive.sources.bibliography.records import (
    CHARACTERS_AT_MOST,
    ENTRIES_AT_MOST,
    Entry,
    Problem,
    UnreadableRecords,
    shortened,
)

# pybtex looks for a closing sign from every brace on; no honest entry has as many.
BRACES_AT_MOST = 2_000
MACRO_AT_MOST = 10_000

_OPENING = re.compile(r"@[ \t]*([A-Za-z][\w-]*)[ \t]*(?:\n[ \t]*)?([{(])")
_AT_LINE_START = re.compile(rf"^[ \t]*{_OPENING.pattern}", re.MULTILINE)
_BRACE = re.compile(r"[{}]")
_BRACE_OR_CLOSE = re.compile(r"[{})]")
_KEY = re.compile(r"[^\s,{}=\"]{1,200}(?=\s*[,})])")
_FIELD = re.compile(r"^[ \t]*(?:,[ \t]*)?([A-Za-z][\w-]{0,40})[ \t]*=[ \t]*(?=[\"{\w])", re.MULTILINE)

Fields = dict[str, str]


class Chunk(NamedTuple):
    """One entry as it stands in the text; `end` is where its closing brace was found, or -1."""

    command: str
    start: int
    body: int
    end: int
    limit: int


class Parsed(NamedTuple):
    """One entry that pybtex read: its type, key, fields in lower case, and what was wrong."""

    command: str
    key: str
    fields: Fields
    problems: list[Problem]


class Macros(dict[str, str]):
    """The strings that a file defines, by name in any case; one that is not defined stands for its own name.

    What they give out is bounded, since strings of strings grow without one.
    """

    def __init__(self) -> None:
        super().__init__(month_names)
        self.left = CHARACTERS_AT_MOST
        self.unknown: list[str] = []

    def __getitem__(self, name: str) -> str:
        value = self.get(name.lower())
        if value is None:
            self.unknown.append(name)
            return name
        self.left -= len(value)
        return value if self.left >= 0 else ""

    def __setitem__(self, name: str, value: str) -> None:
        super().__setitem__(name.lower(), value[:MACRO_AT_MOST])


def read(text: str, line_at: Callable[[int], int]) -> list[Entry]:
    """Return the entries of a BibTeX text in their order; `line_at` gives the line of a position.

    Raises UnreadableRecords (too_many).
    """
    macros = Macros()
    found: list[tuple[Chunk, Parsed]] = []
    for chunk in chunks(text):
        parsed = _parse(text, chunk, macros, line_at)
        if parsed is None:
            continue
        if len(found) == ENTRIES_AT_MOST:
            raise UnreadableRecords(
                gettext("There are more than %(entries_at_most)s entries in it.")
                % {"entries_at_most": f"{ENTRIES_AT_MOST:,}"},
                "too_many",
            )
        found.append((chunk, parsed))
    by_key = {parsed.key.lower(): parsed.fields for _, parsed in reversed(found) if parsed.key}
    return [
        _entry(parsed, number, line_at(chunk.start), by_key)
        for number, (chunk, parsed) in enumerate(found, 1)
    ]


def _entry(parsed: Parsed, number: int, line: int, by_key: dict[str, Fields]) -> Entry:
    """Return the entry of what was parsed; a fatal problem of its form leaves it without a record."""
    label = parsed.key or str(number)
    if any(problem.fatal for problem in parsed.problems):
        return Entry(None, label, line, tuple(parsed.problems))
    parent = by_key.get(parsed.fields.get("crossref", "").strip().lower())
    fields = inherited(parsed.fields, parent) if parent else parsed.fields
    return record_of(parsed.command, fields, label=label, line=line, problems=parsed.problems)


# ------------------------------------------------------------------------------------------------------ cutting


def chunks(text: str) -> Iterator[Chunk]:
    """Cut a text into its entries: each ends at its closing brace, at the latest where a line begins the next."""
    starts = [found.start() for found in _AT_LINE_START.finditer(text)]
    position = 0
    while found := _OPENING.search(text, position):
        after = bisect_right(starts, found.start())
        limit = starts[after] if after < len(starts) else len(text)
        end = _closing(text, found.end(), limit, found[2])
        yield Chunk(found[1].lower(), found.start(), found.end(), end, limit)
        position = end if end >= 0 else limit


def _closing(text: str, start: int, limit: int, opened: str) -> int:
    """Return the position after the sign that closes an entry, or -1; BibTeX counts every brace."""
    depth = 0
    for found in (_BRACE if opened == "{" else _BRACE_OR_CLOSE).finditer(text, start, limit):
        if found[0] == "{":
            depth += 1
        elif depth == 0 and found[0] == ("}" if opened == "{" else ")"):
            return found.end()
        elif found[0] == "}":
            depth -= 1
    return -1


# ------------------------------------------------------------------------------------------------------ parsing


def _parse(text: str, chunk: Chunk, macros: Macros, line_at: Callable[[int], int]) -> Parsed | None:
    """Return what one chunk holds, None for a comment, a preamble, or a string that was defined."""
    if chunk.command in ("comment", "preamble"):
        return None
    body = text[chunk.start : chunk.end if chunk.end >= 0 else chunk.limit]
    key = found[0] if (found := _KEY.match(body, _body_start(body, chunk))) else ""
    if problem := _wrong_form(text, chunk, body, line_at):
        return None if chunk.command == "string" else Parsed(chunk.command, key, {}, [problem])
    line = line_at(chunk.start)
    try:
        return _parsed(body, chunk.command, key, macros, line)
    except PybtexSyntaxError as error:
        problem = Problem(line + error.lineno - 1, _explained(error))
        return None if chunk.command == "string" else Parsed(chunk.command, key, {}, [problem])


def _body_start(body: str, chunk: Chunk) -> int:
    """Return where the key may begin: after the opening brace and white space."""
    start = chunk.body - chunk.start
    while start < len(body) and body[start].isspace():
        start += 1
    return start


def _parsed(body: str, command: str, key: str, macros: Macros, line: int) -> Parsed | None:
    """Let pybtex parse one entry, without its key if it has none."""
    macros.unknown = []
    parser = LowLevelParser(body, keyless_entries=not key, macros=macros, handle_error=_raise)
    for _, (name, values) in parser:
        if command == "string":
            return None
        fields: Fields = {}
        problems = [
            Problem(line, gettext("“%(word)s” is not defined; kept as a word.") % {"word": word}, False)
            for word in macros.unknown
        ]
        problems += [] if key else [Problem(line, gettext("it has no citation key."), False)]
        twice: set[str] = set()
        for field, parts in values:
            twice |= {field.lower()} & fields.keys()
            fields.setdefault(field.lower(), " ".join("".join(parts).split()))
        problems += [
            Problem(
                line, gettext("“%(field)s” is given twice; the first one counts.") % {"field": field}, False
            )
            for field in twice
        ]
        return Parsed(command, name or "", fields, problems)
    return None


def _raise(error: Exception) -> None:
    """Stop at the first error: the rest of a broken entry is guessing."""
    raise error


# ------------------------------------------------------------------------------------------------ what is wrong


def _wrong_form(text: str, chunk: Chunk, body: str, line_at: Callable[[int], int]) -> Problem | None:
    """Return what the braces of a chunk already tell is wrong."""
    if chunk.end < 0:
        return Problem(_line_left_open(text, chunk, line_at), gettext("a closing brace is missing."))
    if body.count("{") > BRACES_AT_MOST:
        return Problem(
            line_at(chunk.start),
            gettext("it has more than %(braces_at_most)s braces.")
            % {"braces_at_most": f"{BRACES_AT_MOST:,}"},
        )
    rest = text[chunk.end : chunk.end + 500].lstrip()
    following = _OPENING.search(text, chunk.end, chunk.limit)
    field = _FIELD.search(text, chunk.end, following.start() if following else chunk.limit)
    if rest.startswith(("}", ",")) or field:
        return Problem(
            line_at(chunk.end - 1), gettext("a brace closes the entry too early; what follows would be lost.")
        )
    return None


def _line_left_open(text: str, chunk: Chunk, line_at: Callable[[int], int]) -> int:
    """Return the line of the field whose brace was left open: a line that begins a field inside of another's."""
    fields = [found.start() for found in _FIELD.finditer(text, chunk.body, chunk.limit)]
    opened: list[int] = []
    brace_at = iter(_BRACE.finditer(text, chunk.body, chunk.limit))
    brace = next(brace_at, None)
    for field in fields:
        while brace and brace.start() < field:
            opened = [*opened, brace.start()][-100:] if brace[0] == "{" else opened[:-1]
            brace = next(brace_at, None)
        if opened:
            return line_at(opened[0])
    return line_at(len(text[: chunk.limit].rstrip()))


_EXPLAINED = (
    ("entry key", gettext_lazy("the citation key is missing.")),
    (
        "field value",
        gettext_lazy("a value is missing, or is neither a number nor in braces or quotation marks."),
    ),
    ("'='", gettext_lazy("an equals sign is missing.")),
    ("unbalanced", gettext_lazy("a quotation mark is missing, or a brace is closed that was not opened.")),
    ("nested", gettext_lazy("it has too many braces in braces.")),
)


def _explained(error: PybtexSyntaxError) -> str:
    """Return in plain words what pybtex stumbled over."""
    if isinstance(error, PrematureEOF):
        return gettext("a closing brace or quotation mark is missing.")
    message = str(error.args[0] if error.args else error)
    for sign, words in _EXPLAINED:
        if sign in message:
            return str(words)
    parser = error.parser
    following = parser.text[parser.pos : parser.pos + 200].split("=")[0]
    return gettext("a comma is missing before “%(words)s”.") % {"words": shortened(following, 30)}
