"""Markdown to pieces: the words that a reader of the rendered page reads, without the marks."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from archive.sources.reading.blocks import Kind, Piece, figure
from archive.sources.reading.html import pieces_of_fragment, unused
from archive.sources.reading.lines import joined, one_line_each
from archive.sources.reading.markdown_notes import DEFINITION, footnotes
from archive.sources.reading.plain import pieces_of as plain_pieces_of
from archive.sources.reading.walk import Marks

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_NO_PROSE = re.compile(
    r"\s*$|\s{0,3}(?:[#>|]|[-*+]\s|\d{1,9}[.)]\s|(?:=+|-+|\*+|_+)\s*$|!\[|\[[^\]]+\]:|<)|\s{4}|\t"
)
_PICTURE = re.compile(r"\s{0,3}!\[")
_FRONT_MATTER = re.compile(r"\A---\n(.{0,5000}?)\n(?:---|\.\.\.)\s*\n", re.DOTALL)
_FIELD = re.compile(
    r"^(title|author|date|lang|language|url|description)\s*:\s*(\S.*)$", re.IGNORECASE | re.MULTILINE
)
_SOFT = "\0"  # a line's end within a paragraph; no text that is read in holds NUL
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_TAG = re.compile(r"<(/?)\s*([a-zA-Z][\w-]*)")
# The parser's time grows faster than the length of one paragraph; no writer's comes near this.
_LONGEST_PARAGRAPH = 100_000
# So does it with the number of brackets and stars in one.
_BRACKETS_AT_MOST, _STARS_AT_MOST = 500, 10_000
_SHORT_LABEL = 5  # characters; a note with a longer one is a name for its writer, shown as a number
_UNSEEN_TAGS = re.compile(r"<(?!img\b)[^<>]*>", re.IGNORECASE)
_WORDS = re.compile(r"\S")


def pieces_of(text: str) -> tuple[list[Piece], dict[str, str]]:
    """Return the pieces of a Markdown text in order, and what it says of itself (title, author, ...).

    Pictures that stand alone become figures; pictures within a sentence follow it as figures.
    Links keep their words. Footnotes stand at the end, in the order in which they are referred to. In a
    file whose lines are longer than any wrapping each line is a paragraph, as its writer saw it,
    although Markdown itself would run them together.
    """
    body, metadata = _without_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    body = _parted(body)
    if any(len(part) > _LONGEST_PARAGRAPH for part in body.split("\n\n")):
        return plain_pieces_of(body), metadata
    pieces = _pieces(_parser().parse(body), unused(body))
    title = next((piece.words for piece in pieces if piece.kind == "heading" and piece.level == 1), "")
    return pieces, {"title": title, **metadata} if title else metadata


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.core.ruler.at("inline", _parse_lines)
    return parser.use(footnotes)


def _parse_lines(state: StateCore) -> None:
    """Parse what stands within paragraphs, but for those that would take the parser too long."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        content = token.content
        if content.count("[") > _BRACKETS_AT_MOST or content.count("*") + content.count("_") > _STARS_AT_MOST:
            for line in content.split("\n"):
                token.children += [Token("text", "", 0, content=line), Token("softbreak", "br", 0)]
        else:
            state.md.inline.parse(content, state.md, state.env, token.children)


def _pieces(tokens: Sequence[Token], mark: str) -> list[Piece]:
    """Return the pieces of the text, and after them the footnotes, those first that are referred to."""
    text, notes = _without_notes(tokens)
    is_named = all(len(label) <= _SHORT_LABEL for label, _ in notes)
    walk = _Walk(mark, is_named)
    pieces = list(walk.pieces(text))
    spare = count(len(walk.numbers))
    found: dict[int, tuple[str, list[Token]]] = {}
    for label, inside in notes:
        number = walk.numbers.get(label, -1)
        found[number if number >= 0 and number not in found else next(spare)] = label, inside
    for number, (label, inside) in sorted(found.items()):
        own = list(_Walk(mark, is_note=True).pieces(inside))
        words = "\n".join(piece.words for piece in own if piece.kind != "figure")
        pieces += [piece for piece in own if piece.kind == "figure"]
        shown = label if is_named else str(number + 1)
        pieces.append(Piece("footnote", words, refs=((0, shown, number),)))
    return pieces


def _without_notes(tokens: Sequence[Token]) -> tuple[list[Token], list[tuple[str, list[Token]]]]:
    """Return the tokens of the text and those of each footnote, with its label; none is within another."""
    notes: list[tuple[str, list[Token]]] = []
    text: list[Token] = []
    open_ones = [text]
    for token in tokens:
        if token.type == "note_open":
            notes.append((str(token.meta["label"]), []))
            open_ones.append(notes[-1][1])
        elif token.type == "note_close":
            open_ones.pop()
        else:
            open_ones[-1].append(token)
    return text, notes


def _without_front_matter(text: str) -> tuple[str, dict[str, str]]:
    """Split off a YAML block at the start, keeping the few fields that describe the document."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return text, {}
    fields = _FIELD.findall(found[1])
    return text[found.end() :], {name.lower(): value.strip().strip("\"'") for name, value in fields}


def _parted(text: str) -> str:
    """Put an empty line between lines that are paragraphs of their own, if the file is written so.

    A picture alone on its line stands apart in any file.
    """
    lines = text.split("\n")
    prose, pictures = _sorted_out(lines)
    each = one_line_each(_runs(lines, prose))
    parted = lines[:1]
    for at in range(1, len(lines)):
        both = (prose[at] or pictures[at]) and (
            prose[at - 1] or pictures[at - 1] or (each and bool(DEFINITION.match(lines[at - 1])))
        )
        if both and (each or pictures[at - 1] or pictures[at]):
            parted.append("")
        parted.append(lines[at])
    return "\n".join(parted)


def _sorted_out(lines: Sequence[str]) -> tuple[list[bool], list[bool]]:
    """Tell of each line whether it is plain prose, and whether a picture; neither within fenced code."""
    fenced = False
    prose, pictures = [], []
    for line in lines:
        fence = bool(_FENCE.match(line))
        fenced ^= fence
        free = not fenced and not fence
        prose.append(free and not _NO_PROSE.match(line))
        pictures.append(free and bool(_PICTURE.match(line)))
    return prose, pictures


def _runs(lines: Sequence[str], chosen: Sequence[bool]) -> list[list[str]]:
    """Return the chosen lines in runs of lines that touch."""
    runs: list[list[str]] = [[]]
    for line, is_chosen in zip(lines, chosen, strict=True):
        if is_chosen:
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return runs


@dataclass
class _Walk:
    """Where in the document the walk over the parser's tokens is; references are marked while it goes on.

    `is_named` says that footnotes have their labels and not numbers; within a footnote nothing is marked.
    """

    mark: str
    is_named: bool = True
    is_note: bool = False
    numbers: dict[str, int] = field(default_factory=dict)  # of the footnotes referred to, by label
    refs: list[tuple[str, int]] = field(default_factory=list)
    quotes: int = 0
    lists: list[int] = field(default_factory=list)  # of each open list the next number, 0 for bullets
    items: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    in_table: bool = False
    heading: int = 0
    late: list[Piece] = field(default_factory=list)  # figures met within a list or table

    def pieces(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        """Yield the pieces in order."""
        for token in tokens:
            yield from self._step(token)

    def _step(self, token: Token) -> Iterator[Piece]:
        match token.type:
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "heading_open":
                self.heading = int(token.tag[1])
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append(int(token.attrs.get("start", 1)) if token.type[0] == "o" else 0)
            case "list_item_open":
                self._begin_item()
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
                if not self.lists:
                    yield from self._ended("list", self.items)
            case "table_open":
                self.in_table = True
            case "tr_open":
                self.rows.append([])
            case "table_close":
                self.in_table = False
                is_headed = bool(self.rows) and any(self.rows[0])
                yield from self._ended("table", ["\t".join(row) for row in self.rows], int(is_headed))
            case "inline":
                yield from self._inline(token.children or [])
            case "fence" | "code_block":
                yield from self._code(token.content)
            case "html_block":
                if _WORDS.search(_UNSEEN_TAGS.sub("", token.content)):
                    yield from pieces_of_fragment(token.content)

    def _begin_item(self) -> None:
        number = self.lists[-1]
        self.items.append(f"{number}. " if number else "")
        self.lists[-1] += bool(number)

    def _ended(self, kind: Kind, lines: Sequence[str], level: int = 0) -> Iterator[Piece]:
        yield self._piece(kind, "\n".join(lines), level)
        yield from self.late
        self.items, self.rows, self.late = [], [], []

    def _code(self, content: str) -> Iterator[Piece]:
        if self.lists:
            self.items.append(content)
        else:
            yield Piece("code", content)

    def _inline(self, children: Sequence[Token]) -> Iterator[Piece]:
        words, figures = _words(children, self._marked)
        if self.in_table:
            self.rows[-1].append(" ".join(joined(words.split("\n")).split()))
        elif self.lists:
            self.items[-1:] = _with_words(self.items[-1], words)
        else:
            yield self._text_block(words)
            yield from figures
            return
        self.late += figures

    def _text_block(self, words: str) -> Piece:
        level, self.heading = self.heading, 0
        if level:
            return self._piece("heading", words, level)
        return self._piece("quote" if self.quotes else "paragraph", words)

    def _marked(self, reference: Token) -> str:
        """Return the mark of a reference to a footnote, or within a footnote its words."""
        if self.is_note:
            return str(reference.meta["words"])
        label = str(reference.meta["label"])
        number = self.numbers.setdefault(label, len(self.numbers))
        self.refs.append((label if self.is_named else str(number + 1), number))
        return f"{self.mark}r{len(self.refs) - 1}."

    def _piece(self, kind: Kind, words: str, level: int = 0) -> Piece:
        own, refs, _ = Marks(self.mark, (), self.refs).read(words)
        return Piece(kind, own, level=level, refs=refs)


def _with_words(item: str, words: str) -> list[str]:
    """Return the lines of an item with more words: on its own line first, on new ones after."""
    return [item + words] if not item or item.endswith(". ") else [item, words]


def _words(children: Sequence[Token], marked: Callable[[Token], str]) -> tuple[str, list[Piece]]:
    """Return the words of a paragraph as read, hard line breaks as newlines, and its pictures as figures."""
    words: list[str] = []
    figures: list[Piece] = []
    unseen = ""
    for child in children:
        if child.type == "html_inline":
            unseen = _unseen_after(child.content, unseen)
            words.append("\n" if child.content.lower().startswith("<br") else "")
        elif unseen:
            continue
        elif child.type == "image":
            caption, alt = str(child.attrs.get("title", "")), _plain(child.children or [])
            figures.append(figure(caption, address=str(child.attrs.get("src", "")), alt=alt))
        elif child.type == "note_ref":
            words.append(marked(child))
        else:
            words.append(
                "\n" if child.type == "hardbreak" else _SOFT if child.type == "softbreak" else child.content
            )
    lines = "".join(words).split("\n")
    return "\n".join(joined(line.split(_SOFT)) for line in lines), figures


def _plain(children: Sequence[Token]) -> str:
    """Return the words of a picture's alternative text, which may hold marks itself."""
    parts = (
        " " if one.type.endswith("break") else (one.meta.get("words") or one.content) for one in children
    )
    return "".join(parts)


def _unseen_after(tag: str, unseen: str) -> str:
    """Return the element whose content is not shown (script, style) that is open after `tag`, if any."""
    found = _TAG.match(tag)
    if not found:
        return unseen
    name = found[2].lower()
    if found[1]:
        return "" if name == unseen else unseen
    return unseen or (name if name in _UNSEEN else "")
