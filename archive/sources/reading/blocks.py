"""What reading a file gives: one text, and blocks that are spans of it in order."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from archive.core.text import normal

Kind = Literal["heading", "paragraph", "quote", "figure", "list", "table", "code", "footnote"]
Ref = tuple[int, str, int]

NUMBERED: frozenset[Kind] = frozenset({"paragraph", "quote", "list"})

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What no reader sees and no quotation can hold: control characters, hyphens and spaces of no width,
# private use. Newlines and tabs stay.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff"
    "\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000effff-\U0010ffff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_CREDIT = re.compile(
    r"(?:^|(?<=[\s.,;:)\]]))(?:(?:image|photo|picture)\s+)?(?:sources?|credits?|photo|photograph)\s*:\s*",
    re.IGNORECASE,
)
_NO_ADDRESS = re.compile(r"\s*(?:javascript|data|vbscript|file|blob)\s*:", re.IGNORECASE)
_ADDRESS_AT_MOST = 2_000
# Stands for a reference while the words around it are tidied: white space, NFC and what is hidden leave
# it alone, and writers have no use for it (U+FFFA, a separator of annotations).
_MARK = "\ufffa"
_MARKS = re.compile(f" ?(?:{_MARK} ?)+")
_CLOSING = re.compile(r"[.,;:!?)\]}»”’…\s]")
_LINE_OF_MARKS = re.compile(f"^({_MARK}+)\n", re.MULTILINE)
_LAST_LINE_OF_MARKS = re.compile(f"\n({_MARK}+)\\Z")


class Unreadable(ValueError):
    """A file or text cannot be read in; `message` is fit to show, `code` is stable.

    Codes: empty, too_large, not_what_it_says, encrypted, no_text, broken, unknown_type, encoding; and
    from reading apart: too_slow, too_much_memory.
    """

    def __init__(self, words: str, code: str, **values: Any) -> None:
        self.words = words
        self.code = code
        self.values = values
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.told(str)

    def told(self, translate: Callable[[str], str]) -> str:
        """Return what is wrong as `translate` says its words: this package loads no framework that could."""
        return _told(self.words, self.values, translate)


def _told(words: str, values: Mapping[str, Any], translate: Callable[[str], str]) -> str:
    """Return words with their values, which may be words with values themselves: a pair of both."""
    said = {
        name: _told(value[0], value[1], translate)
        if isinstance(value, tuple | list)
        else _told(str(value), {}, translate)
        for name, value in values.items()
    }
    spoken = translate(words) if words else ""
    return spoken % said if said else spoken


def gettext_noop(words: str) -> str:
    """Mark words for translation, and return them as they are."""
    return words


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document as its reader found it, before offsets are given out.

    `refs` are references to footnotes: (offset in `words`, label, number of the note). A footnote has
    one, (0, label, its own number); `words` never hold the label, here or there.
    """

    kind: Kind
    words: str
    level: int = 0
    page: int | None = None
    figure: dict[str, str] | None = None
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A span of the text; `start == end` only for a figure about which nothing is said.

    `level` is a heading's, from 1, and 1 for a table whose first row is its header; `number` counts
    paragraphs, quotes and lists from 1; `page` counts from 1; `figure` has the keys caption, address,
    alt and credit. A table is lines of cells with one tab between two.

    `refs` are the references to footnotes: (offset in the block's words, label, the footnote's place
    in Reading.blocks). A footnote has one: (0, label, the place of the first block that refers to it
    or -1). Footnotes stand at the end.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    number: int | None = None
    page: int | None = None
    figure: dict[str, str] | None = None
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A document read in: its text, its blocks in order and without overlap, and what was left out."""

    media_type: str
    encoding: str
    text: str
    blocks: tuple[Block, ...]
    furniture: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    pages: int | None = None


def figure(caption: str, *, address: str = "", alt: str = "", page: int | None = None) -> Piece:
    """Return a picture as a figure: its words are the caption, or the alternative text if it has none.

    What follows "Source:" or "Credit:" is the credit. The picture is never fetched; an address that
    is no place on the web (a data: address, say) is left out.
    """
    words = tidy(caption) or tidy(alt)
    before, *credit = _CREDIT.split(words, maxsplit=1)
    known = "" if _NO_ADDRESS.match(address) else address.strip()[:_ADDRESS_AT_MOST]
    facts = {"caption": before.strip(), "address": known, "alt": tidy(alt), "credit": "".join(credit).strip()}
    return Piece("figure", words, page=page, figure=facts)


def tidy(words: str, *, lines: bool = False, spaces: bool = False, cells: bool = False) -> str:
    """Return words as they are stored: NFC, nothing hidden, white space runs one space.

    `lines` keeps newlines (lists, verse); `cells` keeps newlines and every tab (tables); `spaces`
    keeps all (code).
    """
    seen = _HIDDEN.sub("", normal(words.replace("\r\n", "\n").replace("\r", "\n")))
    if spaces:
        return seen.strip("\n").rstrip()
    if cells:
        rows = ("\t".join(" ".join(cell.split()) for cell in row.split("\t")) for row in seen.split("\n"))
        return "\n".join(row for row in rows if row.strip())
    if not lines:
        return " ".join(seen.split())
    kept = (
        _SPACES.sub(lambda run: "\t" if run[0] == "\t" else " ", line).strip() for line in seen.split("\n")
    )
    return "\n".join(line for line in kept if line)


def compose(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...], tuple[str, ...]]:
    """Return the text, its blocks and a line on what was hidden in it, if anything was.

    Blocks are parted by an empty line. Pieces without words are dropped, unless they are figures.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    at, number, hidden = 0, 0, 0
    for piece in pieces:
        hidden += len(_DIRECTION.findall(piece.words))
        words, refs = _stored(piece)
        if not words and piece.kind != "figure":
            continue
        number += piece.kind in NUMBERED
        own = number if piece.kind in NUMBERED else None
        end = at + len(words)
        blocks.append(Block(piece.kind, at, end, piece.level, own, piece.page, piece.figure, refs))
        parts.append(words)
        at = end + 2
    notes = (f"{hidden} hidden characters that change the reading direction",) if hidden else ()
    return "\n\n".join(parts), _linked(blocks), notes


def _stored(piece: Piece) -> tuple[str, tuple[Ref, ...]]:
    """Return a piece's words as they are stored, and its references by their places in these."""
    if piece.kind == "footnote" or not piece.refs:
        return _tidied(piece.words, piece.kind), piece.refs
    ordered = sorted(piece.refs)
    ends = [at for at, _, _ in ordered]
    own = piece.words.replace(_MARK, " ")
    marked = _MARK.join(own[begin:end] for begin, end in zip([0, *ends], [*ends, None], strict=True))
    parts = _MARKS.sub(_closed_up, _tidied(marked, piece.kind))
    parts = _LAST_LINE_OF_MARKS.sub(r"\1", _LINE_OF_MARKS.sub(r"\1", parts))
    refs: list[Ref] = []
    at = 0
    kept = parts.split(_MARK)
    for part, (_, label, note) in zip(kept, ordered, strict=False):
        at += len(part)
        refs.append((at, label, note))
    return "".join(kept), tuple(refs)


def _tidied(words: str, kind: Kind) -> str:
    return tidy(words, lines=kind != "heading", spaces=kind == "code", cells=kind == "table")


def _closed_up(run: re.Match[str]) -> str:
    """Return marks directly after the word before them, and one space if it is needed between words."""
    begin, end = run.span()
    before, after = run.string[max(0, begin - 1) : begin], run.string[end : end + 1]
    is_between = before not in ("", "\n", "\t") and after not in ("", "\n", "\t")
    needs_space = run[0].endswith(" ") or (run[0].startswith(" ") and not _CLOSING.match(after))
    return run[0].replace(" ", "") + (" " if is_between and needs_space else "")


def _linked(blocks: list[Block]) -> tuple[Block, ...]:
    """Return the blocks with their references leading to blocks instead of numbers of notes."""
    places = {b.refs[0][2]: order for order, b in enumerate(blocks) if b.kind == "footnote" and b.refs}
    if not places:
        return tuple(replace(b, refs=()) if b.refs else b for b in blocks)
    first: dict[int, int] = {}
    for order, block in enumerate(blocks):
        for _, _, note in block.refs if block.kind != "footnote" else ():
            first.setdefault(note, order)
    return tuple(replace(b, refs=_led(b, places, first)) if b.refs else b for b in blocks)


def _led(block: Block, places: Mapping[int, int], first: Mapping[int, int]) -> tuple[Ref, ...]:
    if block.kind == "footnote":
        return tuple((at, label, first.get(note, -1)) for at, label, note in block.refs)
    return tuple((at, label, places[note]) for at, label, note in block.refs if note in places)
