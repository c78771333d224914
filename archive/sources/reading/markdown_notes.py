"""Footnotes of Markdown (`word[^1]`, and `[^1]: the note` anywhere), as rules of the parser."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

DEFINITION = re.compile(r" {0,3}\[\^([^\s\]]{1,100})\]:")
_BEGINNING = re.compile(r"\[\^([^\s\]]{1,100})\]:[ \t]*")
_REFERENCE = re.compile(r"\[\^([^\s\]]{1,100})\]")
_INDENT = 4  # columns: what stands so far in belongs to the note


def footnotes(parser: MarkdownIt) -> None:
    """Teach a parser footnotes: tokens note_open and note_close around each note, note_ref for a reference.

    The label is in the tokens' `meta`. A reference without a note stays as it is written.
    """
    parser.block.ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "note_ref", _reference)


def _note(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Parse a note and the blocks that are indented under it."""
    begin = state.bMarks[first] + state.tShift[first]
    found = _BEGINNING.match(state.src, begin, state.eMarks[first])
    if not found or state.is_code_block(first):
        return False
    if silent:
        return True
    state.env.setdefault("notes", set()).add(found[1])
    opened = state.push("note_open", "", 1)
    opened.meta = {"label": found[1]}
    before = (state.bMarks[first], state.tShift[first], state.sCount[first], state.parentType, state.tight)
    state.bMarks[first], state.tShift[first] = found.end(), 0
    state.blkIndent += _INDENT
    state.sCount[first] = state.blkIndent
    state.parentType = "note"
    state.md.block.tokenize(state, first, last)
    state.blkIndent -= _INDENT
    state.bMarks[first], state.tShift[first], state.sCount[first], state.parentType, state.tight = before
    opened.map = [first, state.line]
    state.push("note_close", "", -1)
    return True


def _reference(state: StateInline, silent: bool) -> bool:
    """Parse a reference to a note that is there."""
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    if not found or found[1] not in state.env.get("notes", ()):
        return False
    if not silent:
        state.push("note_ref", "", 0).meta = {"label": found[1], "words": found[0]}
    state.pos = found.end()
    return True
