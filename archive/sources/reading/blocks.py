"""What reading a file gives: one text, and blocks that are spans of it in order."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from archive.core.text import normal

Kind = Literal["heading", "paragraph", "quote", "figure", "list", "table", "code"]

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


class Unreadable(ValueError):
    """A file or text cannot be read in; `message` is fit to show, `code` is stable.

    Codes: empty, too_large, not_what_it_says, encrypted, no_text, broken, unknown_type, encoding.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document as its reader found it, before offsets are given out."""

    kind: Kind
    words: str
    level: int = 0
    page: int | None = None
    figure: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A span of the text; `start == end` only for a figure about which nothing is said.

    `level` is a heading's, from 1; `number` counts paragraphs, quotes and lists from 1; `page`
    counts from 1; `figure` has the keys caption, address, alt and credit.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    number: int | None = None
    page: int | None = None
    figure: dict[str, str] | None = None


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


def tidy(words: str, *, lines: bool = False, spaces: bool = False) -> str:
    """Return words as they are stored: NFC, nothing hidden, white space runs one space.

    `lines` keeps newlines (lists, tables, verse); `spaces` keeps both (code).
    """
    seen = _HIDDEN.sub("", normal(words.replace("\r\n", "\n").replace("\r", "\n")))
    if spaces:
        return seen.strip("\n").rstrip()
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
        words = tidy(piece.words, lines=piece.kind != "heading", spaces=piece.kind == "code")
        if not words and piece.kind != "figure":
            continue
        number += piece.kind in NUMBERED
        own = number if piece.kind in NUMBERED else None
        blocks.append(Block(piece.kind, at, at + len(words), piece.level, own, piece.page, piece.figure))
        parts.append(words)
        at += len(words) + 2
    notes = (f"{hidden} hidden characters that change the reading direction",) if hidden else ()
    return "\n\n".join(parts), tuple(blocks), notes
