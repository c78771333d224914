"""Rules of plain text: what a statement, a line and a longer note may hold, and how each is cleaned.

Every model, form and serializer asks here, so that one text gets one answer at every door. All
functions are linear in the length of their input: a text that is far too long is refused before
it is looked at character by character.
"""

import re
import sys
import unicodedata
from functools import cache

STATEMENT_LIMIT = 500
QUOTE_LIMIT = 2_000

# A text this many times over its limit is refused unread: no honest cleaning brings it under.
_FAR_OVER = 20
# Unicode's stream-safe format (UAX #15) allows 30 marks on one letter. Sorting a longer pile is
# quadratic in its height, and no script needs one.
_MARKS_AT_MOST = 30

_EDGE = "\ufeff\u200b"
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    "\U0001fffe-\U0001ffff\U000effff-\U0010ffff]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TWO_PARAGRAPHS = re.compile(r"\S[^\S\n]*(?:\n[^\S\n]*){2,}\S")
_ADDRESS = re.compile(r"(?<![\w@])(?:https?://|www\.)\S", re.IGNORECASE)
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
# Letters and symbols by category that nonetheless show nothing: Hangul fillers, the blank Braille cell.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def _(words: str) -> str:
    """Return the words in the reader's language; in English where files are read apart, without the framework."""
    if "django" not in sys.modules:
        return words
    from django.utils.translation import gettext

    return gettext(words)


class TextProblem(ValueError):
    """A text breaks a rule; `message` is fit to show, `code` is stable.

    Codes: empty, too_long, control, bidi, marks, paragraphs, address.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def normal(text: str) -> str:
    """Return `text` in Unicode's composed form (NFC), unless its piles of marks are too high to sort."""
    if unicodedata.is_normalized("NFC", text) or _mark_pile().search(text):
        return text
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Return `text` as one line: NFC, every run of white space one space, nothing invisible at the ends."""
    return " ".join(normal(text).split()).strip(_EDGE + " ")


def clean_prose(text: str) -> str:
    """Return `text` in NFC with newlines as `\\n`, no white space at the ends and none before a newline."""
    return "\n".join(line.rstrip() for line in _lines(normal(text))).strip(_EDGE + " \t\n\xa0")


def check_statement(text: str, *, limit: int = STATEMENT_LIMIT, addresses: bool = False) -> str:
    """Return a statement cleaned to one line of 1 to `limit` characters, or raise TextProblem.

    Single newlines become spaces; a blank line between two texts makes them two paragraphs, which
    a statement may not have. Web addresses are refused unless `addresses` is true.
    """
    text = _readable(text, limit)
    if _TWO_PARAGRAPHS.search("\n".join(_lines(text.strip()))):
        raise TextProblem(
            _("This is more than one paragraph. Make it one, or post each on its own."), "paragraphs"
        )
    statement = _within(clean_line(text), limit, required=True)
    if not addresses and _ADDRESS.search(statement):
        raise TextProblem(_("Addresses belong in evidence: leave them out of the statement."), "address")
    return statement


def check_short(text: str, *, limit: int, required: bool = True) -> str:
    """Return one line (a tag, a locator, a title) of at most `limit` characters, or raise TextProblem."""
    return _within(clean_line(_readable(text, limit)), limit, required=required)


def check_prose(text: str, *, limit: int, required: bool = True) -> str:
    """Return a text of any number of paragraphs and at most `limit` characters, or raise TextProblem."""
    return _within(clean_prose(_readable(text, limit)), limit, required=required)


def is_blank(text: str) -> bool:
    """Tell whether `text` shows nothing at all: no letter, number, sign or symbol that can be seen."""
    return not any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANKS for char in text)


def _readable(text: str, limit: int) -> str:
    """Return `text` if it may be looked at closely: not far too long, and without hidden characters."""
    if len(text) > _FAR_OVER * limit + 1_000:
        if text.strip():
            raise _too_long(len(text), limit)
        return ""
    _refuse_hidden(text)
    return text


def _within(text: str, limit: int, *, required: bool) -> str:
    """Return `text` if it is within the limit; a text that shows nothing is empty, whatever it holds."""
    if len(text) > limit:
        raise _too_long(len(text), limit)
    if not is_blank(text):
        return text
    if required:
        raise TextProblem(_("Write something here: it is empty."), "empty")
    return ""


def _lines(text: str) -> list[str]:
    """Return the lines of `text`, whatever its newlines are; a paragraph separator makes a blank line."""
    return _NEWLINES.sub("\n", text.replace("\u2029", "\n\n")).split("\n")


def _refuse_hidden(text: str) -> None:
    """Refuse characters that cannot be seen and change what is read, naming the first one."""
    if found := _CONTROL.search(text):
        raise TextProblem(
            _("It contains a control character (%(found)s). Remove it.") % {"found": _name(found[0])},
            "control",
        )
    if found := _BIDI.search(text):
        name = _name(found[0])
        raise TextProblem(
            _("It contains a character that changes the reading direction (%(name)s). Remove it.")
            % {"name": name},
            "bidi",
        )
    if _mark_pile().search(text):
        raise TextProblem(
            _("It stacks more than %(marks_at_most)s accents on one letter.")
            % {"marks_at_most": _MARKS_AT_MOST},
            "marks",
        )


def _too_long(length: int, limit: int) -> TextProblem:
    over = length - limit
    return TextProblem(
        _("At most %(limit)s characters; this is %(length)s, so %(over)s too many.")
        % {"limit": f"{limit:,}", "length": f"{length:,}", "over": f"{over:,}"},
        "too_long",
    )


def _name(char: str) -> str:
    return f"U+{ord(char):04X}"


@cache
def _mark_pile() -> re.Pattern[str]:
    """Return the pattern of a pile of combining marks that is higher than any script needs."""
    marks = "".join(chr(code) for code in range(0x300, 0x1E950) if unicodedata.combining(chr(code)))
    return re.compile(f"[{re.escape(marks)}]{{{_MARKS_AT_MOST + 1},}}")
